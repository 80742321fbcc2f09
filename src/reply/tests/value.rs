//! Values that the caller wrote in a condition.

/// A value the caller wrote in a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A JavaScript number, not NaN: it compares with what JSON.parse would read.
    Number(f64),
    /// A string in WTF-8: UTF-8 in which a lone surrogate takes three bytes.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Value>),
    /// An object's members in their order.
    Object(Vec<(Vec<u8>, Value)>),
}
