//! A value of the reply beside a value of the condition.

use std::cmp::Ordering;

use super::super::decimal::Decimal;
use super::super::float::{float, float_at};
use super::super::scan::Span;
use super::super::text::Raw;
use super::super::value::Value;
use super::super::walk::{Kind, elements, members};
use super::query::{Comparison, List};

impl Comparison {
    /// Whether this value, or the absence of one, stands so to the other. A missing one counts as null.
    #[inline]
    pub(super) fn holds(self, bytes: &[u8], found: Option<Span>, value: &Value) -> bool {
        let Some(found) = found else {
            return matches!(value, Value::Null) && self.accepts(Ordering::Equal);
        };
        if Kind::at(bytes, found.start) != value.kind() {
            return false;
        }
        if let Value::Number(number) = value {
            // Not by way of an order, which would be branched on: whether a row passes is what no processor can guess.
            let found = float_at(bytes, found);
            return match self {
                #[allow(clippy::float_cmp)] // equal is what is asked for
                Self::Equal => found == *number,
                Self::Greater => found > *number,
                Self::GreaterOrEqual => found >= *number,
                Self::Less => found < *number,
                Self::LessOrEqual => found <= *number,
            };
        }
        self.accepts(order(bytes, found, value))
    }

    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

impl List {
    pub(super) fn has(&self, bytes: &[u8], found: Option<Span>) -> bool {
        let known = match found.map(|span| (Kind::at(bytes, span.start), span.of(bytes))) {
            Some((Kind::Text, token)) => Raw::of(token).is_some_and(|raw| {
                let found = self.texts.binary_search_by(|text| raw.order(text).reverse());
                found.is_ok()
            }),
            Some((Kind::Number, token)) if !self.numbers.is_empty() => {
                let found = float(token);
                let place = self.numbers.partition_point(|number| *number < found);
                self.numbers.get(place) == Some(&found)
            }
            _ => false,
        };
        let equal = |value| Comparison::Equal.holds(bytes, found, value);
        known || self.others.iter().any(equal)
    }
}

/// `MongoDB`'s order of all values: by type, then by value. It goes no deeper than the condition's value does.
fn order(bytes: &[u8], found: Span, value: &Value) -> Ordering {
    let token = found.of(bytes);
    let kinds = Kind::at(token, 0).cmp(&value.kind());
    kinds.then_with(|| match value {
        Value::Null => Ordering::Equal,
        Value::Bool(value) => token.starts_with(b"t").cmp(value),
        // Neither is NaN.
        Value::Number(number) => float(token).partial_cmp(number).unwrap_or(Ordering::Equal),
        Value::BigInt(digits) => Decimal::of(token).order(&Decimal::of(digits)),
        Value::Text(text) => Raw::of(token).map_or(Ordering::Less, |raw| raw.order(text)),
        Value::Array(values) => order_array(bytes, found, values),
        Value::Object(values) => order_object(bytes, found, values),
    })
}

fn order_array(bytes: &[u8], array: Span, values: &[Value]) -> Ordering {
    let mut found = elements(bytes, array);
    for value in values {
        let Some(element) = found.next() else {
            return Ordering::Less;
        };
        let order = order(bytes, element, value);
        if order.is_ne() {
            return order;
        }
    }
    more_or_equal(found.next().is_some())
}

fn order_object(bytes: &[u8], object: Span, values: &[(Vec<u8>, Value)]) -> Ordering {
    let mut found = distinct_members(bytes, object, values.len() + 1).into_iter();
    for (name, value) in values {
        let Some((found_name, member)) = found.next() else {
            return Ordering::Less;
        };
        let order = Kind::at(bytes, member.start)
            .cmp(&value.kind())
            .then_with(|| found_name.order(name))
            .then_with(|| order(bytes, member, value));
        if order.is_ne() {
            return order;
        }
    }
    more_or_equal(found.next().is_some())
}

fn more_or_equal(more: bool) -> Ordering {
    if more { Ordering::Greater } else { Ordering::Equal }
}

/// The first members as JSON.parse makes them: a name that comes again has its first place and its last value. All after
/// so many names count for nothing, for a value is not compared beyond those it has and one more.
fn distinct_members(bytes: &[u8], object: Span, at_most: usize) -> Vec<(Raw<'_>, Span)> {
    let mut distinct: Vec<(Raw<'_>, Span)> = Vec::new();
    for (name, value) in members(bytes, object) {
        let text = name.text();
        let is_full = distinct.len() == at_most;
        match distinct.iter_mut().find(|(known, _)| known.is(&text)) {
            Some((_, kept)) => *kept = value,
            None if is_full => {}
            None => distinct.push((name, value)),
        }
    }
    distinct
}
