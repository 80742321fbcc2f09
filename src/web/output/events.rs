//! What happens in a run, as the `RunEvent` of the package.

use wasm_bindgen::prelude::*;

use super::{cause::Cause, errors::Limits, tree::Tree};
use crate::engine::{Error, Event, What};

/// `event` as an object of JavaScript's.
pub fn event(event: &Event<'_, Cause>, limits: Limits) -> JsValue {
    let error_of = |error: &Error<Cause>| Tree::Own(limits.to_js(error, event.batch, false));
    let (kind, rest) = match event.what {
        What::Sent { request } => ("sent", vec![("request", Tree::count(request))]),
        What::Hedged { request, copy_of } => {
            ("hedged", vec![("request", Tree::count(request)), ("copyOf", Tree::count(copy_of))])
        }
        What::Answered { request, status, bytes, ms, error } => {
            let mut members =
                vec![("request", Tree::count(request)), ("bytes", Tree::count(bytes)), ("ms", Tree::Number(ms))];
            if let Some(status) = status {
                members.push(("status", Tree::Number(status.into())));
            }
            if let Some(error) = error {
                members.push(("error", error_of(error)));
            }
            ("answered", members)
        }
        What::Failed { request, ms, error } => {
            ("failed", vec![("request", Tree::count(request)), ("ms", Tree::Number(ms)), ("error", error_of(error))])
        }
        What::Abandoned { request, ms } => {
            ("abandoned", vec![("request", Tree::count(request)), ("ms", Tree::Number(ms))])
        }
        What::Retrying { delay, error } => {
            ("retrying", vec![("delay", Tree::Number(delay)), ("error", error_of(error))])
        }
        What::Split { into: [one, other] } => {
            ("split", vec![("into", Tree::Array(vec![Tree::count(one), Tree::count(other)]))])
        }
        What::Settled { passed, skipped, missing, failed, errors } => (
            "settled",
            vec![
                ("passed", Tree::count(passed)),
                ("skipped", Tree::count(skipped)),
                ("missing", Tree::count(missing)),
                ("failed", Tree::count(failed)),
                ("errors", Tree::Array(errors.iter().map(|(_, error)| error_of(error)).collect())),
            ],
        ),
    };
    let mut members = vec![
        ("type", Tree::Text(kind)),
        ("at", Tree::Number(event.at)),
        ("batch", Tree::count(event.batch)),
        ("attempt", Tree::Number(event.attempt.into())),
        ("users", Tree::count(event.users)),
    ];
    members.extend(rest);
    Tree::Object(members).to_js()
}
