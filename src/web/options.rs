//! The caller's options, as `pkg/options.js` has checked them and filled in what was left out.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::host::Target;

#[wasm_bindgen]
extern "C" {
    /// Everything a run needs to know.
    pub type Options;

    /// The numbers of the policy.
    #[wasm_bindgen(method, getter)]
    pub fn numbers(this: &Options) -> Vec<f64>;
    /// Statuses after which the same is asked again.
    #[wasm_bindgen(method, getter)]
    pub fn retried(this: &Options) -> Vec<f64>;
    /// Statuses after which less is asked at once.
    #[wasm_bindgen(method, getter)]
    pub fn split(this: &Options) -> Vec<f64>;

    /// Whom to ask, and how.
    #[wasm_bindgen(method, getter)]
    pub fn target(this: &Options) -> Target;

    /// Where the rows are in a reply.
    #[wasm_bindgen(method, getter)]
    pub fn rows(this: &Options) -> String;
    /// Where the key is in a row; none for rows in the order of the users.
    #[wasm_bindgen(method, getter, js_name = rowKey)]
    pub fn row_key(this: &Options) -> Option<String>;
    /// What becomes of users without a row.
    #[wasm_bindgen(method, getter)]
    pub fn absent(this: &Options) -> u8;
    /// The caller's own function.
    #[wasm_bindgen(method, getter, js_name = where)]
    pub fn wanted(this: &Options) -> Option<Function>;
    /// The condition, as `pkg/where.js` writes it.
    #[wasm_bindgen(method, getter)]
    pub fn condition(this: &Options) -> Option<Vec<u8>>;
    #[wasm_bindgen(method, getter, js_name = keepRows)]
    pub fn keep_rows(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = maxReplyBytes)]
    pub fn max_reply_bytes(this: &Options) -> u32;

    #[wasm_bindgen(method, getter, js_name = onProgress)]
    pub fn on_progress(this: &Options) -> Option<Function>;
    #[wasm_bindgen(method, getter, js_name = onBatch)]
    pub fn on_batch(this: &Options) -> Option<Function>;
    #[wasm_bindgen(method, getter, js_name = onEvent)]
    pub fn on_event(this: &Options) -> Option<Function>;
}
