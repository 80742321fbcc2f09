//! What was waited for is due when its timer rings, whatever the clock says: fake timers often leave the clock alone. And
//! waits that are longer than timers can count.

use filter_users::engine::{Code, Concurrency, Hedge, Jitter, RateLimit};

use crate::{
    exact::{assert_times, lasted},
    losses::{kept, sent, settled},
    scenario::{Latency, Scenario, Scripted},
    time::Tempo,
};

/// One request at a time, answered at once, by a clock that stands still.
fn without_a_clock(users: usize) -> Scenario {
    let mut scenario = Scenario::calm(users, 1);
    scenario.policy.concurrency = Concurrency::Fixed(1);
    scenario.policy.retry.jitter = Jitter::None;
    scenario.habits.latency = Latency::Instant;
    scenario.tempo = Tempo { stands_still: true, ..Tempo::default() };
    scenario
}

#[test]
fn a_retry_is_due_when_its_timer_rings() {
    let mut scenario = without_a_clock(1);
    scenario.policy.retry.limit = 3;
    scenario.habits.script = Some(|_, _| Some(Scripted::refused(503)));
    assert_times(&sent(&kept(&scenario)), &[0.0, 100.0, 300.0, 700.0]);
}

#[test]
fn a_gate_opens_when_its_timer_rings() {
    let mut scenario = without_a_clock(3);
    scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::resting(429, 3_000.0)));
    assert_times(&sent(&kept(&scenario)), &[0.0, 3_000.0, 3_000.0, 3_000.0]);
}

#[test]
fn a_window_is_over_when_its_timer_rings() {
    let mut scenario = without_a_clock(5);
    scenario.policy.rate_limit = Some(RateLimit { requests: 2, per: 100.0 });
    assert_times(&sent(&kept(&scenario)), &[0.0, 0.0, 100.0, 100.0, 200.0]);
}

#[test]
fn a_timeout_is_due_when_its_timer_rings() {
    let mut scenario = without_a_clock(1);
    scenario.policy.timeout = 40.0;
    scenario.habits.unanswered = 1.0;
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0, 140.0, 380.0]);
    assert_times(&[lasted(&played)], &[420.0]);
    assert_eq!(settled(&played)[0].failures[0].1.code, Code::Timeout);
}

#[test]
fn a_deadline_is_due_when_its_timer_rings() {
    let mut scenario = without_a_clock(3);
    scenario.policy.deadline = Some(50.0);
    scenario.habits.unanswered = 1.0;
    let played = kept(&scenario);
    assert_times(&[lasted(&played)], &[50.0]);
    assert!(settled(&played).iter().all(|batch| batch.failures[0].1.code == Code::Deadline));
}

#[test]
fn a_copy_is_due_when_its_timer_rings() {
    let mut scenario = without_a_clock(1);
    scenario.policy.concurrency = Concurrency::Fixed(2);
    scenario.policy.hedge = Some(Hedge::After(50.0));
    scenario.habits.latency = Latency::Fixed(200.0);
    assert_times(&sent(&kept(&scenario)), &[0.0, 50.0]);
}

#[test]
fn a_timer_that_is_left_of_an_attempt_that_ended_does_no_harm() {
    let mut scenario = without_a_clock(2);
    scenario.tempo = Tempo::default();
    scenario.policy.timeout = 100.0;
    scenario.habits.latency = Latency::Fixed(60.0);
    // The timer of the first timeout rings while the second request is in flight.
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0, 60.0]);
    assert_eq!(played.outcome.expect("it ends").figures.users.failed, 0);
}

#[test]
fn waits_longer_than_a_timer_can_count_are_waited_out() {
    for stands_still in [false, true] {
        let mut scenario = without_a_clock(1);
        scenario.tempo.stands_still = stands_still;
        scenario.policy.retry.delay = 5e9;
        scenario.policy.retry.max_delay = 5e9;
        scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::refused(503)));
        assert_times(&sent(&kept(&scenario)), &[0.0, 5e9]);
    }
}
