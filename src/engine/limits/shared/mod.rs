//! Limits that runs share, as those of a web server's handlers: the requests of all of them are counted together, and what
//! the service tells one of them holds for all.
//!
//! Every request has a [`Place`] from its building on, which comes back when it ends, however it does. Who wants one and
//! finds none stands in [`line`], and who was given one and wants another goes to its end: so no run starves another.

mod line;
mod place;

use std::{
    cell::RefCell,
    rc::Rc,
    task::{Context, Poll},
};

use self::line::Line;
pub use self::place::Place;
use super::{Admission, Left, Limit, pace::Pace};
use crate::engine::{
    ledger::Error,
    policy::{Concurrency, RateLimit},
};

/// Retries that may be made before any request was.
const RETRIES: f64 = 10.0;
/// What calm times may save up for a storm.
const MOST_RETRIES: f64 = 100.0;

/// Limits shared by all the runs that are given them.
#[derive(Debug)]
pub struct Limiter<C>(Rc<RefCell<State<C>>>);

impl<C> Clone for Limiter<C> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// What is known together.
#[derive(Debug)]
struct State<C> {
    limit: Option<Limit>,
    pace: Pace<C>,
    /// Retries that may be made: a bucket of tokens, into which every request puts a part of one (gRPC proposal A6,
    /// "Retry Throttling").
    retries: f64,
    /// Requests that are being built or were sent, and those of them that were not.
    in_flight: usize,
    being_built: usize,
    line: Line,
}

impl<C> Limiter<C> {
    /// At most so many requests in flight at once, and so many in any window, or as many as the service says are left.
    pub fn new(concurrency: Option<Concurrency>, rate_limit: Option<RateLimit>, heeds_quota: bool) -> Self {
        Self(Rc::new(RefCell::new(State {
            limit: concurrency.map(Limit::new),
            pace: Pace::new(rate_limit, heeds_quota),
            retries: RETRIES,
            in_flight: 0,
            being_built: 0,
            line: Line::default(),
        })))
    }

    /// Closes it until `until`.
    pub fn close_until(&self, until: f64) {
        self.0.borrow_mut().pace.rest.lasts_at_least_until(until);
    }

    /// Requests in flight.
    pub fn in_flight(&self) -> usize {
        self.0.borrow().in_flight
    }

    /// Runs that wait for a place.
    pub fn waiting(&self) -> usize {
        self.0.borrow().line.len()
    }

    /// Takes part, as one more run.
    pub(in crate::engine) fn join(&self) -> Member<C> {
        let number = self.0.borrow_mut().line.next_number();
        Member { limiter: self.clone(), number }
    }

    /// Tells whose turn it is, if there is a place.
    fn call_next(&self) {
        let waker = {
            let state = &mut *self.0.borrow_mut();
            if state.has_place() { state.line.call_first() } else { None }
        };
        // Not while the state is borrowed: who is woken may look at it.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<C> State<C> {
    /// Whether one more may be built, be it sent now or later.
    fn has_place(&self) -> bool {
        let has_room = self.limit.as_ref().is_none_or(|limit| self.in_flight < limit.now());
        has_room && !self.pace.is_spoken_for(self.being_built)
    }
}

/// What a limiter says to a run that wants to send a request.
#[derive(Debug)]
pub enum Turn<C> {
    /// It may, with this place, where one is needed.
    Go(Option<Place<C>>),
    /// It is told when to ask again, and may do so at this time.
    Wait(f64),
    /// It may not, and waiting is no use.
    Refused(Error<C>),
}

/// One run's part in a limiter. To drop it is to leave the line.
#[derive(Debug)]
pub struct Member<C> {
    limiter: Limiter<C>,
    number: u64,
}

impl<C: Clone> Member<C> {
    /// A place, if it is this run's turn and a request may go at `now`; else the run stands in line. No rest longer than
    /// `longest` is waited out.
    pub fn take_place(&self, now: f64, longest: f64) -> Turn<C> {
        let turn = self.ask(now, longest);
        if matches!(turn, Turn::Go(_)) {
            // There may be one more place.
            self.limiter.call_next();
        }
        turn
    }

    fn ask(&self, now: f64, longest: f64) -> Turn<C> {
        let state = &mut *self.limiter.0.borrow_mut();
        let rest = match state.pace.rest.admits(now, longest) {
            Admission::Refused(error) => return Turn::Refused(error),
            other => other.at(),
        };
        if !state.line.stand(self.number) || !state.has_place() {
            return Turn::Wait(f64::INFINITY);
        }
        if let Some(at) = rest.or_else(|| state.pace.opens_at(now, state.being_built)) {
            return Turn::Wait(at);
        }
        state.line.leave(self.number);
        state.in_flight += 1;
        state.being_built += 1;
        Turn::Go(Some(Place::new(self.limiter.clone())))
    }

    /// Wants no place now.
    pub fn leave_line(&self) {
        let has_left = self.limiter.0.borrow_mut().line.leave(self.number);
        if has_left {
            self.limiter.call_next();
        }
    }

    /// Ready when it may be this run's turn.
    pub fn poll_turn(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.limiter.0.borrow_mut().line.poll(self.number, cx)
    }

    /// When the rest is over that the service asked for, or that it has nothing left until, if it is not.
    pub fn rests_until(&self, now: f64) -> Option<f64> {
        self.limiter.0.borrow_mut().pace.rests_until(now)
    }

    /// Stays closed until `due`.
    pub fn rests_at_least_until(&self, due: f64) {
        self.limiter.0.borrow_mut().pace.rest.lasts_at_least_until(due);
    }

    /// Closes for as long as the service asks in `error`, if it does.
    pub fn refused(&self, error: &Error<C>, now: f64) {
        let wakers = {
            let state = &mut *self.limiter.0.borrow_mut();
            if state.pace.rest.begin(error, now) { state.line.call_all() } else { Vec::new() }
        };
        // Whoever cannot wait so long need not wait for its turn to say so.
        wakers.into_iter().for_each(std::task::Waker::wake);
    }

    /// Whether one more retry may be made: then it is counted.
    pub fn grants_retry(&self) -> bool {
        let state = &mut *self.limiter.0.borrow_mut();
        let is_granted = state.retries >= 1.0;
        if is_granted {
            state.retries -= 1.0;
        }
        is_granted
    }

    /// Requests that may be in flight now, where that is limited.
    pub fn limit(&self) -> Option<usize> {
        self.limiter.0.borrow().limit.as_ref().map(Limit::now)
    }

    /// An answer to a request sent at `sent` came `now`. Its place is still taken.
    pub fn answered(&self, sent: f64, now: f64) {
        let state = &mut *self.limiter.0.borrow_mut();
        if let Some(limit) = &mut state.limit {
            limit.answered(sent, now, state.in_flight);
        }
    }

    /// The answer to the request of this number told, at `now`, what is left.
    pub fn told(&self, number: u64, left: Left, now: f64) {
        let waker = {
            let state = &mut *self.limiter.0.borrow_mut();
            state.pace.told(number, left, now);
            state.line.call_first()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// A request sent at `sent` failed `now`.
    pub fn failed(&self, error: &Error<C>, sent: f64, now: f64) {
        if let Some(limit) = &mut self.limiter.0.borrow_mut().limit {
            limit.failed(error, sent, now);
        }
    }
}

impl<C> Drop for Member<C> {
    fn drop(&mut self) {
        let has_left = self.limiter.0.borrow_mut().line.leave(self.number);
        if has_left {
            self.limiter.call_next();
        }
    }
}
