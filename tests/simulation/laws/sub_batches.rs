//! A batch, or what splitting left of it, is asked about by one request at a time; this follows each of them.

use std::collections::BTreeMap;

use filter_users::engine::{Code, Concurrency, Policy};

use super::{Case, ensure, figures::is_copy_of_another};
use crate::{
    ids::Ids,
    log::Record,
    scenario::Scenario,
    story::{Attempt, Ending, Then},
};

#[derive(Clone, Copy, Debug)]
struct SubBatch {
    attempts: u32,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// It may go as soon as there is a place for it.
    Queued,
    /// Its next attempt is due then.
    Waiting(f64),
    /// So many requests about it are in flight.
    InFlight(usize),
}

/// The sub-batches of all open batches.
#[derive(Default)]
struct SubBatches(BTreeMap<Ids, SubBatch>);

impl SubBatches {
    fn enter(&mut self, users: Ids, attempts: u32, stage: Stage) {
        self.0.insert(users, SubBatch { attempts, stage });
    }

    fn follow(&mut self, case: &Case, at: f64, record: &Record) -> Result<(), String> {
        match record {
            Record::Took(users) => self.enter(Ids::new(users.clone()), 0, Stage::Queued),
            Record::Settled(batch) => self.0.retain(|users, _| !batch.users.contains(&users.first())),
            Record::Asked { id, .. } if !is_copy_of_another(case, *id) => {
                self.ask(case, &case.story.attempts[*id], at)?;
            }
            Record::Built { id, .. } => self.build(&case.story.attempts[*id], is_copy_of_another(case, *id)),
            Record::Unbuilt { id, .. } | Record::BuildDropped { id } if !is_copy_of_another(case, *id) => {
                self.fail(&case.story.attempts[*id]);
            }
            Record::Answered { id, .. } | Record::Dropped { id } => self.complete(&case.story.attempts[*id]),
            _ => {}
        }
        Ok(())
    }

    fn ask(&mut self, case: &Case, attempt: &Attempt, at: f64) -> Result<(), String> {
        self.cut(case, attempt);
        let Some(sub_batch) = self.0.get_mut(&attempt.users) else {
            return Err(format!("not a sub-batch that is open: {attempt:?}"));
        };
        let may = match sub_batch.stage {
            Stage::Queued => true,
            Stage::Waiting(due) => due <= at + case.early(),
            Stage::InFlight(_) => false,
        };
        ensure(may && attempt.number == sub_batch.attempts + 1, || {
            format!("{sub_batch:?} does not allow {attempt:?}")
        })?;
        *sub_batch = SubBatch { attempts: attempt.number, stage: Stage::InFlight(1) };
        Ok(())
    }

    /// What is larger than what was refused as too large is asked about in parts.
    fn cut(&mut self, case: &Case, attempt: &Attempt) {
        let refused = case
            .story
            .attempts
            .iter()
            .filter(|other| other.refused_size().is_some_and(|index| index < attempt.asked.index));
        let Some(least) = refused.map(|other| other.users.len()).min() else { return };
        while !self.0.contains_key(&attempt.users) {
            let whole =
                self.0.iter().find(|(users, _)| users.len() > least.div_ceil(2) && attempt.users.are_among(users));
            let Some((users, sub_batch)) = whole.map(|(users, sub_batch)| (users.clone(), *sub_batch)) else { return };
            self.0.remove(&users);
            for half in users.split(users.len().div_ceil(2)) {
                self.enter(half, sub_batch.attempts, sub_batch.stage);
            }
        }
    }

    fn build(&mut self, attempt: &Attempt, is_copy: bool) {
        let Some(sub_batch) = self.0.get_mut(&attempt.users) else { return };
        match (&mut sub_batch.stage, attempt.said.is_some()) {
            (Stage::InFlight(requests), true) => *requests += usize::from(is_copy),
            (stage, false) if !is_copy => {
                *stage = Stage::Queued;
                sub_batch.attempts -= 1;
            }
            _ => {}
        }
    }

    fn complete(&mut self, attempt: &Attempt) {
        if attempt.is_loser {
            // What is open by now is what the other one left.
            return;
        }
        let Some(sub_batch) = self.0.get_mut(&attempt.users) else { return };
        match &mut sub_batch.stage {
            _ if attempt.is_answered_well() => self.fail(attempt),
            Stage::InFlight(requests) if *requests > 1 => *requests -= 1,
            _ => self.fail(attempt),
        }
    }

    fn fail(&mut self, attempt: &Attempt) {
        self.0.remove(&attempt.users);
        match &attempt.then {
            Some((moment, Then::Retrying(_, delay))) => {
                self.enter(attempt.unanswered(), attempt.number, Stage::Waiting(moment.at + delay));
            }
            Some((_, Then::Split([first, _]))) => {
                for half in attempt.users.split(*first) {
                    self.enter(half, attempt.number, Stage::Queued);
                }
            }
            None => {}
        }
    }
}

pub fn each_is_asked_in_turn(case: &Case) -> Result<(), String> {
    let mut sub_batches = SubBatches::default();
    case.played.log.iter().try_for_each(|(at, record)| sub_batches.follow(case, *at, record))
}

/// Time passes only while something is in flight, is not due yet, or is held by a gate.
pub fn nothing_waits_without_a_reason(case: &Case) -> Result<(), String> {
    let policy = &case.scenario.policy;
    let tempo = case.scenario.tempo;
    let slack = 2.0 * tempo.slack() + tempo.cost;
    let limit = if let Concurrency::Fixed(limit) = policy.concurrency { limit } else { 1 };
    let due: Vec<_> = match policy.max_wait {
        Some(wait) if case.scenario.input.trickles && case.scenario.mood.reader.is_none() => {
            case.scenario.arrivals().map(|at| case.played.began + at + wait).take(case.scenario.input.users).collect()
        }
        _ => Vec::new(),
    };
    let mut taken = 0;
    let mut last_asked: BTreeMap<Ids, usize> = BTreeMap::new();
    for attempt in &case.story.attempts {
        last_asked.insert(attempt.users.clone(), attempt.asked.index);
    }
    if policy.heeds_quota && case.scenario.habits.quota.is_some() {
        // When that opens is told of by the service; see `exact`.
        return Ok(());
    }
    let mut sub_batches = SubBatches::default();
    let mut held = Held::default();
    let log = &case.played.log;
    for (index, (at, record)) in log.iter().enumerate() {
        sub_batches.follow(case, *at, record)?;
        held.follow(case.scenario, *at, record);
        if let Record::Took(users) = record {
            taken = users.end;
        }
        let until = log.get(index + 1).map_or(case.played.ended, |(at, _)| *at) - slack;
        if until <= *at || held.alive + held.unread + held.calls >= limit || held.opens_at(policy) >= until {
            continue;
        }
        let idle = sub_batches.0.iter().find(|(key, sub_batch)| {
            let is_due = matches!(sub_batch.stage, Stage::Queued)
                || matches!(sub_batch.stage, Stage::Waiting(due) if due < until);
            // One that is refused does not go, though that shows only when its batch settles.
            is_due && last_asked.get(*key).is_some_and(|asked| *asked > index)
        });
        let (from, to) = (at - case.played.began, until - case.played.began);
        ensure(idle.is_none(), || format!("{idle:?} waits from {from} to {to}"))?;
        let has_queued = sub_batches.0.values().any(|sub_batch| matches!(sub_batch.stage, Stage::Queued));
        let is_overdue = !has_queued && !held.is_read && due.get(taken).is_some_and(|due| *due < until);
        ensure(!is_overdue, || format!("user {taken}, due at {:?}, waits from {from} to {to}", due.get(taken)))?;
        let is_idle = held.alive == 0 && sub_batches.0.is_empty() && !held.is_read;
        ensure(!is_idle || held.is_reading, || format!("nothing is read from {from} to {to}"))?;
    }
    Ok(())
}

/// Once the service has asked for a rest that is not over by the deadline, time passes only while something is in flight, read,
/// or the caller's to do: all else fails at once, what waits for its retry as well.
pub fn no_hopeless_rest_is_waited_out(case: &Case) -> Result<(), String> {
    let Some(deadline) = case.scenario.policy.deadline.map(|deadline| case.played.began + deadline) else {
        return Ok(());
    };
    let tempo = case.scenario.tempo;
    let slack = 2.0 * tempo.slack() + tempo.cost;
    let mut held = Held::default();
    let log = &case.played.log;
    for (index, (at, record)) in log.iter().enumerate() {
        held.follow(case.scenario, *at, record);
        let until = log.get(index + 1).map_or(case.played.ended, |(at, _)| *at) - slack;
        // Of what the caller's functions do that are told of events only the end is seen.
        let is_called = matches!(log.get(index + 1), Some((_, Record::Kept { .. } | Record::Broke { .. })));
        let is_reading = held.is_reading && !held.is_read;
        let is_busy = held.alive + held.unread + held.calls > 0 || is_called || is_reading;
        ensure(is_busy || held.rest_until < deadline || until <= *at, || {
            let (from, to) = (at - case.played.began, until - case.played.began);
            format!("nothing happens from {from} to {to}, though nothing can be sent before the deadline")
        })?;
    }
    Ok(())
}

/// What may hold a request back.
#[derive(Default)]
struct Held {
    alive: usize,
    /// Settled batches that are to be read.
    unread: usize,
    /// Promises about settled batches.
    calls: usize,
    rest_until: f64,
    sent: Vec<f64>,
    is_reading: bool,
    is_read: bool,
}

impl Held {
    fn follow(&mut self, scenario: &Scenario, at: f64, record: &Record) {
        let policy = &scenario.policy;
        match record {
            Record::Settled(_) => self.unread += usize::from(scenario.mood.reader.is_some()),
            Record::Read => self.unread -= 1,
            Record::Promised => self.calls += 1,
            Record::Kept { is_batch: true } | Record::Broke { is_batch: true } => self.calls -= 1,
            Record::Reading => self.is_reading = true,
            Record::Took(_) => self.is_reading = false,
            Record::Drained | Record::SourceThrew | Record::Closed(_) => self.is_read = true,
            Record::Asked { .. } | Record::Sent { .. } => self.alive += 1,
            Record::Built { .. } | Record::Unbuilt { .. } | Record::BuildDropped { .. } | Record::Dropped { .. } => {
                self.alive -= 1;
            }
            Record::Answered { reply, .. } => {
                self.alive -= 1;
                if let Some(rest) = reply.rest().filter(|_| policy.retry.retry_after) {
                    self.rest_until = self.rest_until.max(at + rest);
                }
            }
            Record::Told(told) if told.what.is_departure() => {
                self.sent.push(at);
            }
            _ => {}
        }
    }

    fn opens_at(&self, policy: &Policy) -> f64 {
        let rate = policy.rate_limit.and_then(|rate| {
            let first = self.sent.len().checked_sub(rate.requests)?;
            Some(self.sent[first] + rate.per)
        });
        self.rest_until.max(rate.unwrap_or_default())
    }
}

pub fn splits_are_right(case: &Case) -> Result<(), String> {
    let split = &case.scenario.policy.split;
    for attempt in &case.story.attempts {
        let splits = attempt.reply().is_some_and(|reply| match reply.code {
            Some(Code::HttpStatus) => reply.status.is_some_and(|status| split.contains(&status)),
            Some(Code::ReplyTooLarge) => !split.is_empty(),
            _ => false,
        }) && attempt.users.len() > 1;
        match &attempt.then {
            Some((_, Then::Split([first, second]))) => {
                ensure(splits, || format!("no reason to halve: {attempt:?}"))?;
                let is_half = first + second == attempt.users.len() && first.abs_diff(*second) <= 1 && *second > 0;
                ensure(is_half, || format!("{first} and {second} are no halves of {}", attempt.users.len()))?;
            }
            Some((_, Then::Retrying(..))) => ensure(!splits, || format!("retried, not halved: {attempt:?}"))?,
            None if splits => {
                let has_other = case.story.attempts.iter().any(|other| {
                    other.id != attempt.id && other.users == attempt.users && other.number == attempt.number
                });
                let index = attempt.ended.as_ref().map_or(0, |(moment, _)| moment.index);
                let threw =
                    case.played.log[index..].iter().take(3).any(|(_, record)| matches!(record, Record::ObserverThrew));
                ensure(has_other || threw, || format!("not halved: {attempt:?}"))?;
            }
            None => {}
        }
        ensure(!matches!(attempt.ended, Some((_, Ending::Unbuilt(_)))) || attempt.then.is_none(), || {
            format!("what cannot be built is asked for again: {attempt:?}")
        })?;
    }
    Ok(())
}
