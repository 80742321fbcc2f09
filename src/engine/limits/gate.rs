//! May the next request go now? One gate for the whole run: what one batch is told holds for all. Of runs that share a
//! limiter, it holds for all of them besides.

use std::task::{Context, Poll};

use super::{
    Left, Limiter,
    circuit::Breaker,
    pace::Pace,
    shared::{Member, Place, Turn},
};
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
pub struct Gate<C: Clone> {
    pace: Pace<C>,
    longest_rest: f64,
    breaker: Option<Breaker>,
    shared: Option<Member<C>>,
    held_back: Option<f64>,
}

impl<C: Clone> Gate<C> {
    /// An open gate.
    pub fn new(policy: &Policy, limiter: Option<&Limiter<C>>) -> Self {
        Self {
            pace: Pace::new(policy.rate_limit, policy.heeds_quota),
            longest_rest: policy.retry.max_delay,
            breaker: policy.circuit.map(Breaker::new),
            shared: limiter.map(Limiter::join),
            held_back: None,
        }
    }

    /// Whether a request of this run may go at `now`, whatever others do.
    pub fn admits(&mut self, now: f64) -> Admission<C> {
        match self.pace.rest.admits(now, self.longest_rest) {
            Admission::Open => {}
            closed => return closed,
        }
        if self.breaker.as_ref().is_some_and(|breaker| !breaker.admits(now)) {
            return Admission::Refused(Error::new(Code::CircuitOpen));
        }
        self.pace.opens_at(now, 0).map_or(Admission::Open, Admission::At)
    }

    /// Whether a request that is built and has its place may be sent at `now`.
    pub fn admits_built(&mut self, now: f64) -> bool {
        // For the rate it was counted when it got its place.
        let is_shared_open = self.shared.as_ref().is_none_or(|shared| shared.rests_until(now).is_none());
        is_shared_open && matches!(self.admits(now), Admission::Open)
    }

    /// When the rest is over that the service asked for, or that it has nothing left until, if it is not.
    pub fn rests_until(&mut self, now: f64) -> Option<f64> {
        let shared = self.shared.as_ref().and_then(|shared| shared.rests_until(now));
        self.pace.rests_until(now).into_iter().chain(shared).reduce(f64::max)
    }

    /// Stays closed until `due`.
    pub fn rests_at_least_until(&mut self, due: f64) {
        self.pace.rest.lasts_at_least_until(due);
        if let Some(shared) = &self.shared {
            shared.rests_at_least_until(due);
        }
    }

    /// Notes a request that goes at `now`, and returns its number.
    pub fn sent(&mut self, now: f64) -> u64 {
        if let Some(breaker) = &mut self.breaker {
            breaker.sent(now);
        }
        self.pace.sent(now)
    }

    /// The answer to the request of this number, which had this place, told at `now` what is left.
    pub fn told(&mut self, number: u64, place: Option<&Place<C>>, left: Left, now: f64) {
        self.pace.told(number, left, now);
        if let (Some(shared), Some(place)) = (&self.shared, place) {
            shared.told(place.number, left, now);
        }
    }

    /// Closes for as long as the service asks in `error`, if it does.
    pub fn refused(&mut self, error: &Error<C>, now: f64) {
        self.pace.rest.begin(error, now);
        if let Some(shared) = &self.shared {
            shared.refused(error, now);
        }
    }

    /// Notes a batch that settled, all of its users having failed or not.
    pub const fn settled(&mut self, all_failed: bool, now: f64) {
        if let Some(breaker) = &mut self.breaker {
            breaker.settled(all_failed, now);
        }
    }

    // ---- among the runs that share a limiter -----------------------------------------------------

    /// Whether a request that this run has room for may go at `now`; if so, with its place.
    pub fn take_place(&mut self, now: f64) -> Turn<C> {
        let Some(shared) = &self.shared else { return Turn::Go(None) };
        let turn = shared.take_place(now, self.longest_rest);
        self.held_back = match &turn {
            Turn::Go(_) => None,
            Turn::Wait(at) => Some(*at),
            Turn::Refused(_) => shared.rests_until(now),
        };
        turn
    }

    /// Until when this run is held back by others, if it is. It may be told sooner.
    pub const fn held_back(&self) -> Option<f64> {
        self.held_back
    }

    /// This run has nothing to send now.
    pub fn leave_line(&mut self) {
        self.held_back = None;
        if let Some(shared) = &self.shared {
            shared.leave_line();
        }
    }

    /// Ready when it may be this run's turn.
    pub fn poll_turn(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.shared.as_ref().map_or(Poll::Pending, |shared| shared.poll_turn(cx))
    }

    /// Whether one more retry may be made.
    pub fn grants_retry(&self) -> bool {
        self.shared.as_ref().is_none_or(Member::grants_retry)
    }

    /// What the limiter knows besides what the run knows by itself.
    pub const fn shared(&self) -> Option<&Member<C>> {
        self.shared.as_ref()
    }
}
