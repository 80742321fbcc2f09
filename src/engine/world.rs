//! What the loop needs of the world around it.

use std::{
    future::Future,
    ops::Range,
    task::{Context, Poll},
};

use super::{
    batch::Settled,
    event::Event,
    failure::Failure,
    figures::{Figures, Traffic},
    flights::Id,
};
use crate::reply::Verdict;

/// Time, in milliseconds from any beginning.
pub trait Clock {
    /// The time now; it never runs backwards.
    fn now(&self) -> f64;
    /// Resolves when so many milliseconds have passed. To drop it is to stop its timer.
    fn sleep(&self, ms: f64) -> impl Future<Output = ()>;
    /// Lets everything else that is due have its turn.
    fn breathe(&self) -> impl Future<Output = ()>;
}

/// Where users come from.
pub trait Source {
    /// A batch of users.
    type Batch;
    /// What can be thrown while they are read.
    type Cause;
    /// The next users: `size` of them, or fewer at the end; none when there are no more.
    fn poll_take(&mut self, cx: &mut Context<'_>, size: usize) -> Poll<Result<Option<Self::Batch>, Self::Cause>>;
    /// Ends the reading, and hands out the users that were read but not taken, or that are known without waiting.
    fn close(&mut self, size: usize) -> Rest<Self::Batch>;
    /// How many users a batch has.
    fn len(batch: &Self::Batch) -> usize;
}

/// What a source still had when it was closed.
#[derive(Debug)]
pub struct Rest<B> {
    /// The users that were read but not taken.
    pub batches: Vec<B>,
    /// Whether there may have been more, which nobody will ever know of.
    pub is_cut: bool,
}

/// Some users of a batch, to be asked about once.
#[derive(Clone, Debug)]
pub struct Ask<B> {
    /// Names the request in the run.
    pub request: Id,
    /// Index of the batch in the run.
    pub batch: usize,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// The whole batch.
    pub users: B,
    /// Which of its users.
    pub range: Range<usize>,
}

/// A request that is ready to go.
#[derive(Clone, Copy, Debug)]
pub struct Built {
    /// Bytes of its body.
    pub bytes: usize,
    /// Milliseconds spent building it.
    pub encoding: f64,
}

/// A stage of an attempt that is over.
#[derive(Debug)]
pub enum Landed<C, K> {
    /// The request is built, or could not be.
    Built(Id, Result<Built, Failure<C>>),
    /// It is answered, or failed.
    Answered(Id, Answered<C, K>),
}

/// What an attempt brought.
#[derive(Debug)]
pub struct Answered<C, K> {
    /// What was seen on the way, whatever came of it.
    pub traffic: Traffic,
    /// The verdicts, or why there are none.
    pub outcome: Result<Answer<K>, Failure<C>>,
}

/// The service's word on some users.
#[derive(Debug)]
pub struct Answer<K> {
    /// A verdict a user, in order.
    pub verdicts: Vec<Verdict>,
    /// Their rows, where they are kept.
    pub kept: Option<K>,
}

/// What decides about users. It knows its requests by the names that the loop gives them.
pub trait Service {
    /// A batch of users.
    type Batch: Clone;
    /// What can be thrown.
    type Cause: Clone;
    /// Rows that are kept.
    type Kept;
    /// Builds a request. One that takes waiting lands.
    fn prepare(&mut self, ask: Ask<Self::Batch>) -> Poll<Result<Built, Failure<Self::Cause>>>;
    /// Sends a request that is built, now: when the loop next waits, the gate may be closed.
    fn send(&mut self, request: Id);
    /// The next request that is built or answered; pending also while there is none.
    fn poll_landed(&mut self, cx: &mut Context<'_>) -> Poll<Landed<Self::Cause, Self::Kept>>;
    /// Ends what `request` is at: nothing of it lands any more.
    fn abort(&mut self, request: Id);
}

/// Who is told. What it throws ends the run.
pub trait Watcher<S: Service> {
    /// Something happened to a batch.
    fn event(&mut self, event: &Event<'_, S::Cause>) -> Result<(), S::Cause>;
    /// Every user of a batch has a verdict. `quietly`: the run was ended by an error, so that the caller's own
    /// functions are not to be called any more.
    fn settled(
        &mut self,
        settled: Settled<S::Batch, S::Cause, S::Kept>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), S::Cause>;
    /// How many settled batches the caller has not read yet, where it reads them one by one; nothing where all are kept
    /// for the end.
    fn unread(&self) -> Option<usize>;
    /// Ready when the caller has read a batch.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Ready when the caller ends the run, with the reason.
    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<S::Cause>;
}
