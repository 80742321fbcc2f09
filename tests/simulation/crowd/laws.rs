//! What holds for all runs of a crowd together.

use filter_users::engine::Concurrency;

use super::{Crowd, Seen};
use crate::{
    laws::{concurrency::is_over, ensure},
    log::{Heard, Record},
};

/// The most that is ever tried where the number is found on the way.
const HIGHEST: usize = 64;

impl Crowd {
    fn early(&self) -> f64 {
        self.tempo.early.max(1e-9)
    }

    pub fn never_more_than_allowed(&self, seen: &Seen) -> Result<(), String> {
        let limit = match self.concurrency {
            None => return Ok(()),
            Some(Concurrency::Fixed(limit)) => limit,
            Some(Concurrency::Auto) => HIGHEST,
        };
        let mut alive = 0_usize;
        for (run, at, record) in &seen.log {
            match record {
                Record::Asked { .. } | Record::Sent { .. } => alive += 1,
                record if is_over(record) => alive -= 1,
                _ => {}
            }
            ensure(alive <= limit, || format!("{alive} at once at {at}, run {run}"))?;
        }
        Ok(())
    }

    pub fn never_faster_than_allowed(&self, seen: &Seen) -> Result<(), String> {
        let Some(rate) = self.rate_limit else { return Ok(()) };
        if self.tempo.stands_still {
            return Ok(());
        }
        let departures = seen.log.iter().filter(|(.., record)| matches!(record, Record::Sent { .. }));
        let sent: Vec<f64> = departures.map(|(_, at, _)| *at).collect();
        for window in sent.windows(rate.requests + 1) {
            let (first, last) = (window[0], window[rate.requests]);
            ensure(last >= first + rate.per - self.early() - self.tempo.cost, || {
                format!("{} requests within {} ms, from {first}", window.len(), last - first)
            })?;
        }
        Ok(())
    }

    pub fn all_rest(&self, seen: &Seen) -> Result<(), String> {
        let mut closed_until = f64::NEG_INFINITY;
        if self.tempo.stands_still {
            return Ok(());
        }
        for (run, at, record) in &seen.log {
            let heeds = self.runs[*run].scenario.policy.retry.retry_after;
            match record {
                Record::Answered { reply, .. } if heeds => {
                    let rest = reply.rest().filter(|rest| *rest > 0.0);
                    closed_until = rest.map_or(closed_until, |rest| closed_until.max(at + rest));
                }
                Record::Sent { .. } => ensure(*at >= closed_until - self.early(), || {
                    format!("run {run} sends at {at}, though one was asked for rest until {closed_until}")
                })?,
                _ => {}
            }
        }
        Ok(())
    }

    pub fn retries_are_within_budget(&self, seen: &Seen) -> Result<(), String> {
        let (mut retries, mut allowed) = (0.0, 10.0);
        for (run, at, record) in &seen.log {
            match record {
                Record::Sent { .. } => allowed += self.runs[*run].scenario.policy.retry.budget,
                Record::Told(told) if matches!(told.what, Heard::Retrying { .. }) => retries += 1.0,
                _ => {}
            }
            ensure(retries <= allowed + 1e-9, || format!("{retries} retries at {at}, of {allowed}"))?;
        }
        Ok(())
    }

    pub fn nothing_is_left(&self, seen: &Seen) -> Result<(), String> {
        let left = (seen.limiter.in_flight(), seen.limiter.waiting(), seen.timers_left);
        ensure(left == (0, 0, 0), || format!("places, waiting, timers: {left:?} of {} runs", self.runs.len()))
    }
}
