//! What happens to batches, for those who watch a run.

use super::failure::Failure;

/// Something that happened to a batch, or to a piece of one.
#[derive(Debug)]
pub struct Event<'a, C> {
    /// Milliseconds since the run began.
    pub at: f64,
    /// Index of the batch.
    pub batch: usize,
    /// The attempt it belongs to.
    pub attempt: u32,
    /// Users it is about.
    pub users: usize,
    /// What happened.
    pub what: What<'a, C>,
}

/// What happened.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is named in `RunEvent` of the package")]
pub enum What<'a, C> {
    /// A request went out.
    Sent,
    /// A second copy of a slow request went out.
    Hedged,
    /// An answer was read, or refused.
    Answered { status: u16, bytes: usize, ms: f64 },
    /// The attempt failed and another follows.
    Retrying { error: &'a Failure<C>, delay: f64 },
    /// The users are asked about in two halves.
    Split { into: [usize; 2] },
    /// Every user of the batch has a verdict.
    Settled { passed: usize, skipped: usize, missing: usize, failed: usize },
}
