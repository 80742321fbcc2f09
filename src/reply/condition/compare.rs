//! A value of the reply beside a value of the condition.

use std::cmp::Ordering;

use super::super::decimal::Decimal;
use super::super::float::float;
use super::super::scan::Span;
use super::super::text::Raw;
use super::super::walk::{Kind, elements, members};
use super::node::{Node, Op};

impl Op {
    /// Whether this value, or the absence of one, stands so to the other. A missing one counts as null.
    pub(super) fn stands(self, bytes: &[u8], found: Option<Span>, value: &Node) -> bool {
        let Some(found) = found else {
            return value.op == Op::Null && self.accepts(Ordering::Equal);
        };
        if Kind::at(bytes, found.start) != value.kind() {
            return false;
        }
        if value.op == Op::Number {
            return self.holds_between(float(found.of(bytes)), value.number);
        }
        self.accepts(order(bytes, found, value))
    }

    /// Whether one number stands so to the other.
    #[inline]
    pub(super) fn holds_between(self, found: f64, number: f64) -> bool {
        // Not by way of an order, which would be branched on: whether a row passes is what no processor can guess.
        match self {
            #[allow(clippy::float_cmp)] // equal is what is asked for
            Self::Equal => found == number,
            Self::Greater => found > number,
            Self::GreaterOrEqual => found >= number,
            Self::Less => found < number,
            _ => found <= number,
        }
    }

    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            _ => order.is_le(),
        }
    }
}

impl Node {
    /// Whether it is one of the values of `$in`, which this is.
    pub(super) fn is_among(&self, values: &[Node], bytes: &[u8], found: Option<Span>) -> bool {
        let (sorted, others) = values.split_at_checked(self.count()).unwrap_or_default();
        let is_sorted = |found| sorted.binary_search_by(|value| order(bytes, found, value).reverse()).is_ok();
        found.is_some_and(is_sorted) || others.iter().any(|value| Op::Equal.stands(bytes, found, value))
    }
}

/// `MongoDB`'s order of all values: by type, then by value. It goes no deeper than the condition's value does.
fn order(bytes: &[u8], found: Span, value: &Node) -> Ordering {
    let token = found.of(bytes);
    let kinds = Kind::at(token, 0).cmp(&value.kind());
    kinds.then_with(|| match value.op {
        Op::False => token.starts_with(b"t").cmp(&false),
        Op::True => token.starts_with(b"t").cmp(&true),
        // Neither is NaN.
        Op::Number => float(token).partial_cmp(&value.number).unwrap_or(Ordering::Equal),
        Op::BigInt => Decimal::of(token).order(&Decimal::of(&value.text)),
        Op::Text => Raw::of(token).map_or(Ordering::Less, |raw| raw.order(&value.text)),
        Op::Array => order_array(bytes, found, &value.parts),
        Op::Object => order_object(bytes, found, &value.parts),
        _ => Ordering::Equal,
    })
}

fn order_array(bytes: &[u8], array: Span, values: &[Node]) -> Ordering {
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

fn order_object(bytes: &[u8], object: Span, wanted: &[Node]) -> Ordering {
    let mut found = distinct_members(bytes, object, wanted.len() + 1).into_iter();
    for wanted in wanted {
        let (Some((name, member)), [value]) = (found.next(), wanted.parts.as_slice()) else {
            return Ordering::Less;
        };
        let order = Kind::at(bytes, member.start)
            .cmp(&value.kind())
            .then_with(|| name.order(&wanted.text))
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
