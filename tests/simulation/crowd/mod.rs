//! Runs that share a limiter: they start and end at random, whatever ends them, and each of them keeps the laws that it
//! keeps alone. What holds for all of them together is looked at here.

mod cases;
mod laws;
mod turns;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use fastrand::Rng;
use filter_users::engine::{Concurrency, Limiter, RateLimit};
use futures::future::{Either, join_all, select};

use crate::{
    dice::{dice, falls},
    draw::{self, pick, range},
    laws::{self as of_each, Broken},
    log::{Record, Thrown},
    play::{Played, run},
    scenario::Scenario,
    shared::{CrowdLog, Shared},
    time::{Tempo, Time},
};

const SEEDS: u64 = 2_000;
const MOST_POLLS: usize = 4_000_000;
/// How long it may take until a run is back that lets others have their turn.
const YIELDS: f64 = 0.1;

/// Runs, and what they share.
#[derive(Clone, Debug)]
struct Crowd {
    seed: u64,
    concurrency: Option<Concurrency>,
    rate_limit: Option<RateLimit>,
    heeds_quota: bool,
    tempo: Tempo,
    runs: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    scenario: Scenario,
    /// In milliseconds.
    begins: f64,
    /// It is dropped after so long, as a future may be.
    dropped: Option<f64>,
}

type Law = fn(&Crowd, &Seen) -> Result<(), String>;

/// What became of a crowd.
struct Seen {
    log: Vec<(usize, f64, Record)>,
    /// Nothing of a run that was dropped.
    runs: Vec<Option<Played>>,
    limiter: Limiter<Thrown>,
    timers_left: usize,
}

impl Crowd {
    fn drawn(seed: u64) -> Self {
        let dice = &mut dice(seed, &[6]);
        let tempo = draw::tempo(dice);
        let count = dice.usize(2..=20);
        // One service answers them all.
        let quota = draw::quota(dice);
        let member = |run: usize, dice: &mut Rng| {
            let mut scenario = draw::scenario(seed.wrapping_mul(1_000_003).wrapping_add(run as u64));
            (scenario.tempo, scenario.habits.quota) = (tempo, quota);
            scenario.input.users = scenario.input.users.min(40);
            Member {
                scenario,
                begins: if dice.bool() { 0.0 } else { range(dice, 0.0, 500.0) },
                dropped: falls(dice, 0.1).then(|| range(dice, 0.0, 300.0)),
            }
        };
        Self {
            seed,
            concurrency: match dice.u8(0..5) {
                0 => None,
                1 => Some(Concurrency::Auto),
                _ => Some(Concurrency::Fixed(dice.usize(1..9))),
            },
            rate_limit: falls(dice, 0.4)
                .then(|| RateLimit { requests: dice.usize(1..8), per: *pick(dice, &[1.0, 10.0, 100.0]) }),
            heeds_quota: falls(dice, 0.3),
            tempo,
            runs: (0..count).map(|run| member(run, dice)).collect(),
        }
    }

    /// So many calm runs of so many users, one a request, which begin together.
    fn calm(runs: usize, users: usize, limit: usize) -> Self {
        let run = |run| {
            let mut scenario = Scenario::calm(users, 1);
            scenario.seed = run as u64;
            Member { scenario, begins: 0.0, dropped: None }
        };
        Self {
            seed: 0,
            concurrency: Some(Concurrency::Fixed(limit)),
            rate_limit: None,
            heeds_quota: false,
            tempo: Tempo::default(),
            runs: (0..runs).map(run).collect(),
        }
    }

    fn play(&self) -> Result<Seen, Broken> {
        let time = Time::new(self.tempo, self.seed);
        let limiter = Limiter::new(self.concurrency, self.rate_limit, self.heeds_quota);
        let log = Rc::new(CrowdLog::default());
        let idle = Rc::new(RefCell::new(None));
        self.watch_idle(&time, &limiter, &idle);
        let served = Rc::default();
        let runs = self.runs.iter().enumerate();
        let runs = runs.map(|(run, member)| self.one(run, member, &time, &limiter, &log, &served));
        let played = time.drive(join_all(runs), MOST_POLLS);
        let (runs, _) = played.map_err(|stuck| broken("no crowd hangs", format!("{stuck:?}")))?;
        if let Some(why) = idle.take() {
            return Err(broken("no place is free that somebody waits for", why));
        }
        Ok(Seen { log: log.take(), runs, limiter, timers_left: time.timers() })
    }

    async fn one(
        &self,
        number: usize,
        Member { scenario, begins, dropped }: &Member,
        time: &Rc<Time>,
        limiter: &Limiter<Thrown>,
        log: &Rc<CrowdLog>,
        served: &Rc<Cell<(f64, u32)>>,
    ) -> Option<Played> {
        time.sleep(*begins).await;
        let shared = Shared::beside(time, scenario.seed, served, number, log);
        let run = Box::pin(run(scenario, &shared, Some(limiter)));
        let outcome = match dropped {
            None => run.await,
            Some(after) => match select(run, Box::pin(time.sleep(*after))).await {
                Either::Left((outcome, _)) => outcome,
                Either::Right(_) => return None,
            },
        };
        Some(Played::of(scenario, &shared, Ok(outcome)))
    }

    /// Where nothing but the number in flight holds anybody back, who waits for a place waits for one that is taken. A run
    /// that lets others have their turn just now may be slow to take its own.
    fn watch_idle(&self, time: &Rc<Time>, limiter: &Limiter<Thrown>, idle: &Rc<RefCell<Option<String>>>) {
        let Some(Concurrency::Fixed(limit)) = self.concurrency else { return };
        let mut habits = self.runs.iter().map(|member| &member.scenario.habits);
        let rests = habits.any(|habits| habits.resting > 0.0 || habits.script.is_some());
        if self.tempo.cost > 0.0 || self.tempo.turn > 0.0 || self.rate_limit.is_some() || self.heeds_quota || rests {
            return;
        }
        let (limiter, idle, time_of) = (limiter.clone(), Rc::clone(idle), Rc::downgrade(time));
        let since = Cell::new(None);
        time.when_idle(move || {
            let now = time_of.upgrade().map_or(0.0, |time| time.now());
            let (waiting, in_flight) = (limiter.waiting(), limiter.in_flight());
            if waiting == 0 || in_flight >= limit {
                since.set(None);
            } else if now - since.get().unwrap_or(now) > YIELDS {
                *idle.borrow_mut() = Some(format!("{waiting} wait beside {in_flight} of {limit} at {now}"));
            } else {
                since.set(since.get().or(Some(now)));
            }
        });
    }

    fn check(&self) -> Result<Seen, Broken> {
        let seen = self.play()?;
        for (run, (played, member)) in seen.runs.iter().zip(&self.runs).enumerate() {
            if let Some(played) = played {
                of_each::check_in_crowd(&member.scenario, played)
                    .map_err(|Broken { law, why }| broken(law, format!("run {run}: {why}")))?;
            }
        }
        let laws: [(&'static str, Law); 5] = [
            ("never more in flight together than allowed", Self::never_more_than_allowed),
            ("never faster together than the rate", Self::never_faster_than_allowed),
            ("nobody sends anything while one is asked for rest", Self::all_rest),
            ("retries are within the budget of all", Self::retries_are_within_budget),
            ("nothing is left of a crowd", Self::nothing_is_left),
        ];
        for (law, holds) in laws {
            holds(self, &seen).map_err(|why| broken(law, why))?;
        }
        Ok(seen)
    }
}

const fn broken(law: &'static str, why: String) -> Broken {
    Broken { law, why }
}

/// A crowd as small as it can be made while it breaks the same law.
fn smaller(crowd: Crowd, broken: Broken) -> (Crowd, Broken) {
    let (mut crowd, mut broken) = (crowd, broken);
    let mut run = 0;
    while run < crowd.runs.len() {
        let mut without = crowd.clone();
        without.runs.remove(run);
        match without.check() {
            Err(other) if other.law == broken.law => (crowd, broken) = (without, other),
            _ => run += 1,
        }
    }
    (crowd, broken)
}

#[test]
fn every_crowd_keeps_the_laws() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seeds = match number("CROWD") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SEEDS").map_or(SEEDS, |seeds| seeds / 10),
    };
    for seed in seeds {
        let crowd = Crowd::drawn(seed);
        if let Err(found) = crowd.check() {
            let (small, found) = smaller(crowd, found);
            panic!("crowd {seed} breaks a law: {}\n  {}\n\n{small:#?}", found.law, found.why);
        }
        if seed % 8 == 0 {
            let logs = [crowd.play(), crowd.play()].map(|seen| seen.map(|seen| seen.log).ok());
            assert_eq!(logs[0], logs[1], "the same seed gives the same trace");
        }
    }
}
