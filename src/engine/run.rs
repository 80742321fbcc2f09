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
//! How an attempt starts stands in [`start`], what becomes of it in [`complete`], how batches and the run end in
//! [`ending`].

mod complete;
mod ending;
mod start;

use std::{collections::VecDeque, future::poll_fn, task::Poll};

use super::{
    alarm::Alarm,
    attempt::Outcome,
    figures::Figures,
    in_flight::{InFlight, Progress},
    ledger::{Error, OpenBatch, RequestId, SubBatch},
    limits::{Admission, Backoff, Gate, Limit, RetryQueue, hedge},
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

/// Takes every user of `source` to a verdict, and returns how the run ended with its final figures. Others had their turn
/// last at `yielded`: to make ready for a run may take a while, too.
pub async fn run<S, F, K, W>(
    policy: &Policy,
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
        gate: Gate::new(policy),
        limit: Limit::new(policy.concurrency),
        backoff: Backoff::new(policy.seed),
        figures: Figures::default(),
        open: Sequence::new(),
        queue: VecDeque::new(),
        retry_queue: RetryQueue::new(),
        in_flight: InFlight::new(),
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

/// What the loop does next.
enum Next<C> {
    /// Ask about these users, or once more by a second copy of a request.
    Start { sub_batch: SubBatch<C>, copy_of: Option<RequestId> },
    /// Let these users fail: the gate refuses them.
    Fail { sub_batch: SubBatch<C>, error: Error<C> },
    /// Wait for something to happen.
    Wait,
}

/// What the loop waited for.
enum Turn<S: Service> {
    Aborted(S::Cause),
    Rang,
    Read,
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
                Next::Start { sub_batch, copy_of } => self.start(sub_batch, copy_of).await?,
                Next::Fail { sub_batch, error } => self.refuse(sub_batch, error)?,
                Next::Wait if self.figures.complete && self.open.is_empty() => return Ok(()),
                Next::Wait => match self.wait().await {
                    Turn::Aborted(reason) => return Err(Stop::Aborted(reason)),
                    Turn::Rang | Turn::Read => {}
                    Turn::Taken(Ok(Some(batch))) => self.enter(batch),
                    Turn::Taken(Ok(None)) => self.figures.complete = true,
                    Turn::Taken(Err(thrown)) => return Err(Stop::Threw(thrown)),
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

    /// What is to be done next: a copy of a request that is slow comes first, and what waited for its retry comes last.
    fn admit(&mut self) -> Result<Next<S::Cause>, Stop<S::Cause>> {
        while self.retry_queue.next_due().is_some_and(|due| due <= self.alarm.now()) {
            self.queue.extend(self.retry_queue.pop());
        }
        if let Some((original, due)) = self.next_hedge()
            && due <= self.alarm.now()
            && !self.is_late()
            && let Some(request) = self.in_flight.get(original)
        {
            return Ok(Next::Start { sub_batch: request.sub_batch.clone(), copy_of: Some(original) });
        }
        if self.queue.is_empty() {
            return Ok(Next::Wait);
        }
        if self.is_late() {
            return Err(Stop::Deadline);
        }
        if self.observer.unread().is_some() && !self.has_room() {
            // What the gate refuses settles at once, and is to be read as well.
            return Ok(Next::Wait);
        }
        let next = match self.gate.admits(self.alarm.now()) {
            Admission::Open if self.has_room() => {
                self.queue.pop_front().map(|sub_batch| Next::Start { sub_batch, copy_of: None })
            }
            Admission::Open | Admission::At(_) => None,
            Admission::Refused(error) => self.queue.pop_front().map(|sub_batch| Next::Fail { sub_batch, error }),
        };
        Ok(next.unwrap_or(Next::Wait))
    }

    fn refuse(&mut self, sub_batch: SubBatch<S::Cause>, error: Error<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let SubBatch { batch, users, attempts, last, .. } = sub_batch;
        self.fail(batch, users, error.attempted(attempts).after(last))
    }

    /// Waits for whatever comes first. Users are taken only when there is nothing else to send and a place to send
    /// them from, but one batch ahead of a closed gate: only so is it known whether there is anything to wait for.
    async fn wait(&mut self) -> Turn<S> {
        let wanted = !self.figures.complete && self.queue.is_empty() && self.has_room() && self.has_memory();
        let is_read = self.observer.unread().is_some_and(|unread| unread > 0);
        let wake = self.next_wake();
        self.alarm.set(wake);
        poll_fn(|cx| {
            if let Poll::Ready(reason) = self.observer.poll_abort(cx) {
                return Poll::Ready(Turn::Aborted(reason));
            }
            if self.alarm.poll(cx).is_ready() {
                return Poll::Ready(Turn::Rang);
            }
            if is_read && self.observer.poll_read(cx).is_ready() {
                return Poll::Ready(Turn::Read);
            }
            if wanted && let Poll::Ready(taken) = self.source.poll_take(cx, self.policy.batch_size) {
                return Poll::Ready(Turn::Taken(taken));
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

    /// When something is due.
    fn next_wake(&mut self) -> Option<f64> {
        let opens = if self.queue.is_empty() { None } else { self.gate.admits(self.alarm.now()).at() };
        let hedge = self.next_hedge().map(|(_, due)| due);
        let timeout = self.next_timeout().map(|(_, due)| due);
        let wakes = [opens, self.retry_queue.next_due(), hedge, timeout, self.deadline()];
        wakes.into_iter().flatten().reduce(f64::min)
    }

    /// The request that gets the next copy, and when that is due, if one may be made.
    fn next_hedge(&mut self) -> Option<(RequestId, f64)> {
        let hedge = self.policy.hedge?;
        if !self.has_room() || !hedge::is_within_budget(&self.figures, self.in_flight.copies_being_built()) {
            return None;
        }
        let (request, sent) = self.in_flight.first_unhedged()?;
        let due = sent + hedge::delay(hedge, &self.figures)?;
        match self.gate.admits(self.alarm.now()) {
            Admission::Open => Some((request, due)),
            Admission::At(at) => Some((request, due.max(at))),
            Admission::Refused(_) => None,
        }
    }

    /// The request that has been in flight longest, and when it has taken too long.
    fn next_timeout(&self) -> Option<(RequestId, f64)> {
        self.in_flight.first().map(|(id, request)| (id, request.begun + self.policy.timeout))
    }

    fn deadline(&self) -> Option<f64> {
        self.policy.deadline.map(|deadline| self.began + deadline)
    }

    fn is_late(&self) -> bool {
        self.deadline().is_some_and(|at| at <= self.alarm.now())
    }

    /// A settled batch keeps the place of its request until it is read: so no more of them are ever held than requests
    /// may be in flight, however slowly they are read.
    fn has_room(&self) -> bool {
        self.in_flight.len().saturating_add(self.observer.unread().unwrap_or_default()) < self.limit.now()
    }

    /// Batches that wait for a retry hold no place. Where they are read one by one, there must not be any number of
    /// them either.
    fn has_memory(&self) -> bool {
        let most = self.limit.now().saturating_mul(2);
        self.observer.unread().is_none_or(|unread| self.open.len().saturating_add(unread) < most)
    }
}
