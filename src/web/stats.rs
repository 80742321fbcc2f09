//! The engine's figures as the `Stats` of the package.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::engine::{Batches, Bytes, Figures, Rows, Time, Users};

#[derive(Serialize)]
struct Stats<'a> {
    users: &'a Users,
    complete: bool,
    batches: &'a Batches,
    requests: RequestStats,
    rows: &'a Rows,
    bytes: &'a Bytes,
    latency: LatencyStats,
    time: &'a Time,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestStats {
    sent: usize,
    retried: usize,
    hedged: usize,
    max_in_flight: usize,
    concurrency: usize,
    by_status: BTreeMap<String, usize>,
    by_error: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct LatencyStats {
    count: u64,
    min: f64,
    mean: f64,
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
    histogram: Vec<(f64, u64)>,
}

/// Plain objects, nothing left out but what is not there.
pub const fn serializer() -> Serializer {
    Serializer::json_compatible().serialize_missing_as_null(false)
}

/// `figures` as a plain object.
pub fn to_js(figures: &Figures) -> JsValue {
    let Figures { users, complete, batches, requests, rows, bytes, latency, time } = figures;
    let requests = RequestStats {
        sent: requests.sent,
        retried: requests.retried,
        hedged: requests.hedged,
        max_in_flight: requests.max_in_flight,
        concurrency: requests.concurrency,
        by_status: requests.by_status.iter().map(|(status, count)| (status.to_string(), *count)).collect(),
        by_error: requests.by_error.iter().map(|(code, count)| (code.name(), *count)).collect(),
    };
    let latency = LatencyStats {
        count: latency.count(),
        min: latency.min(),
        mean: latency.mean(),
        p50: latency.percentile(0.5),
        p90: latency.percentile(0.9),
        p99: latency.percentile(0.99),
        max: latency.max(),
        histogram: latency.buckets().collect(),
    };
    let stats = Stats { users, complete: *complete, batches, requests, rows, bytes, latency, time };
    stats.serialize(&serializer()).unwrap_or(JsValue::UNDEFINED)
}
