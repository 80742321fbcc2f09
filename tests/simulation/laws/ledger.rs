//! The promise: every user in exactly one verdict, however the run ends.

use filter_users::reply::Verdict;

use super::{Case, ensure};
use crate::{ids::Ids, log::Record};

pub fn every_user_has_one_verdict(case: &Case) -> Result<(), String> {
    let mut seen = vec![0_usize; case.scenario.input.users];
    for (_, batch) in &case.story.settled {
        ensure(batch.verdicts.len() == batch.users.len(), || format!("batch {} has a user too few", batch.index))?;
        let mut failed = vec![0_usize; batch.users.len()];
        for user in batch.failures.iter().flat_map(|(users, _)| users.iter()) {
            *failed
                .get_mut(user - batch.users.start)
                .ok_or_else(|| format!("user {user} of batch {} is none", batch.index))? += 1;
        }
        for (place, verdict) in batch.verdicts.iter().enumerate() {
            seen[batch.users.start + place] += 1;
            ensure(failed[place] == usize::from(verdict.is_none()), || {
                format!("user {place} of batch {}: {verdict:?}, and {} failures", batch.index, failed[place])
            })?;
        }
        let in_order = batch.failures.is_sorted_by(|(a, _), (b, _)| a.first() < b.first());
        ensure(in_order, || format!("failures of batch {} are not in order", batch.index))?;
    }
    let handed_out: usize = case.story.batches.iter().map(ExactSizeIterator::len).sum();
    let wrong = seen.iter().enumerate().find(|(user, times)| **times != usize::from(*user < handed_out));
    wrong.map_or(Ok(()), |(user, times)| Err(format!("user {user} is in {times} settled batches")))
}

pub fn batches_are_the_input_in_order(case: &Case) -> Result<(), String> {
    let batches = &case.story.batches;
    let mut next = 0;
    for batch in batches {
        ensure(batch.start == next, || format!("{batch:?} is not what comes after {next}"))?;
        ensure(batch.len() <= case.scenario.policy.batch_size, || format!("{batch:?} is too large"))?;
        next = batch.end;
    }
    let short = batches.iter().filter(|batch| batch.len() < case.scenario.policy.batch_size).count();
    let is_cut = case.story.attempts.iter().any(|attempt| attempt.refused_size().is_some());
    let may_be_short = is_cut || case.scenario.input.trickles && case.scenario.policy.max_wait.is_some();
    ensure(short <= 1 || may_be_short, || format!("{short} batches are not full"))?;
    let mut settled = vec![0; batches.len()];
    for (_, batch) in &case.story.settled {
        ensure(batches.get(batch.index) == Some(&batch.users), || {
            format!("batch {} is {:?}, not {:?}", batch.index, batch.users, batches.get(batch.index))
        })?;
        settled[batch.index] += 1;
    }
    let wrong = settled.iter().position(|times| *times != 1);
    wrong.map_or(Ok(()), |index| Err(format!("batch {index} settled {} times", settled[index])))
}

pub fn nothing_read_is_lost(case: &Case) -> Result<(), String> {
    let count = |of: fn(&Record) -> bool| case.played.log.iter().filter(|(_, record)| of(record)).count();
    let drained = count(|record| matches!(record, Record::Drained));
    let closed = count(|record| matches!(record, Record::Closed(_)));
    ensure(drained + closed == 1, || format!("the source was drained {drained} times and closed {closed} times"))?;
    let handed_out: usize = case.story.batches.iter().map(ExactSizeIterator::len).sum();
    let input = &case.scenario.input;
    ensure(handed_out == input.users || !(input.whole || drained == 1), || {
        format!("{handed_out} of {} users were accounted for", input.users)
    })
}

pub fn verdicts_are_the_services(case: &Case) -> Result<(), String> {
    let mut answered: Vec<Option<Verdict>> = vec![None; case.scenario.input.users];
    for attempt in case.story.attempts.iter().filter(|attempt| attempt.is_answered_well()) {
        let index = attempt.ended.as_ref().map_or(0, |(moment, _)| moment.index);
        if !case.is_unheard(index) {
            let has_none = |user| attempt.failure_of(&Ids::new([user])).is_some();
            for user in attempt.users.iter().filter(|user| !has_none(*user)) {
                ensure(answered[user].is_none(), || format!("user {user} was answered for twice"))?;
                answered[user] = Some(case.scenario.verdict(user));
            }
        }
    }
    for (_, batch) in &case.story.settled {
        for (user, verdict) in batch.users.clone().zip(&batch.verdicts) {
            ensure(*verdict == answered[user], || {
                format!("user {user} is {verdict:?}, but the service said {:?}", answered[user])
            })?;
        }
    }
    Ok(())
}
