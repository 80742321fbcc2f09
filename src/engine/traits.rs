//! What the loop asks for, waits on, reads from and reports to.

use std::{
    future::Future,
    task::{Context, Poll},
};

use super::{
    figures::{Figures, Traffic},
    ledger::{Error, Event, Part, RequestId, Settled},
};
use crate::reply::Verdict;

/// Time, in milliseconds from any beginning.
pub trait Clock {
    /// The time now; it never runs backwards.
    fn now(&self) -> f64;
    /// Resolves when so many milliseconds have passed, of which there are 0 to 2^31 - 1: what `setTimeout` can count.
    /// What the loop was waiting for is then due, whatever [`now`](Clock::now) says: fake timers often leave the clock
    /// alone. To drop the future is to stop its timer.
    fn sleep(&self, ms: f64) -> impl Future<Output = ()>;
    /// Lets everything else that is due have its turn.
    fn yield_now(&self) -> impl Future<Output = ()>;
}

/// Where users come from.
pub trait Source {
    /// A batch of users.
    type Batch;
    /// What can be thrown while they are read.
    type Cause;
    /// The next users: `size` of them, or as few as `least` where no more are there at once, or fewer at the end; none when
    /// there are no more. Where users may come one by one, it wakes the loop when the first is there, too.
    fn poll_take(
        &mut self,
        cx: &mut Context<'_>,
        size: usize,
        least: usize,
    ) -> Poll<Result<Option<Self::Batch>, Self::Cause>>;
    /// When the oldest of the users came that were read and not taken, by the clock. Nothing where there is none.
    fn waiting_since(&self) -> Option<f64>;
    /// Ends the reading, and hands out the users that were read but not taken, or that are known without waiting.
    fn close(&mut self, size: usize) -> Rest<Self::Batch>;
    /// How many users of a batch are asked about: of those with the same key, one.
    fn len(batch: &Self::Batch) -> usize;
    /// For how many users each of them stands; nothing where each does for one.
    fn counts(&self, batch: &Self::Batch) -> Option<Vec<u32>>;
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
    pub request: RequestId,
    /// Index of the batch in the run.
    pub batch: usize,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// The whole batch.
    pub users: B,
    /// Which of its users.
    pub part: Part,
}

/// A request that is built and not sent yet. To drop `request` is to abort it.
#[derive(Debug)]
pub struct Built<R> {
    /// Bytes of its body.
    pub bytes: usize,
    /// Milliseconds spent building it.
    pub encoding: f64,
    /// The request itself.
    pub request: R,
}

/// What came of a request that was sent.
#[derive(Debug)]
pub struct Answered<R, C> {
    /// What was sent and received, whatever came of it.
    pub traffic: Traffic,
    /// What is to be decided, its body read to the end, or why there is nothing to decide.
    pub reply: Result<R, Error<C>>,
}

/// The service's word on some users.
#[derive(Debug)]
pub struct Answer<K, C> {
    /// A verdict a user, in order.
    pub verdicts: Vec<Verdict>,
    /// Their rows, where they are kept.
    pub kept: Option<K>,
    /// Those of them who are unanswered, by their numbers among those asked about, and why: each in one of these.
    pub unanswered: Vec<(Vec<usize>, Error<C>)>,
}

/// What a reply comes to.
pub type Decision<S> = Result<Answer<<S as Service>::Kept, <S as Service>::Cause>, Error<<S as Service>::Cause>>;

/// What decides about users. To drop the future of [`build`](Service::build) or [`send`](Service::send), or a request
/// that was not sent, is to abort what it is at.
pub trait Service: Sized {
    /// A batch of users.
    type Batch: Clone;
    /// What can be thrown, or told of an error.
    type Cause: Clone;
    /// Rows that are kept.
    type Kept;
    /// A request that is built.
    type Request;
    /// A reply that was read.
    type Reply;
    /// Builds a request.
    fn build(&self, ask: &Ask<Self::Batch>) -> impl Future<Output = Result<Built<Self::Request>, Error<Self::Cause>>>;
    /// Sends it, by the time the future was polled once, and reads the reply.
    fn send(&self, request: Self::Request) -> impl Future<Output = Answered<Self::Reply, Self::Cause>>;
    /// Decides, adding to `traffic` what that took and found.
    fn decide(&self, ask: &Ask<Self::Batch>, reply: Self::Reply, traffic: &mut Traffic) -> Decision<Self>;
}

/// Who is told. What it throws ends the run.
pub trait Observer<S: Service> {
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
    /// Nothing may go before `until`, for all that share the run's limiter.
    fn closed(&mut self, until: f64);
    /// How many settled batches the caller has not read yet, where it reads them one by one; nothing where all are kept
    /// for the end.
    fn unread(&self) -> Option<usize>;
    /// Ready when the caller has read a batch.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Of the settled batches, how many the caller's own function is still at: each keeps its place among the requests in
    /// flight until that has settled. Nothing where it answers at once, as far as is known.
    fn batch_calls(&self) -> Option<usize>;
    /// Whether any of the caller's functions has begun something that has not settled.
    fn has_calls(&self) -> bool;
    /// Ready when some of that has settled; with what it threw, if it did.
    fn poll_call(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Cause>>;
    /// Ready when the caller ends the run, with the reason.
    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<S::Cause>;
}
