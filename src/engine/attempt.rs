//! One attempt, from the request that is built to what becomes of its answer.

use std::{
    future::{Future, ready},
    pin::pin,
    task::{Context, Poll, Waker},
};

use futures::{
    FutureExt,
    future::{Either, LocalBoxFuture, select},
    poll,
};

use super::{
    backoff::Step,
    batch::{OpenBatch, Piece},
    event::{Event, What},
    failure::{Code, Failure},
    figures::{Kind, Traffic},
    flights::{Id, Preparing, Sent},
    gate::Admission,
    run::{Run, Stop},
    world::{Answered, Ask, Clock, Request, Service, Source, Watcher},
};

/// A stage of an attempt that is over.
pub enum Landed<S: Service> {
    Prepared(Prepared<S>),
    Answered(Id, Answered<S::Cause, S::Kept>),
}

/// A request that is built, or could not be.
pub struct Prepared<S: Service> {
    id: Id,
    piece: Piece<S::Cause>,
    copy_of: Option<Id>,
    started: f64,
    request: Result<Request<S::Request>, Failure<S::Cause>>,
}

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Watcher<S>,
{
    /// Begins the next attempt of `piece`.
    pub async fn start(&mut self, mut piece: Piece<S::Cause>) -> Result<(), Stop<S::Cause>> {
        piece.attempts += 1;
        self.prepare(piece, None).await
    }

    /// Makes a copy of the request `original`, which is about `piece`.
    pub async fn start_copy(&mut self, piece: Piece<S::Cause>, original: Id) -> Result<(), Stop<S::Cause>> {
        self.prepare(piece, Some(original)).await
    }

    /// Builds a request, and sends it at once if that took no waiting.
    async fn prepare(&mut self, piece: Piece<S::Cause>, copy_of: Option<Id>) -> Result<(), Stop<S::Cause>> {
        let Some(users) = self.open.get(&piece.batch).map(OpenBatch::users) else { return Ok(()) };
        let id = self.flights.name();
        let ask = Ask { request: id, batch: piece.batch, attempt: piece.attempts, users, range: piece.users.clone() };
        let (service, clock, timeout) = (self.service, self.clock, self.policy.timeout);
        let before = || Preparing::Attempt(Piece { attempts: piece.attempts - 1, ..piece.clone() });
        let of = copy_of.map_or_else(before, Preparing::CopyOf);
        let mut preparing: LocalBoxFuture<'_, _> = async move {
            let started = clock.now();
            let request = within(clock, timeout, service.prepare(ask)).await;
            let request = request.unwrap_or_else(|| Err(timed_out(clock, timeout)));
            Landed::Prepared(Prepared { id, piece, copy_of, started, request })
        }
        .boxed_local();
        if let Poll::Ready(Landed::Prepared(prepared)) = poll!(preparing.as_mut()) {
            return self.prepared(prepared);
        }
        self.flights.prepare(id, of, preparing);
        Ok(())
    }

    pub fn land(&mut self, landed: Landed<S>) -> Result<(), Stop<S::Cause>> {
        match landed {
            Landed::Prepared(prepared) => {
                self.flights.prepared(prepared.id);
                self.prepared(prepared)
            }
            Landed::Answered(id, answered) => self.answered(id, answered),
        }
    }

    fn prepared(&mut self, prepared: Prepared<S>) -> Result<(), Stop<S::Cause>> {
        let Prepared { id, piece, copy_of, started, request } = prepared;
        if copy_of.is_some_and(|original| request.is_err() || !self.flights.is_sent(original)) {
            // A copy that cannot be built, or comes too late, is not needed: its original tells all there is to tell.
            return Ok(());
        }
        let request = match request {
            Ok(request) => request,
            Err(failure) => {
                self.note_failure(&failure);
                return self.attempt_failed(piece, failure);
            }
        };
        self.figures.time.encoding += request.encoding;
        let now = self.clock.now();
        if self.is_late() || !matches!(self.gate.admits(now), Admission::Open) {
            // It closed while the request was built. By the time it opens the headers may be stale: build it anew.
            self.put_back(piece, copy_of);
            return Ok(());
        }
        let (kind, what) = match (copy_of, &piece.last) {
            (Some(copy_of), _) => (Kind::Hedge, What::Hedged { request: id, copy_of }),
            (None, Some(_)) => (Kind::Retry, What::Sent { request: id }),
            (None, None) => (Kind::First, What::Sent { request: id }),
        };
        if let Err(stop) = self.tell(&piece, what) {
            self.put_back(piece, copy_of);
            return Err(stop);
        }
        self.note_attempt(&piece);
        self.gate.sent(now);
        self.figures.sent(request.bytes, kind, self.flights.sent() + 1);
        self.figures.requests.concurrency = self.figures.requests.concurrency.max(self.limit.now());
        let (service, clock, timeout) = (self.service, self.clock, self.policy.timeout);
        let left = timeout - (now - started);
        let answer = async move {
            let answered = within(clock, left, service.send(request.inner)).await;
            let late = || Answered { traffic: Traffic::default(), outcome: Err(timed_out(clock, timeout)) };
            Landed::Answered(id, answered.unwrap_or_else(late))
        };
        self.flights.send(id, piece, now, copy_of, begun(answer.boxed_local()));
        Ok(())
    }

    /// An attempt that was begun does not take place.
    fn put_back(&mut self, piece: Piece<S::Cause>, copy_of: Option<Id>) {
        if copy_of.is_none() {
            self.ready.push_front(Piece { attempts: piece.attempts - 1, ..piece });
        }
    }

    fn answered(&mut self, id: Id, answered: Answered<S::Cause, S::Kept>) -> Result<(), Stop<S::Cause>> {
        let in_flight = self.flights.len();
        let Some(sent) = self.flights.landed(id) else { return Ok(()) };
        let Answered { traffic, outcome } = answered;
        let now = self.clock.now();
        // To the last byte: deciding came after that.
        let ms = now - traffic.deciding - sent.at;
        self.figures.answered(&traffic, ms);
        let outcome = outcome.map_err(|failure| failure.attempted(sent.piece.attempts));
        if let Err(failure) = &outcome {
            self.limit.failed(failure, sent.at, now);
            self.note_failure(failure);
        }
        let Traffic { is_answered, status, received: bytes, .. } = traffic;
        let what = match &outcome {
            Err(error) if !is_answered => What::Failed { request: id, ms, error },
            answer => What::Answered { request: id, status, bytes, ms, error: answer.as_ref().err() },
        };
        let told = self.tell(&sent.piece, what);
        if told.is_err() && sent.twin.is_none() {
            self.ready.push_front(sent.piece);
            return told;
        }
        told?;
        match outcome {
            Ok(answer) => {
                self.limit.answered(sent.at, now, in_flight);
                if let Some(batch) = self.open.get_mut(&sent.piece.batch) {
                    batch.decide(sent.piece.users, &answer.verdicts, answer.kept);
                }
                if let Some(twin) = sent.twin
                    && let Some(loser) = self.flights.abort(twin)
                {
                    self.tell_abandoned(twin, &loser, self.clock.now())?;
                }
                self.settle(sent.piece.batch)
            }
            // Its twin may still bring the answer.
            Err(_) if sent.twin.is_some() => Ok(()),
            Err(failure) => self.attempt_failed(sent.piece, failure),
        }
    }

    /// Only now, and not when it was begun, is an attempt one that counts.
    fn note_attempt(&mut self, piece: &Piece<S::Cause>) {
        if let Some(batch) = self.open.get_mut(&piece.batch) {
            batch.note_attempt(piece.attempts);
        }
    }

    fn note_failure(&mut self, failure: &Failure<S::Cause>) {
        self.figures.failed(failure.code, 1);
        if self.policy.retry.retry_after {
            self.gate.refused(failure, self.clock.now());
        }
    }

    fn attempt_failed(&mut self, piece: Piece<S::Cause>, failure: Failure<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let now = self.clock.now();
        let failure = failure.attempted(piece.attempts);
        self.note_attempt(&piece);
        match self.backoff.after(&piece, &failure, self.policy, self.figures.requests.sent) {
            Step::Split => self.split(&piece),
            Step::Retry(delay) if self.deadline().is_some_and(|deadline| now + delay >= deadline) => {
                let late = self.too_late().attempted(piece.attempts).after(Some(failure));
                self.fail(piece.batch, piece.users, late)
            }
            Step::Retry(delay) => {
                let told = self.tell(&piece, What::Retrying { error: &failure, delay });
                self.waiting.push(now + delay, Piece { last: Some(failure), ..piece });
                told
            }
            Step::Fail => self.fail(piece.batch, piece.users, failure),
        }
    }

    fn split(&mut self, piece: &Piece<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let Some(halves) = piece.halves() else { return Ok(()) };
        let told = self.tell(piece, What::Split { into: halves.each_ref().map(|half| half.users.len()) });
        if let Some(batch) = self.open.get_mut(&piece.batch) {
            batch.mark_split();
        }
        for half in halves.into_iter().rev() {
            self.ready.push_front(half);
        }
        told
    }

    pub fn tell_abandoned(&mut self, id: Id, sent: &Sent<S::Cause>, at: f64) -> Result<(), Stop<S::Cause>> {
        self.tell(&sent.piece, What::Abandoned { request: id, ms: at - sent.at })
    }

    fn tell(&mut self, piece: &Piece<S::Cause>, what: What<'_, S::Cause>) -> Result<(), Stop<S::Cause>> {
        let at = self.clock.now() - self.began;
        let event = Event { at, batch: piece.batch, attempt: piece.attempts, users: piece.users.len(), what };
        self.watcher.event(&event).map_err(Stop::Threw)
    }
}

/// `future`, polled once: else a request would go only when the loop comes to wait, by when the gate may be closed,
/// or would not go at all if the run ended first, though it was counted. Who polls it next is the one that is woken.
fn begun<'a, T: 'a>(mut future: LocalBoxFuture<'a, T>) -> LocalBoxFuture<'a, T> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => ready(value).boxed_local(),
        Poll::Pending => future,
    }
}

/// What `future` comes to, if it does within `ms`.
async fn within<T>(clock: &impl Clock, ms: f64, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(clock.sleep(ms))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

fn timed_out<C>(clock: &impl Clock, timeout: f64) -> Failure<C> {
    let timeout = clock.written(timeout);
    Failure::new(Code::Timeout, format!("No whole answer within {timeout} ms (option `timeout`)"))
}
