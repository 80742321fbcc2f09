//! The caller's options, as `pkg/options/check.js` has checked them and filled in what was left out.

mod condition;
mod policy;
mod reading;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

pub use self::{
    policy::{concurrency, policy, rate_limit},
    reading::Reading,
};

#[wasm_bindgen]
extern "C" {
    /// Everything a run needs to know.
    pub type Options;

    // ---- the service
    /// A text, or a function.
    #[wasm_bindgen(method, getter)]
    pub fn url(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn method(this: &Options) -> JsValue;
    /// Headers, a function, or nothing.
    #[wasm_bindgen(method, getter)]
    pub fn headers(this: &Options) -> JsValue;
    /// A word, a function, or nothing.
    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn request(this: &Options) -> Option<Object>;
    #[wasm_bindgen(method, getter)]
    pub fn fetch(this: &Options) -> Option<Function>;
    #[wasm_bindgen(method, getter)]
    pub fn send(this: &Options) -> Option<Function>;

    // ---- reading the reply
    #[wasm_bindgen(method, getter)]
    pub fn key(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn rows(this: &Options) -> String;
    /// None where rows come in the order of the users.
    #[wasm_bindgen(method, getter, js_name = rowKey)]
    pub fn row_key(this: &Options) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn absent(this: &Options) -> String;
    /// A condition, a function, or nothing.
    #[wasm_bindgen(method, getter, js_name = where)]
    pub fn wanted(this: &Options) -> JsValue;
    /// The same.
    #[wasm_bindgen(method, getter, js_name = rowError)]
    pub fn row_error(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = keepRows)]
    pub fn keep_rows(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = maxReplyBytes)]
    pub fn max_reply_bytes(this: &Options) -> f64;

    // ---- how the run behaves
    #[wasm_bindgen(method, getter, js_name = batchSize)]
    pub fn batch_size(this: &Options) -> usize;
    #[wasm_bindgen(method, getter, js_name = maxWait)]
    pub fn max_wait(this: &Options) -> Option<f64>;
    /// None for one that is found on the way.
    #[wasm_bindgen(method, getter)]
    pub fn concurrency(this: &Options) -> Option<usize>;
    /// Of a limiter: whether there is such a number.
    #[wasm_bindgen(method, getter, js_name = isLimited)]
    pub fn is_limited(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = heedsQuota)]
    pub fn heeds_quota(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = rateLimit)]
    pub fn rate_limit(this: &Options) -> Option<RateLimitOptions>;
    #[wasm_bindgen(method, getter)]
    pub fn timeout(this: &Options) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn deadline(this: &Options) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub fn retry(this: &Options) -> RetryOptions;
    #[wasm_bindgen(method, getter)]
    pub fn split(this: &Options) -> Vec<u16>;
    #[wasm_bindgen(method, getter, js_name = hedgeAfter)]
    pub fn hedge_after(this: &Options) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = hedgePercentile)]
    pub fn hedge_percentile(this: &Options) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub fn circuit(this: &Options) -> Option<CircuitOptions>;
    #[wasm_bindgen(method, getter, js_name = onError)]
    pub fn on_error(this: &Options) -> String;
    #[wasm_bindgen(method, getter, js_name = maxFailedUsers)]
    pub fn max_failed_users(this: &Options) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = maxFailedShare)]
    pub fn max_failed_share(this: &Options) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = onAbort)]
    pub fn on_abort(this: &Options) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn seed(this: &Options) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Options) -> JsValue;

    // ---- watching
    #[wasm_bindgen(method, getter, js_name = onProgress)]
    pub fn on_progress(this: &Options) -> Option<Function>;
    #[wasm_bindgen(method, getter, js_name = onBatch)]
    pub fn on_batch(this: &Options) -> Option<Function>;
    #[wasm_bindgen(method, getter, js_name = onEvent)]
    pub fn on_event(this: &Options) -> Option<Function>;

    pub type RateLimitOptions;
    #[wasm_bindgen(method, getter)]
    pub fn requests(this: &RateLimitOptions) -> usize;
    #[wasm_bindgen(method, getter)]
    pub fn per(this: &RateLimitOptions) -> f64;

    pub type CircuitOptions;
    #[wasm_bindgen(method, getter)]
    pub fn failures(this: &CircuitOptions) -> u32;
    #[wasm_bindgen(method, getter)]
    pub fn cooldown(this: &CircuitOptions) -> f64;

    pub type RetryOptions;
    #[wasm_bindgen(method, getter)]
    pub fn limit(this: &RetryOptions) -> u32;
    #[wasm_bindgen(method, getter)]
    pub fn statuses(this: &RetryOptions) -> Vec<u16>;
    #[wasm_bindgen(method, getter)]
    pub fn delay(this: &RetryOptions) -> f64;
    #[wasm_bindgen(method, getter, js_name = maxDelay)]
    pub fn max_delay(this: &RetryOptions) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn jitter(this: &RetryOptions) -> String;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    pub fn retry_after(this: &RetryOptions) -> bool;
    #[wasm_bindgen(method, getter)]
    pub fn budget(this: &RetryOptions) -> f64;
}
