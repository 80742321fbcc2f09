//! How batches end, and how a run does: whatever ends it, every user leaves with a verdict.

use std::{mem, ops::Range};

use super::{
    batch::OpenBatch,
    event::{Event, What},
    failure::{Code, Failure},
    policy::{OnAbort, OnError},
    run::{End, Run, Stop},
    world::{Clock, Service, Source, Watcher},
};

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Watcher<S>,
{
    /// Enters that `users` of `batch` failed.
    pub fn fail(
        &mut self,
        batch: usize,
        users: Range<usize>,
        failure: Failure<S::Cause>,
    ) -> Result<(), Stop<S::Cause>> {
        if let Some(open) = self.open.get_mut(&batch) {
            open.fail(users, failure);
        }
        self.settle(batch)
    }

    /// Hands `batch` on if every user of it has a verdict.
    pub fn settle(&mut self, batch: usize) -> Result<(), Stop<S::Cause>> {
        if !self.open.get(&batch).is_some_and(OpenBatch::is_settled) {
            return Ok(());
        }
        match self.deliver(batch, false).map_err(Stop::Threw)? {
            Some(failure) if self.policy.on_error == OnError::Throw => Err(Stop::Failed(batch, failure)),
            _ => Ok(()),
        }
    }

    /// Hands `batch` on, and returns the first failure in it.
    fn deliver(&mut self, batch: usize, quietly: bool) -> Result<Option<Failure<S::Cause>>, S::Cause> {
        let Some(open) = self.open.remove(&batch) else { return Ok(None) };
        let attempt = open.attempts();
        let settled = open.settle(batch);
        let before = self.figures.users;
        self.figures.settled(&settled);
        let users = self.figures.users;
        self.figures.time.total = self.clock.now() - self.began;
        self.gate.settled(users.failed - before.failed == settled.verdicts.len(), self.clock.now());
        let first_failure = settled.failures.first().map(|(_, failure)| failure.clone());
        let what = What::Settled {
            passed: users.passed - before.passed,
            skipped: users.skipped - before.skipped,
            missing: users.missing - before.missing,
            failed: users.failed - before.failed,
            errors: &settled.failures,
        };
        let event = Event { at: self.figures.time.total, batch, attempt, users: settled.verdicts.len(), what };
        let told = if quietly { Ok(()) } else { self.watcher.event(&event) };
        // Entered whatever the watcher threw, or its users would be in no verdict.
        let entered = self.watcher.settled(settled, &self.figures, quietly || told.is_err());
        told.and(entered).map(|()| first_failure)
    }

    /// Ends all that is under way and gives every user without a verdict the one that tells why.
    pub fn close(&mut self, stop: Option<Stop<S::Cause>>) -> End<S::Cause> {
        let failure = Self::ended_by(stop.as_ref());
        let failure_ends = matches!(stop, Some(Stop::Deadline)) && self.policy.on_error == OnError::Throw;
        let mut end = match stop {
            None | Some(Stop::Deadline) => End::Finished,
            Some(Stop::Aborted(_)) if self.policy.on_abort == OnAbort::Partial => End::Finished,
            Some(Stop::Aborted(reason)) => End::Aborted(reason),
            Some(Stop::Threw(thrown)) => End::Threw(thrown),
            Some(Stop::Failed(batch, failure)) => End::Failed(batch, failure),
        };
        self.figures.failed(failure.code, self.flights.sent());
        let flights: Vec<_> = self.flights.take_all().collect();
        for (id, _) in &flights {
            self.service.abort(*id);
        }
        let now = self.clock.now();
        let mut pieces = mem::take(&mut self.ready);
        for (id, flight) in flights {
            if matches!(end, End::Finished)
                && let Err(Stop::Threw(thrown)) = self.tell_abandoned(id, &flight, now)
            {
                end = End::Threw(thrown);
            }
            if flight.sent.is_none() {
                pieces.extend(flight.before());
            } else if flight.twin.is_none_or(|twin| twin > id) {
                // Of a request and its copy, one speaks for both.
                pieces.push(flight.piece);
            }
        }
        pieces.extend(std::iter::from_fn(|| self.waiting.pop_due(f64::INFINITY)));
        for piece in pieces {
            if let Some(batch) = self.open.get_mut(&piece.batch) {
                let failure = failure.clone().attempted(piece.attempts);
                batch.fail(piece.users, failure.after(piece.last));
            }
        }
        if !self.figures.complete {
            let rest = self.source.close(self.policy.batch_size);
            self.figures.complete = !rest.is_cut;
            for batch in rest.batches {
                self.enter(batch);
            }
        }
        while let Some((&index, batch)) = self.open.iter_mut().next() {
            // Those the source has handed out just now.
            batch.fail_rest(&failure);
            let quietly = !matches!(end, End::Finished);
            match self.deliver(index, quietly) {
                Ok(Some(first)) if !quietly && failure_ends => end = End::Failed(index, first),
                Ok(_) => {}
                Err(thrown) => end = End::Threw(thrown),
            }
        }
        if matches!(end, End::Finished) && failure_ends && !self.figures.complete {
            // No batch had to fail, but the one that was not read any more is as good as failed.
            end = End::Failed(self.batches, failure);
        }
        end
    }

    fn ended_by(stop: Option<&Stop<S::Cause>>) -> Failure<S::Cause> {
        match stop {
            Some(Stop::Deadline) => Failure::new(Code::Deadline),
            Some(Stop::Aborted(reason)) => Failure::new(Code::Aborted).caused(reason.clone()),
            _ => Failure::new(Code::Aborted),
        }
    }
}
