//! How an attempt starts, up to the moment in which its request is sent.

use std::task::Poll;

use futures::poll;

use super::{Run, Stop};
use crate::engine::{
    attempt::{Outcome, attempt},
    figures::Kind,
    in_flight::{Progress, Request},
    ledger::{Event, RequestId, SubBatch, What},
    limits::{Member, Place},
    traits::{Ask, Clock, Observer, Service, Source},
};

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Observer<S>,
{
    /// Starts the next attempt on `sub_batch`, or a second copy of the request `copy_of`.
    pub(super) async fn start(
        &mut self,
        mut sub_batch: SubBatch<S::Cause>,
        copy_of: Option<RequestId>,
        place: Option<Place<S::Cause>>,
    ) -> Result<(), Stop<S::Cause>> {
        let Some(users) = self.open.get(sub_batch.batch).map(|open| open.users().clone()) else { return Ok(()) };
        if copy_of.is_none() {
            sub_batch.attempts = sub_batch.attempts.saturating_add(1);
        }
        let (request, now) = (self.in_flight.next_id(), self.alarm.now());
        let (batch, attempt_number, part) = (sub_batch.batch, sub_batch.attempts, sub_batch.users.clone());
        let ask = Ask { request, batch, attempt: attempt_number, users, part };
        let future = Box::pin(attempt(self.service, self.permit, ask));
        self.in_flight.begin(sub_batch, now, copy_of, place, self.permit, future);
        self.advance(request).await
    }

    /// Lets an attempt go on until it waits for something else than the loop. Not left to the set of all attempts: a
    /// request has to go when it is told to go, and by when the loop next waits the gate may be closed.
    pub(super) async fn advance(&mut self, request: RequestId) -> Result<(), Stop<S::Cause>> {
        let Some(mut attempt) = self.in_flight.running(request) else { return Ok(()) };
        while let Poll::Ready(Some((_, progress))) = poll!(&mut attempt) {
            match progress {
                Progress::Built(bytes, encoding) => {
                    if !self.permits(request, bytes, encoding)? {
                        return Ok(());
                    }
                }
                Progress::Completed(outcome @ Outcome::NotBuilt(_)) => return self.complete(request, outcome),
                // An answer that is there at once is taken in its turn, as any other.
                Progress::Completed(outcome) => {
                    attempt = attempt.completed(outcome);
                    break;
                }
            }
        }
        self.in_flight.wait_for(attempt);
        Ok(())
    }

    /// Whether a request that is built may go: then that is told and counted.
    fn permits(&mut self, request: RequestId, bytes: usize, encoding: f64) -> Result<bool, Stop<S::Cause>> {
        self.figures.time.encoding += encoding;
        let sent = self.alarm.moment();
        if self.is_late() || !self.gate.admits_built(sent.at) {
            // It closed while the request was built. By the time it opens the headers may be stale: build it anew.
            self.put_back(request);
            return Ok(false);
        }
        let Some(going) = self.in_flight.get(request) else { return Ok(false) };
        let (kind, what) = match (going.copy_of, &going.sub_batch.last) {
            (Some(copy_of), _) => (Kind::Hedge, What::Hedged { request, copy_of }),
            (None, Some(_)) => (Kind::Retry, What::Sent { request }),
            (None, None) => (Kind::First, What::Sent { request }),
        };
        let (batch, attempts) = (going.sub_batch.batch, going.sub_batch.attempts);
        let event = event(sent.by_clock - self.began, &going.sub_batch, what);
        if let Err(thrown) = self.observer.event(&event) {
            self.put_back(request);
            return Err(Stop::Threw(thrown));
        }
        self.note_attempt(batch, attempts);
        let number = self.gate.sent(sent.at);
        self.in_flight.send(request, sent, number, self.policy.retry.budget);
        self.figures.sent(bytes, kind, self.in_flight.sent());
        let limit =
            self.gate.shared().and_then(Member::limit).map_or(self.limit.now(), |most| most.min(self.limit.now()));
        self.figures.requests.concurrency = self.figures.requests.concurrency.max(limit);
        self.permit.grant();
        Ok(true)
    }

    /// Drops an attempt that was begun and does not take place.
    fn put_back(&mut self, request: RequestId) {
        let sub_batch = self.in_flight.take(request).and_then(Request::before);
        if let Some(sub_batch) = sub_batch {
            self.queue.push_front(sub_batch);
        }
    }

    /// Only now, and not when it was begun, is an attempt one that counts.
    pub(super) fn note_attempt(&mut self, batch: usize, attempts: u32) {
        if let Some(batch) = self.open.get_mut(batch) {
            batch.note_attempt(attempts);
        }
    }

    /// Tells of something that happened to `sub_batch`, at this time by the clock.
    pub(super) fn tell(
        &mut self,
        at: f64,
        sub_batch: &SubBatch<S::Cause>,
        what: What<'_, S::Cause>,
    ) -> Result<(), Stop<S::Cause>> {
        let event = event(at - self.began, sub_batch, what);
        self.observer.event(&event).map_err(Stop::Threw)
    }
}

fn event<'a, C>(at: f64, sub_batch: &SubBatch<C>, what: What<'a, C>) -> Event<'a, C> {
    Event { at, batch: sub_batch.batch, attempt: sub_batch.attempts, users: sub_batch.users.len(), what }
}
