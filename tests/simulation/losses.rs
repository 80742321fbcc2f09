//! Cases in which others are known to lose users, by name.

use filter_users::{
    engine::{Code, Concurrency, Jitter, OnAbort, OnError},
    reply::{Path, RowKey, Verdict},
};

use crate::{
    ids::Ids,
    log::{Batch, Record},
    play::{Ended, Played, play},
    scenario::{Latency, Scenario, Scripted},
    seeds::examine,
};

/// Plays `scenario`, in which every law holds whatever else a test looks at.
pub fn kept(scenario: &Scenario) -> Played {
    match examine(scenario) {
        Ok(played) => played,
        Err(broken) => panic!("{}: {}\n{}", broken.law, broken.why, play(scenario).trace()),
    }
}

/// The batches as they settled.
pub fn settled(played: &Played) -> Vec<&Batch> {
    let settled = played.log.iter().filter_map(|(_, record)| match record {
        Record::Settled(batch) => Some(&**batch),
        _ => None,
    });
    settled.collect()
}

/// When the service received requests, in milliseconds of the run.
pub fn sent(played: &Played) -> Vec<f64> {
    let sent = played.log.iter().filter(|(_, record)| matches!(record, Record::Sent { .. }));
    sent.map(|(at, _)| at - played.began).collect()
}

#[test]
fn abort_while_a_half_refused_batch_waits_for_its_retry() {
    for on_abort in [OnAbort::Partial, OnAbort::Throw] {
        let mut scenario = Scenario::calm(10, 10);
        scenario.policy.on_abort = on_abort;
        scenario.policy.retry.jitter = Jitter::None;
        scenario.habits.script = Some(|_, users| match users.len() {
            10 => Some(Scripted::refused(413)),
            _ if users.first() == 5 => Some(Scripted::refused(503)),
            _ => None,
        });
        scenario.mood.aborts_at = Some(50.0);
        let played = kept(&scenario);
        let [batch] = settled(&played)[..] else { panic!("one batch") };
        assert!(batch.verdicts[..5].iter().all(Option::is_some), "one half was answered");
        let [(users, fault)] = &batch.failures[..] else { panic!("{:?}", batch.failures) };
        assert_eq!((users, fault.code, fault.earlier), (&Ids::new(5..10), Code::Aborted, Some(Code::HttpStatus)));
        assert_eq!(fault.attempts, 2);
        assert!((50.0..51.0).contains(&(played.ended - played.began)), "it ends when it is aborted");
    }
}

#[test]
fn a_network_error_in_the_third_of_many_requests() {
    let mut scenario = Scenario::calm(200, 5);
    scenario.habits.script = Some(|id, _| (id == 2).then(Scripted::lost));
    scenario.policy.retry.limit = 0;
    let batches = kept(&scenario);
    let failed: Vec<_> = settled(&batches).into_iter().filter(|batch| !batch.failures.is_empty()).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].users.clone(), failed[0].failures[0].1.code), (10..15, Code::Network));

    scenario.policy.on_error = OnError::Throw;
    let played = kept(&scenario);
    assert!(
        matches!(&played.outcome.as_ref().expect("it ends").end, Ended::Failed(fault) if fault.code == Code::Network)
    );

    scenario.policy.on_error = OnError::Collect;
    scenario.policy.retry.limit = 1;
    assert!(settled(&kept(&scenario)).iter().all(|batch| batch.failures.is_empty()), "it is asked again");
}

#[test]
fn a_reply_with_three_rows_too_few() {
    fn body(users: &Ids) -> String {
        let rows: Vec<_> = users.iter().take(users.len() - 3).map(|user| format!("{{\"id\":{user}}}")).collect();
        format!("[{}]", rows.join(","))
    }
    let mut scenario = Scenario::calm(10, 10);
    scenario.habits.script = Some(|_, users| Some(Scripted::Body(body(users), RowKey::Path(Path::parse("id")))));
    scenario.habits.truth = Some(|user| if user < 7 { Verdict::Passed } else { Verdict::Missing });
    let played = kept(&scenario);
    let users = played.outcome.as_ref().expect("it ends").figures.users;
    assert_eq!((users.passed, users.missing, users.failed), (7, 3, 0));

    // Rows that are told apart by their place alone say nothing if there are too few.
    scenario.habits.script = Some(|_, users| Some(Scripted::Body(body(users), RowKey::Position)));
    let played = kept(&scenario);
    let [batch] = settled(&played)[..] else { panic!("one batch") };
    assert_eq!((batch.failures[0].0.clone(), batch.failures[0].1.code), (Ids::new(0..10), Code::BadReply));
}

/// A split uses up no retry: of 64 users only the one at fault fails, though others are refused for a while, too.
#[test]
fn a_poison_user_among_others_whose_halves_are_refused_twice() {
    let mut scenario = Scenario::calm(64, 64);
    scenario.policy.retry.limit = 2;
    scenario.policy.concurrency = Concurrency::Fixed(1);
    scenario.habits.script = Some(|id, users| match id {
        _ if users.has(37) => Some(Scripted::refused(413)),
        // Both retries of the first half, and of one further down.
        1 | 2 => Some(Scripted::refused(503)),
        _ if users.len() == 4 && id < 14 => Some(Scripted::refused(503)),
        _ => None,
    });
    let played = kept(&scenario);
    let [batch] = settled(&played)[..] else { panic!("one batch") };
    let [(users, fault)] = &batch.failures[..] else { panic!("{:?}", batch.failures) };
    assert_eq!((users, fault.code, fault.status), (&Ids::new(37..38), Code::HttpStatus, Some(413)));
    assert!(played.outcome.expect("it ends").figures.requests.retried > 2);
}

#[test]
fn every_row_refused_for_ever() {
    let mut scenario = Scenario::calm(1_000, 10);
    scenario.habits.refused = 1.0;
    scenario.habits.statuses = vec![503];
    scenario.policy.retry.limit = 1_000_000;
    let played = kept(&scenario);
    let outcome = played.outcome.as_ref().expect("it ends");
    assert_eq!(outcome.figures.users.failed, 1_000);
    // A fifth of all requests are retries.
    assert!((124..=126).contains(&outcome.figures.requests.sent), "{:?}", outcome.figures.requests);
}

#[test]
fn an_abort_is_heard_though_every_reply_is_there_at_once() {
    let mut scenario = Scenario::calm(50_000, 10);
    scenario.habits.latency = Latency::Instant;
    scenario.tempo.cost = 2.0;
    scenario.mood.aborts_at = Some(100.0);
    scenario.policy.on_abort = OnAbort::Throw;
    let played = kept(&scenario);
    let lasted = played.ended - played.began;
    assert!((100.0..150.0).contains(&lasted), "{lasted}");
}

#[test]
fn a_source_that_throws_loses_none_of_those_it_had_read() {
    let mut scenario = Scenario::calm(100, 10);
    scenario.input.whole = false;
    scenario.input.ahead = 7;
    scenario.input.throws_at = Some(55);
    let played = kept(&scenario);
    let users: usize = settled(&played).iter().map(|batch| batch.users.len()).sum();
    assert_eq!(users, 55);
}
