//! What may go now, and when the loop is to look again.

use super::{Run, Stop};
use crate::engine::{
    ledger::{Code, Error, RequestId, SubBatch},
    limits::{Admission, Place, Turn, hedge},
    traits::{Clock, Observer, Service, Source},
};

/// What the loop does next.
pub(super) enum Next<C> {
    /// Ask about these users, or once more by a second copy of a request.
    Start { sub_batch: SubBatch<C>, copy_of: Option<RequestId>, place: Option<Place<C>> },
    /// Let these users fail: the gate refuses them.
    Fail { sub_batch: SubBatch<C>, error: Error<C> },
    /// Wait for something to happen.
    Wait,
}

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Observer<S>,
{
    /// What is to be done next: a copy of a request that is slow comes first, and what waited for its retry comes last.
    pub(super) fn admit(&mut self) -> Result<Next<S::Cause>, Stop<S::Cause>> {
        // Read once: to ask for the time is what the loop does most.
        let now = self.alarm.now();
        let is_hopeless = self.rests_too_long(now).is_some();
        while self.retry_queue.next_due().is_some_and(|due| is_hopeless || due <= now) {
            self.queue.extend(self.retry_queue.pop());
        }
        if let Some((original, due)) = self.next_hedge()
            && due <= now
            && !self.is_late()
        {
            return Ok(self.start_in_turn(Some(original), now));
        }
        let is_late = self.is_late();
        let holds = self.observer.unread().is_some() || self.observer.batch_calls().is_some();
        let next = match self.gate.admits(now) {
            _ if self.queue.is_empty() => Next::Wait,
            _ if is_late => return Err(Stop::Deadline),
            // What the gate refuses settles at once, and is to be read as well, and the caller told of it.
            _ if holds && !self.has_room() => Next::Wait,
            Admission::Open if self.has_room() => return Ok(self.start_in_turn(None, now)),
            Admission::Open => Next::Wait,
            Admission::At(_) => self.rests_too_long(now).map_or(Next::Wait, |error| self.fail_next(error)),
            Admission::Refused(error) => self.fail_next(error),
        };
        if matches!(next, Next::Wait) {
            self.gate.leave_line();
        }
        Ok(next)
    }

    /// What is to be done where the run by itself would send a request: it may be another run's turn.
    fn start_in_turn(&mut self, copy_of: Option<RequestId>, now: f64) -> Next<S::Cause> {
        match self.gate.take_place(now) {
            Turn::Go(place) => {
                let sub_batch = match copy_of {
                    Some(original) => self.in_flight.get(original).map(|request| request.sub_batch.clone()),
                    None => self.pop_fitting(),
                };
                sub_batch.map_or(Next::Wait, |sub_batch| Next::Start { sub_batch, copy_of, place })
            }
            Turn::Wait(_) => self.rests_too_long(now).map_or(Next::Wait, |error| self.fail_next(error)),
            Turn::Refused(error) => self.fail_next(error),
        }
    }

    fn fail_next(&mut self, error: Error<S::Cause>) -> Next<S::Cause> {
        self.queue.pop_front().map_or(Next::Wait, |sub_batch| Next::Fail { sub_batch, error })
    }

    /// The next users, as many as were not refused as too large. The rest of them comes next.
    fn pop_fitting(&mut self) -> Option<SubBatch<S::Cause>> {
        let mut sub_batch = self.queue.pop_front()?;
        while sub_batch.users.len() > self.size
            && let Some([first, second]) = sub_batch.users.halves()
        {
            if let Some(open) = self.open.get_mut(sub_batch.batch) {
                open.mark_split();
            }
            self.queue.push_front(SubBatch { users: second, ..sub_batch.clone() });
            sub_batch.users = first;
        }
        Some(sub_batch)
    }

    /// Of a rest that ends after the run has to, nobody waits for the end.
    fn rests_too_long(&mut self, now: f64) -> Option<Error<S::Cause>> {
        let until = self.gate.rests_until(now)?;
        let is_too_long = self.deadline().is_some_and(|deadline| until >= deadline);
        is_too_long.then(|| Error::new(Code::Deadline).with(|details| details.retry_after = Some(until - now)))
    }

    pub(super) fn refuse(
        &mut self,
        sub_batch: SubBatch<S::Cause>,
        error: Error<S::Cause>,
    ) -> Result<(), Stop<S::Cause>> {
        let SubBatch { batch, users, attempts, last, .. } = sub_batch;
        self.fail(batch, users, error.attempted(attempts).after(last))
    }

    /// When something is due.
    pub(super) fn next_wake(&mut self) -> Option<f64> {
        let opens = if self.queue.is_empty() { None } else { self.gate.admits(self.alarm.now()).at() };
        let hedge = self.next_hedge().map(|(_, due)| due);
        // Who waits for its turn is told of it, and has nothing else to send before.
        let goes = match self.gate.held_back() {
            Some(at) => Some(at).filter(|at| at.is_finite()),
            None => opens.into_iter().chain(hedge).reduce(f64::min),
        };
        let timeout = self.next_timeout().map(|(_, due)| due);
        let wakes = [goes, self.retry_queue.next_due(), timeout, self.deadline()];
        wakes.into_iter().flatten().reduce(f64::min)
    }

    /// When the users that were read go, though they are too few for a batch.
    pub(super) fn batch_due(&self) -> Option<f64> {
        let max_wait = self.policy.max_wait?;
        Some(self.source.waiting_since()? + max_wait)
    }

    /// The request that gets the next copy, and when that is due, if one may be made.
    fn next_hedge(&mut self) -> Option<(RequestId, f64)> {
        let hedge = self.policy.hedge?;
        if !self.has_room() || !hedge::is_within_budget(&self.figures, self.in_flight.copies_being_built()) {
            return None;
        }
        let (request, sent) = self.in_flight.first_unhedged()?;
        if self.in_flight.get(request).is_some_and(|request| request.sub_batch.users.len() > self.size) {
            // It would be refused.
            return None;
        }
        let due = sent + hedge::delay(hedge, &self.figures)?;
        match self.gate.admits(self.alarm.now()) {
            Admission::Open => Some((request, due)),
            Admission::At(at) => Some((request, due.max(at))),
            Admission::Refused(_) => None,
        }
    }

    /// The request that has been in flight longest, and when it has taken too long.
    pub(super) fn next_timeout(&self) -> Option<(RequestId, f64)> {
        self.in_flight.first().map(|(id, request)| (id, request.begun + self.policy.timeout))
    }

    pub(super) fn deadline(&self) -> Option<f64> {
        self.policy.deadline.map(|deadline| self.began + deadline)
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline().is_some_and(|at| at <= self.alarm.now())
    }

    /// A settled batch keeps the place of its request until it is read and the caller's own function is done with it: so
    /// no more of them are ever held than requests may be in flight, however slow those are.
    pub(super) fn has_room(&self) -> bool {
        let unread = self.observer.unread().unwrap_or_default();
        let held = unread.saturating_add(self.observer.batch_calls().unwrap_or_default());
        self.in_flight.len().saturating_add(held) < self.limit.now()
    }

    /// Batches that wait for a retry hold no place. Where they are read one by one, there must not be any number of
    /// them either.
    pub(super) fn has_memory(&self) -> bool {
        let most = self.limit.now().saturating_mul(2);
        self.observer.unread().is_none_or(|unread| self.open.len().saturating_add(unread) < most)
    }
}
