//! Retries: how many, when, and whether at all.

use std::collections::HashMap;

use filter_users::engine::{Code, Jitter, Policy};

use super::{Case, ensure, figures::is_copy_of_another};
use crate::{
    ids::Ids,
    log::{Batch, Fault, Record},
    story::{Attempt, Then},
};

/// Retries that a run may make whatever its budget.
const ALWAYS_ALLOWED: usize = 10;

pub fn is_retryable(policy: &Policy, code: Code, status: Option<u16>) -> bool {
    match code {
        Code::Network | Code::Timeout | Code::BadReply | Code::NoRow | Code::RowError => true,
        Code::HttpStatus => status.is_some_and(|status| policy.retry.statuses.contains(&status)),
        _ => false,
    }
}

fn is_within_budget(policy: &Policy, granted: usize, sent: usize) -> bool {
    granted <= ALWAYS_ALLOWED || granted as f64 <= policy.retry.budget * (sent + 1) as f64
}

pub fn within_limit_and_budget(case: &Case) -> Result<(), String> {
    let policy = &case.scenario.policy;
    let progress = Progress::of(case);
    for (attempt, used) in case.story.attempts.iter().zip(retries_used(case)) {
        // Every halving is an attempt too.
        let halvings = policy.batch_size.next_power_of_two().ilog2();
        ensure(attempt.number <= policy.retry.limit + 1 + halvings, || format!("beyond the limit: {attempt:?}"))?;
        let Some((moment, Then::Retrying(error, _))) = &attempt.then else { continue };
        ensure(attempt.failure() == Some(error.code) && error.attempts == attempt.number, || {
            format!("{error:?} is not how {attempt:?} failed")
        })?;
        ensure(is_retryable(policy, error.code, error.status), || format!("{error:?} is retried"))?;
        ensure(used < policy.retry.limit, || format!("beyond the limit: {attempt:?}"))?;
        let (sent, retried) = progress.at(moment.index);
        ensure(is_within_budget(policy, retried + 1, sent), || {
            format!("retry {} is granted after {sent} requests, beyond the budget", retried + 1)
        })?;
    }
    Ok(())
}

/// Users that fail with what the service answered fail for a reason.
pub fn not_given_up_early(case: &Case) -> Result<(), String> {
    let policy = &case.scenario.policy;
    let progress = Progress::of(case);
    let batches: HashMap<usize, &Batch> = case.story.settled.iter().map(|(_, batch)| (batch.index, batch)).collect();
    for (attempt, used) in case.story.attempts.iter().zip(retries_used(case)) {
        let Some(code) = attempt.failure().filter(|_| attempt.then.is_none()) else { continue };
        let status = attempt.reply().and_then(|reply| reply.status).filter(|_| code == Code::HttpStatus);
        let is_hopeless = !is_retryable(policy, code, status) || used >= policy.retry.limit;
        let is_too_long = policy.retry.retry_after
            && attempt.reply().and_then(|reply| reply.retry_after).is_some_and(|rest| rest > policy.retry.max_delay);
        let Some(batch) = batches.get(&attempt.batch) else { continue };
        // Of two copies the one that fails last decides.
        let is_first = case.story.attempts.iter().any(|other| {
            (other.number, &other.users) == (attempt.number, &attempt.users)
                && other.said.is_some()
                && other.ended_at() > attempt.ended_at()
        }) || is_copy_of_another(case, attempt.id) && attempt.said.is_none();
        if is_hopeless || is_too_long || is_first || !fails_by(attempt, batch, code) || policy.deadline.is_some() {
            continue;
        }
        let index = attempt.ended_at().unwrap_or_default();
        let (sent, retried) = progress.at(index);
        ensure(!is_within_budget(policy, retried + 1, sent), || format!("failed without a reason: {attempt:?}"))?;
    }
    Ok(())
}

/// Whether the users of `attempt` failed with its very failure.
fn fails_by(attempt: &Attempt, batch: &Batch, code: Code) -> bool {
    let unanswered = attempt.unanswered();
    batch.failures.iter().any(|(users, Fault { code: other, attempts, earlier, .. })| {
        let is_its = users.are_among(&unanswered) && attempt.failure_of(users) == Some(*other);
        is_its && *other == code && *attempts == attempt.number && earlier.is_none()
    })
}

pub fn waits_are_right(case: &Case) -> Result<(), String> {
    let policy = &case.scenario.policy;
    let mut last: HashMap<Ids, (f64, u32)> = HashMap::new();
    for (attempt, used) in case.story.attempts.iter().zip(retries_used(case)) {
        if let Some((due, number)) = last.get(&attempt.users) {
            let is_next = attempt.number == number + 1;
            ensure(!is_next || attempt.asked.at >= *due - case.early(), || format!("{attempt:?} was due at {due}"))?;
        }
        let Some((moment, Then::Retrying(error, delay))) = &attempt.then else { continue };
        last.insert(attempt.unanswered(), (moment.at + delay, attempt.number));
        let asked = error.retry_after.filter(|_| policy.retry.retry_after);
        let doublings = i32::try_from(used).unwrap_or(i32::MAX);
        let ceiling = (policy.retry.delay * 2f64.powi(doublings)).min(policy.retry.max_delay);
        let is_right = match (asked, policy.retry.jitter) {
            (Some(asked), _) if asked > policy.retry.max_delay => false,
            (Some(asked), Jitter::None) => *delay == asked.max(ceiling),
            // Never less than what was asked for, and not jittered beyond what the wait would be without it.
            (Some(asked), Jitter::Full) => (asked..=asked.max(ceiling)).contains(delay),
            (None, Jitter::None) => *delay == ceiling,
            (None, Jitter::Full) => (0.0..=ceiling).contains(delay),
        };
        ensure(is_right, || format!("a wait of {delay} below {ceiling} after {error:?}"))?;
    }
    Ok(())
}

/// How many retries led to each attempt: those of its own users, and of all on whom they were a part. The law of it: no
/// user's are more than the limit, however often its batch was halved.
fn retries_used(case: &Case) -> Vec<u32> {
    let mut by_batch: HashMap<usize, Vec<&Attempt>> = HashMap::new();
    for attempt in case.story.attempts.iter().filter(|attempt| matches!(attempt.then, Some((_, Then::Retrying(..))))) {
        by_batch.entry(attempt.batch).or_default().push(attempt);
    }
    let used = case.story.attempts.iter().map(|attempt| {
        let retried = by_batch.get(&attempt.batch).into_iter().flatten().filter(|before| {
            let is_part = attempt.users.are_among(&before.unanswered());
            is_part && before.number < attempt.number
        });
        u32::try_from(retried.count()).unwrap_or(u32::MAX)
    });
    used.collect()
}

/// Requests sent and retries granted before each place in the log.
struct Progress(Vec<(usize, usize)>);

impl Progress {
    fn of(case: &Case) -> Self {
        let mut so_far = (0, 0);
        let log = case.played.log.iter().map(|(_, record)| {
            let before = so_far;
            if let Record::Told(told) = record {
                match told.what {
                    crate::log::Heard::Sent { .. } | crate::log::Heard::Hedged { .. } => so_far.0 += 1,
                    crate::log::Heard::Retrying { .. } => so_far.1 += 1,
                    _ => {}
                }
            }
            before
        });
        Self(log.collect())
    }

    fn at(&self, index: usize) -> (usize, usize) {
        self.0.get(index).copied().unwrap_or_default()
    }
}
