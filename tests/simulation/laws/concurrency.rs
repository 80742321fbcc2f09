//! Requests at once, and batches held.

use filter_users::engine::Concurrency;

use super::{Case, ensure};
use crate::log::Record;

/// The most that is ever tried where the number is found on the way.
const HIGHEST: usize = 64;

/// A request that is being built counts, since it goes as soon as it is.
pub fn never_more_than_allowed(case: &Case) -> Result<(), String> {
    let limit = match case.scenario.policy.concurrency {
        Concurrency::Fixed(limit) => limit,
        Concurrency::Auto => HIGHEST,
    };
    let mut alive = 0;
    for (at, record) in &case.played.log {
        match record {
            Record::Asked { .. } | Record::Sent { .. } => alive += 1,
            Record::Built { .. }
            | Record::Unbuilt { .. }
            | Record::BuildDropped { .. }
            | Record::Answered { .. }
            | Record::Dropped { .. } => alive -= 1,
            _ => {}
        }
        ensure(alive <= limit, || format!("{alive} at once at {}", at - case.played.began))?;
    }
    Ok(())
}

/// Where the caller consumes slowly, what is held and on its way stays within the room there is.
pub fn no_batch_without_room(case: &Case) -> Result<(), String> {
    let Some(room) = case.scenario.mood.room else { return Ok(()) };
    let mut open = 0_usize;
    for (_, record) in &case.played.log {
        match record {
            Record::Took(_) => open += 1,
            Record::Closed(_) => return Ok(()),
            Record::Settled(_) => open -= 1,
            _ => {}
        }
        ensure(open <= room, || format!("{open} batches are on their way, with room for {room}"))?;
    }
    Ok(())
}
