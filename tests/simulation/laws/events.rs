//! What is told, beside what follows from each attempt (see the story).

use std::collections::{HashMap, HashSet};

use filter_users::reply::Verdict;

use super::{Case, ensure, figures, quiet};
use crate::log::{Heard, Record};

/// A batch is told to be settled once, at last, and is settled at once.
pub fn in_order(case: &Case) -> Result<(), String> {
    let log = &case.played.log;
    let mut settled = HashSet::new();
    for (index, (_, record)) in log.iter().enumerate() {
        let Record::Told(told) = record else { continue };
        ensure(!settled.contains(&told.batch), || format!("after batch {} was settled: {told:?}", told.batch))?;
        if let Heard::Settled { .. } = told.what {
            settled.insert(told.batch);
            let mut next = log[index + 1..]
                .iter()
                .map(|(_, record)| record)
                .filter(|record| !matches!(record, Record::ObserverThrew));
            let is_next = matches!(next.next(), Some(Record::Settled(batch)) if batch.index == told.batch);
            ensure(is_next, || format!("{told:?}, but it is not handed on"))?;
        }
    }
    for (_, batch) in case.story.settled.iter().filter(|(_, batch)| !batch.quietly) {
        ensure(settled.contains(&batch.index), || format!("batch {} settled untold", batch.index))?;
    }
    Ok(())
}

pub fn tell_the_truth(case: &Case) -> Result<(), String> {
    let batches: HashMap<_, _> = case.story.settled.iter().map(|(_, batch)| (batch.index, batch)).collect();
    let mut attempts: HashMap<usize, [u32; 2]> = HashMap::new();
    for attempt in &case.story.attempts {
        let most = attempts.entry(attempt.batch).or_default();
        for (most, or_late) in most.iter_mut().zip([false, true]) {
            *most = (*most).max(if attempt.is_made(or_late) { attempt.number } else { 0 });
        }
    }
    let answers =
        case.story.attempts.iter().filter(|attempt| attempt.reply().is_some_and(|reply| reply.status.is_some()));
    let mut heard = 0;
    for (at, record) in &case.played.log {
        let Record::Told(told) = record else { continue };
        ensure((told.at - (at - case.played.began)).abs() < 1e-6, || {
            format!("{told:?} at {}", at - case.played.began)
        })?;
        heard += usize::from(matches!(told.what, Heard::Answered { .. }));
        if let Heard::Settled { passed, skipped, missing, failed, ref errors } = told.what {
            let Some(batch) = batches.get(&told.batch) else { return Err(format!("{told:?}, but it was not")) };
            let of = |verdict| figures::users_with(case, batch, verdict);
            let expected = [Some(Verdict::Passed), Some(Verdict::Skipped), Some(Verdict::Missing), None].map(of);
            ensure([passed, skipped, missing, failed] == expected, || format!("{told:?}, but it is {expected:?}"))?;
            let failures = batch.failures.iter().map(|(_, fault)| fault);
            ensure(failures.eq(errors), || format!("{told:?}, but it failed by {:?}", batch.failures))?;
            let users: usize = expected.iter().sum();
            ensure(told.users == users, || format!("{told:?}, but it has {users} users"))?;
            let [least, most] = attempts.get(&told.batch).copied().unwrap_or_default();
            ensure((least..=most).contains(&told.attempt), || format!("{told:?}, but it took {least} to {most}"))?;
        }
    }
    let answered = answers.count();
    ensure(heard == answered, || format!("{answered} answers, of which {heard} were told"))
}

/// Nothing comes between the word that a request goes and its going, but for the caller throwing at that.
pub fn goes_when_told(case: &Case) -> Result<(), String> {
    for pair in case.played.log.windows(2) {
        let [(_, Record::Told(told)), (_, next)] = pair else { continue };
        let goes = match told.what {
            Heard::Sent { request } | Heard::Hedged { request, .. } => match next {
                Record::Sent { id } => case.story.attempts.get(*id).is_some_and(|attempt| attempt.request == request),
                other => matches!(other, Record::ObserverThrew),
            },
            _ => true,
        };
        ensure(goes, || format!("{told:?}, but then {next:?}"))?;
    }
    Ok(())
}

/// Unless an error ends the run, after which nobody is told of anything.
pub fn every_departure_has_one_ending(case: &Case) -> Result<(), String> {
    let error = quiet::error(case);
    let mut names = HashSet::new();
    for attempt in &case.story.attempts {
        ensure(names.insert(attempt.request), || format!("two requests are called {}", attempt.request))?;
        let is_after =
            || error.is_some_and(|error| attempt.ended_at().is_none_or(|ended| is_dropped(case, ended, error)));
        let is_told = attempt.said.is_none() || attempt.said_ended.is_some() || is_after();
        ensure(is_told, || format!("nobody was told of how this ended: {attempt:?}"))?;
    }
    Ok(())
}

/// Whether a request that ended at `ended` was dropped by the error at `error`, or together with all others just before:
/// then it was in telling of those that the caller threw.
fn is_dropped(case: &Case, ended: usize, error: usize) -> bool {
    let between = case.played.log.get(ended..error).unwrap_or_default();
    between.iter().all(|(_, record)| match record {
        Record::Dropped { .. } | Record::BuildDropped { .. } => true,
        Record::Told(told) => matches!(told.what, Heard::Abandoned { .. }),
        _ => false,
    })
}
