//! How long an answer asks to be left alone.

use js_sys::Date;

use crate::{engine::retry_after, web::imports::Answer};

/// The milliseconds that the `Retry-After` of `answer` asks for, which may be a mock, with headers or without.
pub fn of(answer: &Answer) -> Option<f64> {
    let headers = answer.headers().ok().filter(|headers| headers.is_object())?;
    let header = |name| headers.get(name).ok()?.as_string();
    let value = header("retry-after")?;
    retry_after(&value, header("date").as_deref(), Date::now())
}
