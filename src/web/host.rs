//! What JavaScript does for the engine: the modules of `pkg/` that are written by hand.

use js_sys::{Array, Function, Map, Object, Promise, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::options::Options;

#[wasm_bindgen(raw_module = "../run.js")]
extern "C" {
    /// One run: its users, its settled batches, and what is to be let go in the end.
    pub type Run;

    #[wasm_bindgen(method, catch)]
    pub fn begin(this: &Run, options: &Options) -> Result<(), JsValue>;
    /// A batch, null, or a promise of either.
    #[wasm_bindgen(method, catch)]
    pub fn take(this: &Run, size: usize) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    pub fn close(this: &Run, size: usize) -> Vec<Array>;
    /// Whether the source was closed before it was read to its end.
    #[wasm_bindgen(method, getter, js_name = isCut)]
    pub fn is_cut(this: &Run) -> bool;
    #[wasm_bindgen(method)]
    pub fn slice(this: &Run, users: &Array, from: usize, to: usize) -> Taken;
    #[wasm_bindgen(method)]
    pub fn attempt(this: &Run, batch: usize, attempt: u32, request: usize) -> Attempt;
    #[wasm_bindgen(method)]
    pub fn sleep(this: &Run, ms: f64) -> Timer;
    #[wasm_bindgen(method)]
    pub fn settle(this: &Run, batch: usize, verdicts: &[u8], failures: &Array, kept: &Array, is_rest: bool) -> Object;
    /// Settled batches that are not read yet; nothing where all are kept for the end.
    #[wasm_bindgen(method, getter)]
    pub fn unread(this: &Run) -> Option<usize>;
    /// Resolves when the caller has read a batch.
    #[wasm_bindgen(method)]
    pub fn read(this: &Run) -> Promise;
    #[wasm_bindgen(method)]
    pub fn finish(this: &Run, stats: &JsValue);
    #[wasm_bindgen(method)]
    pub fn fail(this: &Run, error: &JsValue, stats: &JsValue);
    /// Resolves with whether it was the caller who ended the run.
    #[wasm_bindgen(method, getter)]
    pub fn aborted(this: &Run) -> Promise;
    #[wasm_bindgen(method, getter, js_name = isAborted)]
    pub fn is_aborted(this: &Run) -> bool;
    #[wasm_bindgen(method, getter, js_name = abortReason)]
    pub fn abort_reason(this: &Run) -> JsValue;

    /// Some users, and their keys as a JSON array.
    #[derive(Clone)]
    pub type Taken;
    #[wasm_bindgen(method, getter)]
    pub fn users(this: &Taken) -> Array;
    #[wasm_bindgen(method, getter)]
    pub fn ids(this: &Taken) -> String;
}

#[wasm_bindgen(raw_module = "../attempt.js")]
extern "C" {
    /// What one attempt holds: its signal and the promises it waits for.
    pub type Attempt;

    #[wasm_bindgen(method)]
    pub fn wait(this: &Attempt, promise: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    pub fn read(this: &Attempt, response: &JsValue, limit: u32) -> Promise;
    #[wasm_bindgen(method)]
    pub fn end(this: &Attempt);
    #[wasm_bindgen(method)]
    pub fn finish(this: &Attempt);

    /// The beginning of a body.
    pub type Body;
    #[wasm_bindgen(method, getter)]
    pub fn chunks(this: &Body) -> Vec<Uint8Array>;
    #[wasm_bindgen(method, getter)]
    pub fn bytes(this: &Body) -> usize;
    #[wasm_bindgen(method, getter, js_name = hasMore)]
    pub fn has_more(this: &Body) -> bool;
}

#[wasm_bindgen(raw_module = "../timer.js")]
extern "C" {
    /// A timer that can be stopped.
    pub type Timer;

    #[wasm_bindgen(method, getter)]
    pub fn done(this: &Timer) -> Promise;
    #[wasm_bindgen(method)]
    pub fn end(this: &Timer);

    pub fn breathe() -> Promise;
}

// A module of its own: of two that take no glue, one module would stand twice among what the engine imports.
#[wasm_bindgen(raw_module = "../clock.js")]
extern "C" {
    pub fn now() -> f64;
}

#[wasm_bindgen(raw_module = "../judge.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub fn judge(wanted: &Function, users: &Array, positions: &Uint32Array, rows: &Array) -> Result<Vec<u8>, JsValue>;
    pub fn keep(users: &Array, positions: &Uint32Array, rows: &Array) -> Map;
}

#[wasm_bindgen(raw_module = "../request.js")]
extern "C" {
    /// The rows that `send` answered, as an array; nothing for what is no iterable.
    #[wasm_bindgen(catch, js_name = rowsOf)]
    pub fn rows_of(answer: &JsValue) -> Result<Option<Array>, JsValue>;
    /// The rows as JSON.
    #[wasm_bindgen(catch, js_name = toJson)]
    pub fn to_json(rows: &Array) -> Result<Option<String>, JsValue>;
    /// Something thrown, in words.
    pub fn describe(thrown: &JsValue) -> String;
}

#[wasm_bindgen]
extern "C" {
    /// Whom to ask.
    pub type Target;
    /// A request, or a promise of one. Throws a misuse.
    #[wasm_bindgen(method, catch)]
    pub fn prepare(this: &Target, attempt: &Attempt, users: &Array, ids: &str) -> Result<JsValue, JsValue>;

    /// A request that is ready to go.
    pub type Prepared;
    /// Bytes of its body.
    #[wasm_bindgen(method, getter)]
    pub fn bytes(this: &Prepared) -> usize;
    /// Milliseconds spent building it.
    #[wasm_bindgen(method, getter)]
    pub fn encoding(this: &Prepared) -> f64;
    #[wasm_bindgen(method, catch)]
    pub fn go(this: &Prepared) -> Result<JsValue, JsValue>;
    /// How to begin to say that it failed.
    #[wasm_bindgen(method, getter)]
    pub fn failing(this: &Prepared) -> String;
    /// What to check when it failed; may be empty.
    #[wasm_bindgen(method)]
    pub fn advice(this: &Prepared) -> String;
    /// Whether the caller's `send` sends it.
    #[wasm_bindgen(method, getter, js_name = isOwn)]
    pub fn is_own(this: &Prepared) -> bool;

    /// What a function of the caller's did wrong.
    pub type Misuse;
    #[wasm_bindgen(method, getter)]
    pub fn message(this: &Misuse) -> String;
    /// One or none.
    #[wasm_bindgen(method, getter)]
    pub fn causes(this: &Misuse) -> Array;
}

#[wasm_bindgen(raw_module = "../retry-after.js")]
extern "C" {
    /// The milliseconds for which an answer asks to be left alone.
    #[wasm_bindgen(js_name = retryAfter)]
    pub fn retry_after(response: &JsValue) -> Option<f64>;
}

#[wasm_bindgen(raw_module = "../stats.js")]
extern "C" {
    /// Figures as `Stats`: those that are always there, then pairs of a status, a code or a bound, and a count.
    #[wasm_bindgen(js_name = statsOf)]
    pub fn stats_of(figures: &[f64], by_status: &[f64], by_error: &[f64], histogram: &[f64]) -> JsValue;
}

#[wasm_bindgen(raw_module = "../errors.js")]
extern "C" {
    /// What was thrown, if it stands for an answer that refuses.
    #[wasm_bindgen(js_name = refusalOf)]
    pub fn refusal_of(thrown: &JsValue) -> Option<Refusal>;

    /// A refusal that the caller's own code threw.
    pub type Refusal;
    #[wasm_bindgen(method, getter)]
    pub fn message(this: &Refusal) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Refusal) -> u16;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    pub fn retry_after(this: &Refusal) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub fn reply(this: &Refusal) -> Option<String>;

    #[wasm_bindgen(js_name = FilterUsersError)]
    pub type FilterUsersError;
    #[wasm_bindgen(constructor, js_class = "FilterUsersError")]
    pub fn new(code: &str, message: &str) -> FilterUsersError;
    /// What befell a batch, with what was thrown, if anything was.
    pub fn failure(
        code: u8,
        message: &str,
        attempts: u32,
        status: Option<u16>,
        batch: Option<usize>,
        retry_after: Option<f64>,
        reply: Option<&str>,
        causes: &Array,
    ) -> JsValue;
    /// A value as a message shows it.
    pub fn show(value: &JsValue) -> String;
}
