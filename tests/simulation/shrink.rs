//! Makes a scenario that breaks a law smaller while it still does.

use std::time::{Duration, Instant};

use filter_users::engine::{Concurrency, OnAbort, OnError, Policy};

use crate::{
    laws::Broken,
    scenario::{Habits, Input, Latency, Mood, Promises, Scenario},
    seeds::examine,
    time::Tempo,
};

type Step = fn(&mut Scenario);

/// How long to look for a smaller one.
const PATIENCE: Duration = Duration::from_secs(10);

/// From what removes most to what removes least.
const STEPS: &[Step] = &[
    |s| s.input.users = 0,
    |s| s.input.users /= 2,
    |s| s.input.users -= s.input.users.min(1),
    |s| s.tempo = Tempo::default(),
    |s| s.tempo.stands_still = false,
    |s| s.tempo.cost = 0.0,
    |s| s.tempo.late = 0.0,
    |s| s.tempo.turn = 0.0,
    |s| s.mood = Mood::default(),
    |s| s.mood.throws_at = None,
    |s| s.mood.aborts_at = None,
    |s| s.mood.aborts_in = None,
    |s| s.mood.reader = None,
    |s| s.mood.promises = None,
    |s| s.mood.promises = s.mood.promises.map(|promises| Promises { rejects: None, ..promises }),
    |s| s.input = Input { users: s.input.users, whole: true, ..Input::default() },
    |s| s.input.throws_at = None,
    |s| s.input.slow = 0.0,
    |s| s.input.endless = false,
    |s| s.policy = Policy { batch_size: s.policy.batch_size, ..Policy::default() },
    |s| s.policy.batch_size = s.policy.batch_size.div_ceil(2),
    |s| s.policy.concurrency = Concurrency::Fixed(1),
    |s| s.policy.concurrency = Concurrency::Fixed(2),
    |s| s.policy.rate_limit = None,
    |s| s.policy.timeout = 30_000.0,
    |s| s.policy.deadline = None,
    |s| s.policy.split = vec![],
    |s| s.policy.hedge = None,
    |s| s.policy.circuit = None,
    |s| s.policy.on_error = OnError::Collect,
    |s| s.policy.on_abort = OnAbort::Partial,
    |s| s.policy.retry.limit = 0,
    |s| s.policy.retry.limit = s.policy.retry.limit.min(1),
    |s| s.policy.retry.budget = 1.0,
    |s| s.habits = Habits::default(),
    |s| s.habits.slow_to_build = 0.0,
    |s| s.habits.unbuildable = 0.0,
    |s| s.habits.never_built = 0.0,
    |s| s.habits.latency = Latency::Instant,
    |s| s.habits.latency = Latency::Fixed(10.0),
    |s| s.habits.refused = 0.0,
    |s| s.habits.refused = 1.0,
    |s| s.habits.resting = 0.0,
    |s| s.habits.lost = 0.0,
    |s| s.habits.lost = 1.0,
    |s| s.habits.unreadable = 0.0,
    |s| s.habits.unanswered = 0.0,
    |s| s.habits.unanswered = 1.0,
    |s| s.habits.undecidable = 0.0,
    |s| s.habits.too_large_above = None,
    |s| s.habits.poison = 0.0,
    |s| s.habits.outage = None,
    |s| s.habits.keeps = false,
];

/// The smallest scenario found that breaks the same law.
pub fn shrink(scenario: Scenario, broken: &Broken) -> (Scenario, Broken) {
    let mut found = (scenario, Broken { law: broken.law, why: broken.why.clone() });
    let began = Instant::now();
    loop {
        let before = format!("{:?}", found.0);
        for step in STEPS.iter().take_while(|_| began.elapsed() < PATIENCE) {
            let mut smaller = found.0.clone();
            step(&mut smaller);
            if let Err(broken) = examine(&smaller)
                && broken.law == found.1.law
            {
                found = (smaller, broken);
            }
        }
        if format!("{:?}", found.0) == before {
            return found;
        }
    }
}
