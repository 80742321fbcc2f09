//! How batches end, and how a run does: whatever ends it, every user leaves with a verdict.

use std::{future::poll_fn, mem};

use super::{End, Run, Stop};
use crate::engine::{
    ledger::{Code, Error, Event, OpenBatch, Part, What},
    policy::{MaxFailed, OnAbort, OnError},
    traits::{Clock, Observer, Service, Source},
};

/// Of fewer batches a share of users says nothing.
const ENOUGH_BATCHES: u64 = 10;

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Observer<S>,
{
    /// Enters that `users` of `batch` failed.
    pub(super) fn fail(&mut self, batch: usize, users: Part, error: Error<S::Cause>) -> Result<(), Stop<S::Cause>> {
        if let Some(open) = self.open.get_mut(batch) {
            open.fail(users, error);
        }
        self.settle(batch)
    }

    /// Hands `batch` on if every user of it has a verdict.
    pub(super) fn settle(&mut self, batch: usize) -> Result<(), Stop<S::Cause>> {
        if !self.open.get(batch).is_some_and(OpenBatch::is_settled) {
            return Ok(());
        }
        let Some(open) = self.open.remove(batch) else { return Ok(()) };
        match self.deliver(batch, open, false).map_err(Stop::Threw)? {
            Some(error) if self.policy.on_error == OnError::Throw => Err(Stop::Failed(batch, error)),
            _ if self.have_too_many_failed() => Err(Stop::Failed(batch, Error::new(Code::TooManyFailed))),
            _ => Ok(()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of users")]
    fn have_too_many_failed(&self) -> bool {
        let (users, batches) = (&self.figures.users, &self.figures.batches);
        match self.policy.max_failed {
            None => false,
            Some(MaxFailed::Users(most)) => users.failed as f64 > most,
            Some(MaxFailed::Share(most)) => {
                batches.total >= ENOUGH_BATCHES && users.failed as f64 > most * users.total as f64
            }
        }
    }

    /// Hands `batch` on, and returns the first error in it.
    fn deliver(
        &mut self,
        batch: usize,
        open: OpenBatch<S::Batch, S::Cause, S::Kept>,
        quietly: bool,
    ) -> Result<Option<Error<S::Cause>>, S::Cause> {
        let attempt = open.attempts();
        let settled = open.settle(batch);
        let stands_for = self.source.counts(&settled.users);
        let [passed, skipped, missing, failed] = self.figures.settled(&settled, stands_for.as_deref());
        let users = passed + skipped + missing + failed;
        let now = self.alarm.moment();
        self.figures.time.total = now.by_clock - self.began;
        self.gate.settled(failed == users, now.at);
        let first_error = settled.failures.first().map(|(_, error)| error.clone());
        let what = What::Settled { passed, skipped, missing, failed, errors: &settled.failures };
        let event = Event { at: self.figures.time.total, batch, attempt, users, what };
        let told = if quietly { Ok(()) } else { self.observer.event(&event) };
        // Entered whatever the observer threw, or its users would be in no verdict.
        let entered = self.observer.settled(settled, &self.figures, quietly || told.is_err());
        told.and(entered).map(|()| first_error)
    }

    /// Ends all that is in flight and gives every user without a verdict the one that tells why.
    pub(super) async fn close(&mut self, stop: Option<Stop<S::Cause>>) -> End<S::Cause> {
        self.gate.leave_line();
        let error = Self::ended_by(stop.as_ref());
        let is_late = matches!(stop, Some(Stop::Deadline));
        let failure_ends = is_late && self.policy.on_error == OnError::Throw;
        let mut end = match stop {
            None | Some(Stop::Deadline) => End::Finished,
            Some(Stop::Aborted(_)) if self.policy.on_abort == OnAbort::Partial => End::Finished,
            Some(Stop::Aborted(reason)) => End::Aborted(reason),
            Some(Stop::Threw(thrown)) => End::Threw(thrown),
            Some(Stop::Failed(batch, error)) => End::Failed(batch, error),
        };
        self.figures.failed(error.code, self.in_flight.sent());
        let requests = self.in_flight.take_all();
        let now = self.clock.now();
        // Only what takes long from now on is a reason to yield: a run that waited long is not to wait once more.
        self.yielded = now;
        let mut unanswered = mem::take(&mut self.queue);
        unanswered.extend(self.retry_queue.take_all());
        for (id, request) in requests {
            if matches!(end, End::Finished)
                && let Err(Stop::Threw(thrown)) = self.tell_abandoned(id, &request, now)
            {
                end = End::Threw(thrown);
            }
            if request.sent.is_none() {
                unanswered.extend(request.before());
            } else if request.other.is_none_or(|other| other > id) {
                // Of a request and its copy, one speaks for both.
                unanswered.push_back(request.sub_batch);
            }
            self.yield_if_due().await;
        }
        for sub_batch in unanswered {
            if let Some(batch) = self.open.get_mut(sub_batch.batch) {
                let error = error.clone().attempted(sub_batch.attempts);
                batch.fail(sub_batch.users, error.after(sub_batch.last));
            }
        }
        if !self.figures.complete {
            let rest = self.source.close(self.policy.batch_size);
            self.figures.complete = !rest.is_cut;
            for batch in rest.batches {
                self.enter(batch);
            }
        }
        let batches = self.open.next_number();
        while let Some((index, mut batch)) = self.open.pop_first() {
            // Those the source has handed out just now.
            batch.fail_rest(&error);
            // Of these, too, no more are with the caller at once than requests may be in flight.
            while matches!(end, End::Finished)
                && self.observer.batch_calls().is_some_and(|calls| calls >= self.limit.now())
            {
                self.hear(&mut end).await;
            }
            let quietly = !matches!(end, End::Finished);
            match self.deliver(index, batch, quietly) {
                Ok(Some(first)) if !quietly && failure_ends => end = End::Failed(index, first),
                Ok(_) if !quietly && is_late && self.have_too_many_failed() => {
                    end = End::Failed(index, Error::new(Code::TooManyFailed));
                }
                Ok(_) => {}
                Err(thrown) => end = End::Threw(thrown),
            }
            self.yield_if_due().await;
        }
        while self.observer.has_calls() {
            self.hear(&mut end).await;
        }
        if matches!(end, End::Finished) && failure_ends && !self.figures.complete {
            // No batch had to fail, but the one that was not read any more is as good as failed.
            end = End::Failed(batches, error);
        }
        end
    }

    /// Waits until something settles that the caller's functions began. What it throws ends the run, unless an error has.
    async fn hear(&mut self, end: &mut End<S::Cause>) {
        let heard = poll_fn(|cx| self.observer.poll_call(cx)).await;
        if let (End::Finished, Err(thrown)) = (&*end, heard) {
            *end = End::Threw(thrown);
        }
    }

    fn ended_by(stop: Option<&Stop<S::Cause>>) -> Error<S::Cause> {
        match stop {
            Some(Stop::Deadline) => Error::new(Code::Deadline),
            Some(Stop::Aborted(reason)) => Error::new(Code::Aborted).caused(reason.clone()),
            _ => Error::new(Code::Aborted),
        }
    }
}
