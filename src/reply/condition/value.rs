//! The caller's condition as a tree, nothing in it being understood yet. What its operators compare with stays so.

use crate::scan::numbers::Decimal;
use crate::scan::walk::Kind;

/// A value that the caller wrote in a condition, or the condition itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number of JavaScript's, not NaN.
    Number(f64),
    /// A bigint's decimal digits, behind a minus sign where it is negative.
    BigInt(String),
    /// A string in WTF-8: UTF-8 in which a lone surrogate takes three bytes.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Value>),
    /// A plain object: names in WTF-8, in JavaScript's order and no two the same.
    Object(Vec<Member>),
}

/// A member of an object: its name and its value.
pub type Member = (Vec<u8>, Value);

impl Value {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Number(_) | Self::BigInt(_) => Kind::Number,
            Self::Text(_) => Kind::Text,
            Self::Array(_) => Kind::Array,
            Self::Object(_) => Kind::Object,
        }
    }

    /// The integer that it is, where 64 bits hold it.
    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) => {
                let limit = 9_223_372_036_854_775_808.0; // 2^63
                let is_integer = number.fract() == 0.0 && (-limit..limit).contains(number);
                #[allow(clippy::cast_possible_truncation)] // whole and in range
                is_integer.then_some(*number as i64)
            }
            Self::BigInt(digits) => Decimal::of(digits.as_bytes()).to_i64(),
            _ => None,
        }
    }
}

/// The index that a name is, where it is written as JavaScript writes it: below 2^32 - 1. Such names come first in an
/// object of JavaScript's.
pub(super) fn index(name: &[u8]) -> Option<u32> {
    let is_plain = name == b"0" || name.first().is_some_and(|first| *first != b'0');
    let add = |index: u32, digit: &u8| {
        let digit = char::from(*digit).to_digit(10)?;
        index.checked_mul(10)?.checked_add(digit)
    };
    name.iter().try_fold(0, add).filter(|index| is_plain && *index < u32::MAX)
}
