//! The loop. It is the pipeline of goroutines that it came from, with one owner for all that is known, so that nothing is
//! shared and nothing can race:
//!
//! ```text
//!              ┌───────────────── retry queue, halves ─────────────────┐
//!              ▼                                                       │
//! Source ──► queue ──► Gate ──► attempt: build, send, read, decide ──► complete ──► ledger ──► Observer
//!   enter       admit      start      (FuturesUnordered)                              settle
//! ```
//!
//! What may go and when stands in [`admit`], how an attempt starts in [`start`], what becomes of it in [`complete`], how
//! batches and the run end in [`ending`].

mod admit;
mod complete;
mod ending;
mod start;

use std::{collections::VecDeque, future::poll_fn, task::Poll};

use self::admit::Next;
use super::{
    alarm::Alarm,
    attempt::Outcome,
    figures::Figures,
    in_flight::{InFlight, Progress},
    ledger::{Error, OpenBatch, RequestId, SubBatch},
    limits::{Backoff, Gate, Limit, Limiter, RetryQueue},
    permit::Permit,
    policy::Policy,
    sequence::Sequence,
    traits::{Clock, Observer, Service, Source},
};

/// How long the loop may go on before it yields: replies that are there at once would otherwise keep timers, aborts and
/// painting out for the whole run.
const TURN: f64 = 10.0;

/// How a run ended. Every user has a verdict in each case.
#[derive(Debug)]
pub enum End<C> {
    /// With every user asked about, or what could not be asked listed as failed.
    Finished,
    /// By the caller, with this reason.
    Aborted(C),
    /// By something the source or a callback threw.
    Threw(C),
    /// By a failed batch, of this index, where one is to end the run.
    Failed(usize, Error<C>),
}

/// Takes every user of `source` to a verdict, and returns how the run ended with its final figures. What `limiter` allows
/// is shared with other runs. Others had their turn last at `yielded`: to make ready for a run may take a while, too.
pub async fn run<S, F, K, W>(
    policy: &Policy,
    limiter: Option<&Limiter<S::Cause>>,
    source: &mut F,
    service: &S,
    clock: &K,
    observer: &mut W,
    yielded: f64,
) -> (End<S::Cause>, Figures)
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Observer<S>,
{
    let permit = Permit::default();
    let mut run = Run {
        policy,
        source,
        service,
        clock,
        observer,
        permit: &permit,
        gate: Gate::new(policy, limiter),
        limit: Limit::new(policy.concurrency),
        backoff: Backoff::new(policy.seed),
        figures: Figures::default(),
        open: Sequence::new(),
        queue: VecDeque::new(),
        retry_queue: RetryQueue::new(),
        in_flight: InFlight::new(),
        size: policy.batch_size,
        alarm: Alarm::new(clock),
        began: clock.now(),
        yielded,
    };
    let stop = run.go().await.err();
    let end = run.close(stop).await;
    run.figures.time.total = clock.now() - run.began;
    (end, run.figures)
}

/// Why the loop stops before its time.
enum Stop<C> {
    Deadline,
    Aborted(C),
    Threw(C),
    Failed(usize, Error<C>),
}

/// What the loop waited for.
enum Turn<S: Service> {
    Aborted(S::Cause),
    Rang,
    Read,
    Called(Result<(), S::Cause>),
    Taken(Result<Option<S::Batch>, S::Cause>),
    Built(RequestId),
    Completed(RequestId, Outcome<S>),
    TimedOut(RequestId),
}

/// One run.
struct Run<'a, S: Service, F, K, W> {
    policy: &'a Policy,
    source: &'a mut F,
    service: &'a S,
    clock: &'a K,
    observer: &'a mut W,
    permit: &'a Permit,
    gate: Gate<S::Cause>,
    limit: Limit,
    backoff: Backoff,
    figures: Figures,
    /// The ledger: the batches that have users without a verdict. Every such user is in here, wherever its sub-batch is.
    open: Sequence<OpenBatch<S::Batch, S::Cause, S::Kept>>,
    /// What may go as soon as the gate opens.
    queue: VecDeque<SubBatch<S::Cause>>,
    /// What is not due yet.
    retry_queue: RetryQueue<S::Cause>,
    in_flight: InFlight<'a, S::Cause, Outcome<S>>,
    /// Users a request: fewer than the caller says, once that was refused as too large.
    size: usize,
    alarm: Alarm<'a, K>,
    began: f64,
    yielded: f64,
}

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Observer<S>,
{
    async fn go(&mut self) -> Result<(), Stop<S::Cause>> {
        loop {
            self.yield_if_due().await;
            match self.admit()? {
                Next::Start { sub_batch, copy_of, place } => self.start(sub_batch, copy_of, place).await?,
                Next::Fail { sub_batch, error } => self.refuse(sub_batch, error)?,
                Next::Wait if self.figures.complete && self.open.is_empty() => return Ok(()),
                Next::Wait => match self.wait().await {
                    Turn::Aborted(reason) => return Err(Stop::Aborted(reason)),
                    Turn::Rang | Turn::Read | Turn::Called(Ok(())) => {}
                    Turn::Taken(Ok(Some(batch))) => self.enter(batch),
                    Turn::Taken(Ok(None)) => self.figures.complete = true,
                    Turn::Taken(Err(thrown)) | Turn::Called(Err(thrown)) => return Err(Stop::Threw(thrown)),
                    Turn::Built(request) => self.advance(request).await?,
                    Turn::Completed(request, outcome) => self.complete(request, outcome)?,
                    Turn::TimedOut(request) => self.time_out(request)?,
                },
            }
            if self.is_late() {
                return Err(Stop::Deadline);
            }
        }
    }

    async fn yield_if_due(&mut self) {
        if self.clock.now() - self.yielded >= TURN {
            self.clock.yield_now().await;
            self.yielded = self.clock.now();
        }
    }

    /// Waits for whatever comes first. Users are taken only when there is nothing else to send and a place to send
    /// them from, but one batch ahead of a closed gate: only so is it known whether there is anything to wait for.
    async fn wait(&mut self) -> Turn<S> {
        let wanted = !self.figures.complete && self.queue.is_empty() && self.has_room() && self.has_memory();
        let is_read = self.observer.unread().is_some_and(|unread| unread > 0);
        let has_calls = self.observer.has_calls();
        let due = if wanted { self.batch_due() } else { None };
        let wake = self.next_wake().into_iter().chain(due).reduce(f64::min);
        self.alarm.set(wake);
        let is_due = due.is_some_and(|due| due <= self.alarm.now());
        let least = if is_due { 1 } else { self.size };
        poll_fn(|cx| {
            if let Poll::Ready(reason) = self.observer.poll_abort(cx) {
                return Poll::Ready(Turn::Aborted(reason));
            }
            if self.alarm.poll(cx).is_ready() {
                return Poll::Ready(Turn::Rang);
            }
            if self.gate.poll_turn(cx).is_ready() {
                return Poll::Ready(Turn::Rang);
            }
            if is_read && self.observer.poll_read(cx).is_ready() {
                return Poll::Ready(Turn::Read);
            }
            if has_calls && let Poll::Ready(called) = self.observer.poll_call(cx) {
                return Poll::Ready(Turn::Called(called));
            }
            if wanted {
                if let Poll::Ready(taken) = self.source.poll_take(cx, self.size, least) {
                    return Poll::Ready(Turn::Taken(taken));
                }
                if due.is_none() && self.batch_due().is_some() {
                    // The first is there: from now on it waits for others.
                    return Poll::Ready(Turn::Read);
                }
            }
            match self.in_flight.poll_next(cx) {
                Poll::Ready((request, Progress::Built(..))) => Poll::Ready(Turn::Built(request)),
                Poll::Ready((request, Progress::Completed(outcome))) => Poll::Ready(Turn::Completed(request, outcome)),
                Poll::Pending => match self.next_timeout() {
                    Some((request, due)) if due <= self.alarm.now() => Poll::Ready(Turn::TimedOut(request)),
                    _ => Poll::Pending,
                },
            }
        })
        .await
    }

    fn enter(&mut self, batch: S::Batch) {
        let len = F::len(&batch);
        self.queue.push_back(SubBatch::whole(self.open.next_number(), len));
        self.open.push(OpenBatch::new(batch, len));
    }
}
