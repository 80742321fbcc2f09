//! A value of the reply beside a value of the condition.

use std::cmp::Ordering;

use super::reply::Reply;
use super::sort::sorted;
use super::value::{Member, Value, index};
use crate::scan::Span;
use crate::scan::numbers::Decimal;
use crate::scan::text::Raw;
use crate::scan::walk::{Kind, elements, members};

/// How a value is to stand to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Comparison {
    /// Whether this value, or the absence of one, stands so to the other. A missing one counts as null.
    pub(super) fn holds(self, reply: Reply, found: Option<Span>, value: &Value) -> bool {
        match (found, value) {
            (None, _) => matches!(value, Value::Null) && self.accepts(Ordering::Equal),
            (Some(found), _) if Kind::at(reply.bytes, found.start) != value.kind() => false,
            (Some(found), Value::Number(number)) => self.holds_between(reply.float(found), *number),
            (Some(found), _) => self.accepts(order(reply, found, value)),
        }
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
            Self::LessOrEqual => found <= number,
        }
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

/// `MongoDB`'s order of all values: by type, then by value. It goes no deeper than the condition's value does.
pub(super) fn order(reply: Reply, found: Span, value: &Value) -> Ordering {
    let token = found.of(reply.bytes);
    let kinds = Kind::at(token, 0).cmp(&value.kind());
    kinds.then_with(|| match value {
        Value::Null => Ordering::Equal,
        Value::Bool(value) => token.starts_with(b"t").cmp(value),
        // Neither is NaN.
        Value::Number(number) => reply.float(found).partial_cmp(number).unwrap_or(Ordering::Equal),
        Value::BigInt(digits) => reply.decimal(found).order(&Decimal::of(digits.as_bytes())),
        Value::Text(text) => Raw::of(token).map_or(Ordering::Less, |raw| raw.order(text)),
        Value::Array(values) => order_array(reply, found, values),
        Value::Object(members) => order_object(reply, found, members),
    })
}

fn order_array(reply: Reply, array: Span, values: &[Value]) -> Ordering {
    let mut found = elements(reply.bytes, array);
    for value in values {
        let Some(element) = found.next() else {
            return Ordering::Less;
        };
        let order = order(reply, element, value);
        if order.is_ne() {
            return order;
        }
    }
    more_or_equal(found.next().is_some())
}

fn order_object(reply: Reply, object: Span, wanted: &[Member]) -> Ordering {
    let mut found = as_object(reply.bytes, object).into_iter();
    for (wanted, value) in wanted {
        let Some(member) = found.next() else {
            return Ordering::Less;
        };
        let order = Kind::at(reply.bytes, member.value.start)
            .cmp(&value.kind())
            .then_with(|| member.name.order(wanted))
            .then_with(|| order(reply, member.value, value));
        if order.is_ne() {
            return order;
        }
    }
    more_or_equal(found.next().is_some())
}

fn more_or_equal(more: bool) -> Ordering {
    if more { Ordering::Greater } else { Ordering::Equal }
}

/// A member of an object of the reply.
#[derive(Clone, Copy)]
struct Found<'a> {
    name: Raw<'a>,
    value: Span,
    /// The index that its name is, those that are none coming last; and where it stands.
    place: (u32, usize),
}

/// So many members are compared with each other as fast as they would be sorted.
const FEW: usize = 12;

/// The members as JSON.parse makes them: a name that comes again has its first place and its last value, and those that
/// are indexes come first.
fn as_object(bytes: &[u8], object: Span) -> Vec<Found<'_>> {
    let mut all = Vec::new();
    for (name, value) in members(bytes, object) {
        all.push(Found { name, value, place: (index(&name.text()).unwrap_or(u32::MAX), all.len()) });
    }
    // As nearly all objects are.
    let is_plain = |(number, member): (usize, &Found)| {
        member.place.0 == u32::MAX && all.iter().take(number).all(|before| before.name.cmp(member.name).is_ne())
    };
    if all.len() < FEW && all.iter().enumerate().all(is_plain) {
        return all;
    }
    let mut by_name = sort(&all, |a, b| a.name.cmp(b.name));
    by_name.dedup_by(|again, kept| {
        let is_same = again.name.cmp(kept.name).is_eq();
        if is_same {
            kept.value = again.value;
        }
        is_same
    });
    sort(&by_name, |a, b| a.place.cmp(&b.place))
}

fn sort<'a>(members: &[Found<'a>], order: fn(&Found<'a>, &Found<'a>) -> Ordering) -> Vec<Found<'a>> {
    let in_order = sorted(members.len(), &mut |a, b| match (members.get(a), members.get(b)) {
        (Some(a), Some(b)) => order(a, b),
        _ => Ordering::Equal,
    });
    in_order.into_iter().filter_map(|place| members.get(place).copied()).collect()
}
