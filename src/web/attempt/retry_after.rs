//! How long an answer asks to be left alone.

use js_sys::Date;

use super::answer::header;
use crate::{engine::retry_after, web::imports::Answer};

/// The milliseconds that the `Retry-After` of `answer` asks for.
pub fn of(answer: &Answer) -> Option<f64> {
    let value = header(answer, "retry-after")?;
    retry_after(&value, header(answer, "date").as_deref(), Date::now())
}
