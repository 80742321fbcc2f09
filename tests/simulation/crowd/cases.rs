//! What happens when in a crowd, to the millisecond.

use filter_users::engine::{Concurrency, OnAbort, RateLimit};

use super::{Crowd, Seen};
use crate::{
    exact::{assert_times, lasted},
    laws::concurrency::is_over,
    log::Record,
    scenario::{Quota, Scripted},
};

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
