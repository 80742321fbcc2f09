//! The condition that most are: a member of the row beside a number.
#![allow(clippy::inline_always)] // once a row

use super::super::capture::Row;
use super::super::float::float_at;
use super::super::walk::Kind;
use super::node::{Node, Op};

/// A comparison with a number, of a member that is captured.
#[derive(Debug)]
pub(super) struct Simple {
    member: usize,
    op: Op,
    number: f64,
}

impl Simple {
    /// The comparison that a query is, if it is no more than that.
    pub(super) fn of(query: &Node) -> Option<Self> {
        let [_, test] = query.parts.as_slice() else { return None };
        let [value] = test.parts.as_slice() else { return None };
        let is_simple = query.op == Op::At && test.op.is_comparison() && value.op == Op::Number;
        is_simple.then(|| Self { member: query.count(), op: test.op, number: value.number })
    }

    /// Whether the row meets it, where the member is there and a number; else that is for the query to say.
    #[inline(always)]
    pub(super) fn holds(&self, row: Row) -> Option<bool> {
        let found = row.members.get(self.member).copied().flatten()?;
        if Kind::at(row.bytes, found.start) != Kind::Number {
            return None;
        }
        Some(self.op.holds_between(float_at(row.bytes, found), self.number))
    }
}
