//! What becomes of an attempt that failed: halve, try again after a wait, or give up.
//!
//! The wait is "full jitter" (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015): anywhere
//! below a ceiling that doubles, so that many clients do not come back at once.

use crate::engine::{
    ledger::{Code, Error, SubBatch},
    policy::{Jitter, Policy},
};

/// Retries that a run may make whatever its budget.
const ALWAYS_ALLOWED: u64 = 10;

/// What becomes of an attempt that failed.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Each half is asked about by itself.
    Split,
    /// The same is asked again after so many milliseconds.
    Retry(f64),
    /// The users fail.
    Fail,
}

/// Decides what becomes of failed attempts, and keeps count of the retries it grants.
#[derive(Debug)]
pub struct Backoff {
    random: fastrand::Rng,
    granted: u64,
}

impl Backoff {
    /// Jitter that is the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed), granted: 0 }
    }

    /// What becomes of `sub_batch` after `error`, `sent` requests having been made in this run.
    pub fn after<C: Clone>(&mut self, sub_batch: &SubBatch<C>, error: &Error<C>, policy: &Policy, sent: u64) -> Step {
        if splits(error, policy) && sub_batch.users.len() > 1 {
            return Step::Split;
        }
        let retry = &policy.retry;
        if sub_batch.retries >= retry.limit || !is_retryable(error, policy) || !self.within_budget(retry.budget, sent) {
            return Step::Fail;
        }
        let delay = match error.retry_after {
            Some(asked) if retry.retry_after && asked > retry.max_delay => return Step::Fail,
            // A rest of nothing, or one that is over, must not make a storm of the retries.
            Some(asked) if retry.retry_after => asked.max(self.wait(sub_batch.retries, policy)),
            _ => self.wait(sub_batch.retries, policy),
        };
        self.granted += 1;
        Step::Retry(delay)
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    fn within_budget(&self, budget: f64, sent: u64) -> bool {
        let granted = self.granted + 1;
        granted <= ALWAYS_ALLOWED || granted as f64 <= budget * (sent + 1) as f64
    }

    fn wait(&mut self, retries: u32, policy: &Policy) -> f64 {
        let doublings = i32::try_from(retries).unwrap_or(i32::MAX);
        let ceiling = (policy.retry.delay * 2f64.powi(doublings)).min(policy.retry.max_delay);
        match policy.retry.jitter {
            Jitter::Full => ceiling * self.random.f64(),
            Jitter::None => ceiling,
        }
    }
}

fn splits<C>(error: &Error<C>, policy: &Policy) -> bool {
    match error.code {
        Code::HttpStatus => error.status.is_some_and(|status| policy.split.contains(&status)),
        Code::ReplyTooLarge => !policy.split.is_empty(),
        _ => false,
    }
}

/// Whether a batch was refused for its size, and not for who is in it.
pub fn is_too_large<C>(error: &Error<C>) -> bool {
    match error.code {
        Code::HttpStatus => matches!(error.status, Some(413 | 414 | 431)),
        code => code == Code::ReplyTooLarge,
    }
}

fn is_retryable<C>(error: &Error<C>, policy: &Policy) -> bool {
    match error.code {
        Code::Network | Code::Timeout | Code::BadReply | Code::NoRow | Code::RowError => true,
        Code::HttpStatus => error.status.is_some_and(|status| policy.retry.statuses.contains(&status)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(users: usize, attempts: u32) -> SubBatch<()> {
        SubBatch { attempts, retries: attempts - 1, ..SubBatch::whole(0, users) }
    }

    fn refused(status: u16) -> Error<()> {
        Error::new(Code::HttpStatus).with(|details| details.status = Some(status))
    }

    fn unjittered() -> Policy {
        let mut policy = Policy::default();
        policy.retry.jitter = Jitter::None;
        policy
    }

    #[test]
    fn waits_double_up_to_the_highest_ceiling() {
        let policy = {
            let mut p = unjittered();
            p.retry.limit = 99;
            p
        };
        let mut backoff = Backoff::new(1);
        let mut wait = |attempts| backoff.after(&tried(1, attempts), &refused(503), &policy, 10_000);
        assert_eq!(wait(1), Step::Retry(100.0));
        assert_eq!(wait(2), Step::Retry(200.0));
        assert_eq!(wait(8), Step::Retry(10_000.0));
        assert_eq!(wait(90), Step::Retry(10_000.0));
    }

    #[test]
    fn full_jitter_stays_below_the_ceiling_and_repeats_with_the_seed() {
        let waits = |seed| {
            let mut backoff = Backoff::new(seed);
            (0..9)
                .map(|_| match backoff.after(&tried(1, 2), &refused(503), &Policy::default(), 100) {
                    Step::Retry(wait) => wait,
                    other => panic!("{other:?}"),
                })
                .collect::<Vec<_>>()
        };
        assert!(waits(7).iter().all(|wait| (0.0..200.0).contains(wait)));
        assert_eq!(waits(7), waits(7));
        assert_ne!(waits(7), waits(8));
    }

    #[test]
    fn retries_end_at_the_limit_and_with_the_budget() {
        let policy = Policy::default();
        let mut backoff = Backoff::new(1);
        assert_eq!(backoff.after(&tried(1, 3), &refused(503), &policy, 100), Step::Fail);
        let granted = (0..50).filter(|_| backoff.after(&tried(1, 1), &refused(503), &policy, 99) != Step::Fail).count();
        assert_eq!(granted, 20, "a fifth of 100 requests");
        let mut backoff = Backoff::new(1);
        let granted = (0..50).filter(|_| backoff.after(&tried(1, 1), &refused(503), &policy, 1) != Step::Fail).count();
        assert_eq!(granted, 10, "ten are always allowed");
    }

    #[test]
    fn a_retry_after_is_waited_exactly_or_not_at_all_and_never_less_than_without_it() {
        let policy = Policy::default();
        let mut backoff = Backoff::new(1);
        let asked = |ms| refused(429).with(|details| details.retry_after = Some(ms));
        assert_eq!(backoff.after(&tried(1, 1), &asked(7_000.0), &policy, 1), Step::Retry(7_000.0));
        assert_eq!(backoff.after(&tried(1, 1), &asked(0.0), &unjittered(), 1), Step::Retry(100.0));
        assert_eq!(backoff.after(&tried(1, 2), &asked(150.0), &unjittered(), 1), Step::Retry(200.0));
        assert_eq!(backoff.after(&tried(1, 1), &asked(10_001.0), &policy, 1), Step::Fail);
    }

    #[test]
    fn splitting_comes_before_retrying_and_ends_at_one_user() {
        let policy = Policy { split: vec![503], ..unjittered() };
        let mut backoff = Backoff::new(1);
        assert_eq!(backoff.after(&tried(2, 1), &refused(503), &policy, 1), Step::Split);
        assert_eq!(backoff.after(&tried(1, 1), &refused(503), &policy, 1), Step::Retry(100.0));
        let large = Error::new(Code::ReplyTooLarge);
        assert_eq!(backoff.after(&tried(2, 1), &large, &policy, 1), Step::Split);
        let off = Policy { split: vec![], ..unjittered() };
        assert_eq!(backoff.after(&tried(2, 1), &large, &off, 1), Step::Fail);
    }

    #[test]
    fn what_another_attempt_cannot_mend_is_not_retried() {
        for code in [Code::Request, Code::Predicate, Code::Aborted, Code::ReplyTooLarge] {
            let step = Backoff::new(1).after(&tried(1, 1), &Error::<()>::new(code), &Policy::default(), 1);
            assert_eq!(step, Step::Fail, "{code:?}");
        }
        let step = Backoff::new(1).after(&tried(1, 1), &refused(404), &Policy::default(), 1);
        assert_eq!(step, Step::Fail);
    }
}
