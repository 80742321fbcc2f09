//! Plays a scenario to its end.

use std::rc::Rc;

use filter_users::engine::{self, End, Limiter};

use crate::{
    log::{Counts, Fault, Record, Thrown},
    observer::SimObserver,
    scenario::Scenario,
    service::SimService,
    shared::Shared,
    source::SimSource,
    time::{Stuck, VirtualClock},
};

/// What no run of a scenario comes near: only so does one that goes round and round end at all.
const MOST_POLLS: usize = 400_000;

/// A run as it was seen from outside.
#[derive(Debug)]
pub struct Played {
    pub log: Vec<(f64, Record)>,
    pub began: f64,
    pub ended: f64,
    pub outcome: Result<Outcome, Stuck>,
    /// Whether the clock went, so that what was told of times can be looked at.
    pub has_clock: bool,
}

/// A run that ended.
#[derive(Debug)]
pub struct Outcome {
    pub end: Ended,
    pub figures: Counts,
    pub polls: usize,
    /// The longest that the thread was busy without others having their turn.
    pub longest_busy: f64,
    /// Timers and requests that were left when it had ended.
    pub timers_left: usize,
    pub requests_left: usize,
    /// Promises of the caller's functions that the run did not wait for.
    pub promises_left: usize,
}

/// [`End`], in a form that can be compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    Finished,
    Aborted(Thrown),
    Threw(Thrown),
    Failed(Fault),
}

pub fn play(scenario: &Scenario) -> Played {
    let shared = Shared::new(scenario.tempo, scenario.seed);
    let outcome = shared.time.drive(run(scenario, &shared, None), MOST_POLLS);
    let outcome = outcome.map(|(outcome, polls)| Outcome {
        polls,
        longest_busy: shared.time.longest_busy(),
        timers_left: shared.time.timers(),
        ..outcome
    });
    Played::of(scenario, &shared, outcome)
}

/// Runs a scenario, by itself or as one of those that share `limiter`.
pub async fn run(scenario: &Scenario, shared: &Rc<Shared>, limiter: Option<&Limiter<Thrown>>) -> Outcome {
    let mut source = SimSource::new(scenario, Rc::clone(shared));
    let service = SimService::new(scenario, Rc::clone(shared));
    let clock = VirtualClock(Rc::clone(&shared.time));
    let mut observer = SimObserver::new(&scenario.mood, Rc::clone(shared));
    let now = shared.time.now();
    let (end, figures) =
        engine::run(&scenario.policy, limiter, &mut source, &service, &clock, &mut observer, now).await;
    Outcome {
        end: match end {
            End::Finished => Ended::Finished,
            End::Aborted(reason) => Ended::Aborted(reason),
            End::Threw(thrown) => Ended::Threw(thrown),
            End::Failed(_, error) => Ended::Failed((&error).into()),
        },
        figures: (&figures).into(),
        polls: 0,
        longest_busy: 0.0,
        timers_left: 0,
        // While the service is there: it is not its end that ends them.
        requests_left: shared.alive(),
        promises_left: observer.promises_left(),
    }
}

impl Played {
    /// A run that has ended just now.
    pub fn of(scenario: &Scenario, shared: &Shared, outcome: Result<Outcome, Stuck>) -> Self {
        let (began, ended, has_clock) = (shared.began, shared.time.now(), !scenario.tempo.stands_still);
        Self { log: shared.take_log(), began, ended, outcome, has_clock }
    }

    /// The log as text, for people.
    pub fn trace(&self) -> String {
        let mut lines: Vec<_> =
            self.log.iter().map(|(at, record)| format!("{:>10.2}  {record}", at - self.began)).collect();
        lines.push(format!("{:>10.2}  {:?}", self.ended - self.began, self.outcome));
        lines.join("\n")
    }
}
