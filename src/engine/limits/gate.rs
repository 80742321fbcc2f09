//! May the next request go now? One gate for the whole run: what one batch is told holds for all.

use super::{circuit::Breaker, rate::Rate};
use crate::engine::{
    ledger::{Code, Error},
    policy::Policy,
};

/// The gate's answer to a request that wants to go.
#[derive(Debug)]
pub enum Admission<C> {
    /// It may go.
    Open,
    /// It may ask again at this time.
    At(f64),
    /// It may not go, and waiting is no use: its users fail.
    Refused(Error<C>),
}

impl<C> Admission<C> {
    /// When it may ask again.
    pub const fn at(&self) -> Option<f64> {
        if let Self::At(at) = self { Some(*at) } else { None }
    }
}

/// All that can hold a request back but the number in flight.
#[derive(Debug)]
pub struct Gate<C> {
    rest_until: f64,
    longest_rest: f64,
    long_rest: Option<Error<C>>,
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
            rate: policy.rate_limit.map(Rate::new),
            breaker: policy.circuit.map(Breaker::new),
        }
    }

    /// Whether a request may go at `now`.
    pub fn admits(&mut self, now: f64) -> Admission<C> {
        if now < self.rest_until {
            return match &self.long_rest {
                Some(error) => {
                    let left = self.rest_until - now;
                    Admission::Refused(error.clone().attempted(0).with(|details| details.retry_after = Some(left)))
                }
                None => Admission::At(self.rest_until),
            };
        }
        self.long_rest = None;
        if self.breaker.as_ref().is_some_and(|breaker| !breaker.admits(now)) {
            return Admission::Refused(Error::new(Code::CircuitOpen));
        }
        match self.rate.as_ref().and_then(Rate::opens_at) {
            Some(at) if at > now => Admission::At(at),
            _ => Admission::Open,
        }
    }

    /// When the rest that the service asked for is over, if it is not.
    pub fn rests_until(&self, now: f64) -> Option<f64> {
        (now < self.rest_until).then_some(self.rest_until)
    }

    /// Stays closed until `due`, if it is closed.
    pub const fn rests_at_least_until(&mut self, due: f64) {
        self.rest_until = self.rest_until.max(due);
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

    /// Closes for as long as the service asks in `error`, if it does.
    pub fn refused(&mut self, error: &Error<C>, now: f64) {
        let Some(rest) = error.retry_after.filter(|rest| *rest > 0.0) else { return };
        let until = now + rest;
        if until > self.rest_until {
            self.rest_until = until;
            self.long_rest = (rest > self.longest_rest).then(|| error.clone());
        }
    }

    /// Notes a batch that settled, all of its users having failed or not.
    pub const fn settled(&mut self, all_failed: bool, now: f64) {
        if let Some(breaker) = &mut self.breaker {
            breaker.settled(all_failed, now);
        }
    }
}
