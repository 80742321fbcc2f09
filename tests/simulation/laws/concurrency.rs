//! Requests at once, and batches held.

use filter_users::engine::Concurrency;

use super::{Case, ensure, quiet::ending};
use crate::log::Record;

/// The most that is ever tried where the number is found on the way.
const HIGHEST: usize = 64;

fn limit(case: &Case) -> usize {
    match case.scenario.policy.concurrency {
        Concurrency::Fixed(limit) => limit,
        Concurrency::Auto => HIGHEST,
    }
}

/// Whether a stage of a request is over.
pub const fn is_over(record: &Record) -> bool {
    matches!(
        record,
        Record::Built { .. }
            | Record::Unbuilt { .. }
            | Record::BuildDropped { .. }
            | Record::Answered { .. }
            | Record::Dropped { .. }
    )
}

/// A request that is being built counts, since it goes as soon as it is.
pub fn never_more_than_allowed(case: &Case) -> Result<(), String> {
    let limit = limit(case);
    let mut alive = 0;
    for (at, record) in &case.played.log {
        match record {
            Record::Asked { .. } | Record::Sent { .. } => alive += 1,
            record if is_over(record) => alive -= 1,
            _ => {}
        }
        ensure(alive <= limit, || format!("{alive} at once at {}", at - case.played.began))?;
    }
    Ok(())
}

/// What the caller's function is at with a settled batch counts as well, until the run ends early; and from there on by
/// itself: so many of them may be at something else.
pub fn promises_keep_their_places(case: &Case) -> Result<(), String> {
    let limit = limit(case);
    let (mut alive, mut calls) = (0_usize, 0_usize);
    for (at, record) in &case.played.log {
        match record {
            Record::Asked { .. } | Record::Sent { .. } => alive += 1,
            Record::Promised => calls += 1,
            Record::Kept { is_batch: true } | Record::Broke { is_batch: true } => calls -= 1,
            record if is_over(record) => alive -= 1,
            _ => {}
        }
        ensure(alive + calls <= limit, || {
            format!("{alive} in flight and {calls} promises at {}, of at most {limit}", at - case.played.began)
        })?;
    }
    Ok(())
}

/// Where settled batches are read one by one: as long as the run goes on, those in flight and those not read yet are no
/// more together than may be in flight, and all that is held is no more than twice that.
pub fn no_more_held_than_allowed(case: &Case) -> Result<(), String> {
    if case.scenario.mood.reader.is_none() {
        return Ok(());
    }
    let limit = limit(case);
    let (mut open, mut alive, mut unread) = (0_usize, 0_usize, 0_usize);
    let end = ending(case).map_or(usize::MAX, |(end, _)| end);
    for (index, (at, record)) in case.played.log.iter().enumerate() {
        let is_late =
            case.scenario.policy.deadline.is_some_and(|deadline| *at >= case.played.began + deadline - case.early());
        if index >= end || is_late {
            return Ok(());
        }
        match record {
            Record::Took(_) => open += 1,
            Record::Asked { .. } | Record::Sent { .. } => alive += 1,
            Record::Settled(_) => (open, unread) = (open - 1, unread + 1),
            Record::Read => unread -= 1,
            record if is_over(record) => alive -= 1,
            _ => {}
        }
        ensure(unread + alive <= limit, || format!("{alive} in flight and {unread} not read, of at most {limit}"))?;
        ensure(open + unread <= limit.saturating_mul(2), || {
            format!("{open} open and {unread} not read, of at most 2 * {limit}")
        })?;
    }
    Ok(())
}
