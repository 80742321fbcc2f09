//! No run starves another.

use filter_users::engine::{Concurrency, RateLimit};

use super::{Crowd, Seen, YIELDS};
use crate::{
    dice::{dice, falls},
    draw::{pick, range},
    laws::{concurrency::is_over, ensure},
    log::Record,
    scenario::Latency,
};

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
