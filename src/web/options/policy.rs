//! The options that say how a run behaves.

use super::Options;
use crate::engine::{Circuit, Concurrency, Hedge, Jitter, MaxFailed, OnAbort, OnError, Policy, RateLimit, Retry};

/// Of a call, or of a limiter that has one.
pub fn concurrency(options: &Options) -> Concurrency {
    options.concurrency().map_or(Concurrency::Auto, Concurrency::Fixed)
}

/// The same.
pub fn rate_limit(options: &Options) -> Option<RateLimit> {
    options.rate_limit().map(|limit| RateLimit { requests: limit.requests(), per: limit.per() })
}

/// As `options` have it.
pub fn policy(options: &Options) -> Policy {
    let retry = options.retry();
    Policy {
        batch_size: options.batch_size(),
        max_wait: options.max_wait(),
        concurrency: concurrency(options),
        rate_limit: rate_limit(options),
        heeds_quota: options.heeds_quota(),
        timeout: options.timeout(),
        deadline: options.deadline(),
        retry: Retry {
            limit: retry.limit(),
            statuses: retry.statuses(),
            delay: retry.delay(),
            max_delay: retry.max_delay(),
            jitter: if retry.jitter() == "none" { Jitter::None } else { Jitter::Full },
            retry_after: retry.retry_after(),
            budget: retry.budget(),
        },
        split: options.split(),
        hedge: options.hedge_after().map(Hedge::After).or(options.hedge_percentile().map(Hedge::Percentile)),
        circuit: options
            .circuit()
            .map(|circuit| Circuit { failures: circuit.failures(), cooldown: circuit.cooldown() }),
        on_error: if options.on_error() == "throw" { OnError::Throw } else { OnError::Collect },
        max_failed: options
            .max_failed_users()
            .map(MaxFailed::Users)
            .or(options.max_failed_share().map(MaxFailed::Share)),
        on_abort: if options.on_abort() == "partial" { OnAbort::Partial } else { OnAbort::Throw },
        seed: options.seed().to_bits(),
    }
}
