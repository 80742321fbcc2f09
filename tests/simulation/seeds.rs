//! Many seeds, each of them a run of its own.

use std::{env, fmt::Write as _, panic::catch_unwind, thread};

use crate::{
    draw,
    laws::{self, Broken},
    play::{Played, play},
    scenario::Scenario,
    shrink::shrink,
};

const SEEDS: u64 = 20_000;
const THREADS: usize = 2;
/// Failures after which it is enough.
const MOST_FAILURES: usize = 20;
/// Lines of a trace that are printed of a run that is not small, from both ends.
const LINES: usize = 60;

/// Plays `scenario`, and now and then twice, and checks that it keeps the laws and that nothing depends on chance but
/// through the seed.
pub fn examine(scenario: &Scenario) -> Result<Played, Broken> {
    // So that the seed is told of a panic too.
    let examined = catch_unwind(|| keeps_the_laws(scenario));
    examined.unwrap_or_else(|_| Err(Broken { law: "nothing panics", why: "the message stands above".into() }))
}

fn keeps_the_laws(scenario: &Scenario) -> Result<Played, Broken> {
    let played = play(scenario);
    laws::check(scenario, &played)?;
    if scenario.seed.is_multiple_of(4) && play(scenario).log != played.log {
        return Err(Broken { law: "the same seed gives the same trace", why: "it did not".into() });
    }
    Ok(played)
}

/// The story of a failure: the smallest scenario that was found to break the same law, and its trace.
fn report(seed: u64, broken: &Broken) -> String {
    let (small, broken) = shrink(draw::scenario(seed), broken);
    let trace = catch_unwind(|| play(&small).trace()).unwrap_or_default();
    let lines: Vec<_> = trace.lines().collect();
    let mut text = format!("seed {seed} breaks a law: {}\n  {}\n\n{small}\n\n", broken.law, broken.why);
    if lines.len() <= 2 * LINES {
        text.push_str(&trace);
    } else {
        let (head, tail) = (lines[..LINES].join("\n"), lines[lines.len() - LINES..].join("\n"));
        let _ = write!(text, "{head}\n  … {} lines …\n{tail}", lines.len() - 2 * LINES);
    }
    text
}

#[test]
fn every_seed_keeps_the_laws() {
    if let Ok(seed) = env::var("SEED") {
        let seed = seed.parse().expect("SEED is a number");
        let scenario = draw::scenario(seed);
        println!("{scenario}\n{}", play(&scenario).trace());
        if let Err(broken) = examine(&scenario) {
            panic!("{}", report(seed, &broken));
        }
        return;
    }
    let number = |name: &str| env::var(name).ok().map(|text| text.parse().expect("a number"));
    let seeds = number("SEEDS").unwrap_or(SEEDS);
    let from = number("FROM").unwrap_or_default();
    let part = |first: u64| {
        let seeds = (from + first..from + seeds).step_by(THREADS);
        seeds.filter_map(|seed| Some((seed, examine(&draw::scenario(seed)).err()?))).take(MOST_FAILURES).collect()
    };
    let mut failed: Vec<(u64, Broken)> = thread::scope(|scope| {
        let parts: Vec<_> = (0..THREADS as u64).map(|first| scope.spawn(move || part(first))).collect();
        parts.into_iter().flat_map(|part: thread::ScopedJoinHandle<Vec<_>>| part.join().expect("no panic")).collect()
    });
    failed.sort_by_key(|(seed, _)| *seed);
    if let Some((seed, broken)) = failed.first() {
        let others: Vec<_> = failed.iter().map(|(seed, broken)| format!("{seed}: {}", broken.law)).collect();
        panic!("{}\n\n{}", others.join("\n"), report(*seed, broken));
    }
}
