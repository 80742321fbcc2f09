//! Errors of the engine's own.

use wasm_bindgen::prelude::*;

use super::host::FilterUsersError;

/// A wrong call.
pub fn wrong(message: &str) -> JsValue {
    FilterUsersError::new("INVALID_OPTION", message).into()
}
