//! A place among the requests in flight. To drop it is to give it back.

use super::{Limiter, MOST_RETRIES};

/// The place of one request.
#[derive(Debug)]
pub struct Place<C> {
    limiter: Limiter<C>,
    is_sent: bool,
    /// The number of its request among those that were sent.
    pub number: u64,
}

impl<C> Place<C> {
    /// One that the limiter has counted.
    pub(super) const fn new(limiter: Limiter<C>) -> Self {
        Self { limiter, is_sent: false, number: 0 }
    }

    /// The request goes at `now`; it allows for such a part of a retry.
    pub fn sent(&mut self, now: f64, retries: f64) {
        self.is_sent = true;
        let state = &mut *self.limiter.0.borrow_mut();
        state.being_built -= 1;
        state.retries = (state.retries + retries).min(MOST_RETRIES);
        self.number = state.pace.sent(now);
    }
}

impl<C> Drop for Place<C> {
    fn drop(&mut self) {
        {
            let state = &mut *self.limiter.0.borrow_mut();
            state.in_flight -= 1;
            state.being_built -= usize::from(!self.is_sent);
        }
        self.limiter.call_next();
    }
}
