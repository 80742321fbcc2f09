//! What holds requests back until a time: a rest that the service asked for, a rate, and what it says is left.

use super::{
    Quota,
    quota::Left,
    rate::{Opens, Rate},
    rest::Rest,
};
use crate::engine::policy::RateLimit;

/// Of one run, or of all that share a limiter.
#[derive(Debug)]
pub struct Pace<C> {
    pub rest: Rest<C>,
    rate: Option<Rate>,
    quota: Option<Quota>,
}

impl<C> Pace<C> {
    /// Nothing was sent.
    pub fn new(rate_limit: Option<RateLimit>, heeds_quota: bool) -> Self {
        Self { rest: Rest::default(), rate: rate_limit.map(Rate::new), quota: heeds_quota.then(Quota::default) }
    }

    /// When one more may go by rate and quota, if that is not now, `leave` having been given to others that have not gone yet.
    pub fn opens_at(&mut self, now: f64, leave: usize) -> Option<f64> {
        let quota = self.quota.as_mut().map(|quota| quota.opens(now, leave));
        let opens = self.by_rate(leave).into_iter().chain(quota).filter_map(Opens::at).fold(now, f64::max);
        (opens > now).then_some(opens)
    }

    /// Whether that depends on what becomes of those that have leave.
    pub fn is_spoken_for(&self, leave: usize) -> bool {
        matches!(self.by_rate(leave), Some(Opens::Unknown))
    }

    fn by_rate(&self, leave: usize) -> Option<Opens> {
        self.rate.as_ref().map(|rate| rate.opens(leave))
    }

    /// When the rest is over that the service asked for, or that it has nothing left until, if it is not.
    pub fn rests_until(&mut self, now: f64) -> Option<f64> {
        let quota = self.quota.as_mut().and_then(|quota| quota.opens(now, 0).at());
        self.rest.until(now).into_iter().chain(quota).reduce(f64::max)
    }

    /// Notes a request that goes at `now`, and returns its number.
    pub fn sent(&mut self, now: f64) -> u64 {
        if let Some(rate) = &mut self.rate {
            rate.sent(now);
        }
        self.quota.as_mut().map_or(0, |quota| quota.sent(now))
    }

    /// The answer to the request of this number told, at `now`, what is left.
    pub fn told(&mut self, number: u64, left: Left, now: f64) {
        if let Some(quota) = &mut self.quota {
            quota.told(number, left, now);
        }
    }
}
