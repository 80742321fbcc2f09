//! The deadline of the run.

use super::{Case, ensure};
use crate::log::Record;

pub fn nothing_starts_late(case: &Case) -> Result<(), String> {
    let Some(deadline) = case.scenario.policy.deadline else { return Ok(()) };
    for (at, record) in &case.played.log {
        let latest = match record {
            Record::Asked { .. } => deadline,
            Record::Told(told) if told.what.is_departure() => deadline,
            // Those who are told of it may take their time.
            Record::Sent { .. } => deadline + case.scenario.tempo.cost,
            _ => f64::INFINITY,
        };
        let at = at - case.played.began;
        ensure(at <= latest, || format!("{record:?} at {at}, after the deadline {deadline}"))?;
    }
    Ok(())
}

/// What follows the deadline is the handing on of what there is, as long as that takes the thread, which others have
/// every 10 ms.
pub fn ends_in_time(case: &Case) -> Result<(), String> {
    let Some(deadline) = case.scenario.policy.deadline.map(|deadline| case.played.began + deadline) else {
        return Ok(());
    };
    let tempo = case.scenario.tempo;
    if case.is_in_crowd && tempo.cost > 0.0 {
        // Others have the thread for as long as they like.
        return Ok(());
    }
    // The caller's own functions are waited for.
    let settles = |record: &Record| matches!(record, Record::Kept { .. } | Record::Broke { .. });
    let last = case.played.log.iter().rev().find(|(_, record)| settles(record));
    let deadline = last.map_or(deadline, |(at, _)| deadline.max(*at));
    let after = case.played.log.iter().filter(|(at, _)| *at >= deadline).count();
    let thread = tempo.cost * (after as f64 + 3.0);
    let latest = deadline + 2.0 * tempo.slack() + thread + thread / 10.0 * tempo.slack();
    ensure(case.played.ended <= latest, || format!("it ended {} ms after its deadline", case.played.ended - deadline))
}
