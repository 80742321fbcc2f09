//! The values of `$in`, of which there can be thousands: in their order, so that a few steps find one.

use std::cmp::Ordering;

use super::super::decimal::Decimal;
use super::super::scan::Span;
use super::compare::order;
use super::sort::sorted;
use super::value::Value;

/// Some values, to be found by what a row has.
#[derive(Debug)]
pub(super) struct List {
    values: Vec<Value>,
    /// Which of them, each group in its order. What a row has is looked for in every group: two numbers that it may equal
    /// by one's way to compare and not by the other's have no order that holds for both.
    groups: Vec<Vec<usize>>,
}

impl List {
    pub(super) fn of(values: Vec<Value>) -> Self {
        let ways: Vec<Vec<bool>> = values.iter().map(ways).collect();
        let way = |value: usize| ways.get(value).map(Vec::as_slice).unwrap_or_default();
        let in_order = sorted(values.len(), &mut |a, b| {
            let values = || Some(order_values(values.get(a)?, values.get(b)?));
            way(a).cmp(way(b)).then_with(|| values().unwrap_or(Ordering::Equal))
        });
        let groups = in_order.chunk_by(|&a, &b| way(a) == way(b)).map(<[usize]>::to_vec).collect();
        Self { values, groups }
    }

    /// Whether one of them equals what a row has; a value that is missing is null.
    pub(super) fn has(&self, bytes: &[u8], found: Option<Span>) -> bool {
        self.groups.iter().any(|group| {
            let order = |value: &usize| match (self.values.get(*value), found) {
                (Some(value), Some(found)) => order(bytes, found, value).reverse(),
                (Some(Value::Null), None) => Ordering::Equal,
                // Null is the first of the kinds.
                _ => Ordering::Greater,
            };
            group.binary_search_by(order).is_ok()
        })
    }
}

/// How each of a value's numbers compares: whether exactly, or by what JSON.parse reads. Of those that all compare alike
/// one says it.
fn ways(value: &Value) -> Vec<bool> {
    let mut ways = Vec::new();
    add_ways(value, &mut ways);
    if ways.windows(2).all(|pair| pair.first() == pair.last()) {
        ways.truncate(1);
    }
    ways
}

fn add_ways(value: &Value, ways: &mut Vec<bool>) {
    match value {
        Value::Number(_) => ways.push(false),
        Value::BigInt(_) => ways.push(true),
        Value::Array(values) => values.iter().for_each(|value| add_ways(value, ways)),
        Value::Object(members) => members.iter().for_each(|(_, value)| add_ways(value, ways)),
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
