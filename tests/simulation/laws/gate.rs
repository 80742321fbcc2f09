//! `Retry-After` closes one gate for the whole run.

use super::{Case, ensure};
use crate::log::Record;

pub fn nothing_is_sent_at_rest(case: &Case) -> Result<(), String> {
    if !case.scenario.policy.retry.retry_after {
        return Ok(());
    }
    let mut closed_until = f64::NEG_INFINITY;
    for (at, record) in &case.played.log {
        let goes = match record {
            Record::Answered { reply, .. } => {
                if let Some(rest) = reply.rest().filter(|rest| *rest > 0.0) {
                    closed_until = closed_until.max(at + rest);
                }
                false
            }
            Record::Told(told) => told.what.is_departure(),
            Record::Sent { .. } => true,
            _ => false,
        };
        ensure(!goes || *at >= closed_until - case.early(), || {
            let (at, until) = (at - case.played.began, closed_until - case.played.began);
            format!("{record:?} at {at}, though the service asked for rest until {until}")
        })?;
    }
    Ok(())
}
