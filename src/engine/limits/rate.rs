//! So many requests in any window of so long: the one before the last `requests` must be `per` ago.

use std::collections::VecDeque;

use crate::engine::policy::RateLimit;

/// When one more request may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Opens {
    Now,
    At(f64),
    /// When one of those that have leave has gone, or does not go.
    Unknown,
}

impl Opens {
    /// When that is, if it is known and not now.
    pub const fn at(self) -> Option<f64> {
        if let Self::At(at) = self { Some(at) } else { None }
    }
}

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

    /// When one more may go, `leave` having been given to others that have not gone yet.
    pub fn opens(&self, leave: usize) -> Opens {
        let others = self.sent.len().saturating_add(leave);
        let Some(over) = others.checked_sub(self.limit.requests) else { return Opens::Now };
        // The oldest of the window, as many as there are too many, have to leave it.
        self.sent.get(over).map_or(Opens::Unknown, |oldest| Opens::At(oldest + self.limit.per))
    }

    /// Notes a request that goes at `now`.
    pub fn sent(&mut self, now: f64) {
        // The time of another run may be a little ahead.
        let now = self.sent.back().map_or(now, |last| last.max(now));
        // Those before the window are of no use, however many it may hold.
        while let Some(oldest) = self.sent.front()
            && (self.sent.len() >= self.limit.requests || oldest + self.limit.per <= now)
        {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}
