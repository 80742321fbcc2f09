//! The options that say how a run behaves.

use super::options::Options;
use crate::engine::{Circuit, Concurrency, Hedge, Jitter, OnAbort, OnError, Policy, RateLimit, Retry};

/// Out of the numbers of `pkg/policy.js`, in its order.
#[expect(clippy::float_cmp, reason = "small integers")]
pub fn policy(options: &Options) -> Policy {
    let mut numbers = options.numbers().into_iter();
    let mut next = || numbers.next().unwrap_or_default();
    Policy {
        batch_size: count(next()) as usize,
        concurrency: match next() {
            0.0 => Concurrency::Auto,
            limit => Concurrency::Fixed(count(limit) as usize),
        },
        rate_limit: pair(next(), next()).map(|(requests, per)| RateLimit { requests: count(requests) as usize, per }),
        timeout: next(),
        deadline: known(next()),
        retry: Retry {
            limit: count(next()),
            delay: next(),
            max_delay: next(),
            jitter: if next() == 0.0 { Jitter::Full } else { Jitter::None },
            retry_after: next() == 1.0,
            budget: next(),
            statuses: options.retried().into_iter().map(status).collect(),
        },
        split: options.split().into_iter().map(status).collect(),
        hedge: match (known(next()), known(next())) {
            (Some(delay), _) => Some(Hedge::After(delay)),
            (None, share) => share.map(Hedge::Percentile),
        },
        circuit: pair(next(), next()).map(|(failures, cooldown)| Circuit { failures: count(failures), cooldown }),
        on_error: if next() == 0.0 { OnError::Collect } else { OnError::Throw },
        on_abort: if next() == 0.0 { OnAbort::Throw } else { OnAbort::Partial },
        seed: next().to_bits(),
    }
}

fn known(number: f64) -> Option<f64> {
    (!number.is_nan()).then_some(number)
}

fn pair(one: f64, other: f64) -> Option<(f64, f64)> {
    known(one).zip(known(other))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an integer of 0 or more, the highest for more"
)]
const fn count(number: f64) -> u32 {
    number as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 100 to 599")]
const fn status(number: f64) -> u16 {
    number as u16
}
