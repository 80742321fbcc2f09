//! Failures of the engine as errors of JavaScript.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::host::{self, FilterUsersError};
use crate::engine::{Cause, Facts, Failure};

/// `failure` as users see it, with the batch it befell.
pub fn to_error(failure: &Failure<JsValue>, batch: Option<usize>) -> JsValue {
    let Facts { code, message, status, attempts, retry_after, reply, cause } = &**failure;
    // Whatever can be thrown can be a cause, undefined too, so that there is one or none in a list.
    let causes = Array::new();
    match cause {
        Some(Cause::Thrown(thrown)) => drop(causes.push(thrown)),
        Some(Cause::Earlier(earlier)) => drop(causes.push(&to_error(earlier, batch))),
        None => {}
    }
    host::failure(*code as u8, message, *attempts, *status, batch, *retry_after, reply.as_deref(), &causes)
}

/// Something that cannot be.
pub fn broken(what: &str) -> JsValue {
    FilterUsersError::new("ENGINE", &format!("{what}, which is a fault of this package")).into()
}
