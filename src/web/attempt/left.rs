//! What an answer says that is left.

use js_sys::Date;

use super::answer::header;
use crate::{
    engine::{Left, http_date, rate_headers},
    web::imports::Answer,
};

/// What its headers say.
pub fn of(answer: &Answer) -> Option<Left> {
    let by_the_service = header(answer, "date").and_then(|date| http_date(&date));
    rate_headers(|name| header(answer, name), by_the_service.unwrap_or_else(Date::now))
}
