//! The figures of a run. One owner, the loop, adds to them: what an attempt found comes back with its
//! outcome, so that nothing is counted from two sides.

use litemap::LiteMap;

use super::{batch::Settled, failure::Code, histogram::Histogram};
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
    pub total: usize,
    pub passed: usize,
    pub skipped: usize,
    pub missing: usize,
    pub failed: usize,
}

/// Batches settled, those with a failed user, those that were halved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Batches {
    pub total: usize,
    pub failed: usize,
    pub split: usize,
}

/// Requests sent, those that were retries or copies, the most at once, the most allowed at once, answers by status,
/// failed attempts by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Requests {
    pub sent: usize,
    pub retried: usize,
    pub hedged: usize,
    pub max_in_flight: usize,
    pub concurrency: usize,
    pub by_status: LiteMap<u16, usize>,
    pub by_error: LiteMap<Code, usize>,
}

/// Rows read, those of strangers, those of a user that already had one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Rows {
    pub received: usize,
    pub unexpected: usize,
    pub duplicate: usize,
}

/// Bytes of request bodies and of replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named above")]
pub struct Bytes {
    pub sent: usize,
    pub received: usize,
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
    /// Its users are asked about for the first time, or in a smaller piece.
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
}

impl Figures {
    /// Counts a request that goes out, `in_flight` being out with it.
    pub fn sent(&mut self, bytes: usize, kind: Kind, in_flight: usize) {
        self.requests.sent += 1;
        self.requests.retried += usize::from(kind == Kind::Retry);
        self.requests.hedged += usize::from(kind == Kind::Hedge);
        self.requests.max_in_flight = self.requests.max_in_flight.max(in_flight);
        self.bytes.sent += bytes;
    }

    /// Counts what came back of a request after `ms`.
    pub fn answered(&mut self, traffic: &Traffic, ms: f64) {
        self.bytes.received += traffic.received;
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
            *self.requests.by_error.entry(code).or_default() += attempts;
        }
    }

    /// Counts a batch whose every user has a verdict.
    pub fn settled<B, C, K>(&mut self, settled: &Settled<B, C, K>) {
        let of = |verdict| settled.verdicts.iter().filter(|v| **v == verdict).count();
        let (passed, skipped, missing) =
            (of(Some(Verdict::Passed)), of(Some(Verdict::Skipped)), of(Some(Verdict::Missing)));
        let failed = of(None);
        self.users.total += settled.verdicts.len();
        self.users.passed += passed;
        self.users.skipped += skipped;
        self.users.missing += missing;
        self.users.failed += failed;
        self.batches.total += 1;
        self.batches.failed += usize::from(failed > 0);
        self.batches.split += usize::from(settled.split);
    }
}
