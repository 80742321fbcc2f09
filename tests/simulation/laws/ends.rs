//! How a run ended, beside what happened in it.

use filter_users::engine::{Code, OnAbort, OnError};

use super::{Case, ensure, quiet};
use crate::{
    log::{Fault, Record, Thrown},
    play::Ended,
};

pub fn as_it_should(case: &Case) -> Result<(), String> {
    let policy = &case.scenario.policy;
    let has = |of: fn(&Record) -> bool| case.played.log.iter().any(|(_, record)| of(record));
    let aborted = has(|record| matches!(record, Record::AbortSeen));
    let is_cut = !case.scenario.input.whole && has(|record| matches!(record, Record::Closed(_)));
    let failed = case.story.settled.iter().find(|(_, batch)| !batch.failures.is_empty());
    let expected = if has(|record| matches!(record, Record::ObserverThrew)) {
        Ended::Threw(Thrown::ByObserver)
    } else if quiet::error(case).is_some_and(|error| matches!(case.played.log[error].1, Record::Broke { .. })) {
        Ended::Threw(Thrown::ByPromise)
    } else if has(|record| matches!(record, Record::SourceThrew)) {
        Ended::Threw(Thrown::BySource)
    } else if aborted && policy.on_abort == OnAbort::Throw {
        Ended::Aborted(Thrown::Abort)
    } else if aborted {
        Ended::Finished
    } else if let (OnError::Throw, Some((_, batch))) = (policy.on_error, failed) {
        Ended::Failed(batch.failures[0].1.clone())
    } else if let Some(index) = quiet::too_many_failed(case)
        && quiet::ending(case).is_some_and(|(end, _)| end == index)
    {
        Ended::Failed(Fault::of(Code::TooManyFailed))
    } else if is_cut && policy.on_error == OnError::Throw {
        // By its deadline, when no batch was left that could fail.
        Ended::Failed(Fault::of(Code::Deadline))
    } else {
        Ended::Finished
    };
    ensure(case.outcome.end == expected, || format!("it ended as {:?}, not {expected:?}", case.outcome.end))
}
