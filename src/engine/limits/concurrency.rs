//! How many requests may be in flight: a number, or one that is found while running.
//!
//! It is found by additive increase and multiplicative decrease (Chiu and Jain, "Analysis of the Increase and Decrease
//! Algorithms for Congestion Avoidance", 1989), once a round trip, with delay as a sign of congestion besides loss, as
//! in TCP Vegas (Brakmo and Peterson, 1995): one more after every round of answers that were about as fast as the best,
//! a tenth less after a round twice as slow, half after a refusal or a timeout. Delay alone never lowers it below where
//! it started, and a service that is slow even then is taken to be so for good; refusals lower it down to one, from where
//! it rises again. So a batch job always goes on.

use crate::engine::{
    figures::within,
    ledger::{Code, Error},
    policy::Concurrency,
};

const START: f64 = 6.0;
const HIGHEST: f64 = 64.0;
const SLOW: f64 = 2.0;
const LESS_WHEN_SLOW: f64 = 0.9;
const LESS_WHEN_REFUSED: f64 = 0.5;

/// The most requests in flight at once.
#[derive(Debug)]
pub struct Limit {
    fixed: Option<usize>,
    found: f64,
    /// Answers to requests sent before this tell of an earlier limit.
    since: f64,
    answers: u32,
    sum: f64,
    best: Option<f64>,
}

impl Limit {
    pub const fn new(concurrency: Concurrency) -> Self {
        let fixed = match concurrency {
            Concurrency::Fixed(limit) => Some(limit),
            Concurrency::Auto => None,
        };
        Self { fixed, found: START, since: f64::NEG_INFINITY, answers: 0, sum: 0.0, best: None }
    }

    /// Requests that may be in flight now.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 64")]
    pub const fn now(&self) -> usize {
        match self.fixed {
            Some(limit) => limit,
            None => self.found as usize,
        }
    }

    /// An answer to a request sent at `sent` came `now`, it being one of `in_flight`.
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    pub fn answered(&mut self, sent: f64, now: f64, in_flight: usize) {
        if sent < self.since {
            return;
        }
        self.answers += 1;
        self.sum += now - sent;
        if f64::from(self.answers) < self.found.floor() {
            return;
        }
        let mean = self.sum / f64::from(self.answers);
        let best = self.best.map_or(mean, |best| best.min(mean));
        let is_slow = mean > SLOW * best;
        self.best = Some(if is_slow && self.found <= START { mean } else { best });
        if is_slow {
            self.change((self.found * LESS_WHEN_SLOW).max(self.found.min(START)), now);
        } else if in_flight as f64 >= self.found.floor() {
            self.change(self.found + 1.0, now);
        } else {
            // What is not used says nothing of what more would do.
            self.change(self.found, now);
        }
    }

    /// A request sent at `sent` failed `now`.
    pub fn failed<C>(&mut self, error: &Error<C>, sent: f64, now: f64) {
        let is_overload = match error.code {
            Code::Timeout | Code::Network => true,
            Code::HttpStatus => matches!(error.status, Some(429 | 502..=504)),
            _ => false,
        };
        if is_overload && sent >= self.since {
            self.change(self.found * LESS_WHEN_REFUSED, now);
        }
    }

    fn change(&mut self, found: f64, now: f64) {
        self.found = within(found, 1.0, HIGHEST);
        self.since = now;
        self.answers = 0;
        self.sum = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> Error<()> {
        Error::new(Code::HttpStatus).with(|details| details.status = Some(429))
    }

    /// Answers in rounds, each as slow as `latency` says for the limit it met.
    fn rounds(limit: &mut Limit, rounds: usize, now: &mut f64, latency: impl Fn(usize) -> f64) {
        for _ in 0..rounds {
            let (sent, in_flight) = (*now, limit.now());
            *now += latency(in_flight);
            for _ in 0..in_flight {
                limit.answered(sent, *now, in_flight);
            }
        }
    }

    #[test]
    fn a_number_stays() {
        let mut limit = Limit::new(Concurrency::Fixed(3));
        limit.failed(&refused(), 0.0, 1.0);
        assert_eq!(limit.now(), 3);
    }

    #[test]
    fn it_starts_at_six_and_grows_by_one_a_round_up_to_its_bound() {
        let (mut limit, mut now) = (Limit::new(Concurrency::Auto), 0.0);
        assert_eq!(limit.now(), 6);
        rounds(&mut limit, 1, &mut now, |_| 20.0);
        assert_eq!(limit.now(), 7);
        rounds(&mut limit, 100, &mut now, |_| 20.0);
        assert_eq!(limit.now(), 64);
    }

    #[test]
    fn refusals_of_one_round_halve_it_once() {
        let (mut limit, mut now) = (Limit::new(Concurrency::Auto), 0.0);
        rounds(&mut limit, 10, &mut now, |_| 20.0);
        assert_eq!(limit.now(), 16);
        let sent = now;
        for _ in 0..16 {
            limit.failed(&refused(), sent, now + 5.0);
        }
        assert_eq!(limit.now(), 8);
    }

    #[test]
    fn it_never_falls_below_one_and_recovers() {
        let (mut limit, mut now) = (Limit::new(Concurrency::Auto), 0.0);
        for _ in 0..20 {
            now += 1.0;
            limit.failed(&refused(), now, now);
        }
        assert_eq!(limit.now(), 1);
        rounds(&mut limit, 5, &mut now, |_| 20.0);
        assert_eq!(limit.now(), 6);
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "a small test")]
    fn it_settles_near_what_the_service_bears() {
        let (mut limit, mut now) = (Limit::new(Concurrency::Auto), 0.0);
        // Ten at once are served in 20 ms; more wait their turn.
        rounds(&mut limit, 300, &mut now, |in_flight| 20.0 * (in_flight as f64 / 10.0).max(1.0));
        assert!((10..=21).contains(&limit.now()), "{}", limit.now());
    }

    #[test]
    fn a_service_that_is_slower_for_good_is_not_starved() {
        let (mut limit, mut now) = (Limit::new(Concurrency::Auto), 0.0);
        rounds(&mut limit, 20, &mut now, |_| 20.0);
        rounds(&mut limit, 30, &mut now, |_| 200.0);
        assert!(limit.now() >= 6, "{}", limit.now());
        rounds(&mut limit, 30, &mut now, |_| 200.0);
        assert!(limit.now() >= 30, "{}", limit.now());
    }

    #[test]
    fn what_is_not_used_does_not_grow() {
        let (mut limit, mut now) = (Limit::new(Concurrency::Auto), 0.0);
        for _ in 0..100 {
            now += 20.0;
            limit.answered(now - 20.0, now, 1);
        }
        assert_eq!(limit.now(), 6);
    }
}
