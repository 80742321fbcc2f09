//! So many requests in any window of so long: the one before the last `requests` must be `per` ago.

use std::collections::VecDeque;

use crate::engine::policy::RateLimit;

/// The requests of the last window.
#[derive(Debug)]
pub struct Rate {
    limit: RateLimit,
    sent: VecDeque<f64>,
}

impl Rate {
    /// Nothing was sent.
    pub const fn new(limit: RateLimit) -> Self {
        Self { limit, sent: VecDeque::new() }
    }

    /// When the next request may go; at once without it.
    pub fn opens_at(&self) -> Option<f64> {
        let full = self.sent.len() >= self.limit.requests;
        self.sent.front().filter(|_| full).map(|oldest| oldest + self.limit.per)
    }

    /// Notes a request that goes at `now`.
    pub fn sent(&mut self, now: f64) {
        // Those before the window are of no use, however many it may hold.
        while let Some(oldest) = self.sent.front()
            && (self.sent.len() >= self.limit.requests || oldest + self.limit.per <= now)
        {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}
