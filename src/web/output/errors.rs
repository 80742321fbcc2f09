//! Failures as users see them.

use wasm_bindgen::prelude::*;

use super::{cause::Cause, tree::Tree};
use crate::{
    engine::{Code, Details, Error, Policy},
    web::imports::{FilterUsersError, show},
};

/// The options that messages name.
#[derive(Clone, Copy)]
pub struct Limits {
    timeout: f64,
    deadline: Option<f64>,
}

impl Limits {
    pub const fn of(policy: &Policy) -> Self {
        Self { timeout: policy.timeout, deadline: policy.deadline }
    }

    /// `error` of `batch`. `is_unread`: of a batch that was never read from its source.
    pub fn to_js(self, error: &Error<Cause>, batch: usize, is_unread: bool) -> JsValue {
        let earlier =
            error.earlier.as_ref().map(|earlier| (self.message(earlier, false), self.to_js(earlier, batch, false)));
        let mut message = self.message(error, is_unread);
        let mut cause = error.cause.as_ref().and_then(|cause| cause.thrown.clone());
        if let Some((before, error)) = earlier {
            let stop = if message.ends_with('.') { "" } else { "." };
            message = [&message, stop, " The attempt before ended with: ", &before].concat();
            cause = Some(error);
        }
        let details = details(error, batch, cause).to_js();
        FilterUsersError::new(name_of(error.code), &message, &details).into()
    }

    fn message(self, error: &Error<Cause>, is_unread: bool) -> String {
        let own = error.cause.as_ref().and_then(|cause| cause.message.as_deref());
        match (own, error.code) {
            (Some(message), _) => message.into(),
            (None, Code::Timeout) => {
                ["No whole answer within ", &in_words(self.timeout), " ms (option `timeout`)"].concat()
            }
            (None, Code::Deadline) => [
                "These users could have no verdict within the run's ",
                &in_words(self.deadline.unwrap_or_default()),
                " ms (option `deadline`)",
                if is_unread { ", and its source was not read to its end" } else { "" },
            ]
            .concat(),
            (None, Code::CircuitOpen) => {
                "Not sent, since too many batches before it failed in a row (option `circuit`). \
                Send its users again once the service is well."
                    .into()
            }
            (None, Code::TooManyFailed) => {
                "More users have failed than the option `maxFailed` allows: partialResult(error).failed says who and why"
                    .into()
            }
            (None, _) => "The run was ended by an error before these users had a verdict".into(),
        }
    }
}

fn details(error: &Details<Cause>, batch: usize, cause: Option<JsValue>) -> Tree {
    let mut members = vec![("batch", Tree::count(batch)), ("attempts", Tree::Number(error.attempts.into()))];
    if let Some(status) = error.status {
        members.push(("status", Tree::Number(status.into())));
    }
    if let Some(ms) = error.retry_after {
        members.push(("retryAfter", Tree::Number(ms)));
    }
    if let Some(cause) = &error.cause
        && !cause.reply.is_undefined()
    {
        members.push(("reply", Tree::Own(cause.reply.clone())));
    }
    if let Some(cause) = cause {
        members.push(("cause", Tree::Own(cause)));
    }
    Tree::Object(members)
}

/// The `ErrorCode` of the package.
pub const fn name_of(code: Code) -> &'static str {
    match code {
        Code::Request => "REQUEST",
        Code::Network => "NETWORK",
        Code::Timeout => "TIMEOUT",
        Code::Deadline => "DEADLINE",
        Code::Aborted => "ABORTED",
        Code::HttpStatus => "HTTP_STATUS",
        Code::BadReply => "BAD_REPLY",
        Code::ReplyTooLarge => "REPLY_TOO_LARGE",
        Code::Predicate => "PREDICATE",
        Code::NoRow => "NO_ROW",
        Code::RowError => "ROW_ERROR",
        Code::CircuitOpen => "CIRCUIT_OPEN",
        Code::TooManyFailed => "TOO_MANY_FAILED",
    }
}

/// As JavaScript writes it: what writes floats in Rust is 10 kB.
pub fn in_words(number: f64) -> String {
    show(&number.into()).unwrap_or_default()
}

/// A wrong call.
pub fn invalid_option(message: &str) -> JsValue {
    FilterUsersError::new("INVALID_OPTION", message, &JsValue::UNDEFINED).into()
}
