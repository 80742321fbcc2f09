//! What is asked of one value.

use super::super::decimal::Decimal;
use super::super::float::float;
use super::super::scan::Span;
use super::super::walk::{Kind, elements};
use super::evaluate::Subject;
use super::node::{Node, Test};
use super::operators;

impl Test {
    /// Whether this value, or the absence of one, passes.
    pub(super) fn passes(&self, bytes: &[u8], found: Option<Span>) -> bool {
        match self {
            Self::Compare(comparison, value) => comparison.holds(bytes, found, value),
            Self::In(list) => list.has(bytes, found),
            Self::Exists => found.is_some(),
            Self::Size(size) => array(bytes, found).is_some_and(|array| elements(bytes, array).count() == *size),
            Self::Mod { divisor, rest } => found
                .and_then(|found| dividend(bytes, found)?.checked_rem(*divisor).or(Some(0)))
                .is_some_and(|remainder| remainder == *rest),
            Self::Type(types) => found.is_some_and(|found| types & type_of(bytes, found) != 0),
            Self::HasElement(node) => array(bytes, found)
                .is_some_and(|array| elements(bytes, array).any(|element| holds_of(node, bytes, element))),
            Self::HasDocument(node) => array(bytes, found).is_some_and(|array| {
                let is_document = |element: Span| matches!(Kind::at(bytes, element.start), Kind::Object | Kind::Array);
                elements(bytes, array).any(|element| is_document(element) && holds_of(node, bytes, element))
            }),
        }
    }
}

fn holds_of(node: &Node, bytes: &[u8], element: Span) -> bool {
    node.holds(&Subject::Element(bytes, element))
}

fn array(bytes: &[u8], found: Option<Span>) -> Option<Span> {
    found.filter(|found| Kind::at(bytes, found.start) == Kind::Array)
}

/// The integer that `$mod` divides: the number cut to its whole part, where 64 bits hold that.
fn dividend(bytes: &[u8], found: Span) -> Option<i64> {
    if Kind::at(bytes, found.start) != Kind::Number {
        return None;
    }
    let token = found.of(bytes);
    Decimal::of(token).to_i64().or_else(|| {
        let whole = float(token).trunc();
        let limit = 9_223_372_036_854_775_808.0; // 2^63
        #[allow(clippy::cast_possible_truncation)] // in range and whole
        (-limit..limit).contains(&whole).then_some(whole as i64)
    })
}

/// The bit of its type; of a number by its value: JSON has but one type of number, and 7.0 and 7 are one.
fn type_of(bytes: &[u8], found: Span) -> u8 {
    match Kind::at(bytes, found.start) {
        Kind::Text => operators::STRING,
        Kind::Object => operators::OBJECT,
        Kind::Array => operators::ARRAY,
        Kind::Bool => operators::BOOL,
        Kind::Null => operators::NULL,
        Kind::Number => match Decimal::of(found.of(bytes)).to_i64() {
            Some(integer) if i32::try_from(integer).is_ok() => operators::INT,
            Some(_) => operators::LONG,
            None => operators::DOUBLE,
        },
    }
}
