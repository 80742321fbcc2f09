//! The options that say how a run behaves.

use super::numbers::Numbers;
use crate::engine::{Circuit, Concurrency, Hedge, Jitter, OnAbort, OnError, Policy, RateLimit, Retry};

/// Out of the numbers of `pkg/policy.js`, in its order.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "integers of 0 or more, the highest for more"
)]
pub fn policy(numbers: &mut Numbers) -> Policy {
    Policy {
        batch_size: numbers.count(),
        concurrency: match numbers.count() {
            0 => Concurrency::Auto,
            limit => Concurrency::Fixed(limit),
        },
        rate_limit: numbers.pair().map(|(requests, per)| RateLimit { requests: requests as usize, per }),
        timeout: numbers.next(),
        deadline: numbers.known(),
        retry: Retry {
            limit: numbers.next() as u32,
            delay: numbers.next(),
            max_delay: numbers.next(),
            jitter: if numbers.is() { Jitter::None } else { Jitter::Full },
            retry_after: numbers.is(),
            budget: numbers.next(),
            statuses: numbers.statuses(),
        },
        split: numbers.statuses(),
        hedge: match (numbers.known(), numbers.known()) {
            (Some(delay), _) => Some(Hedge::After(delay)),
            (None, share) => share.map(Hedge::Percentile),
        },
        circuit: numbers.pair().map(|(failures, cooldown)| Circuit { failures: failures as u32, cooldown }),
        on_error: if numbers.is() { OnError::Throw } else { OnError::Collect },
        on_abort: if numbers.is() { OnAbort::Partial } else { OnAbort::Throw },
        seed: numbers.next().to_bits(),
    }
}
