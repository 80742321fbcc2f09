//! What happens to batches, for those who watch a run.

use std::ops::Range;

use super::{failure::Failure, flights::Id};

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
    /// A request went out. It ends in one of `Answered`, `Failed` and `Abandoned`, unless the run ends by an error.
    Sent { request: Id },
    /// A second copy of a slow request went out; it ends in the same way.
    Hedged { request: Id, copy_of: Id },
    /// A request was answered; with an error where the answer could not be used.
    Answered { request: Id, status: Option<u16>, bytes: usize, ms: f64, error: Option<&'a Failure<C>> },
    /// A request was not answered.
    Failed { request: Id, ms: f64, error: &'a Failure<C> },
    /// A request was given up: its copy or its original was answered first, or the run ended.
    Abandoned { request: Id, ms: f64 },
    /// The attempt failed and another follows.
    Retrying { error: &'a Failure<C>, delay: f64 },
    /// The users are asked about in two halves.
    Split { into: [usize; 2] },
    /// Every user of the batch has a verdict.
    Settled { passed: usize, skipped: usize, missing: usize, failed: usize, errors: &'a [(Range<usize>, Failure<C>)] },
}
