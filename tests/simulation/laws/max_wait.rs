//! A batch that is not full goes when its first user has waited long enough, and not before.

use super::{Case, ensure};
use crate::log::Record;

pub fn nobody_goes_early(case: &Case) -> Result<(), String> {
    let (scenario, began) = (case.scenario, case.played.began);
    let is_cut = case.story.attempts.iter().any(|attempt| attempt.refused_size().is_some());
    if !scenario.input.trickles || is_cut {
        return Ok(());
    }
    let comes_at: Vec<_> = scenario.arrivals().take(scenario.input.users).collect();
    for (at, record) in &case.played.log {
        let Record::Took(users) = record else { continue };
        let full_at = comes_at[users.end - 1];
        ensure(at - began >= full_at - case.early(), || format!("{users:?} go before they come, at {full_at}"))?;
        let is_full = users.len() == scenario.policy.batch_size || users.end == scenario.input.users;
        let due = scenario.policy.max_wait.map(|wait| comes_at[users.start] + wait);
        ensure(is_full || due.is_some_and(|due| at - began >= due - case.early()), || {
            format!("{users:?} go at {}, and are due at {due:?}", at - began)
        })?;
    }
    Ok(())
}
