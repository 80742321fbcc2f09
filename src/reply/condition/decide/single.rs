//! What is asked of one value, without looking into it.

use crate::condition::node::Test;
use crate::condition::reply::Reply;
use crate::condition::types;
use crate::scan::Span;
use crate::scan::walk::{Kind, elements};

/// Whether this value, or the absence of one, passes. What asks about elements does not get here.
pub(super) fn passes(test: &Test, reply: Reply, found: Option<Span>) -> bool {
    match test {
        Test::Compare(comparison, value) => comparison.holds(reply, found, value),
        Test::In(list) => list.has(reply, found),
        Test::Exists => found.is_some(),
        Test::Size(size) => array(reply, found).is_some_and(|array| elements(reply.bytes, array).count() == *size),
        Test::Mod { divisor, rest } => {
            let dividend = found.and_then(|found| dividend(reply, found));
            // Of the least by -1 nothing is left either, though the quotient is none.
            dividend.is_some_and(|dividend| dividend.checked_rem(*divisor).unwrap_or(0) == *rest)
        }
        Test::Type(types) => found.is_some_and(|found| types & types::of_value(reply, found) != 0),
        Test::HasElement(_) | Test::HasDocument(_) => false,
    }
}

/// The array that a value is, if it is one.
pub(super) fn array(reply: Reply, found: Option<Span>) -> Option<Span> {
    found.filter(|found| Kind::at(reply.bytes, found.start) == Kind::Array)
}

/// The integer that `$mod` divides: the number cut to its whole part, where 64 bits hold that.
fn dividend(reply: Reply, found: Span) -> Option<i64> {
    if Kind::at(reply.bytes, found.start) != Kind::Number {
        return None;
    }
    reply.decimal(found).to_i64().or_else(|| {
        let whole = reply.float(found).trunc();
        let limit = 9_223_372_036_854_775_808.0; // 2^63
        #[allow(clippy::cast_possible_truncation)] // in range and whole
        (-limit..limit).contains(&whole).then_some(whole as i64)
    })
}
