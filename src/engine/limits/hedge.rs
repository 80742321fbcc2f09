//! Hedged requests (Dean and Barroso, "The Tail at Scale", Communications of the ACM 56.2, 2013): a request that is slow
//! gets one copy, and the first answer of the two is taken.

use crate::engine::{figures::Figures, policy::Hedge};

/// A percentile of fewer answers says little of the tail.
const ENOUGH_ANSWERS: u64 = 20;
/// Copies may add this share to the requests of a run, rounded up.
const MORE: f64 = 0.05;

/// How long a request may take before it gets a copy; nothing while that cannot be told.
pub fn delay(hedge: Hedge, figures: &Figures) -> Option<f64> {
    match hedge {
        Hedge::After(delay) => Some(delay),
        Hedge::Percentile(share) => {
            (figures.latency.count() >= ENOUGH_ANSWERS).then(|| figures.latency.percentile(share))
        }
    }
}

/// Whether another copy keeps within the share that copies may have, `being_built` of them not being sent yet.
#[expect(clippy::cast_precision_loss, reason = "a count of requests")]
pub fn is_within_budget(figures: &Figures, being_built: usize) -> bool {
    let requests = &figures.requests;
    let others = requests.sent - requests.hedged;
    (requests.hedged + being_built as u64 + 1) as f64 <= (others as f64 * MORE).ceil()
}
