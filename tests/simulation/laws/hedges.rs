//! Second copies of slow requests.

use std::collections::HashMap;

use filter_users::engine::Hedge;

use super::{Case, ensure};
use crate::ids::Ids;
use crate::story::{Attempt, Ending};

/// Copies may add this share to the requests of a run, rounded up.
const MORE: f64 = 0.05;

pub fn copies_are_few_late_and_single(case: &Case) -> Result<(), String> {
    let mut said: Vec<&Attempt> = case.story.attempts.iter().filter(|attempt| attempt.said.is_some()).collect();
    said.sort_by_key(|attempt| attempt.said.map(|said| said.index));
    let (mut copies, mut others) = (0_usize, 0_usize);
    // Of the newest request about some users: when it was sent, the number of the attempt, and whether it was copied.
    let mut originals: HashMap<Ids, (&Attempt, bool)> = HashMap::new();
    for attempt in said {
        let key = attempt.users.clone();
        if !attempt.is_copy {
            others += 1;
            originals.insert(key, (attempt, false));
            continue;
        }
        copies += 1;
        let at = attempt.said.map_or(0.0, |said| said.at);
        let allowed = (others as f64 * MORE).ceil();
        ensure(copies as f64 <= allowed, || format!("{copies} copies of {others} requests, at {at}"))?;
        let Some((original, is_copied)) = originals.get_mut(&key) else {
            return Err(format!("a copy of nothing: {attempt:?}"));
        };
        ensure(original.number == attempt.number && !*is_copied, || format!("a second copy: {attempt:?}"))?;
        *is_copied = true;
        let ended = original.ended.as_ref().map_or(f64::INFINITY, |(moment, _)| moment.at);
        ensure(ended >= at, || format!("a copy of what had ended: {attempt:?}"))?;
        let age = at - original.said.map_or(at, |said| said.at);
        match case.scenario.policy.hedge {
            None => return Err(format!("a copy, though none is wanted: {attempt:?}")),
            Some(Hedge::After(delay)) => {
                ensure(age >= delay - 1e-6 - case.early(), || format!("a copy after {age} ms"))?;
            }
            Some(Hedge::Percentile(_)) => {}
        }
    }
    Ok(())
}

/// The loser is dropped in the very moment the winner is answered.
pub fn losers_are_dropped(case: &Case) -> Result<(), String> {
    let mut winners: HashMap<(Ids, u32), (f64, usize)> = HashMap::new();
    for attempt in case.story.attempts.iter().filter(|attempt| attempt.is_answered_well()) {
        let key = (attempt.users.clone(), attempt.number);
        if let Some((moment, _)) = &attempt.ended {
            winners.insert(key, (moment.at, attempt.id));
        }
    }
    for attempt in &case.story.attempts {
        let Some((answered, winner)) = winners.get(&(attempt.users.clone(), attempt.number)) else { continue };
        if attempt.id == *winner || attempt.said.is_none() {
            continue;
        }
        let Some((moment, ending)) = &attempt.ended else { return Err(format!("never dropped: {attempt:?}")) };
        // To decide the answer and to tell of it may take a while each.
        let is_late = moment.at > answered + 2.0 * case.scenario.tempo.cost
            || matches!(ending, Ending::Answered(_)) && moment.at > *answered;
        ensure(!is_late, || format!("answered at {answered}, but still in flight: {attempt:?}"))?;
    }
    Ok(())
}
