//! Figures are what source, service and observer saw, counted here a second time.

use std::collections::{BTreeMap, HashMap};

use filter_users::{
    engine::{Code, Concurrency},
    reply::Verdict,
};

use super::{Case, ensure};
use crate::{
    ids::Ids,
    log::{Batch, Counts, Heard, Record, Reply},
    story::{Attempt, Ending, Then},
};

pub fn figures_hold_when_shown(case: &Case) -> Result<(), String> {
    let mut tally = Tally::default();
    let retried: HashMap<usize, &Attempt> = case.story.attempts.iter().filter_map(retried).collect();
    for (index, (at, record)) in case.played.log.iter().enumerate() {
        if let Some(attempt) = retried.get(&index) {
            tally.retrying.entry(attempt.batch).or_default().push((attempt.unanswered(), attempt.number));
        }
        match record {
            Record::Settled(batch) => {
                tally.settle(case, batch);
                tally.compare(
                    case,
                    &batch.figures,
                    at - case.played.began,
                    &format!("when batch {} settled", batch.index),
                )?;
            }
            other => tally.count(case, other),
        }
    }
    tally.compare(case, &case.outcome.figures, case.played.ended - case.played.began, "at the end")
}

/// Where in the log it was said that the users of `attempt` are asked about again.
fn retried(attempt: &Attempt) -> Option<(usize, &Attempt)> {
    let (moment, then) = attempt.then.as_ref()?;
    matches!(then, Then::Retrying(..)).then_some((moment.index, attempt))
}

struct Tally {
    counts: Counts,
    /// Requests that were sent and not answered yet.
    out: usize,
    /// By batch the users whose attempt of this number failed, and is followed by another.
    retrying: HashMap<usize, Vec<(Ids, u32)>>,
}

impl Default for Tally {
    fn default() -> Self {
        let counts = (&filter_users::engine::Figures::default()).into();
        Self { counts, out: 0, retrying: HashMap::new() }
    }
}

impl Tally {
    fn count(&mut self, case: &Case, record: &Record) {
        let counts = &mut self.counts;
        match record {
            Record::Drained => counts.complete = true,
            Record::Closed(_) => counts.complete = case.scenario.input.whole,
            Record::Built { id, bytes } => {
                let attempt = &case.story.attempts[*id];
                if attempt.said.is_some() {
                    self.out += 1;
                    counts.requests.sent += 1;
                    counts.bytes.sent += *bytes as u64;
                    counts.requests.hedged += u64::from(attempt.is_copy);
                    // Who waited for a retry may be asked about in parts, where their size was too large meanwhile.
                    let mut before = self.retrying.get(&attempt.batch).into_iter().flatten();
                    let is_next =
                        |(users, number): &(Ids, u32)| number + 1 == attempt.number && attempt.users.are_among(users);
                    let is_retry = !attempt.is_copy && before.any(is_next);
                    counts.requests.retried += u64::from(is_retry);
                    counts.requests.max_in_flight = counts.requests.max_in_flight.max(self.out);
                }
            }
            Record::Answered { id: _, reply: Reply { status, received, rows, .. } } => {
                self.out -= 1;
                counts.bytes.received += *received as u64;
                counts.rows.received += rows.received;
                counts.rows.unexpected += rows.unexpected;
                counts.rows.duplicate += rows.duplicate;
                if let Some(status) = status {
                    *counts.requests.by_status.entry(*status).or_default() += 1;
                    counts.latencies += 1;
                }
            }
            Record::Dropped { .. } => self.out -= 1,
            _ => {}
        }
    }

    fn settle(&mut self, case: &Case, batch: &Batch) {
        let of = |verdict| users_with(case, batch, verdict) as u64;
        let users = &mut self.counts.users;
        users.passed += of(Some(Verdict::Passed));
        users.skipped += of(Some(Verdict::Skipped));
        users.missing += of(Some(Verdict::Missing));
        users.failed += of(None);
        users.total = users.passed + users.skipped + users.missing + users.failed;
        self.counts.batches.total += 1;
        self.counts.batches.failed += u64::from(of(None) > 0);
        self.counts.batches.split += u64::from(batch.split);
    }

    fn compare(&self, case: &Case, shown: &Counts, total_time: f64, when: &str) -> Result<(), String> {
        let mut expected = self.counts.clone();
        // What is allowed at once changes on the way where it is found, and errors have a law of their own.
        expected.requests.concurrency = shown.requests.concurrency;
        expected.batches.size = shown.batches.size;
        expected.requests.by_error.clone_from(&shown.requests.by_error);
        expected.total_time = shown.total_time;
        ensure(expected == *shown, || format!("{when} the figures are {shown:?}, not {expected:?}"))?;
        ensure((shown.total_time - total_time).abs() < 1e-6 + case.scenario.tempo.cost, || {
            format!("{when} the time is {}", shown.total_time)
        })?;
        let allowed = shown.requests.concurrency;
        let is_right = match case.scenario.policy.concurrency {
            Concurrency::Fixed(limit) => {
                allowed == limit || allowed < limit && case.is_in_crowd || shown.requests.sent == 0
            }
            Concurrency::Auto => allowed <= 64 && (allowed >= 1 || shown.requests.sent == 0),
        };
        ensure(is_right, || format!("{when} the figures say that {allowed} were allowed at once"))
    }
}

/// The size that is shown is half of the least that was refused as too large; and none like that was sent after it was.
pub fn sizes_are_learnt(case: &Case) -> Result<(), String> {
    let mut least = usize::MAX;
    let mut refused: Vec<(usize, usize)> =
        case.story.attempts.iter().filter_map(|attempt| Some((attempt.refused_size()?, attempt.users.len()))).collect();
    refused.sort_unstable();
    let mut asked: Vec<&Attempt> = case.story.attempts.iter().collect();
    asked.sort_by_key(|attempt| attempt.asked.index);
    let mut next = refused.iter().peekable();
    for attempt in asked {
        while let Some((_, users)) = next.next_if(|(index, _)| *index < attempt.asked.index) {
            least = least.min(*users);
        }
        ensure(attempt.users.len() < least, || format!("{least} were too many, and yet: {attempt:?}"))?;
    }
    for (index, (_, record)) in case.played.log.iter().enumerate() {
        let Record::Took(users) = record else { continue };
        let before = refused.iter().filter(|(refused, _)| *refused < index).map(|(_, users)| *users).min();
        ensure(before.is_none_or(|least| users.len() <= least.div_ceil(2)), || format!("{users:?} is taken at once"))?;
    }
    let found = refused.iter().map(|(_, users)| users.div_ceil(2) as u64).min().unwrap_or_default();
    let shown = case.outcome.figures.batches.size;
    ensure(shown == found, || format!("a size of {shown} is shown, not of {found}"))
}

/// How many users of a batch have this verdict, each standing for all who have the same key.
pub fn users_with(case: &Case, batch: &Batch, verdict: Option<Verdict>) -> usize {
    let pairs = batch.users.clone().zip(&batch.verdicts).filter(|(_, other)| **other == verdict);
    pairs.map(|(user, _)| case.scenario.stands_for(user) as usize).sum()
}

/// Every attempt that failed is counted once. Where the run ended at the very time at which an attempt ran out of
/// time, either word will do for it.
pub fn errors_are_counted(case: &Case) -> Result<(), String> {
    let mut expected: BTreeMap<Code, u64> = BTreeMap::new();
    let (mut late, mut ended) = (0, 0);
    let last = last_activity(case);
    for attempt in &case.story.attempts {
        let Some((moment, ending)) = &attempt.ended else { continue };
        match ending {
            Ending::Answered(_) => {
                if let Some(code) = attempt.failure() {
                    *expected.entry(code).or_default() += 1;
                }
            }
            Ending::Unbuilt(code) => {
                // Nobody hears of a copy that could not be built.
                if !is_copy_of_another(case, attempt.id) {
                    *expected.entry(*code).or_default() += 1;
                }
            }
            Ending::Dropped | Ending::BuildDropped if attempt.is_loser => {}
            Ending::Dropped | Ending::BuildDropped => {
                let is_copy = is_copy_of_another(case, attempt.id);
                let was_sent = matches!(ending, Ending::Dropped);
                let is_late =
                    moment.at - attempt.asked.at >= case.scenario.policy.timeout - case.scenario.tempo.early - 0.01;
                let may_have_ended = moment.index > last;
                match (is_late, may_have_ended) {
                    (true, false) if was_sent || !is_copy => late += 1,
                    (false, _) | (true, true) if was_sent => ended += 1,
                    (true, true) if !is_copy => return Ok(()),
                    _ => {}
                }
            }
        }
    }
    let mut shown = case.outcome.figures.requests.by_error.clone();
    let mut take = |code| shown.remove(&code).unwrap_or_default();
    let (timeouts, ends) = (take(Code::Timeout), take(Code::Aborted) + take(Code::Deadline));
    ensure(timeouts >= late && timeouts + ends == late + ended, || {
        format!("{timeouts} timeouts and {ends} ended with the run are counted, not {late} and {ended}")
    })?;
    let shown = BTreeMap::from_iter(shown);
    ensure(shown == expected, || format!("errors are counted as {shown:?}, not {expected:?}"))
}

/// The place in the log after which the run only dropped what was in flight and handed on what there was.
fn last_activity(case: &Case) -> usize {
    let is_ending = |record: &Record| match record {
        Record::Dropped { .. }
        | Record::BuildDropped { .. }
        | Record::Closed(_)
        | Record::Settled(_)
        | Record::ObserverThrew
        | Record::Promised
        | Record::Kept { .. }
        | Record::Broke { .. } => true,
        Record::Told(told) => matches!(told.what, Heard::Settled { .. } | Heard::Abandoned { .. }),
        _ => false,
    };
    case.played.log.iter().rposition(|(_, record)| !is_ending(record)).unwrap_or_default()
}

/// Whether another attempt with the same number on the same users was sent before this one was asked for.
pub fn is_copy_of_another(case: &Case, id: usize) -> bool {
    let attempt = &case.story.attempts[id];
    let mut same = case.story.attempts[..id].iter().rev().filter(|other| other.users == attempt.users);
    attempt.is_copy || same.any(|other| other.number == attempt.number && other.said.is_some())
}
