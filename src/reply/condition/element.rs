//! Tests put to one value.

use super::super::decimal::Decimal;
use super::super::float::float;
use super::super::scan::Span;
use super::super::walk::{Kind, elements};
use super::evaluate::Subject;
use super::node::{Node, Op};

impl Node {
    /// Whether an array at the end of a path is tested element by element too.
    pub(super) fn looks_into_arrays(&self) -> bool {
        !matches!(self.op, Op::Exists | Op::Size | Op::HasDocument | Op::HasElement)
    }

    /// Whether this value, or the absence of one, passes.
    pub(super) fn passes(&self, bytes: &[u8], found: Option<Span>) -> bool {
        match (self.op, self.parts.as_slice()) {
            (Op::Exists, _) => found.is_some(),
            (Op::In, values) => self.is_among(values, bytes, found),
            (Op::Size, _) => array(bytes, found).is_some_and(|array| elements(bytes, array).count() == self.count()),
            (Op::Type, _) => found.is_some_and(|found| self.count() & (1 << type_of(bytes, found)) != 0),
            (Op::Mod, [divisor, rest]) => {
                let dividend = found.and_then(|found| dividend(bytes, found));
                let [divisor, rest] = [divisor, rest].map(|part| Decimal::of(&part.text).to_i64());
                match (dividend, divisor, rest) {
                    (Some(dividend), Some(divisor), Some(rest)) if divisor != 0 => {
                        dividend.wrapping_rem(divisor) == rest
                    }
                    _ => false,
                }
            }
            (Op::HasDocument | Op::HasElement, [part]) => self.has_element(part, bytes, found),
            (_, [value]) => self.op.stands(bytes, found, value),
            _ => false,
        }
    }

    /// Whether an array has an element that meets `part`.
    fn has_element(&self, part: &Self, bytes: &[u8], found: Option<Span>) -> bool {
        let is_document = |element: Span| matches!(Kind::at(bytes, element.start), Kind::Object | Kind::Array);
        let meets = |element| {
            (self.op == Op::HasElement || is_document(element)) && part.holds(&Subject::Element(bytes, element))
        };
        array(bytes, found).is_some_and(|array| elements(bytes, array).any(meets))
    }
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

/// The number of its type, as `pkg/where-operators.js` has them; of a number by its value: JSON has but one type of number,
/// and 7.0 and 7 are one.
fn type_of(bytes: &[u8], found: Span) -> u8 {
    match Kind::at(bytes, found.start) {
        Kind::Text => 1,
        Kind::Object => 2,
        Kind::Array => 3,
        Kind::Bool => 4,
        Kind::Null => 5,
        Kind::Number => match Decimal::of(found.of(bytes)).to_i64() {
            Some(integer) if i32::try_from(integer).is_ok() => 6,
            Some(_) => 7,
            None => 0,
        },
    }
}
