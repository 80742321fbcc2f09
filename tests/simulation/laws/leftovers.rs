//! What is left when a run has ended: nothing.

use super::{Case, ensure};

pub fn nothing_is_left(case: &Case) -> Result<(), String> {
    let outcome = case.outcome;
    ensure(outcome.requests_left == 0, || format!("{} requests are alive", outcome.requests_left))?;
    ensure(outcome.promises_left == 0, || format!("{} promises have not settled", outcome.promises_left))?;
    ensure(outcome.timers_left == 0, || format!("{} timers are set", outcome.timers_left))
}
