//! Tests put to one value.

use super::super::decimal::Decimal;
use super::super::float::float;
use super::super::scan::Span;
use super::super::walk::{Kind, elements};
use super::evaluate::Document;
use super::query::{Test, Types};

impl Test {
    /// Whether an array at the end of a path is tested element by element too.
    pub(super) fn looks_into_arrays(&self) -> bool {
        match self {
            Self::Compare(..) | Self::In(_) | Self::Mod { .. } | Self::Type(_) => true,
            Self::Exists | Self::Size(_) | Self::HasDocument(_) | Self::HasElement(_) => false,
        }
    }

    /// Whether this value, or the absence of one, passes.
    #[inline]
    pub(super) fn holds(&self, bytes: &[u8], found: Option<Span>) -> bool {
        match self {
            Self::Compare(comparison, value) => comparison.holds(bytes, found, value),
            other => other.other_holds(bytes, found),
        }
    }

    fn other_holds(&self, bytes: &[u8], found: Option<Span>) -> bool {
        match self {
            Self::Compare(comparison, value) => comparison.holds(bytes, found, value),
            Self::In(list) => list.has(bytes, found),
            Self::Exists => found.is_some(),
            Self::Size(size) => array(bytes, found)
                .is_some_and(|array| elements(bytes, array).take(size.saturating_add(1)).count() == *size),
            Self::Mod { divisor, remainder } => found
                .and_then(|found| dividend(bytes, found))
                .is_some_and(|dividend| dividend.wrapping_rem(*divisor) == *remainder),
            Self::Type(types) => found.is_some_and(|found| types.has(type_of(bytes, found))),
            Self::HasDocument(query) => has(bytes, found, |element| {
                matches!(Kind::at(bytes, element.start), Kind::Object | Kind::Array)
                    && query.holds(&Document::element(bytes, element))
            }),
            Self::HasElement(predicate) => {
                has(bytes, found, |element| predicate.holds(&|test| test.holds(bytes, Some(element))))
            }
        }
    }
}

fn array(bytes: &[u8], found: Option<Span>) -> Option<Span> {
    found.filter(|found| Kind::at(bytes, found.start) == Kind::Array)
}

fn has(bytes: &[u8], found: Option<Span>, passes: impl FnMut(Span) -> bool) -> bool {
    array(bytes, found).is_some_and(|array| elements(bytes, array).any(passes))
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

/// The type by the number's value: JSON has but one type of number, and 7.0 and 7 are one.
fn type_of(bytes: &[u8], found: Span) -> Types {
    match Kind::at(bytes, found.start) {
        Kind::Null => Types::NULL,
        Kind::Text => Types::STRING,
        Kind::Object => Types::OBJECT,
        Kind::Array => Types::ARRAY,
        Kind::Bool => Types::BOOL,
        Kind::Number => match Decimal::of(found.of(bytes)).to_i64() {
            Some(integer) if i32::try_from(integer).is_ok() => Types::INT,
            Some(_) => Types::LONG,
            None => Types::DOUBLE,
        },
    }
}
