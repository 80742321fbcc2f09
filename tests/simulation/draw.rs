//! Draws a scenario from a seed. Most are small, for a failure to be readable; every one mixes a few troubles, since a
//! run with all of them at once would hardly get anywhere.

use fastrand::Rng;
use filter_users::engine::{
    Circuit, Concurrency, Hedge, Jitter, MaxFailed, OnAbort, OnError, Policy, RateLimit, Retry,
};

use crate::{
    dice::{dice, falls},
    scenario::{Habits, Input, Latency, Mood, Promises, Quota, Reader, Scenario},
    time::Tempo,
};

const STATUSES: [u16; 12] = [400, 401, 404, 408, 413, 422, 425, 429, 500, 502, 503, 504];

pub fn scenario(seed: u64) -> Scenario {
    let dice = &mut dice(seed, &[0]);
    let users = match dice.u8(0..100) {
        0..35 => dice.usize(0..8),
        35..80 => dice.usize(0..60),
        80..97 => dice.usize(0..400),
        _ => dice.usize(0..4_000),
    };
    let mut policy = policy(dice, users);
    let mut input = input(dice, users);
    let mut mood = mood(dice);
    if input.endless && policy.deadline.is_none() && mood.aborts_at.is_none() {
        policy.deadline = Some(range(dice, 1.0, 5_000.0));
    }
    input.endless &= !input.whole;
    if mood.reader.is_some_and(|reader| reader.pace.is_none()) {
        // Who never reads has to end the run some day, or it waits for ever.
        mood.aborts_at.get_or_insert_with(|| range(dice, 0.0, 1_000.0));
    }
    Scenario { seed, policy, input, habits: habits(dice), mood, tempo: tempo(dice) }
}

fn policy(dice: &mut Rng, users: usize) -> Policy {
    // Seldom more than some hundred batches, or a few runs would take all the time.
    let least = users / 300 + 1;
    let size = *pick(dice, &[1, 2, 3, 7, 10, 25, 100, 250]);
    Policy {
        batch_size: size.max(least),
        max_wait: falls(dice, 0.4).then(|| *pick(dice, &[0.0, 1.0, 30.0, 500.0])),
        concurrency: match dice.u8(0..40) {
            0..28 => Concurrency::Fixed(dice.usize(1..7)),
            28..31 => Concurrency::Fixed(dice.usize(1..40)),
            31 => Concurrency::Fixed(usize::MAX),
            _ => Concurrency::Auto,
        },
        rate_limit: falls(dice, 0.2).then(|| RateLimit {
            requests: *pick(dice, &[1, 2, 3, 4, 5, 6, 7, usize::MAX]),
            per: *pick(dice, &[1.0, 10.0, 100.0, 1_000.0]),
        }),
        heeds_quota: falls(dice, 0.3),
        timeout: *pick(dice, &[5.0, 50.0, 300.0, 30_000.0]),
        deadline: falls(dice, 0.2).then(|| range(dice, 0.5, 3_000.0)),
        retry: retry(dice),
        split: match dice.u8(0..4) {
            0 => vec![],
            1 => vec![400, 413, 422],
            2 => vec![503, 413],
            _ => vec![413],
        },
        hedge: match dice.u8(0..8) {
            0 => Some(Hedge::After(range(dice, 0.5, 60.0))),
            1 => Some(Hedge::Percentile(*pick(dice, &[0.5, 0.9, 0.95]))),
            _ => None,
        },
        circuit: falls(dice, 0.2)
            .then(|| Circuit { failures: dice.u32(1..5), cooldown: *pick(dice, &[0.0, 20.0, 500.0]) }),
        on_error: if falls(dice, 0.15) { OnError::Throw } else { OnError::Collect },
        max_failed: match dice.u8(0..10) {
            0 => Some(MaxFailed::Users(dice.u32(0..50).into())),
            1 => Some(MaxFailed::Share(*pick(dice, &[0.0, 0.05, 0.5, 1.0]))),
            _ => None,
        },
        on_abort: if dice.bool() { OnAbort::Throw } else { OnAbort::Partial },
        seed: dice.u64(..),
    }
}

fn retry(dice: &mut Rng) -> Retry {
    let default = Retry::default();
    Retry {
        limit: dice.u32(0..6),
        statuses: if falls(dice, 0.2) {
            STATUSES.iter().copied().filter(|_| dice.bool()).collect()
        } else {
            default.statuses
        },
        delay: *pick(dice, &[0.0, 1.0, 20.0, 100.0]),
        max_delay: *pick(dice, &[0.0, 50.0, 1_000.0, 10_000.0]),
        jitter: if dice.bool() { Jitter::Full } else { Jitter::None },
        retry_after: falls(dice, 0.85),
        budget: *pick(dice, &[0.0, 0.2, 0.2, 0.5, 1.0]),
    }
}

fn input(dice: &mut Rng, users: usize) -> Input {
    let is_async = falls(dice, 0.4);
    Input {
        users,
        whole: falls(dice, 0.5),
        ahead: dice.usize(0..20),
        trickles: is_async && dice.bool(),
        slow: if is_async { range(dice, 0.1, 1.0) } else { 0.0 },
        wait: *pick(dice, &[1.0, 20.0, 400.0]),
        throws_at: falls(dice, 0.08).then(|| dice.usize(0..=users)),
        endless: falls(dice, 0.03),
        equal: if falls(dice, 0.2) { range(dice, 0.0, 1.0) } else { 0.0 },
    }
}

fn habits(dice: &mut Rng) -> Habits {
    let mut seldom = |most| if falls(dice, 0.25) { range(dice, 0.0, most) } else { 0.0 };
    let (unbuildable, never_built, lost, unreadable, unanswered, undecidable, poison) =
        (seldom(0.2), seldom(0.1), seldom(0.5), seldom(0.3), seldom(0.2), seldom(0.1), seldom(0.2));
    let (row_errors, left_out) = (seldom(0.6), seldom(0.6));
    let refused = match dice.u8(0..10) {
        0..4 => 0.0,
        4..9 => range(dice, 0.0, 0.6),
        _ => 1.0,
    };
    Habits {
        slow_to_build: if falls(dice, 0.3) { range(dice, 0.1, 1.0) } else { 0.0 },
        build_wait: *pick(dice, &[1.0, 10.0, 100.0]),
        unbuildable,
        never_built,
        latency: match dice.u8(0..5) {
            0 => Latency::Instant,
            1 => Latency::Fixed(range(dice, 0.1, 100.0)),
            2 => Latency::Tailed(range(dice, 1.0, 50.0)),
            _ => Latency::Between(0.1, range(dice, 1.0, 200.0)),
        },
        refused,
        statuses: (0..dice.usize(1..4)).map(|_| *pick(dice, &STATUSES)).collect(),
        resting: if falls(dice, 0.4) { range(dice, 0.1, 1.0) } else { 0.0 },
        rests: (0..dice.usize(1..4)).map(|_| *pick(dice, &[0.0, 5.0, 40.0, 1_000.0, 3_000.0, 20_000.0])).collect(),
        lost,
        unreadable,
        unanswered,
        undecidable,
        row_errors,
        left_out,
        too_large_above: falls(dice, 0.1).then(|| dice.usize(0..30)),
        poison,
        poison_status: *pick(dice, &[413, 413, 400, 422, 503]),
        outage: falls(dice, 0.1).then(|| {
            let from = range(dice, 0.0, 500.0);
            (from, from + range(dice, 1.0, 2_000.0))
        }),
        quota: quota(dice),
        keeps: dice.bool(),
        script: None,
        truth: None,
    }
}

pub fn quota(dice: &mut Rng) -> Option<Quota> {
    falls(dice, 0.15).then(|| Quota {
        requests: dice.u32(1..20),
        window: *pick(dice, &[50.0, 200.0, 1_000.0]),
        is_told: dice.bool(),
    })
}

fn mood(dice: &mut Rng) -> Mood {
    Mood {
        throws_at: falls(dice, 0.08).then(|| dice.usize(0..40)),
        aborts_at: falls(dice, 0.12).then(|| range(dice, 0.0, 1_000.0)),
        aborts_in: falls(dice, 0.04).then(|| dice.usize(0..40)),
        promises: falls(dice, 0.3).then(|| Promises {
            share: *pick(dice, &[0.1, 0.5, 1.0]),
            wait: *pick(dice, &[0.0, 1.0, 50.0, 500.0]),
            rejects: falls(dice, 0.2).then(|| dice.usize(0..20)),
        }),
        reader: falls(dice, 0.3).then(|| reader(dice)),
    }
}

fn reader(dice: &mut Rng) -> Reader {
    Reader {
        pace: falls(dice, 0.9).then(|| *pick(dice, &[0.0, 0.5, 10.0, 100.0])),
        leaves_after: falls(dice, 0.2).then(|| dice.usize(1..20)),
    }
}

pub fn tempo(dice: &mut Rng) -> Tempo {
    match dice.u8(0..16) {
        0..4 => Tempo::default(),
        4..8 => Tempo { early: 0.4, ..Tempo::default() },
        8..12 => Tempo { early: 0.4, late: 3.0, turn: 1.0, ..Tempo::default() },
        12..15 => Tempo { early: 0.4, late: 6.0, turn: 8.0, cost: 2.0, ..Tempo::default() },
        _ => Tempo { stands_still: true, ..Tempo::default() },
    }
}

pub fn range(dice: &mut Rng, from: f64, to: f64) -> f64 {
    from + (to - from) * dice.f64()
}

pub fn pick<'a, T>(dice: &mut Rng, of: &'a [T]) -> &'a T {
    &of[dice.usize(0..of.len())]
}
