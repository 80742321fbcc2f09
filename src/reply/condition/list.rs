//! The values of `$in`, of which there can be thousands: in their order, so that a few steps find one.

use std::cmp::Ordering;

use super::compare::order;
use super::reply::Reply;
use super::sort::sorted;
use super::value::Value;
use crate::scan::Span;
use crate::scan::numbers::Decimal;

/// Some values, to be found by what a row has.
#[derive(Debug)]
pub(super) struct List {
    values: Vec<Value>,
    /// Which of them, each group in its order. What a row has is looked for in every group: numbers that compare in
    /// different ways (see [`Exactness`]) have no order that holds for both.
    groups: Vec<Vec<usize>>,
}

/// How each of a value's numbers compares: exactly, or by what JSON.parse reads. One says it of all that compare alike.
type Exactness = Vec<bool>;

impl List {
    pub(super) fn of(values: Vec<Value>) -> Self {
        let mut exactness: Vec<Exactness> = Vec::with_capacity(values.len());
        for value in &values {
            let mut own = Vec::new();
            add_exactness(value, &mut own);
            if own.iter().all(|exactly| Some(exactly) == own.first()) {
                own.truncate(1);
            }
            exactness.push(own);
        }
        let by_exactness = |a: usize, b: usize| exactness.get(a).cmp(&exactness.get(b));
        let in_order = sorted(values.len(), &mut |a, b| {
            by_exactness(a, b).then_with(|| match (values.get(a), values.get(b)) {
                (Some(a), Some(b)) => order_values(a, b),
                _ => Ordering::Equal,
            })
        });
        let mut groups = Vec::new();
        for group in in_order.chunk_by(|&a, &b| by_exactness(a, b).is_eq()) {
            groups.push(group.to_vec());
        }
        Self { values, groups }
    }

    /// Whether one of them equals what a row has; a value that is missing is null.
    pub(super) fn has(&self, reply: Reply, found: Option<Span>) -> bool {
        self.groups.iter().any(|group| {
            let order = |value: &usize| match (self.values.get(*value), found) {
                (Some(value), Some(found)) => order(reply, found, value).reverse(),
                (Some(Value::Null), None) => Ordering::Equal,
                // Null is the first of the kinds.
                _ => Ordering::Greater,
            };
            group.binary_search_by(order).is_ok()
        })
    }
}

fn add_exactness(value: &Value, exactness: &mut Exactness) {
    match value {
        Value::Number(_) => exactness.push(false),
        Value::BigInt(_) => exactness.push(true),
        Value::Array(values) => values.iter().for_each(|value| add_exactness(value, exactness)),
        Value::Object(members) => members.iter().for_each(|(_, value)| add_exactness(value, exactness)),
        _ => {}
    }
}

/// The order in which a row's value finds its own, see [`order`].
fn order_values(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (Value::BigInt(a), Value::BigInt(b)) => Decimal::of(a.as_bytes()).order(&Decimal::of(b.as_bytes())),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => {
            let mut pairs = a.iter().zip(b).map(|(a, b)| order_values(a, b));
            pairs.find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Value::Object(a), Value::Object(b)) => {
            let mut pairs = a.iter().zip(b).map(|((a_name, a), (b_name, b))| {
                a.kind().cmp(&b.kind()).then_with(|| a_name.cmp(b_name)).then_with(|| order_values(a, b))
            });
            pairs.find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        _ => a.kind().cmp(&b.kind()),
    }
}
