//! The caller's options, as `pkg/options.js` has checked them and filled in what was left out.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Everything a run needs to know.
    pub type Options;

    /// The numbers of the policy, and whether there are the callbacks `onEvent` and `onProgress`.
    #[wasm_bindgen(method, getter)]
    pub fn numbers(this: &Options) -> Vec<f64>;

    /// Where the rows are in a reply.
    #[wasm_bindgen(method, getter)]
    pub fn rows(this: &Options) -> String;
    /// Where the key is in a row; none for rows in the order of the users.
    #[wasm_bindgen(method, getter, js_name = rowKey)]
    pub fn row_key(this: &Options) -> Option<String>;
    /// What becomes of users without a row.
    #[wasm_bindgen(method, getter)]
    pub fn absent(this: &Options) -> u8;
    /// Whether a function of the caller's decides.
    #[wasm_bindgen(method, getter, js_name = isJudged)]
    pub fn is_judged(this: &Options) -> bool;
    /// A condition that is not checked yet; undefined where a function decides, or nothing.
    #[wasm_bindgen(method, getter)]
    pub fn condition(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = keepRows)]
    pub fn keep_rows(this: &Options) -> bool;
}
