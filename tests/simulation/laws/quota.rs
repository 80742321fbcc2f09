//! What the service says that is left.

use std::collections::HashMap;

use super::{Case, ensure};
use crate::log::{Id, Record};

/// Of the answers those count that are to the requests that went last: what was said before is out of date.
pub fn nothing_is_sent_at_none_left(case: &Case) -> Result<(), String> {
    if !case.scenario.policy.heeds_quota {
        return Ok(());
    }
    let mut sent: HashMap<Id, usize> = HashMap::new();
    let mut heard = None;
    let mut closed_until = f64::NEG_INFINITY;
    for (index, (at, record)) in case.played.log.iter().enumerate() {
        match record {
            Record::Sent { id } => {
                sent.insert(*id, sent.len());
                ensure(*at >= closed_until - case.early(), || {
                    let (at, until) = (at - case.played.began, closed_until - case.played.began);
                    format!("#{id} goes at {at}, though none were left until {until}")
                })?;
            }
            Record::Answered { id, reply } if heard < sent.get(id).copied() && !case.is_unheard(index) => {
                if let Some(left) = reply.left {
                    heard = sent.get(id).copied();
                    closed_until = if left.requests == 0.0 { at + left.reset } else { f64::NEG_INFINITY };
                }
            }
            _ => {}
        }
    }
    Ok(())
}
