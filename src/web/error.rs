//! Errors of the engine's own.

use wasm_bindgen::prelude::*;

use super::host::FilterUsersError;

/// Something that cannot be.
pub fn broken(what: &str) -> JsValue {
    FilterUsersError::new("ENGINE", &format!("{what}, which is a fault of this package")).into()
}
