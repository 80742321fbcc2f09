//! What holds in every run, each law read off the log by itself: the engine's own state is never looked at.

mod bounds;
mod circuit;
pub mod concurrency;
mod deadline;
mod ends;
mod errors;
mod events;
mod figures;
mod gate;
mod hedges;
mod ledger;
mod leftovers;
mod max_wait;
mod quiet;
mod quota;
mod rate;
mod retries;
mod rows;
mod sub_batches;

use crate::{
    log::Record,
    play::{Outcome, Played},
    scenario::Scenario,
    story::Story,
    time::Stuck,
};

/// A run with all that is known of it.
pub struct Case<'a> {
    pub scenario: &'a Scenario,
    pub played: &'a Played,
    pub outcome: &'a Outcome,
    pub story: &'a Story,
    /// Whether others have the same limiter.
    pub is_in_crowd: bool,
}

impl Case<'_> {
    /// How much sooner than due something may happen: a timer that rings counts, whatever the clock says. Where no timer is
    /// early, floating point may still leave the clock a hair behind.
    fn early(&self) -> f64 {
        self.scenario.tempo.early.max(1e-9)
    }

    /// Whether the caller threw when it was told of the answer at `index`. What was answered is then not entered.
    fn is_unheard(&self, index: usize) -> bool {
        let mut next = self.played.log[index + 1..].iter().map(|(_, record)| record);
        let told = next.find(|record| !matches!(record, Record::BuildDropped { .. }));
        matches!(told, Some(Record::Told(told)) if told.what.ended().is_some())
            && matches!(next.next(), Some(Record::ObserverThrew))
    }
}

/// A law that does not hold, and how so.
#[derive(Debug)]
pub struct Broken {
    pub law: &'static str,
    pub why: String,
}

type Law = fn(&Case) -> Result<(), String>;

const LAWS: &[(&str, Law)] = &[
    ("every user is in one verdict of one settled batch", ledger::every_user_has_one_verdict),
    ("a batch is the next users, of the right size and index", ledger::batches_are_the_input_in_order),
    ("users known from the beginning, or read, are accounted for", ledger::nothing_read_is_lost),
    ("verdicts are what the service answered", ledger::verdicts_are_the_services),
    ("kept rows belong to the users of their range", rows::kept_rows_match_their_users),
    ("never more in flight than allowed", concurrency::never_more_than_allowed),
    ("retries are within limit and budget", retries::within_limit_and_budget),
    ("batches are halved when they should be, and only then", sub_batches::splits_are_right),
    ("a request goes when it is told to go", events::goes_when_told),
    ("events of a batch are in order", events::in_order),
    ("every request that went out ends in one event", events::every_departure_has_one_ending),
    ("nothing is left of a run", leftovers::nothing_is_left),
    ("nothing begins after what ended the run", quiet::nothing_begins_after_the_end),
    ("requests are dropped before the rest is handed on", quiet::requests_are_dropped_first),
    ("the caller is left alone after an error", quiet::nobody_is_called_after_an_error),
    ("a batch keeps its place until its promise has settled", concurrency::promises_keep_their_places),
    ("a run ends as it should", ends::as_it_should),
];

/// Those that look at times, which hold where the clock goes.
const LAWS_OF_TIME: &[(&str, Law)] = &[
    ("figures equal what was seen, at every settled batch", figures::figures_hold_when_shown),
    ("failed attempts are counted by kind", figures::errors_are_counted),
    ("what is too large is not tried again", figures::sizes_are_learnt),
    ("never faster than the rate", rate::never_faster_than_allowed),
    ("nothing is sent while the service asks for rest", gate::nothing_is_sent_at_rest),
    ("nothing is sent while the service has nothing left", quota::nothing_is_sent_at_none_left),
    ("a batch that is not full goes when it is due", max_wait::nobody_goes_early),
    ("no more is held for a reader than allowed", concurrency::no_more_held_than_allowed),
    ("no attempt starts after the deadline", deadline::nothing_starts_late),
    ("a run ends by its deadline", deadline::ends_in_time),
    ("what can be retried is", retries::not_given_up_early),
    ("waits before a retry are as asked", retries::waits_are_right),
    ("requests are about the whole, a half or a retry, one at a time", sub_batches::each_is_asked_in_turn),
    ("what may go goes", sub_batches::nothing_waits_without_a_reason),
    ("a rest beyond the deadline is not waited out", sub_batches::no_hopeless_rest_is_waited_out),
    ("an open circuit lets only probes through", circuit::only_probes_pass),
    ("errors say what happened", errors::errors_are_true),
    ("copies are few, late and single", hedges::copies_are_few_late_and_single),
    ("a copy that is not needed is dropped at once", hedges::losers_are_dropped),
    ("events tell the time and what was settled", events::tell_the_truth),
    ("others have their turn", bounds::others_have_their_turn),
    ("every run ends within bounds", bounds::time_and_work_are_bounded),
];

/// Laws that hold of a run alone: in a crowd, what goes and when depends on what others do.
const ALONE: &[&str] = &[
    "what may go goes",
    "every run ends within bounds",
    "what can be retried is",
    "a rest beyond the deadline is not waited out",
];

/// Checks all laws on a run.
pub fn check(scenario: &Scenario, played: &Played) -> Result<(), Broken> {
    check_all(false, scenario, played)
}

/// Checks those that hold in a crowd, too.
pub fn check_in_crowd(scenario: &Scenario, played: &Played) -> Result<(), Broken> {
    check_all(true, scenario, played)
}

fn check_all(is_in_crowd: bool, scenario: &Scenario, played: &Played) -> Result<(), Broken> {
    let outcome = match &played.outcome {
        Ok(outcome) => outcome,
        Err(Stuck::Hangs) => return Err(Broken { law: "no run hangs", why: "nothing is left to wake it".into() }),
        Err(Stuck::TooBusy) => return Err(Broken { law: "no run goes round and round", why: "too many polls".into() }),
    };
    let story = &Story::of(played).map_err(|why| Broken { law: "events follow from what happened", why })?;
    let case = Case { scenario, played, outcome, story, is_in_crowd };
    let of_time = LAWS_OF_TIME.iter().filter(|_| played.has_clock);
    let mut laws = LAWS.iter().chain(of_time).filter(|(law, _)| !is_in_crowd || !ALONE.contains(law));
    laws.try_for_each(|(law, holds)| holds(&case).map_err(|why| Broken { law, why }))
}

/// An error unless `holds`.
pub fn ensure(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}
