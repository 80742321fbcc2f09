//! The engine's figures as the `Stats` of the package.

use wasm_bindgen::prelude::*;

use super::host;
use crate::engine::Figures;

/// `figures` as a plain object. They cross as lists of numbers, in the order in which `statsOf` takes them out: to build
/// an object member by member from here is ten times the code.
#[expect(clippy::cast_precision_loss, reason = "counts")]
pub fn to_js(figures: &Figures) -> JsValue {
    let Figures { users, complete, batches, requests, rows, bytes, latency, time } = figures;
    let counts = [
        [users.total, users.passed, users.skipped, users.missing, users.failed],
        [usize::from(*complete), batches.total, batches.failed, batches.split, requests.sent],
        [requests.retried, requests.hedged, requests.max_in_flight, requests.concurrency, rows.received],
        [rows.unexpected, rows.duplicate, bytes.sent, bytes.received, latency.count()],
    ];
    let [p50, p90, p99] = [0.5, 0.9, 0.99].map(|share| latency.percentile(share));
    let measured =
        [latency.min(), latency.mean(), p50, p90, p99, latency.max(), time.total, time.encoding, time.deciding];
    let mut figures: Vec<f64> = counts.as_flattened().iter().map(|count| *count as f64).collect();
    figures.extend(measured);
    let by_status = pairs(requests.by_status.iter().map(|(status, count)| (f64::from(*status), *count)));
    let by_error = pairs(requests.by_error.iter().map(|(code, count)| (f64::from(*code as u8), *count)));
    host::stats_of(&figures, &by_status, &by_error, &pairs(latency.buckets()))
}

#[expect(clippy::cast_precision_loss, reason = "counts")]
fn pairs(counts: impl Iterator<Item = (f64, usize)>) -> Vec<f64> {
    counts.flat_map(|(of, count)| [of, count as f64]).collect()
}
