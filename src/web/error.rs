//! Failures of the engine as errors of JavaScript.

use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{host::FilterUsersError, stats::serializer};
use crate::engine::{Cause, Failure};

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    status: Option<u16>,
    batch: Option<usize>,
    attempts: u32,
    retry_after: Option<f64>,
    reply: Option<&'a str>,
}

/// `failure` as users see it, with the batch it befell.
pub fn to_error(failure: &Failure<JsValue>, batch: Option<usize>) -> JsValue {
    let Failure { code, message, status, attempts, retry_after, reply, cause } = failure;
    let (status, attempts, retry_after) = (*status, *attempts, *retry_after);
    let details = Details { status, batch, attempts, retry_after, reply: reply.as_deref() };
    let cause = cause.as_ref().map(|cause| match cause {
        Cause::Thrown(thrown) => thrown.clone(),
        Cause::Earlier(earlier) => to_error(earlier, batch),
    });
    error(code.name(), message, &details, cause.as_ref())
}

/// A wrong call, before anything was sent.
pub fn invalid_option(message: &str, cause: Option<&JsValue>) -> JsValue {
    error("INVALID_OPTION", message, &Details::default(), cause)
}

fn error(code: &str, message: &str, details: &Details<'_>, cause: Option<&JsValue>) -> JsValue {
    let details: Object = details.serialize(&serializer()).map(JsCast::unchecked_into).unwrap_or_default();
    if let Some(cause) = cause {
        let _ = Reflect::set(&details, &"cause".into(), cause);
    }
    FilterUsersError::new(code, message, &details).into()
}
