//! May the next request go now? One gate for the whole run: what one batch is told holds for all.

use std::collections::VecDeque;

use super::{
    failure::{Code, Failure},
    policy::{Circuit, Policy, RateLimit},
};

/// The gate's answer to a request that wants to go.
#[derive(Debug)]
pub enum Admission<C> {
    /// It may go.
    Open,
    /// It may ask again at this time.
    At(f64),
    /// It may not go, and waiting is no use: its users fail.
    Refused(Failure<C>),
}

/// All that can hold a request back but the number in flight.
#[derive(Debug)]
pub struct Gate<C> {
    rest_until: f64,
    longest_rest: f64,
    long_rest: Option<Failure<C>>,
    rate: Option<Rate>,
    breaker: Option<Breaker>,
}

impl<C: Clone> Gate<C> {
    /// An open gate.
    pub fn new(policy: &Policy) -> Self {
        Self {
            rest_until: f64::NEG_INFINITY,
            longest_rest: policy.retry.max_delay,
            long_rest: None,
            rate: policy.rate_limit.map(|limit| Rate { limit, sent: VecDeque::new() }),
            breaker: policy.circuit.map(Breaker::new),
        }
    }

    /// Whether a request may go at `now`.
    pub fn admits(&mut self, now: f64) -> Admission<C> {
        if now < self.rest_until {
            return match &self.long_rest {
                Some(failure) => {
                    let left = self.rest_until - now;
                    Admission::Refused(failure.clone().attempted(0).with(|facts| facts.retry_after = Some(left)))
                }
                None => Admission::At(self.rest_until),
            };
        }
        self.long_rest = None;
        if self.breaker.as_ref().is_some_and(|breaker| !breaker.admits(now)) {
            return Admission::Refused(Failure::new(Code::CircuitOpen));
        }
        match self.rate.as_ref().and_then(Rate::opens_at) {
            Some(at) if at > now => Admission::At(at),
            _ => Admission::Open,
        }
    }

    /// Notes a request that goes at `now`.
    pub fn sent(&mut self, now: f64) {
        if let Some(rate) = &mut self.rate {
            rate.sent(now);
        }
        if let Some(breaker) = &mut self.breaker {
            breaker.sent(now);
        }
    }

    /// Closes for as long as the service asks in `failure`, if it does.
    pub fn refused(&mut self, failure: &Failure<C>, now: f64) {
        let Some(rest) = failure.retry_after.filter(|rest| *rest > 0.0) else { return };
        let until = now + rest;
        if until > self.rest_until {
            self.rest_until = until;
            self.long_rest = (rest > self.longest_rest).then(|| failure.clone());
        }
    }

    /// Notes a batch that settled, all of its users having failed or not.
    pub const fn settled(&mut self, all_failed: bool, now: f64) {
        if let Some(breaker) = &mut self.breaker {
            breaker.settled(all_failed, now);
        }
    }
}

/// A sliding window: the request before the last `requests` must be `per` ago.
#[derive(Debug)]
struct Rate {
    limit: RateLimit,
    sent: VecDeque<f64>,
}

impl Rate {
    fn opens_at(&self) -> Option<f64> {
        let full = self.sent.len() >= self.limit.requests;
        self.sent.front().filter(|_| full).map(|oldest| oldest + self.limit.per)
    }

    fn sent(&mut self, now: f64) {
        if self.sent.len() >= self.limit.requests {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}

/// A circuit breaker (Michael Nygard, "Release It!"): open after failures in a row, with a probe every so often.
#[derive(Debug)]
struct Breaker {
    circuit: Circuit,
    failed_in_a_row: u32,
    next_probe: f64,
}

impl Breaker {
    const fn new(circuit: Circuit) -> Self {
        Self { circuit, failed_in_a_row: 0, next_probe: f64::NEG_INFINITY }
    }

    const fn is_open(&self) -> bool {
        self.failed_in_a_row >= self.circuit.failures
    }

    fn admits(&self, now: f64) -> bool {
        !self.is_open() || now >= self.next_probe
    }

    fn sent(&mut self, now: f64) {
        if self.is_open() {
            self.next_probe = now + self.circuit.cooldown;
        }
    }

    const fn settled(&mut self, all_failed: bool, now: f64) {
        if !all_failed {
            self.failed_in_a_row = 0;
            return;
        }
        let was_open = self.is_open();
        self.failed_in_a_row = self.failed_in_a_row.saturating_add(1);
        if self.is_open() && !was_open {
            self.next_probe = now + self.circuit.cooldown;
        }
    }
}
