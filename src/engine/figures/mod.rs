//! The figures of a run. One owner, the loop, adds to them: what an attempt found comes back with its outcome, so that
//! nothing is counted from two sides. What a run of days may count to does not fit in the 32 bits that wasm counts in.

mod histogram;

use litemap::LiteMap;

pub use self::histogram::{Histogram, within};
use super::{
    ledger::{Code, Settled},
    limits::Left,
};
use crate::reply::Verdict;

/// All that is counted in a run; what each figure means stands in the package's declarations (`Stats`).
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Users settled so far.
    pub users: Users,
    /// Whether the source was read to its end.
    pub complete: bool,
    /// Batches settled so far.
    pub batches: Batches,
    /// Requests made so far.
    pub requests: Requests,
    /// Rows in the replies that were read.
    pub rows: Rows,
    /// Bytes of bodies.
    pub bytes: Bytes,
    /// From sending to the last byte, over answered attempts.
    pub latency: Histogram,
    /// Where the time went, in milliseconds.
    pub time: Time,
}

/// Users by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the verdicts")]
pub struct Users {
    pub total: u64,
    pub passed: u64,
    pub skipped: u64,
    pub missing: u64,
    pub failed: u64,
}

/// Batches settled, those with a failed user, those that were halved; and the size that was found, if one was too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Batches {
    pub total: u64,
    pub failed: u64,
    pub split: u64,
    pub size: u64,
}

/// Requests sent, those that were retries or copies, the most in flight at once, the most allowed at once, answers by
/// status, failed attempts by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Requests {
    pub sent: u64,
    pub retried: u64,
    pub hedged: u64,
    pub max_in_flight: usize,
    pub concurrency: usize,
    pub by_status: LiteMap<u16, u64>,
    pub by_error: LiteMap<Code, u64>,
}

/// Rows read, those of strangers, those of a user that already had one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Rows {
    pub received: u64,
    pub unexpected: u64,
    pub duplicate: u64,
}

/// Bytes of request bodies and of replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Bytes {
    pub sent: u64,
    pub received: u64,
}

/// The whole run, and the thread's part of it spent building requests and deciding verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "named above")]
pub struct Time {
    pub total: f64,
    pub encoding: f64,
    pub deciding: f64,
}

/// Why a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its users are asked about for the first time, or as the half of a sub-batch.
    First,
    /// The attempt before failed.
    Retry,
    /// The attempt is slow.
    Hedge,
}

/// What one attempt brought, whether it was read or refused.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    /// Whether an answer came, be it one that cannot be used.
    pub is_answered: bool,
    /// Its status, where it has one.
    pub status: Option<u16>,
    /// Bytes of the reply that were read.
    pub received: usize,
    /// Milliseconds spent deciding verdicts.
    pub deciding: f64,
    /// Rows in the reply.
    pub rows: Rows,
    /// What the service said that is left, where that is heeded.
    pub left: Option<Left>,
}

impl Figures {
    /// Counts a request that is sent, as one of `in_flight` that were.
    pub fn sent(&mut self, bytes: usize, kind: Kind, in_flight: usize) {
        self.requests.sent += 1;
        self.requests.retried += u64::from(kind == Kind::Retry);
        self.requests.hedged += u64::from(kind == Kind::Hedge);
        self.requests.max_in_flight = self.requests.max_in_flight.max(in_flight);
        self.bytes.sent += bytes as u64;
    }

    /// Counts what came back of a request after `ms`.
    pub fn answered(&mut self, traffic: &Traffic, ms: f64) {
        self.bytes.received += traffic.received as u64;
        self.time.deciding += traffic.deciding;
        self.rows.received += traffic.rows.received;
        self.rows.unexpected += traffic.rows.unexpected;
        self.rows.duplicate += traffic.rows.duplicate;
        if let Some(status) = traffic.status {
            *self.requests.by_status.entry(status).or_default() += 1;
        }
        if traffic.is_answered {
            self.latency.record(ms);
        }
    }

    /// Counts `attempts` that failed in the same way.
    pub fn failed(&mut self, code: Code, attempts: usize) {
        if attempts > 0 {
            *self.requests.by_error.entry(code).or_default() += attempts as u64;
        }
    }

    /// Counts a batch whose every user has a verdict; returns how many of them passed, were skipped, are missing and
    /// failed.
    ///
    /// `stands_for`: for how many users each verdict is, where that is not one.
    pub fn settled<B, C, K>(&mut self, settled: &Settled<B, C, K>, stands_for: Option<&[u32]>) -> [usize; 4] {
        let verdicts = [Some(Verdict::Passed), Some(Verdict::Skipped), Some(Verdict::Missing), None];
        let counts = verdicts.map(|verdict| {
            let have = |other: &&Option<Verdict>| **other == verdict;
            match stands_for {
                None => settled.verdicts.iter().filter(have).count(),
                Some(counts) => {
                    let pairs = settled.verdicts.iter().zip(counts);
                    pairs.filter(|(other, _)| have(other)).map(|(_, count)| *count as usize).sum()
                }
            }
        });
        let [passed, skipped, missing, failed] = counts;
        self.users.total += counts.iter().sum::<usize>() as u64;
        self.users.passed += passed as u64;
        self.users.skipped += skipped as u64;
        self.users.missing += missing as u64;
        self.users.failed += failed as u64;
        self.batches.total += 1;
        self.batches.failed += u64::from(failed > 0);
        self.batches.split += u64::from(settled.split);
        counts
    }
}
