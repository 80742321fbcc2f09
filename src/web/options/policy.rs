//! The options that say how a run behaves.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::members::{Members, to_integer};
use crate::engine::{Circuit, Concurrency, Hedge, Jitter, OnAbort, OnError, Policy, RateLimit, Retry};

const MILLISECONDS: &str = "a number of milliseconds above 0";
const MILLISECONDS_OR_NONE: &str = "a number of milliseconds from 0 up";
const STATUSES: &str = "an array of HTTP statuses";
const SPLIT_BY_DEFAULT: &[u16] = &[413];
const SPLIT_ON_ANY: &[u16] = &[400, 413, 422];

pub fn read(options: &Members) -> Result<Policy, JsValue> {
    let default = Policy::default();
    Ok(Policy {
        batch_size: options.integer("batchSize", 1)?.unwrap_or(default.batch_size),
        concurrency: concurrency(options)?.unwrap_or(default.concurrency),
        rate_limit: rate_limit(options)?,
        timeout: options.milliseconds("timeout", MILLISECONDS, f64::MIN_POSITIVE)?.unwrap_or(default.timeout),
        deadline: options.milliseconds("deadline", MILLISECONDS, f64::MIN_POSITIVE)?,
        retry: retry(options)?,
        split: split(options)?,
        hedge: hedge(options)?,
        circuit: circuit(options)?,
        on_error: options.word(
            "onError",
            &[("collect", OnError::Collect), ("throw", OnError::Throw)],
            default.on_error,
        )?,
        on_abort: options.word(
            "onAbort",
            &[("throw", OnAbort::Throw), ("partial", OnAbort::Partial)],
            default.on_abort,
        )?,
        seed: seed(options)?,
    })
}

fn concurrency(options: &Members) -> Result<Option<Concurrency>, JsValue> {
    options.read("concurrency", "an integer from 1 up or \"auto\"", |value| match value.as_string() {
        Some(word) => (word == "auto").then_some(Concurrency::Auto),
        None => to_integer(value, 1).map(Concurrency::Fixed),
    })
}

fn hedge(options: &Members) -> Result<Option<Hedge>, JsValue> {
    let takes = "a number of milliseconds from 0 up or a percentile like \"p95\"";
    options.read("hedge", takes, |value| match value.as_string() {
        Some(text) => {
            let percent: f64 = text.strip_prefix('p')?.parse().ok()?;
            (percent > 0.0 && percent < 100.0).then(|| Hedge::Percentile(percent / 100.0))
        }
        None => value.as_f64().filter(|delay| delay.is_finite() && *delay >= 0.0).map(Hedge::After),
    })
}

fn retry(options: &Members) -> Result<Retry, JsValue> {
    let default = Retry::default();
    let takes = "an integer from 0 up or an object";
    let number = options.get("retry")?.filter(|value| value.as_f64().is_some());
    if number.is_some() {
        let limit = options.integer("retry", 0)?.and_then(|limit| u32::try_from(limit).ok());
        return Ok(Retry { limit: limit.unwrap_or(default.limit), ..default });
    }
    let Some(retry) = options.object("retry", "retry.", takes)? else { return Ok(default) };
    retry.know(&["limit", "statuses", "delay", "maxDelay", "jitter", "retryAfter", "budget"])?;
    let limit = retry.integer("limit", 0)?.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
    Ok(Retry {
        limit: limit.unwrap_or(default.limit),
        statuses: retry.read("statuses", STATUSES, statuses)?.unwrap_or(default.statuses),
        delay: retry.milliseconds("delay", MILLISECONDS_OR_NONE, 0.0)?.unwrap_or(default.delay),
        max_delay: retry.milliseconds("maxDelay", MILLISECONDS_OR_NONE, 0.0)?.unwrap_or(default.max_delay),
        jitter: retry.word("jitter", &[("full", Jitter::Full), ("none", Jitter::None)], default.jitter)?,
        retry_after: retry.boolean("retryAfter", default.retry_after)?,
        budget: retry
            .read("budget", "a number from 0 to 1", |value| value.as_f64().filter(|share| (0.0..=1.0).contains(share)))?
            .unwrap_or(default.budget),
    })
}

fn rate_limit(options: &Members) -> Result<Option<RateLimit>, JsValue> {
    let takes = "an object like { requests: 10, per: 1000 }";
    let Some(limit) = options.object("rateLimit", "rateLimit.", takes)? else { return Ok(None) };
    limit.know(&["requests", "per"])?;
    let requests = limit.integer("requests", 1)?;
    let per = limit.milliseconds("per", MILLISECONDS, f64::MIN_POSITIVE)?;
    match (requests, per) {
        (Some(requests), Some(per)) => Ok(Some(RateLimit { requests, per })),
        (None, _) => Err(limit.wrong("requests", "an integer from 1 up", &JsValue::UNDEFINED)),
        (_, None) => Err(limit.wrong("per", MILLISECONDS, &JsValue::UNDEFINED)),
    }
}

fn circuit(options: &Members) -> Result<Option<Circuit>, JsValue> {
    let takes = "an object like { failures: 5, cooldown: 1000 }";
    let Some(circuit) = options.object("circuit", "circuit.", takes)? else { return Ok(None) };
    circuit.know(&["failures", "cooldown"])?;
    let failures = circuit.integer("failures", 1)?.map(|failures| u32::try_from(failures).unwrap_or(u32::MAX));
    let cooldown = circuit.milliseconds("cooldown", MILLISECONDS_OR_NONE, 0.0)?;
    match (failures, cooldown) {
        (Some(failures), Some(cooldown)) => Ok(Some(Circuit { failures, cooldown })),
        (None, _) => Err(circuit.wrong("failures", "an integer from 1 up", &JsValue::UNDEFINED)),
        (_, None) => Err(circuit.wrong("cooldown", MILLISECONDS_OR_NONE, &JsValue::UNDEFINED)),
    }
}

fn split(options: &Members) -> Result<Vec<u16>, JsValue> {
    let split = options.read("split", &format!("true, false or {STATUSES}"), |value| match value.as_bool() {
        Some(true) => Some(SPLIT_ON_ANY.to_vec()),
        Some(false) => Some(Vec::new()),
        None => statuses(value),
    })?;
    Ok(split.unwrap_or_else(|| SPLIT_BY_DEFAULT.to_vec()))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any 64 bits will do")]
fn seed(options: &Members) -> Result<u64, JsValue> {
    let seed = options.read("seed", "a number", |value| value.as_f64().filter(|seed| seed.is_finite()))?;
    Ok(seed.map_or_else(|| (js_sys::Math::random() * 2f64.powi(53)) as u64, f64::to_bits))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be from 100 to 599")]
fn statuses(value: &JsValue) -> Option<Vec<u16>> {
    let status = |value: JsValue| {
        value
            .as_f64()
            .filter(|status| status.fract() == 0.0 && (100.0..=599.0).contains(status))
            .map(|status| status as u16)
    };
    Array::is_array(value).then(|| Array::from(value).iter().map(status).collect()).flatten()
}
