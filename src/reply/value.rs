//! Values that the caller wrote in a condition.

use super::walk::Kind;

/// A value the caller wrote in a condition.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone, PartialEq))]
pub(super) enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A JavaScript number, not NaN: it compares with what JSON.parse would read.
    Number(f64),
    /// The digits of a bigint, a minus sign before them where negative: it compares exactly.
    BigInt(Vec<u8>),
    /// A string in WTF-8: UTF-8 in which a lone surrogate takes three bytes.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Value>),
    /// An object's members in their order.
    Object(Vec<(Vec<u8>, Value)>),
}

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
}
