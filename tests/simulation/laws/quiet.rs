//! What must not happen any more once a run is being ended.

use filter_users::engine::{MaxFailed, OnAbort, OnError};

use super::{Case, ensure, figures::users_with};
use crate::log::Record;

/// Where in the log something ended the run before its time, and whether it did by an error.
pub fn ending(case: &Case) -> Option<(usize, bool)> {
    let policy = &case.scenario.policy;
    let too_many = too_many_failed(case);
    case.played.log.iter().enumerate().find_map(|(index, (_, record))| match record {
        _ if too_many == Some(index) => Some((index, true)),
        Record::SourceThrew | Record::ObserverThrew | Record::Broke { .. } => Some((index, true)),
        Record::AbortSeen => Some((index, policy.on_abort == OnAbort::Throw)),
        Record::Settled(batch) if policy.on_error == OnError::Throw && !batch.failures.is_empty() => {
            Some((index, true))
        }
        _ => None,
    })
}

/// Where in the log more users have failed than may, counted anew.
pub fn too_many_failed(case: &Case) -> Option<usize> {
    let most = case.scenario.policy.max_failed?;
    // Who ends a run and wants what there is gets that, though all the others failed by it.
    let aborted = case.played.log.iter().position(|(_, record)| matches!(record, Record::AbortSeen));
    let (mut total, mut failed) = (0, 0);
    let mut settled = case.story.settled.iter().enumerate();
    settled.find_map(|(before, (moment, batch))| {
        let users = batch.users.clone().map(|user| case.scenario.stands_for(user) as usize).sum::<usize>();
        (total, failed) = (total + users, failed + users_with(case, batch, None));
        let is_more = match most {
            MaxFailed::Users(most) => failed as f64 > most,
            MaxFailed::Share(most) => before + 1 >= 10 && failed as f64 > most * total as f64,
        };
        let counts = aborted.is_none_or(|aborted| moment.index < aborted);
        (is_more && counts).then_some(moment.index)
    })
}

pub fn nothing_begins_after_the_end(case: &Case) -> Result<(), String> {
    let Some((end, _)) = ending(case) else { return Ok(()) };
    let begins = |record: &Record| {
        matches!(
            record,
            Record::Reading
                | Record::Took(_)
                | Record::Drained
                | Record::Asked { .. }
                | Record::Built { .. }
                | Record::Sent { .. }
                | Record::Answered { .. }
        )
    };
    let after = case.played.log[end..].iter().find(|(_, record)| begins(record));
    after.map_or(Ok(()), |(at, record)| {
        Err(format!("{record:?} at {}, after {:?}", at - case.played.began, case.played.log[end].1))
    })
}

/// What is in flight is dropped before anything is handed on: but for the batch that ended the run, in whose middle
/// that may have been.
pub fn requests_are_dropped_first(case: &Case) -> Result<(), String> {
    let Some((end, _)) = ending(case) else { return Ok(()) };
    let mut handed_on = 0;
    for (at, record) in &case.played.log[end + 1..] {
        match record {
            Record::Settled(_) => handed_on += 1,
            Record::Dropped { .. } | Record::BuildDropped { .. } => ensure(handed_on <= 1, || {
                format!("{record:?} at {}, {handed_on} batches having been handed on", at - case.played.began)
            })?,
            _ => {}
        }
    }
    Ok(())
}

/// Where in the log an error ended the run.
pub fn error(case: &Case) -> Option<usize> {
    let by_error = ending(case).filter(|(_, by_error)| *by_error).map(|(end, _)| end);
    let threw =
        case.played.log.iter().position(|(_, record)| matches!(record, Record::ObserverThrew | Record::Broke { .. }));
    // An end that was no error may become one, by what is called back on the way.
    [by_error, threw].into_iter().flatten().min()
}

pub fn nobody_is_called_after_an_error(case: &Case) -> Result<(), String> {
    let log = &case.played.log;
    let error = error(case);
    for (index, (at, record)) in log.iter().enumerate() {
        let is_after = error.is_some_and(|error| index > error);
        let is_called = match record {
            Record::Told(_) => true,
            Record::Settled(batch) => {
                ensure(!batch.quietly || is_after, || format!("batch {} settled in silence", batch.index))?;
                !batch.quietly
            }
            _ => false,
        };
        ensure(!(is_called && is_after), || format!("{record} at {}, after an error", at - case.played.began))?;
    }
    Ok(())
}
