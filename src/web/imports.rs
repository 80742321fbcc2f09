//! All that the engine asks of JavaScript. Whatever can run the caller's code has `catch`: an exception that unwinds through wasm
//! would leave the engine broken for everybody.

use js_sys::{Array, Function, JsString, Promise, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, RequestInit};

use super::attempt::LargeBody;

#[wasm_bindgen]
extern "C" {
    /// One call of the package (`pkg/users/call.js`).
    pub type Call;

    /// From here on the run may be aborted. Throws for an array with a user that has no key.
    #[wasm_bindgen(method, catch)]
    pub fn begin(this: &Call, key: &JsValue, has_rows: bool, signal: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn ledger(this: &Call) -> Ledger;
    /// Has `place` woken when the caller ends the run.
    #[wasm_bindgen(method, js_name = awaitAbort)]
    pub fn await_abort(this: &Call, place: u32, ticket: u32);
    #[wasm_bindgen(method, getter, js_name = isAborted)]
    pub fn is_aborted(this: &Call) -> bool;
    /// Why they did.
    #[wasm_bindgen(method, getter)]
    pub fn reason(this: &Call) -> JsValue;
    /// Whether nobody reads its batches any more.
    #[wasm_bindgen(method, getter, js_name = isLeft)]
    pub fn is_left(this: &Call) -> bool;
    /// A request is in flight: if the engine breaks down, JavaScript aborts it.
    #[wasm_bindgen(method)]
    pub fn add(this: &Call, request: &AbortController);
    #[wasm_bindgen(method)]
    pub fn remove(this: &Call, request: &AbortController);
    /// The result of a run that is over.
    #[wasm_bindgen(method, catch)]
    pub fn result(this: &Call, stats: &JsValue) -> Result<JsValue, JsValue>;
    /// A stream's run is over, with these figures.
    #[wasm_bindgen(method)]
    pub fn finished(this: &Call, stats: &JsValue);
    /// The same, by this error.
    #[wasm_bindgen(method)]
    pub fn failed(this: &Call, error: &JsValue);
    /// Keeps a partial result by `error`.
    #[wasm_bindgen(method, catch)]
    pub fn fail(this: &Call, error: &JsValue, stats: &JsValue) -> Result<(), JsValue>;
    /// All that share its limiter are asked for rest until this time: that is to outlive the engine.
    #[wasm_bindgen(method)]
    pub fn closed(this: &Call, until: f64);
    /// What is left of the run is let go.
    #[wasm_bindgen(method)]
    pub fn end(this: &Call);
}

#[wasm_bindgen]
extern "C" {
    /// Who is where (`pkg/users/ledger.js`).
    #[derive(Clone)]
    pub type Ledger;

    /// A batch, null where there are no more users, or undefined while fewer than `least` are there.
    #[wasm_bindgen(method, catch)]
    pub fn take(this: &Ledger, size: usize, least: usize) -> Result<JsValue, JsValue>;
    /// Has up to `size` users read; resolves when so many are there, or no more come.
    #[wasm_bindgen(method)]
    pub fn read(this: &Ledger, size: usize, count: usize) -> JsValue;
    /// When the oldest of the users came that were read and not taken.
    #[wasm_bindgen(method, getter, js_name = waitingSince)]
    pub fn waiting_since(this: &Ledger) -> Option<f64>;
    #[wasm_bindgen(method)]
    pub fn close(this: &Ledger, size: usize) -> Vec<Batch>;
    /// Whether the source was closed before it was read to its end.
    #[wasm_bindgen(method, getter, js_name = isCut)]
    pub fn is_cut(this: &Ledger) -> bool;
    /// Enters a settled batch. `blamed` has the number of an error for each user that failed.
    #[wasm_bindgen(method)]
    pub fn settle(
        this: &Ledger,
        batch: &Batch,
        verdicts: &[u8],
        blamed: &[u32],
        errors: &Array,
        kept: &Array,
    ) -> JsValue;
    /// The next settled batch.
    #[wasm_bindgen(method, js_name = nextSettled)]
    pub fn next_settled(this: &Ledger) -> JsValue;
    /// Nobody reads what is settled.
    #[wasm_bindgen(method, js_name = drop)]
    pub fn drop_settled(this: &Ledger);

    /// Some users, and their keys (`pkg/users/batch.js`).
    #[derive(Clone, Debug)]
    pub type Batch;
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Batch) -> usize;
    #[wasm_bindgen(method, getter)]
    pub fn users(this: &Batch) -> Array;
    /// The keys as a JSON array.
    #[wasm_bindgen(method, getter)]
    pub fn bytes(this: &Batch) -> Vec<u8>;
    /// The body of `body: "ids"`.
    #[wasm_bindgen(method, getter, js_name = idsBody)]
    pub fn ids_body(this: &Batch) -> JsString;
    #[wasm_bindgen(method, getter, js_name = idsBodyBytes)]
    pub fn ids_body_bytes(this: &Batch) -> usize;
    #[wasm_bindgen(method)]
    pub fn part(this: &Batch, from: usize, to: usize) -> Batch;
    #[wasm_bindgen(method)]
    pub fn pick(this: &Batch, places: &[usize]) -> Batch;
    /// How many users have each of the keys; nothing where none is there twice.
    #[wasm_bindgen(method, getter)]
    pub fn counts(this: &Batch) -> Option<Vec<u32>>;
}

#[wasm_bindgen(raw_module = "../imports.js")]
extern "C" {
    // Waiting. `settled` (`super::promise`) is called with the same place and ticket.
    pub fn wait(value: &JsValue, place: u32, ticket: u32);
    /// As `wait`, for what answers a request that may be aborted meanwhile.
    #[wasm_bindgen(js_name = waitForAnswer)]
    pub fn wait_for_answer(value: &JsValue, signal: &AbortSignal, place: u32, ticket: u32);
    /// A promise that nobody waits for.
    pub fn forget(promise: &JsValue);
    pub fn sleep(ms: f64, place: u32, ticket: u32);
    #[wasm_bindgen(js_name = stopTimer)]
    pub fn stop_timer(place: u32);
    #[wasm_bindgen(js_name = nextTurn)]
    pub fn next_turn(place: u32, ticket: u32);
    pub fn now() -> f64;

    /// Keeps what a panic says for who catches its trap.
    pub fn panicked(message: &str);

    /// What the caller's functions are told of an attempt.
    #[wasm_bindgen(js_name = contextOf)]
    pub fn context_of(batch: usize, attempt: u32, request: usize, signal: &AbortSignal) -> JsValue;
    /// A body of the caller's, as `fetch` takes it.
    #[wasm_bindgen(catch)]
    pub fn encode(value: &JsValue) -> Result<Encoded, JsValue>;
    /// The rows that `send` answered, as JSON.
    #[wasm_bindgen(catch, js_name = rowsToJson)]
    pub fn rows_to_json(rows: &Array) -> Result<JsValue, JsValue>;

    /// The first bytes of a body, as many as errors show if there is no limit.
    #[wasm_bindgen(js_name = readBody)]
    pub fn read_body(response: &JsValue, limit: Option<f64>) -> Reading;
    /// The bytes or the text that `send` answered, as a body of which so many bytes are kept; nothing for what is neither.
    #[wasm_bindgen(catch, js_name = bodyOf)]
    pub fn body_of(answer: &JsValue, limit: f64) -> Result<Option<Body>, JsValue>;
    /// The rows that `send` answered, as an array; nothing for what is no iterable.
    #[wasm_bindgen(catch, js_name = rowsOf)]
    pub fn rows_of(answer: &JsValue) -> Result<Option<Array>, JsValue>;
    /// Asks a function of the caller's, the option of this name, about rows of users at `positions`: a 1 for each yes.
    #[wasm_bindgen(catch)]
    pub fn judge(
        option: &str,
        function: &Function,
        rows: &Array,
        users: &Array,
        positions: &Uint32Array,
    ) -> Result<Vec<u8>, JsValue>;
    /// Rows by their users.
    pub fn keep(rows: &Array, users: &Array, positions: &Uint32Array) -> JsValue;
    /// Some of `rows`.
    pub fn pick(rows: &Array, places: &[u32]) -> Array;
    pub fn parse(json: &[u8]) -> Array;
    /// The beginning of a row, as errors show it.
    #[wasm_bindgen(js_name = beginningOf)]
    pub fn beginning_of(row: &[u8]) -> JsValue;

    #[wasm_bindgen(js_name = FilterUsersError)]
    pub type FilterUsersError;
    #[wasm_bindgen(constructor, js_class = "FilterUsersError")]
    pub fn new(code: &str, message: &str, details: &JsValue) -> FilterUsersError;
    /// Something thrown, in words.
    pub fn describe(thrown: &JsValue) -> String;
    /// A value as a message shows it.
    #[wasm_bindgen(catch)]
    pub fn show(value: &JsValue) -> Result<String, JsValue>;
    /// What was thrown, if it stands for an answer that refuses.
    #[wasm_bindgen(js_name = refusalOf)]
    pub fn refusal_of(thrown: &JsValue) -> Option<Refusal>;
    /// What is wrong with an address that `fetch` would refuse each time.
    #[wasm_bindgen(js_name = wrongWith)]
    pub fn wrong_with(url: &JsValue) -> Option<String>;
    /// What to check after a request to another origin failed.
    #[wasm_bindgen(js_name = whatToCheck)]
    pub fn what_to_check(url: &JsValue, thrown: &JsValue, init: &RequestInit) -> String;
    /// The name of a header without a value.
    #[wasm_bindgen(catch, js_name = undefinedIn)]
    pub fn undefined_in(headers: &JsValue) -> Result<Option<String>, JsValue>;
    /// What to do about a reply that cannot be read, for the end of a message.
    #[wasm_bindgen(js_name = hintOf)]
    pub fn hint_of(content: &JsValue, batch: &Batch, rows: &str, row_key: Option<&str>) -> String;
}

#[wasm_bindgen]
extern "C" {
    /// A body of the caller's.
    pub type Encoded;
    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Encoded) -> JsValue;
    /// 0 where only `fetch` knows.
    #[wasm_bindgen(method, getter)]
    pub fn bytes(this: &Encoded) -> usize;
    #[wasm_bindgen(method, getter, js_name = isJson)]
    pub fn is_json(this: &Encoded) -> bool;
    #[wasm_bindgen(method, getter, js_name = isStream)]
    pub fn is_stream(this: &Encoded) -> bool;

    /// A body that is being read.
    pub type Reading;
    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Reading) -> Promise;
    /// No more of it is read, if it is not over.
    #[wasm_bindgen(method)]
    pub fn cancel(this: &Reading);

    /// What was read of a reply (`pkg/platform/body.js`).
    pub type Body;
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Body) -> usize;
    #[wasm_bindgen(method, getter, js_name = hasMore)]
    pub fn has_more(this: &Body) -> bool;
    /// All of it, if it was read into the engine's memory.
    #[wasm_bindgen(method, js_name = takeLarge)]
    pub fn take_large(this: &Body) -> Option<LargeBody>;
    /// Throws if they were taken away since.
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    pub fn copy_to(this: &Body, bytes: &mut [u8]) -> Result<(), JsValue>;
    /// As text.
    #[wasm_bindgen(method, getter, catch)]
    pub fn beginning(this: &Body) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = firstLine)]
    pub fn first_line(this: &Body) -> Result<String, JsValue>;

    /// A refusal that the caller's own code threw.
    pub type Refusal;
    #[wasm_bindgen(method, getter)]
    pub fn message(this: &Refusal) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Refusal) -> u16;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    pub fn retry_after(this: &Refusal) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub fn reply(this: &Refusal) -> JsValue;

    /// What answers: a `Response`, or what behaves like one, as mocks do.
    pub type Answer;
    #[wasm_bindgen(method, getter, catch)]
    pub fn status(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub fn headers(this: &Answer) -> Result<AnswerHeaders, JsValue>;

    pub type AnswerHeaders;
    #[wasm_bindgen(method, catch)]
    pub fn get(this: &AnswerHeaders, name: &JsValue) -> Result<JsValue, JsValue>;

    /// The global one, looked up when it is called.
    #[wasm_bindgen(catch)]
    pub fn fetch(url: &JsValue, init: &RequestInit) -> Result<JsValue, JsValue>;
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
