//! What becomes of an attempt that is over: verdicts, halves, a retry, or failed users.

use super::{Run, Stop};
use crate::engine::{
    attempt::Outcome,
    figures::Traffic,
    in_flight::Request,
    ledger::{Code, Error, Part, RequestId, SubBatch, What},
    limits::{Step, is_too_large},
    traits::{Answer, Clock, Decision, Observer, Service, Source},
};
use crate::reply::Verdict;

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Observer<S>,
{
    /// Resolves an attempt that came to `outcome`.
    pub(super) fn complete(&mut self, id: RequestId, outcome: Outcome<S>) -> Result<(), Stop<S::Cause>> {
        match outcome {
            Outcome::NotBuilt(error) => self.not_built(id, error),
            Outcome::Answered(traffic, answer) => self.answered(id, &traffic, answer),
        }
    }

    /// Drops an attempt that has taken too long.
    pub(super) fn time_out(&mut self, id: RequestId) -> Result<(), Stop<S::Cause>> {
        let error = Error::new(Code::Timeout);
        if self.in_flight.get(id).is_some_and(|request| request.sent.is_some()) {
            self.answered(id, &Traffic::default(), Err(error))
        } else {
            self.not_built(id, error)
        }
    }

    fn not_built(&mut self, id: RequestId, error: Error<S::Cause>) -> Result<(), Stop<S::Cause>> {
        match self.in_flight.take(id) {
            Some(Request { sub_batch, copy_of: None, .. }) => {
                self.note_failure(&error);
                self.attempt_failed(sub_batch, error)
            }
            // A copy that cannot be built is not needed: its original tells all there is to tell.
            _ => Ok(()),
        }
    }

    fn answered(&mut self, id: RequestId, traffic: &Traffic, answer: Decision<S>) -> Result<(), Stop<S::Cause>> {
        let in_flight = self.in_flight.len();
        let Some(Request { sub_batch, sent: Some(sent), other, number, place, .. }) = self.in_flight.take(id) else {
            return Ok(());
        };
        let other = other.filter(|other| self.is_needed(*other));
        let now = self.alarm.moment();
        // To the last byte: deciding came after that.
        let ms = now.by_clock - traffic.deciding - sent.by_clock;
        self.figures.answered(traffic, ms);
        if let Some(left) = traffic.left {
            self.gate.told(number, place.as_ref(), left, now.at);
        }
        let answer = answer.map_err(|error| error.attempted(sub_batch.attempts));
        match &answer {
            Ok(answer) => {
                // A rest that is named beside an answer is for those who have none: the service goes on answering.
                if let Some((_, error)) = answer.unanswered.first() {
                    self.figures.failed(error.code, 1);
                }
            }
            Err(error) => {
                self.limit.failed(error, sent.at, now.at);
                if let Some(shared) = self.gate.shared() {
                    shared.failed(error, sent.at, now.at);
                }
                self.note_failure(error);
            }
        }
        let Traffic { is_answered, status, received: bytes, .. } = *traffic;
        let what = match &answer {
            Err(error) if !is_answered => What::Failed { request: id, ms, error },
            answer => What::Answered { request: id, status, bytes, ms, error: answer.as_ref().err() },
        };
        let told = self.tell(now.by_clock, &sub_batch, what);
        if told.is_err() && other.is_none() {
            self.queue.push_front(sub_batch);
            return told;
        }
        told?;
        match answer {
            Ok(Answer { verdicts, kept, unanswered }) => {
                self.limit.answered(sent.at, now.at, in_flight);
                if let Some(shared) = self.gate.shared() {
                    shared.answered(sent.at, now.at);
                }
                if let Some(batch) = self.open.get_mut(sub_batch.batch) {
                    batch.decide(&sub_batch.users, &verdicts, kept);
                }
                if let Some(other) = other
                    && let Some(loser) = self.in_flight.take(other)
                {
                    self.tell_abandoned(other, &loser, self.clock.now())?;
                }
                if unanswered.is_empty() {
                    self.settle(sub_batch.batch)
                } else {
                    self.unanswered(&sub_batch, &verdicts, unanswered)
                }
            }
            // The other one may still bring the answer.
            Err(_) if other.is_some() => Ok(()),
            Err(error) => self.attempt_failed(sub_batch, error),
        }
    }

    /// Whether the copy or the original of a request that was answered may still bring an answer. A copy that is still
    /// being built will not: it is dropped.
    fn is_needed(&mut self, other: RequestId) -> bool {
        let is_sent = self.in_flight.get(other).is_some_and(|request| request.sent.is_some());
        if !is_sent {
            self.in_flight.take(other);
        }
        is_sent
    }

    fn note_failure(&mut self, error: &Error<S::Cause>) {
        self.figures.failed(error.code, 1);
        if self.policy.retry.retry_after {
            let now = self.alarm.now();
            self.gate.refused(error, now);
            if let Some(until) = self.gate.shared().and_then(|shared| shared.rests_until(now)) {
                self.observer.closed(until);
            }
        }
    }

    fn attempt_failed(&mut self, sub_batch: SubBatch<S::Cause>, error: Error<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let SubBatch { batch, attempts, .. } = sub_batch;
        let error = error.attempted(attempts);
        self.note_attempt(batch, attempts);
        match self.next_step(&sub_batch, &error) {
            Step::Split => {
                if is_too_large(&error) {
                    self.size = self.size.min(sub_batch.users.len().div_ceil(2));
                    self.figures.batches.size = self.size as u64;
                }
                self.split(&sub_batch)
            }
            Step::Retry(delay) => self.retry(sub_batch, error, delay),
            Step::Fail => self.fail(batch, sub_batch.users, error),
        }
    }

    fn next_step(&mut self, sub_batch: &SubBatch<S::Cause>, error: &Error<S::Cause>) -> Step {
        match self.backoff.after(sub_batch, error, self.policy, self.figures.requests.sent) {
            Step::Retry(_) if !self.gate.grants_retry() => Step::Fail,
            step => step,
        }
    }

    /// Some of the users of an attempt that was answered have no answer: they alone are asked about again, or fail, each
    /// for a reason of their own.
    fn unanswered(
        &mut self,
        sub_batch: &SubBatch<S::Cause>,
        verdicts: &[Verdict],
        groups: Vec<(Vec<usize>, Error<S::Cause>)>,
    ) -> Result<(), Stop<S::Cause>> {
        let &SubBatch { batch, attempts, .. } = sub_batch;
        let pairs = sub_batch.users.iter().zip(verdicts);
        let places = pairs.filter(|(_, verdict)| **verdict == Verdict::Unanswered).map(|(place, _)| place);
        let rest = SubBatch { users: Part::Picked(places.collect()), ..sub_batch.clone() };
        let Some((_, first)) = groups.first() else { return Ok(()) };
        let first = first.clone().attempted(attempts);
        self.note_attempt(batch, attempts);
        if let Step::Retry(delay) = self.next_step(&rest, &first) {
            return self.retry(rest, first, delay);
        }
        if let Some(open) = self.open.get_mut(batch) {
            for (indexes, error) in groups {
                open.fail(sub_batch.users.pick(&indexes), error.attempted(attempts));
            }
        }
        self.settle(batch)
    }

    fn retry(
        &mut self,
        sub_batch: SubBatch<S::Cause>,
        error: Error<S::Cause>,
        delay: f64,
    ) -> Result<(), Stop<S::Cause>> {
        let SubBatch { batch, attempts, retries, .. } = sub_batch;
        let now = self.alarm.moment();
        let due = now.at + delay;
        if self.deadline().is_some_and(|deadline| due >= deadline) {
            let late = Error::new(Code::Deadline).attempted(attempts).after(Some(error));
            return self.fail(batch, sub_batch.users, late);
        }
        let is_refused = !matches!(error.code, Code::NoRow | Code::RowError);
        if is_refused && self.policy.retry.retry_after && error.retry_after == Some(delay) {
            // Who is told to come back then opens the gate by it: one timer is for both.
            self.gate.rests_at_least_until(due);
        }
        let told = self.tell(now.by_clock, &sub_batch, What::Retrying { error: &error, delay });
        let next = SubBatch { retries: retries.saturating_add(1), last: Some(error), ..sub_batch };
        self.retry_queue.push(due, next);
        told
    }

    fn split(&mut self, sub_batch: &SubBatch<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let Some(halves) = sub_batch.halves() else { return Ok(()) };
        let what = What::Split { into: halves.each_ref().map(|half| half.users.len()) };
        let told = self.tell(self.clock.now(), sub_batch, what);
        if let Some(batch) = self.open.get_mut(sub_batch.batch) {
            batch.mark_split();
        }
        for half in halves.into_iter().rev() {
            self.queue.push_front(half);
        }
        told
    }

    /// Tells that a request was dropped at this time by the clock, if it was sent.
    pub(super) fn tell_abandoned(
        &mut self,
        id: RequestId,
        request: &Request<S::Cause>,
        at: f64,
    ) -> Result<(), Stop<S::Cause>> {
        let Some(sent) = request.sent else { return Ok(()) };
        self.tell(self.clock.now(), &request.sub_batch, What::Abandoned { request: id, ms: at - sent.by_clock })
    }
}
