//! What happens to batches, as the observer of a run is told.

use super::{Error, Part};

/// Names a request in the run, from 0.
pub type RequestId = usize;

/// Something that happened to a batch, or to a part of one.
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
    /// A request was sent. It ends in one of `Answered`, `Failed` and `Abandoned`, unless the run ends by an error.
    Sent { request: RequestId },
    /// A second copy of a slow request was sent; it ends in the same way.
    Hedged { request: RequestId, copy_of: RequestId },
    /// A request was answered; with an error where the answer could not be used.
    Answered { request: RequestId, status: Option<u16>, bytes: usize, ms: f64, error: Option<&'a Error<C>> },
    /// A request was not answered.
    Failed { request: RequestId, ms: f64, error: &'a Error<C> },
    /// A request was dropped: its copy or its original was answered first, or the run ended.
    Abandoned { request: RequestId, ms: f64 },
    /// The attempt failed and another follows.
    Retrying { error: &'a Error<C>, delay: f64 },
    /// The users are asked about in two halves.
    Split { into: [usize; 2] },
    /// Every user of the batch has a verdict.
    Settled { passed: usize, skipped: usize, missing: usize, failed: usize, errors: &'a [(Part, Error<C>)] },
}
