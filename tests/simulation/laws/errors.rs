//! Every error tells the truth about the users it is about.

use filter_users::engine::{Code, Left, OnError};

use super::{Case, ensure, quiet};
use crate::{
    ids::Ids,
    log::{Fault, Record, Thrown},
    story::{Attempt, Moment, Then},
};

pub fn errors_are_true(case: &Case) -> Result<(), String> {
    for (moment, batch) in &case.story.settled {
        for (users, fault) in &batch.failures {
            let failed = Failed { case, at: *moment, fault, users, about: attempts_on(case, *moment, users) };
            let told = failed.counts_attempts().and_then(|()| failed.has_its_reason());
            told.and_then(|()| failed.keeps_the_last_error())
                .map_err(|why| format!("{fault:?} of users {users:?}: {why}"))?;
        }
    }
    Ok(())
}

fn attempts_on<'a>(case: &Case<'a>, until: Moment, users: &Ids) -> Vec<&'a Attempt> {
    let attempts = case.story.attempts.iter().filter(|attempt| attempt.asked.index < until.index);
    attempts.filter(|attempt| users.are_among(&attempt.users)).collect()
}

/// Users that failed together, with the attempts made on them.
struct Failed<'a> {
    case: &'a Case<'a>,
    at: Moment,
    fault: &'a Fault,
    users: &'a Ids,
    about: Vec<&'a Attempt>,
}

impl Failed<'_> {
    fn counts_attempts(&self) -> Result<(), String> {
        let made = |or_late| {
            let made = self.about.iter().filter(|attempt| attempt.is_made(or_late));
            made.map(|attempt| attempt.number).max().unwrap_or_default()
        };
        let ran_out = self.fault.code == Code::Timeout || self.fault.earlier == Some(Code::Timeout);
        let (least, most) = (made(false), made(ran_out));
        ensure((least..=most).contains(&self.fault.attempts), || format!("{least} to {most} attempts were made"))
    }

    fn has_its_reason(&self) -> Result<(), String> {
        let holds = match self.fault.code {
            Code::HttpStatus => self.is_met() || self.is_refused_by_the_gate(),
            Code::CircuitOpen => self.is_behind_a_circuit(),
            Code::Deadline => self.is_due(),
            Code::Aborted => self.is_ended(),
            _ => self.is_met(),
        };
        ensure(holds, || "nothing of the kind happened".into())
    }

    /// Where the run, and not an attempt, ended the way of the users, the error of the attempt before is the cause.
    fn keeps_the_last_error(&self) -> Result<(), String> {
        let by_the_run = matches!(self.fault.code, Code::Deadline | Code::Aborted | Code::CircuitOpen);
        let Some((_, Then::Retrying(error, _))) = self.about.last().and_then(|attempt| attempt.then.as_ref()) else {
            return Ok(());
        };
        ensure(!by_the_run || self.fault.earlier == Some(error.code), || {
            format!("the attempt before failed with {:?}", error.code)
        })
    }

    /// Whether the last attempt failed so.
    fn is_met(&self) -> bool {
        let mut last = self.about.iter().filter(|attempt| attempt.number == self.fault.attempts);
        last.any(|attempt| attempt.failure_of(self.users) == Some(self.fault.code))
    }

    /// Whether the service had asked for a rest that is not waited for, be it another of those that share a limiter.
    fn is_refused_by_the_gate(&self) -> bool {
        let retry = &self.case.scenario.policy.retry;
        let mut replies = self.case.played.log[..self.at.index].iter();
        let is_long = replies.any(|(_, record)| match record {
            Record::Answered { reply, .. } => reply.rest().is_some_and(|rest| rest > retry.max_delay),
            _ => false,
        });
        let is_asked = self.case.is_in_crowd || retry.retry_after && is_long;
        is_asked && self.fault.retry_after.is_some_and(|rest| rest > 0.0)
    }

    /// Whether so many batches had failed in a row, at any time before.
    fn is_behind_a_circuit(&self) -> bool {
        let Some(circuit) = self.case.scenario.policy.circuit else { return false };
        let mut in_a_row = 0;
        let before = self.case.story.settled.iter().filter(|(moment, _)| moment.index < self.at.index);
        before.into_iter().any(|(_, other)| {
            in_a_row = if other.all_failed() { in_a_row + 1 } else { 0 };
            in_a_row >= circuit.failures
        })
    }

    /// Whether the deadline had come, or the next attempt would have come after it.
    fn is_due(&self) -> bool {
        let (began, early) = (self.case.played.began, self.case.early());
        let Some(deadline) = self.case.scenario.policy.deadline.map(|deadline| began + deadline - early) else {
            return false;
        };
        let ended = self.about.iter().filter_map(|attempt| Some(attempt.ended.as_ref()?.0.at)).reduce(f64::max);
        // Deciding, and telling of the answer, come before the wait.
        let wait = self.case.scenario.policy.retry.max_delay + 2.0 * self.case.scenario.tempo.cost;
        let longest = ended.map_or(f64::NEG_INFINITY, |ended| ended + wait);
        self.at.at >= deadline || self.fault.earlier.is_some() && longest >= deadline || self.is_at_rest_until(deadline)
    }

    /// Whether the service had asked for a rest, or had nothing left, so that nothing may go by `deadline`.
    fn is_at_rest_until(&self, deadline: f64) -> bool {
        let (retry, heeds_quota) = (&self.case.scenario.policy.retry, self.case.scenario.policy.heeds_quota);
        let mut replies = self.case.played.log[..self.at.index].iter();
        let is_long = replies.any(|(at, record)| match record {
            Record::Answered { reply, .. } => {
                let heeded = reply.rest().filter(|_| retry.retry_after);
                // Where the quota is told, it may be used up in a later window, of which nothing is told.
                let until = |left: Left| left.quota.map_or(left.reset, |_| f64::INFINITY);
                let reset = reply.left.map(until).filter(|_| heeds_quota);
                heeded.into_iter().chain(reset).any(|rest| at + rest >= deadline)
            }
            _ => false,
        });
        let rest = self.fault.retry_after.unwrap_or_default();
        // What is left of it may be known to an attempt of its own that failed by it.
        let is_asked = self.case.is_in_crowd || is_long;
        is_asked && (self.at.at + rest >= deadline || self.fault.earlier.is_some())
    }

    /// Whether the caller, its code or a failed batch ended the run.
    fn is_ended(&self) -> bool {
        let has = |of: fn(&Record) -> bool| self.case.played.log[..self.at.index].iter().any(|(_, record)| of(record));
        let failed = has(|record| matches!(record, Record::Settled(batch) if !batch.failures.is_empty()));
        let is_by_error =
            has(|record| matches!(record, Record::ObserverThrew | Record::SourceThrew | Record::Broke { .. }))
                || failed && self.case.scenario.policy.on_error == OnError::Throw
                || quiet::too_many_failed(self.case).is_some_and(|index| index < self.at.index);
        let is_aborted = has(|record| matches!(record, Record::AbortSeen));
        let keeps_the_reason = self.fault.thrown == Some(Thrown::Abort) || self.fault.earlier.is_some();
        is_by_error || is_aborted && keeps_the_reason
    }
}
