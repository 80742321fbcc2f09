//! Texts of our own as JavaScript has them. To make one takes as long as to read a row, and the same few are wanted again and again.

use std::cell::RefCell;

use litemap::LiteMap;
use wasm_bindgen::JsValue;

thread_local! {
    /// By where they stand in memory.
    static KNOWN: RefCell<LiteMap<(usize, usize), JsValue>> = const { RefCell::new(LiteMap::new()) };
}

/// `text` for JavaScript: made once.
pub fn text(text: &'static str) -> JsValue {
    KNOWN.with_borrow_mut(|known| {
        let place = (text.as_ptr().addr(), text.len());
        if let Some(made) = known.get(&place) {
            return made.clone();
        }
        let made = JsValue::from_str(text);
        known.insert(place, made.clone());
        made
    })
}
