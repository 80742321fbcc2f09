//! Runs that share a limiter: they start and end at random, whatever ends them, and each of them keeps the laws that it
//! keeps alone. What holds for all of them together is looked at here.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use fastrand::Rng;
use filter_users::engine::{Concurrency, Limiter, OnAbort, RateLimit};
use futures::future::{Either, join_all, select};

use crate::{
    dice::{dice, falls},
    draw::{self, pick, range},
    exact::{assert_times, lasted},
    laws::{self, Broken, concurrency::is_over, ensure},
    log::{Heard, Record, Thrown},
    play::{Played, run},
    scenario::{Latency, Quota, Scenario, Scripted},
    shared::{CrowdLog, Shared},
    time::{Tempo, Time},
};

const SEEDS: u64 = 2_000;
const MOST_POLLS: usize = 4_000_000;
/// How long it may take until a run is back that lets others have their turn.
const YIELDS: f64 = 0.1;
/// The most that is ever tried where the number is found on the way.
const HIGHEST: usize = 64;

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
                laws::check_in_crowd(&member.scenario, played)
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

    fn early(&self) -> f64 {
        self.tempo.early.max(1e-9)
    }

    fn never_more_than_allowed(&self, seen: &Seen) -> Result<(), String> {
        let limit = match self.concurrency {
            None => return Ok(()),
            Some(Concurrency::Fixed(limit)) => limit,
            Some(Concurrency::Auto) => HIGHEST,
        };
        let mut alive = 0_usize;
        for (run, at, record) in &seen.log {
            match record {
                Record::Asked { .. } | Record::Sent { .. } => alive += 1,
                record if is_over(record) => alive -= 1,
                _ => {}
            }
            ensure(alive <= limit, || format!("{alive} at once at {at}, run {run}"))?;
        }
        Ok(())
    }

    fn never_faster_than_allowed(&self, seen: &Seen) -> Result<(), String> {
        let Some(rate) = self.rate_limit else { return Ok(()) };
        if self.tempo.stands_still {
            return Ok(());
        }
        let departures = seen.log.iter().filter(|(.., record)| matches!(record, Record::Sent { .. }));
        let sent: Vec<f64> = departures.map(|(_, at, _)| *at).collect();
        for window in sent.windows(rate.requests + 1) {
            let (first, last) = (window[0], window[rate.requests]);
            ensure(last >= first + rate.per - self.early() - self.tempo.cost, || {
                format!("{} requests within {} ms, from {first}", window.len(), last - first)
            })?;
        }
        Ok(())
    }

    fn all_rest(&self, seen: &Seen) -> Result<(), String> {
        let mut closed_until = f64::NEG_INFINITY;
        if self.tempo.stands_still {
            return Ok(());
        }
        for (run, at, record) in &seen.log {
            let heeds = self.runs[*run].scenario.policy.retry.retry_after;
            match record {
                Record::Answered { reply, .. } if heeds => {
                    let rest = reply.rest().filter(|rest| *rest > 0.0);
                    closed_until = rest.map_or(closed_until, |rest| closed_until.max(at + rest));
                }
                Record::Sent { .. } => ensure(*at >= closed_until - self.early(), || {
                    format!("run {run} sends at {at}, though one was asked for rest until {closed_until}")
                })?,
                _ => {}
            }
        }
        Ok(())
    }

    fn retries_are_within_budget(&self, seen: &Seen) -> Result<(), String> {
        let (mut retries, mut allowed) = (0.0, 10.0);
        for (run, at, record) in &seen.log {
            match record {
                Record::Sent { .. } => allowed += self.runs[*run].scenario.policy.retry.budget,
                Record::Told(told) if matches!(told.what, Heard::Retrying { .. }) => retries += 1.0,
                _ => {}
            }
            ensure(retries <= allowed + 1e-9, || format!("{retries} retries at {at}, of {allowed}"))?;
        }
        Ok(())
    }

    fn nothing_is_left(&self, seen: &Seen) -> Result<(), String> {
        let left = (seen.limiter.in_flight(), seen.limiter.waiting(), seen.timers_left);
        ensure(left == (0, 0, 0), || format!("places, waiting, timers: {left:?} of {} runs", self.runs.len()))
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

/// Of those that want a place all the time, nobody gets a second one before everybody has had one.
#[test]
fn places_are_handed_out_in_turn() {
    for seed in 0..500 {
        let dice = &mut dice(seed, &[7]);
        let mut crowd = Crowd::calm(dice.usize(2..12), 30, dice.usize(1..8));
        crowd.rate_limit = falls(dice, 0.4).then(|| RateLimit { requests: dice.usize(1..8), per: 30.0 });
        for member in &mut crowd.runs {
            member.begins = *pick(dice, &[0.0, 0.0, 100.0]);
            member.scenario.policy.concurrency = Concurrency::Fixed(dice.usize(1..5));
            member.scenario.habits.latency = Latency::Between(1.0, range(dice, 2.0, 60.0));
            member.scenario.habits.slow_to_build = *pick(dice, &[0.0, 0.0, 1.0]);
            member.scenario.habits.build_wait = 40.0;
        }
        let seen = crowd.check().unwrap_or_else(|broken| panic!("{}: {}", broken.law, broken.why));
        in_turn(&crowd, &seen).unwrap_or_else(|why| panic!("crowd {seed}: {why}"));
    }
}

/// Reads it off the log: a run wants a place from when it has room for a request and users to ask about.
fn in_turn(crowd: &Crowd, seen: &Seen) -> Result<(), String> {
    let count = crowd.runs.len();
    let (mut alive, mut asked) = (vec![0_usize; count], vec![0_usize; count]);
    // Since when each wants one, and how many places each other has been given since then.
    let mut given: Vec<Option<(f64, Vec<usize>)>> = vec![None; count];
    for (run, at, record) in &seen.log {
        match record {
            Record::Asked { .. } => {
                (alive[*run], asked[*run]) = (alive[*run] + 1, asked[*run] + 1);
                given[*run] = None;
                for (other, given) in given.iter_mut().enumerate() {
                    // It may have let others have their turn, and not be in line yet.
                    let Some((_, given)) = given.as_mut().filter(|(since, _)| at - since > YIELDS) else { continue };
                    given[*run] += 1;
                    ensure(given[*run] <= 1, || {
                        format!("run {run} gets a second place at {at}, while run {other} waits for one")
                    })?;
                }
            }
            Record::Built { .. } => {}
            record if is_over(record) => alive[*run] -= 1,
            _ => {}
        }
        let scenario = &crowd.runs[*run].scenario;
        let Concurrency::Fixed(limit) = scenario.policy.concurrency else { continue };
        let wants = alive[*run] < limit && asked[*run] < scenario.input.users;
        if wants && given[*run].is_none() {
            given[*run] = Some((*at, vec![0; count]));
        }
    }
    Ok(())
}

/// When each run ended, in milliseconds.
fn ends(seen: &Seen) -> Vec<f64> {
    seen.runs.iter().flatten().map(lasted).collect()
}

fn departures(seen: &Seen) -> Vec<(usize, f64)> {
    let sent = seen.log.iter().filter(|(.., record)| matches!(record, Record::Sent { .. }));
    sent.map(|(run, at, _)| (*run, at - 1_000.0)).collect()
}

fn kept(crowd: &Crowd) -> Seen {
    crowd.check().unwrap_or_else(|broken| panic!("{}: {}", broken.law, broken.why))
}

#[test]
fn two_runs_share_two_places() {
    let seen = kept(&Crowd::calm(2, 4, 2));
    let (runs, times): (Vec<_>, Vec<_>) = departures(&seen).into_iter().unzip();
    assert_times(&times, &[0.0, 0.0, 10.0, 10.0, 20.0, 20.0, 30.0, 30.0]);
    // The first had both, and was in line for its third before the other began.
    assert_eq!(runs, [0, 0, 0, 1, 0, 1, 1, 1]);
}

#[test]
fn one_that_comes_late_waits_for_one_turn() {
    let mut crowd = Crowd::calm(2, 100, 1);
    crowd.runs[1].begins = 95.0;
    crowd.runs[1].scenario.input.users = 1;
    let seen = kept(&crowd);
    // The other was in line for its next.
    assert_times(&[departures(&seen).into_iter().find(|(run, _)| *run == 1).expect("it is sent").1], &[110.0]);
}

#[test]
fn a_retry_after_to_one_is_for_all() {
    let mut crowd = Crowd::calm(2, 2, 1);
    crowd.runs[0].scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::resting(429, 500.0)));
    let times: Vec<_> = departures(&kept(&crowd)).into_iter().map(|(_, at)| at).collect();
    assert_times(&times, &[0.0, 510.0, 520.0, 530.0, 540.0]);
}

#[test]
fn a_rest_that_is_too_long_for_one_is_waited_out_by_another() {
    let mut crowd = Crowd::calm(3, 1, 1);
    crowd.runs[0].scenario.habits.script = Some(|_, _| Some(Scripted::resting(429, 5_000.0)));
    crowd.runs[0].scenario.policy.retry.max_delay = 1_000.0;
    crowd.runs[1].scenario.policy.retry.max_delay = 1_000.0;
    let seen = kept(&crowd);
    assert_times(&ends(&seen), &[10.0, 10.0, 5_020.0]);
}

#[test]
fn the_rate_of_all_is_used_to_the_full() {
    let mut crowd = Crowd::calm(3, 2, 6);
    crowd.rate_limit = Some(RateLimit { requests: 2, per: 100.0 });
    let times: Vec<_> = departures(&kept(&crowd)).into_iter().map(|(_, at)| at).collect();
    assert_times(&times, &[0.0, 0.0, 100.0, 100.0, 200.0, 200.0]);
}

#[test]
fn who_is_slow_to_build_loses_no_turn_of_the_rate() {
    let mut crowd = Crowd::calm(2, 5, 6);
    crowd.rate_limit = Some(RateLimit { requests: 1, per: 100.0 });
    crowd.runs[0].scenario.habits.slow_to_build = 1.0;
    crowd.runs[0].scenario.habits.build_wait = 50.0;
    let runs: Vec<_> = departures(&kept(&crowd)).into_iter().map(|(run, _)| run).collect();
    // The first was in line for its second before the other began.
    assert_eq!(runs, [0, 0, 1, 0, 1, 0, 1, 0, 1, 1]);
}

#[test]
fn one_controller_finds_the_number_for_all() {
    let mut crowd = Crowd::calm(10, 300, 0);
    crowd.concurrency = Some(Concurrency::Auto);
    let seen = kept(&crowd);
    let first = |at: f64| departures(&seen).iter().filter(|(_, sent)| *sent <= at).count();
    assert_eq!(first(1.0), 6, "it starts at six for all");
    let mut alive = 0_i64;
    let most = seen.log.iter().map(|(.., record)| {
        alive += match record {
            Record::Asked { .. } | Record::Sent { .. } => 1,
            record if is_over(record) => -1,
            _ => 0,
        };
        alive
    });
    assert!(most.max().expect("some") > 40, "it grows while the service keeps up");
}

#[test]
fn what_ends_a_run_gives_its_places_back() {
    let mut crowd = Crowd::calm(4, 1, 1);
    crowd.runs[0].scenario.habits.unanswered = 1.0;
    crowd.runs[0].dropped = Some(50.0);
    crowd.runs[1].scenario.mood.aborts_at = Some(20.0);
    crowd.runs[1].scenario.policy.on_abort = OnAbort::Partial;
    let seen = kept(&crowd);
    assert_times(&ends(&seen), &[20.0, 60.0, 70.0]);
}

#[test]
fn all_together_have_one_budget_of_retries() {
    let mut crowd = Crowd::calm(3, 20, 6);
    for member in &mut crowd.runs {
        member.scenario.policy.retry.budget = 0.0;
        member.scenario.habits.script = Some(|_, _| Some(Scripted::refused(503)));
    }
    assert_eq!(departures(&kept(&crowd)).len(), 3 * 20 + 10, "ten are always allowed");
}

#[test]
fn a_rest_beyond_the_deadline_is_waited_out_by_nobody() {
    let mut crowd = Crowd::calm(3, 1, 1);
    crowd.runs[0].scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::resting(429, 5_000.0)));
    crowd.runs[2].scenario.policy.deadline = Some(1_000.0);
    assert_times(&ends(&kept(&crowd)), &[5_030.0, 5_020.0, 10.0]);
}

#[test]
fn what_one_is_told_is_left_is_left_for_all() {
    let mut crowd = Crowd::calm(4, 4, 3);
    crowd.heeds_quota = true;
    for member in &mut crowd.runs {
        member.scenario.habits.quota = Some(Quota { requests: 5, window: 100.0, is_told: true });
    }
    let seen = kept(&crowd);
    let times: Vec<_> = departures(&seen).into_iter().map(|(_, at)| at).collect();
    let window = |from: f64| [[from; 3].as_slice(), &[from + 10.0; 2]].concat();
    assert_times(&times, &[window(0.0), window(100.0), window(200.0), vec![300.0]].concat());
}

#[test]
fn what_went_well_allows_for_retries_later() {
    let mut crowd = Crowd::calm(4, 10, 6);
    crowd.runs[0].scenario.input.users = 100;
    for member in &mut crowd.runs[1..] {
        member.begins = 1_000.0;
        member.scenario.policy.retry.limit = 1;
        member.scenario.habits.script = Some(|_, _| Some(Scripted::refused(503)));
    }
    assert_eq!(departures(&kept(&crowd)).len(), 100 + 2 * 30, "each of them may retry ten, and all have thirty");
}

#[test]
fn who_has_more_to_send_at_once_waits_for_its_turn_all_the_same() {
    let mut crowd = Crowd::calm(2, 8, 1);
    crowd.runs[0].scenario.policy.batch_size = 8;
    crowd.runs[0].scenario.habits.script = Some(|_, users| (users.len() > 1).then(|| Scripted::refused(413)));
    let runs: Vec<_> = departures(&kept(&crowd)).into_iter().map(|(run, _)| run).collect();
    assert_eq!(runs[..16], [0, 1].repeat(8), "halves are no exception");
}
