//! No run lasts longer, or works harder, than all of its parts one after the other.

use super::{Case, ensure, quiet::ending};
use crate::{
    log::Record,
    story::{Attempt, Then},
};

/// Turns of the loop that one thing that happens may cost, timers that fire too early included.
const POLLS_EACH: usize = 12;

/// How long the loop may go on before it yields.
const TURN: f64 = 10.0;
/// What may take its time in one turn of the loop: to decide, to tell of the answer, of the request that is not needed any
/// more and of the batch that settles, and to hand that on.
const STEPS_A_TURN: f64 = 6.0;

pub fn others_have_their_turn(case: &Case) -> Result<(), String> {
    // The ending of a run counts anew, or every run that waited long would yield before it ends.
    let may_be_cut = case.scenario.policy.deadline.is_some() || ending(case).is_some();
    let longest = (TURN + STEPS_A_TURN * case.scenario.tempo.cost) * if may_be_cut { 2.0 } else { 1.0 };
    let busy = case.outcome.longest_busy;
    ensure(busy <= longest, || format!("nobody else had a turn for {busy} ms, of at most {longest}"))
}

pub fn time_and_work_are_bounded(case: &Case) -> Result<(), String> {
    let arrivals = if case.scenario.input.trickles { case.scenario.input.users } else { 0 };
    let most = POLLS_EACH * (case.played.log.len() + arrivals + 10);
    ensure(case.outcome.polls <= most, || format!("{} polls, of at most {most}", case.outcome.polls))?;
    let scenario = case.scenario;
    let policy = &scenario.policy;
    let on_the_way = |attempt: &Attempt| {
        let ended = attempt.ended.as_ref().map_or(case.played.ended, |(moment, _)| moment.at);
        let wait = if let Some((_, Then::Retrying(_, delay))) = &attempt.then { *delay } else { 0.0 };
        let rest = attempt.reply().and_then(|reply| reply.retry_after).unwrap_or_default();
        (ended - attempt.asked.at).min(policy.timeout + scenario.tempo.late) + wait + rest
    };
    let attempts: f64 = case.story.attempts.iter().map(on_the_way).sum();
    let reads = case.played.log.iter().filter(|(_, record)| matches!(record, Record::Reading)).count() + arrivals;
    let reader = scenario.mood.reader;
    let reading = reader.map_or(0.0, |reader| reader.pace.unwrap_or_default() * case.story.settled.len() as f64);
    let settled = |record: &Record| matches!(record, Record::Kept { .. } | Record::Broke { .. });
    let settled = case.played.log.iter().filter(|(_, record)| settled(record)).count();
    let promises = scenario.mood.promises.map_or(0.0, |promises| promises.wait * settled as f64);
    let rate = policy.rate_limit.map_or(0.0, |rate| rate.per * (case.story.attempts.len() / rate.requests + 1) as f64);
    let quota = scenario.habits.quota.filter(|_| policy.heeds_quota);
    let resets = quota.map_or(0.0, |quota| quota.window * (case.story.attempts.len() + 1) as f64);
    let thread = (scenario.tempo.cost + 3.0 * scenario.tempo.slack()) * (case.played.log.len() + arrivals + 10) as f64;
    let waits_for_the_end = scenario.input.endless || reader.is_some_and(|reader| reader.pace.is_none());
    let end = policy.deadline.or(scenario.mood.aborts_at).filter(|_| waits_for_the_end).unwrap_or_default();
    let longest = attempts + reads as f64 * scenario.input.wait + reading + promises + rate + resets + thread + end;
    let lasted = case.played.ended - case.played.began;
    ensure(lasted <= longest, || format!("it lasted {lasted} ms, of at most {longest}"))
}
