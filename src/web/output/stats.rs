//! The engine's figures as the `Stats` of the package.

use wasm_bindgen::prelude::*;

use super::{errors::name_of, tree::Tree};
use crate::{
    engine::{Figures, Histogram, Requests, Rows},
    reply::Where,
};

/// `figures` as an object of JavaScript's.
///
/// `condition`: what rows are asked for.
pub fn stats(figures: &Figures, condition: Option<&Where>) -> JsValue {
    let Figures { users, complete, batches, requests, rows, bytes, latency, time } = figures;
    Tree::Object(vec![
        (
            "users",
            counts(&[
                ("total", users.total),
                ("passed", users.passed),
                ("skipped", users.skipped),
                ("missing", users.missing),
                ("failed", users.failed),
            ]),
        ),
        ("complete", Tree::Flag(*complete)),
        (
            "batches",
            counts(&[
                ("total", batches.total),
                ("failed", batches.failed),
                ("split", batches.split),
                ("size", batches.size),
            ]),
        ),
        ("requests", of_requests(requests)),
        ("rows", of_rows(*rows, condition)),
        ("bytes", counts(&[("sent", bytes.sent), ("received", bytes.received)])),
        ("latency", of_latency(latency)),
        ("time", numbers(&[("total", time.total), ("encoding", time.encoding), ("deciding", time.deciding)])),
    ])
    .to_js()
}

fn of_rows(rows: Rows, condition: Option<&Where>) -> Tree {
    // Where there was no row, none can have had anything.
    let condition = condition.filter(|_| rows.received > 0);
    let unseen = condition.map(Where::unseen).unwrap_or_default();
    Tree::Object(vec![
        ("received", Tree::large(rows.received)),
        ("unexpected", Tree::large(rows.unexpected)),
        ("duplicate", Tree::large(rows.duplicate)),
        ("unseen", Tree::Array(unseen.iter().map(|path| Tree::Own(path.into())).collect())),
    ])
}

#[expect(clippy::cast_precision_loss, reason = "counts")]
fn of_requests(requests: &Requests) -> Tree {
    let Requests { sent, retried, hedged, max_in_flight, concurrency, by_status, by_error } = requests;
    let by_status = by_status.iter().map(|(status, count)| (*status, *count as f64)).collect();
    let by_error = by_error.iter().map(|(code, count)| (name_of(*code), Tree::large(*count))).collect();
    Tree::Object(vec![
        ("sent", Tree::large(*sent)),
        ("retried", Tree::large(*retried)),
        ("hedged", Tree::large(*hedged)),
        ("maxInFlight", Tree::count(*max_in_flight)),
        ("concurrency", Tree::count(*concurrency)),
        ("byStatus", Tree::Counts(by_status)),
        ("byError", Tree::Object(by_error)),
    ])
}

fn of_latency(latency: &Histogram) -> Tree {
    let histogram = latency.buckets().map(|(bound, count)| Tree::Array(vec![Tree::Number(bound), Tree::large(count)]));
    Tree::Object(vec![
        ("count", Tree::large(latency.count())),
        ("min", Tree::Number(latency.min())),
        ("mean", Tree::Number(latency.mean())),
        ("p50", Tree::Number(latency.percentile(0.5))),
        ("p90", Tree::Number(latency.percentile(0.9))),
        ("p99", Tree::Number(latency.percentile(0.99))),
        ("max", Tree::Number(latency.max())),
        ("histogram", Tree::Array(histogram.collect())),
    ])
}

fn counts(members: &[(&'static str, u64)]) -> Tree {
    Tree::Object(members.iter().map(|(name, count)| (*name, Tree::large(*count))).collect())
}

fn numbers(members: &[(&'static str, f64)]) -> Tree {
    Tree::Object(members.iter().map(|(name, number)| (*name, Tree::Number(*number))).collect())
}
