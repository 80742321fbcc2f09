//! What happens when, to the millisecond.

use filter_users::engine::{Circuit, Code, Concurrency, Hedge, Jitter, RateLimit};

use crate::{
    log::{Heard, Record},
    losses::{kept, sent, settled},
    play::Played,
    scenario::{Input, Latency, Quota, Scenario, Scripted},
};

/// Whether the moments are those expected, but for the shortest of timers.
pub fn assert_times(times: &[f64], expected: &[f64]) {
    let is_right = times.len() == expected.len() && times.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.2);
    assert!(is_right, "{times:?}, not {expected:?}");
}

pub fn lasted(played: &Played) -> f64 {
    played.ended - played.began
}

/// One request at a time, with waits that are not drawn.
fn one_by_one(users: usize) -> Scenario {
    let mut scenario = Scenario::calm(users, 1);
    scenario.policy.concurrency = Concurrency::Fixed(1);
    scenario.policy.retry.jitter = Jitter::None;
    scenario
}

#[test]
fn the_first_of_a_batch_waits_no_longer_than_it_may() {
    let mut scenario = Scenario::calm(9, 3);
    scenario.input = Input { users: 9, trickles: true, wait: 40.0, ..Input::default() };
    scenario.policy.max_wait = Some(50.0);
    let played = kept(&scenario);
    let comes_at: Vec<_> = scenario.arrivals().take(9).collect();
    let took = played.log.iter().filter_map(|(at, record)| match record {
        Record::Took(users) => Some((at - played.began, users.clone())),
        _ => None,
    });
    let mut sizes = Vec::new();
    for (at, users) in took {
        let full = comes_at[users.end - 1];
        let due = comes_at[users.start] + 50.0;
        let is_full = users.len() == 3 || users.end == 9;
        assert_times(&[at], &[if is_full { full } else { due }]);
        sizes.push(users.len());
    }
    assert!(sizes.contains(&3) && sizes.iter().any(|size| *size < 3), "{sizes:?}");
}

#[test]
fn waits_double() {
    let mut scenario = one_by_one(1);
    scenario.habits.script = Some(|_, _| Some(Scripted::refused(503)));
    scenario.policy.retry.limit = 3;
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0, 110.0, 320.0, 730.0]);
}

#[test]
fn a_retry_after_closes_the_gate_for_all() {
    let mut scenario = one_by_one(6);
    scenario.policy.concurrency = Concurrency::Fixed(2);
    scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::resting(429, 3_000.0)));
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0, 0.0, 3_010.0, 3_010.0, 3_020.0, 3_020.0, 3_030.0]);
    assert_eq!(played.outcome.expect("it ends").figures.users.failed, 0);
}

#[test]
fn a_retry_after_of_nothing_is_waited_as_if_there_were_none() {
    let mut scenario = one_by_one(1);
    scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::resting(503, 0.0)));
    assert_times(&sent(&kept(&scenario)), &[0.0, 110.0]);
}

#[test]
fn a_rest_beyond_the_deadline_fails_what_is_not_sent_at_once() {
    let mut scenario = one_by_one(10);
    scenario.policy.deadline = Some(4_000.0);
    scenario.habits.script = Some(|_, _| Some(Scripted::resting(429, 5_000.0)));
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0]);
    assert_times(&[lasted(&played)], &[10.0]);
    for batch in settled(&played) {
        let fault = &batch.failures[0].1;
        assert_eq!(fault.code, Code::Deadline);
        let rest = fault.retry_after.expect("it says when to come back");
        assert!((4_999.0..=5_000.0).contains(&rest), "{rest}");
        assert_eq!(fault.attempts, u32::from(batch.index == 0));
    }
}

#[test]
fn a_rest_beyond_the_deadline_fails_what_waits_for_its_retry_at_once() {
    let mut scenario = one_by_one(2);
    scenario.policy.concurrency = Concurrency::Fixed(2);
    scenario.policy.deadline = Some(4_000.0);
    scenario.policy.retry.delay = 3_000.0;
    scenario.habits.script =
        Some(|id, _| Some(if id == 0 { Scripted::lost() } else { Scripted::resting(429, 5_000.0) }));
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0, 0.0]);
    assert_times(&[lasted(&played)], &[10.0]);
    for batch in settled(&played) {
        assert_eq!(batch.failures[0].1.code, Code::Deadline);
        assert!(batch.failures[0].1.earlier.is_some());
    }
}

#[test]
fn a_retry_after_that_is_not_heeded_closes_nothing() {
    let mut scenario = one_by_one(2);
    scenario.policy.retry.retry_after = false;
    scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::resting(503, 60_000.0)));
    assert_times(&sent(&kept(&scenario)), &[0.0, 10.0, 110.0]);
}

#[test]
fn a_retry_after_longer_than_the_longest_wait_fails_the_rest_at_once() {
    let mut scenario = one_by_one(10);
    scenario.habits.script = Some(|_, _| Some(Scripted::resting(429, 20_000.0)));
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0]);
    assert_times(&[lasted(&played)], &[10.0]);
    for batch in settled(&played) {
        let fault = &batch.failures[0].1;
        assert_eq!((fault.code, fault.status), (Code::HttpStatus, Some(429)));
        let rest = fault.retry_after.expect("it says when to come back");
        assert!((19_999.0..=20_000.0).contains(&rest), "{rest}");
        assert_eq!(fault.attempts, u32::from(batch.index == 0));
    }
}

#[test]
fn a_retry_that_could_not_start_before_the_deadline_is_not_waited_for() {
    let mut scenario = one_by_one(1);
    scenario.policy.deadline = Some(50.0);
    scenario.habits.script = Some(|_, _| Some(Scripted::refused(503)));
    let played = kept(&scenario);
    let fault = &settled(&played)[0].failures[0].1;
    assert_eq!((fault.code, fault.earlier, fault.attempts), (Code::Deadline, Some(Code::HttpStatus), 1));
    assert_times(&[lasted(&played)], &[10.0]);
}

#[test]
fn the_deadline_ends_what_is_in_flight() {
    let mut scenario = one_by_one(3);
    scenario.policy.deadline = Some(50.0);
    scenario.habits.unanswered = 1.0;
    let played = kept(&scenario);
    assert_times(&[lasted(&played)], &[50.0]);
    let figures = played.outcome.expect("it ends").figures;
    assert_eq!((figures.users.failed, figures.requests.by_error[&Code::Deadline]), (3, 1));
}

#[test]
fn a_timeout_counts_from_where_the_building_begins() {
    let mut scenario = one_by_one(1);
    scenario.policy.timeout = 40.0;
    scenario.policy.retry.limit = 1;
    scenario.habits.unanswered = 1.0;
    scenario.habits.slow_to_build = 1.0;
    scenario.habits.build_wait = 30.0;
    // Both attempts end 40 ms after they began, and 100 ms lie between them.
    assert_times(&[lasted(&kept(&scenario))], &[180.0]);
}

#[test]
fn the_rate_is_used_to_the_full() {
    let mut scenario = Scenario::calm(7, 1);
    scenario.policy.rate_limit = Some(RateLimit { requests: 3, per: 100.0 });
    assert_times(&sent(&kept(&scenario)), &[0.0, 0.0, 0.0, 100.0, 100.0, 100.0, 200.0]);
}

/// A service that answers so many requests in any 100 ms, from when the run begins, of which it tells; as it is asked.
fn with_quota(users: usize, requests: u32, is_told: bool) -> Scenario {
    let mut scenario = Scenario::calm(users, 1);
    scenario.policy.heeds_quota = true;
    scenario.habits.quota = Some(Quota { requests, window: 100.0, is_told });
    scenario
}

#[test]
fn the_quota_is_used_to_the_full_and_not_beyond() {
    for is_told in [true, false] {
        let played = kept(&with_quota(20, 8, is_told));
        let times = sent(&played);
        assert_times(&times, &[[0.0; 6].as_slice(), &[10.0; 2], &[100.0; 6], &[110.0; 2], &[200.0; 4]].concat());
        assert_eq!(played.outcome.expect("it ends").figures.requests.by_status[&200], 20);
    }
}

#[test]
fn a_quota_that_is_told_holds_for_the_next_window_too() {
    let played = kept(&with_quota(12, 2, true));
    // Nothing is known at first: six go, of which four are refused. From there on two a window.
    let statuses = &played.outcome.as_ref().expect("it ends").figures.requests.by_status;
    assert_eq!((statuses[&200], statuses[&429]), (12, 4));
    let times = sent(&played);
    assert_times(&times[..10], &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 100.0, 200.0, 200.0]);
}

#[test]
fn a_reset_beyond_the_deadline_is_not_waited_for() {
    let mut scenario = with_quota(20, 6, true);
    scenario.policy.deadline = Some(60.0);
    let played = kept(&scenario);
    assert_times(&[lasted(&played)], &[10.0]);
    let failures = settled(&played).into_iter().flat_map(|batch| &batch.failures);
    let (_, fault) = failures.last().expect("those that were not asked about");
    assert_eq!((fault.code, fault.attempts), (Code::Deadline, 0));
    assert!(fault.retry_after.is_some_and(|rest| (89.0..=90.0).contains(&rest)), "{fault:?}");
}

#[test]
fn a_batch_that_waits_for_its_retry_holds_no_place() {
    let mut scenario = one_by_one(4);
    scenario.habits.script = Some(|id, _| (id == 0).then(|| Scripted::refused(503)));
    assert_times(&sent(&kept(&scenario)), &[0.0, 10.0, 20.0, 30.0, 110.0]);
}

#[test]
fn an_open_circuit_is_probed() {
    let mut scenario = one_by_one(100);
    scenario.policy.circuit = Some(Circuit { failures: 3, cooldown: 25.0 });
    scenario.policy.retry.limit = 0;
    scenario.input.slow = 1.0;
    scenario.input.wait = 4.0;
    scenario.habits.refused = 1.0;
    scenario.habits.statuses = vec![500];
    let played = kept(&scenario);
    let times = sent(&played);
    // Its users come one every 2 ms or so: 3 are tried, then one every 25 ms.
    assert!((12..=16).contains(&times.len()), "{times:?}");
    assert!(times[2..].windows(2).all(|two| two[1] - two[0] >= 25.0), "{times:?}");
}

#[test]
fn a_slow_request_gets_one_copy_and_the_first_answer_is_taken() {
    let mut scenario = one_by_one(1);
    scenario.policy.concurrency = Concurrency::Fixed(2);
    scenario.policy.hedge = Some(Hedge::After(50.0));
    scenario.habits.latency = Latency::Fixed(200.0);
    let played = kept(&scenario);
    assert_times(&sent(&played), &[0.0, 50.0]);
    assert_times(&[lasted(&played)], &[200.0]);
    let figures = played.outcome.expect("it ends").figures;
    assert_eq!((figures.requests.hedged, figures.requests.retried, figures.latencies), (1, 0, 1));
    let count = |of: fn(&Record) -> bool| played.log.iter().filter(|(_, record)| of(record)).count();
    assert_eq!(count(|record| matches!(record, Record::Dropped { id: 1 })), 1, "the loser is aborted");
    assert_eq!(count(|record| matches!(record, Record::Told(told) if matches!(told.what, Heard::Hedged { .. }))), 1);
}

#[test]
fn concurrency_that_is_found_grows_while_the_service_keeps_up() {
    let mut scenario = Scenario::calm(20_000, 10);
    scenario.policy.concurrency = Concurrency::Auto;
    let figures = kept(&scenario).outcome.expect("it ends").figures;
    assert!((40..=64).contains(&figures.requests.max_in_flight), "{:?}", figures.requests);
    assert!(figures.requests.concurrency >= figures.requests.max_in_flight, "{:?}", figures.requests);
}

/// A group test by halves: each poison user costs a way down from the root, of two requests a level.
#[test]
fn poison_users_cost_two_requests_a_halving() {
    for (share, seed) in [(0.004, 1), (0.004, 2), (0.01, 3), (0.02, 4), (0.05, 5)] {
        let mut scenario = Scenario::calm(256, 256);
        scenario.seed = seed;
        scenario.habits.poison = share;
        scenario.habits.poison_status = 413;
        let played = kept(&scenario);
        let poison: Vec<_> = (0..256).filter(|user| scenario.is_poison(*user)).collect();
        let failed: Vec<_> = settled(&played)[0].failures.iter().flat_map(|(users, _)| users.iter()).collect();
        assert_eq!(failed, poison, "only those at fault fail");
        let requests = played.outcome.expect("it ends").figures.requests.sent;
        assert!(requests <= 2 * poison.len() as u64 * 8 + 1, "{requests} requests for {} users", poison.len());
    }
}
