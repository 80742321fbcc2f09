//! One attempt, from the request that is built to what becomes of its answer.

use std::task::{Context, Poll};

use super::{
    backoff::Step,
    batch::Piece,
    event::{Event, What},
    failure::{Code, Failure},
    figures::{Kind, Traffic},
    flights::{Flight, Id},
    gate::Admission,
    run::{Run, Stop},
    world::{Answered, Ask, Built, Clock, Landed, Service, Source, Watcher},
};

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Watcher<S>,
{
    /// Begins the next attempt of `piece`.
    pub fn start(&mut self, mut piece: Piece<S::Cause>) -> Result<(), Stop<S::Cause>> {
        piece.attempts += 1;
        self.prepare(piece, None)
    }

    /// Builds a request, and sends it at once if that took no waiting. It may be a copy of another.
    pub fn prepare(&mut self, piece: Piece<S::Cause>, copy_of: Option<Id>) -> Result<(), Stop<S::Cause>> {
        let Some(users) = self.open.get(&piece.batch).map(|open| open.users().clone()) else { return Ok(()) };
        let (batch, attempt, range) = (piece.batch, piece.attempts, piece.users.clone());
        let request = self.flights.begin(piece, self.clock.now(), copy_of);
        match self.service.prepare(Ask { request, batch, attempt, users, range }) {
            Poll::Ready(built) => self.built(request, built),
            Poll::Pending => Ok(()),
        }
    }

    /// When the request that has been under way longest has taken too long.
    pub fn timeout_due(&self) -> Option<f64> {
        self.flights.first().map(|(_, flight)| flight.begun + self.policy.timeout)
    }

    /// The next request that is built, is answered, or has taken too long.
    pub fn poll_landed(&mut self, cx: &mut Context<'_>) -> Poll<Landed<S::Cause, S::Kept>> {
        let landed = self.service.poll_landed(cx);
        if landed.is_ready() || self.timeout_due().is_none_or(|due| due > self.clock.now()) {
            return landed;
        }
        let Some((id, flight)) = self.flights.first() else { return Poll::Pending };
        self.service.abort(id);
        let failure = Failure::new(Code::Timeout);
        Poll::Ready(match flight.sent {
            Some(_) => Landed::Answered(id, Answered { traffic: Traffic::default(), outcome: Err(failure) }),
            None => Landed::Built(id, Err(failure)),
        })
    }

    pub fn land(&mut self, landed: Landed<S::Cause, S::Kept>) -> Result<(), Stop<S::Cause>> {
        match landed {
            Landed::Built(id, built) => self.built(id, built),
            Landed::Answered(id, answered) => self.answered(id, answered),
        }
    }

    fn built(&mut self, id: Id, built: Result<Built, Failure<S::Cause>>) -> Result<(), Stop<S::Cause>> {
        let Some(flight) = self.flights.take(id) else { return Ok(()) };
        let Built { bytes, encoding } = match built {
            Ok(built) => built,
            // A copy that cannot be built is not needed: its original tells all there is to tell.
            Err(_) if flight.copy_of.is_some() => return Ok(()),
            Err(failure) => {
                self.note_failure(&failure);
                return self.attempt_failed(flight.piece, failure);
            }
        };
        self.figures.time.encoding += encoding;
        let now = self.clock.now();
        if self.is_late() || !matches!(self.gate.admits(now), Admission::Open) {
            // It closed while the request was built. By the time it opens the headers may be stale: build it anew.
            self.put_back(id, flight);
            return Ok(());
        }
        let (kind, what) = match (flight.copy_of, &flight.piece.last) {
            (Some(copy_of), _) => (Kind::Hedge, What::Hedged { request: id, copy_of }),
            (None, Some(_)) => (Kind::Retry, What::Sent { request: id }),
            (None, None) => (Kind::First, What::Sent { request: id }),
        };
        if let Err(stop) = self.tell(&flight.piece, what) {
            self.put_back(id, flight);
            return Err(stop);
        }
        self.note_attempt(&flight.piece);
        self.gate.sent(now);
        self.flights.send(id, flight, now);
        self.figures.sent(bytes, kind, self.flights.sent());
        self.figures.requests.concurrency = self.figures.requests.concurrency.max(self.limit.now());
        self.service.send(id);
        Ok(())
    }

    /// An attempt that was begun does not take place.
    fn put_back(&mut self, id: Id, flight: Flight<S::Cause>) {
        self.service.abort(id);
        self.ready.extend(flight.before());
    }

    fn answered(&mut self, id: Id, answered: Answered<S::Cause, S::Kept>) -> Result<(), Stop<S::Cause>> {
        let in_flight = self.flights.len();
        let Some(Flight { piece, sent: Some(sent), twin, .. }) = self.flights.take(id) else { return Ok(()) };
        if let Some(copy) = self.flights.copy_to_come(id) {
            self.flights.take(copy);
            self.service.abort(copy);
        }
        let Answered { traffic, outcome } = answered;
        let now = self.clock.now();
        // To the last byte: deciding came after that.
        let ms = now - traffic.deciding - sent;
        self.figures.answered(&traffic, ms);
        let outcome = outcome.map_err(|failure| failure.attempted(piece.attempts));
        if let Err(failure) = &outcome {
            self.limit.failed(failure, sent, now);
            self.note_failure(failure);
        }
        let Traffic { is_answered, status, received: bytes, .. } = traffic;
        let what = match &outcome {
            Err(error) if !is_answered => What::Failed { request: id, ms, error },
            answer => What::Answered { request: id, status, bytes, ms, error: answer.as_ref().err() },
        };
        let told = self.tell(&piece, what);
        if told.is_err() && twin.is_none() {
            self.ready.push(piece);
            return told;
        }
        told?;
        match outcome {
            Ok(answer) => {
                self.limit.answered(sent, now, in_flight);
                if let Some(batch) = self.open.get_mut(&piece.batch) {
                    batch.decide(piece.users, &answer.verdicts, answer.kept);
                }
                if let Some(twin) = twin
                    && let Some(loser) = self.flights.take(twin)
                {
                    self.service.abort(twin);
                    self.tell_abandoned(twin, &loser, self.clock.now())?;
                }
                self.settle(piece.batch)
            }
            // Its twin may still bring the answer.
            Err(_) if twin.is_some() => Ok(()),
            Err(failure) => self.attempt_failed(piece, failure),
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
                let late = Failure::new(Code::Deadline).attempted(piece.attempts).after(Some(failure));
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
        self.ready.extend(halves.into_iter().rev());
        told
    }

    /// Tells that `flight` is not needed any more, if it went.
    pub fn tell_abandoned(&mut self, id: Id, flight: &Flight<S::Cause>, at: f64) -> Result<(), Stop<S::Cause>> {
        let Some(sent) = flight.sent else { return Ok(()) };
        self.tell(&flight.piece, What::Abandoned { request: id, ms: at - sent })
    }

    fn tell(&mut self, piece: &Piece<S::Cause>, what: What<'_, S::Cause>) -> Result<(), Stop<S::Cause>> {
        let at = self.clock.now() - self.began;
        let event = Event { at, batch: piece.batch, attempt: piece.attempts, users: piece.users.len(), what };
        self.watcher.event(&event).map_err(Stop::Threw)
    }
}
