//! The types of `MongoDB` that JSON has, a bit each.

use super::reply::Reply;
use crate::scan::Span;
use crate::scan::walk::Kind;

pub(super) const DOUBLE: u8 = 1;
pub(super) const STRING: u8 = 2;
pub(super) const OBJECT: u8 = 4;
pub(super) const ARRAY: u8 = 8;
pub(super) const BOOL: u8 = 16;
pub(super) const NULL: u8 = 32;
pub(super) const INT: u8 = 64;
pub(super) const LONG: u8 = 128;

/// The bit of a value's type; of a number by its value: JSON has but one type of number, and 7.0 and 7 are one.
pub(super) fn of_value(reply: Reply, found: Span) -> u8 {
    match Kind::at(reply.bytes, found.start) {
        Kind::Text => STRING,
        Kind::Object => OBJECT,
        Kind::Array => ARRAY,
        Kind::Bool => BOOL,
        Kind::Null => NULL,
        Kind::Number => match reply.decimal(found).to_i64() {
            Some(integer) if i32::try_from(integer).is_ok() => INT,
            Some(_) => LONG,
            None => DOUBLE,
        },
    }
}
