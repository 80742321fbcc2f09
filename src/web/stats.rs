//! The engine's figures, for the `Stats` of the package.

use crate::engine::Figures;

/// `figures` as numbers, in the order in which `pkg/stats.js` takes them: to build an object member by member from here is
/// ten times the code. Before each list of pairs stands how many there are.
#[expect(clippy::cast_precision_loss, reason = "counts")]
pub fn in_numbers(figures: &Figures) -> Vec<f64> {
    let Figures { users, complete, batches, requests, rows, bytes, latency, time } = figures;
    let counts = [
        [users.total, users.passed, users.skipped, users.missing, users.failed],
        [usize::from(*complete), batches.total, batches.failed, batches.split, requests.sent],
        [requests.retried, requests.hedged, requests.max_in_flight, requests.concurrency, rows.received],
        [rows.unexpected, rows.duplicate, bytes.sent, bytes.received, latency.count()],
    ];
    let measured = [latency.min(), latency.mean(), latency.max(), time.total, time.encoding, time.deciding];
    let mut numbers: Vec<f64> = counts.as_flattened().iter().map(|count| *count as f64).collect();
    numbers.extend(measured);
    numbers.push(requests.by_status.len() as f64);
    for (status, count) in &requests.by_status {
        numbers.extend([f64::from(*status), *count as f64]);
    }
    numbers.push(requests.by_error.len() as f64);
    for (code, count) in &requests.by_error {
        numbers.extend([f64::from(*code as u8), *count as f64]);
    }
    for (bound, count) in latency.buckets() {
        numbers.extend([bound, count as f64]);
    }
    numbers
}
