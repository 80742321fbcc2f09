//! What JavaScript does for the engine: the modules of `pkg/` that are written by hand.

use wasm_bindgen::prelude::*;

use super::options::Options;

#[wasm_bindgen(raw_module = "../run.js")]
extern "C" {
    /// One run: its users, its attempts, its settled batches, and what is to be let go in the end. It has the engine
    /// poll whenever something has come that may be waited for.
    pub type Run;

    #[wasm_bindgen(method, catch)]
    pub fn begin(this: &Run, options: &Options) -> Result<(), JsValue>;
    /// How many users the next batch has, 0 where there are no more, less while they are waited for.
    #[wasm_bindgen(method, catch)]
    pub fn take(this: &Run, size: usize) -> Result<i32, JsValue>;
    /// How many users each of the batches has that were read but not taken.
    #[wasm_bindgen(method)]
    pub fn close(this: &Run, size: usize) -> Vec<f64>;
    /// Whether the source was closed before it was read to its end.
    #[wasm_bindgen(method, getter, js_name = isCut)]
    pub fn is_cut(this: &Run) -> bool;

    /// Builds a request about some users of a batch; the attempt, if that took no waiting.
    #[wasm_bindgen(method)]
    pub fn prepare(this: &Run, request: usize, batch: usize, attempt: u32, from: usize, to: usize) -> Option<Attempt>;
    #[wasm_bindgen(method)]
    pub fn send(this: &Run, request: usize);
    /// An attempt whose request is built or answered.
    #[wasm_bindgen(method)]
    pub fn landed(this: &Run) -> Option<Attempt>;
    /// Aborts a request, and lets go of what it waits for.
    #[wasm_bindgen(method, js_name = giveUp)]
    pub fn give_up(this: &Run, request: usize);

    #[wasm_bindgen(method)]
    pub fn sleep(this: &Run, ms: f64) -> Wait;
    #[wasm_bindgen(method)]
    pub fn breathe(this: &Run) -> Wait;
    /// What there is to say of the end of the run by the caller, if they ended it.
    #[wasm_bindgen(method, getter)]
    pub fn abortion(this: &Run) -> Option<Explanation>;

    /// A failure as users see it.
    #[wasm_bindgen(method)]
    pub fn error(
        this: &Run,
        code: u8,
        batch: usize,
        attempts: u32,
        status: Option<u16>,
        retry_after: Option<f64>,
        cause: &JsValue,
        earlier: &JsValue,
    ) -> JsValue;
    /// Calls `onEvent`.
    #[wasm_bindgen(method, catch)]
    pub fn tell(this: &Run, kind: u8, numbers: &[f64], errors: &List) -> Result<(), JsValue>;
    /// Enters a settled batch. `ranges` are those of the users that failed, two numbers for each of `errors`.
    #[wasm_bindgen(method, catch)]
    pub fn settle(
        this: &Run,
        batch: usize,
        verdicts: &[u8],
        ranges: &[f64],
        errors: &List,
        kept: &List,
        quietly: bool,
    ) -> Result<(), JsValue>;
    /// Calls `onProgress`.
    #[wasm_bindgen(method, catch)]
    pub fn progress(this: &Run, figures: &[f64]) -> Result<(), JsValue>;
    /// Settled batches that are not read yet; nothing where all are kept for the end.
    #[wasm_bindgen(method, getter)]
    pub fn unread(this: &Run) -> Option<usize>;

    #[wasm_bindgen(method)]
    pub fn finish(this: &Run, figures: &[f64]);
    #[wasm_bindgen(method)]
    pub fn fail(this: &Run, error: &JsValue, figures: &[f64]);

    /// Something waited for: a timer that can be stopped, or a turn for everything else.
    pub type Wait;
    #[wasm_bindgen(method, getter, js_name = isOver)]
    pub fn is_over(this: &Wait) -> bool;
    #[wasm_bindgen(method)]
    pub fn end(this: &Wait);

    /// One attempt, one stage of which is over.
    pub type Attempt;
    #[wasm_bindgen(method, getter)]
    pub fn request(this: &Attempt) -> usize;
    /// Whether it is that of the request on its way, and not of its building.
    #[wasm_bindgen(method, getter, js_name = isSent)]
    pub fn is_sent(this: &Attempt) -> bool;
    /// What came of the stage, in numbers.
    #[wasm_bindgen(method, getter)]
    pub fn facts(this: &Attempt) -> Vec<f64>;
    /// Why nothing did.
    #[wasm_bindgen(method, getter)]
    pub fn explanation(this: &Attempt) -> Option<Explanation>;
    /// The keys of its users, as a JSON array.
    #[wasm_bindgen(method, getter)]
    pub fn ids(this: &Attempt) -> Vec<u8>;
    /// Copies the reply.
    #[wasm_bindgen(method, js_name = copyTo)]
    pub fn copy_to(this: &Attempt, bytes: &mut [u8]);
    /// What to say of a reply that cannot be read.
    #[wasm_bindgen(method)]
    pub fn unreadable(this: &Attempt, why: &str, at: usize) -> Explanation;
    /// Takes the rows of the users at `positions`: by their places among the rows of one's own `send`, or as a JSON
    /// array. Says of each whether the caller's `where` lets it pass.
    #[wasm_bindgen(method, catch)]
    pub fn judge(
        this: &Attempt,
        positions: &[u32],
        places: &[u32],
        rows: &[u8],
        passes: &mut [u8],
    ) -> Result<(), Explanation>;
    /// The rows that `judge` took, where they are kept.
    #[wasm_bindgen(method, getter)]
    pub fn kept(this: &Attempt) -> Option<Kept>;

    /// Rows by their users.
    pub type Kept;

    /// What JavaScript knows of a failure: its message, the reply's beginning, what was thrown.
    #[derive(Clone)]
    pub type Explanation;
    #[wasm_bindgen(method, getter)]
    pub fn code(this: &Explanation) -> u8;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Array)]
    pub type List;
    #[wasm_bindgen(constructor, js_class = "Array")]
    pub fn new() -> List;
    #[wasm_bindgen(method)]
    pub fn push(this: &List, member: &JsValue);
}

// What js-sys has without `catch`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    pub fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    pub fn array_from(list: &JsValue) -> Result<Vec<JsValue>, JsValue>;
    #[wasm_bindgen(js_namespace = Object, catch)]
    pub fn keys(object: &JsValue) -> Result<Vec<JsValue>, JsValue>;
    /// A bigint's, whatever has become of its methods.
    #[wasm_bindgen(js_name = String, catch)]
    pub fn digits(bigint: &JsValue) -> Result<String, JsValue>;
}

// A module of its own: of two that take no glue, one module would stand twice among what the engine imports.
#[wasm_bindgen(raw_module = "../clock.js")]
extern "C" {
    pub fn now() -> f64;
}

#[wasm_bindgen(raw_module = "../panic.js")]
extern "C" {
    /// Keeps what a panic says for who catches its trap.
    pub fn panicked(message: &str);
}

#[wasm_bindgen(raw_module = "../errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = FilterUsersError)]
    pub type FilterUsersError;
    #[wasm_bindgen(constructor, js_class = "FilterUsersError")]
    pub fn new(code: &str, message: &str) -> FilterUsersError;
    /// A value as a message shows it.
    #[wasm_bindgen(catch)]
    pub fn show(value: &JsValue) -> Result<String, JsValue>;
}
