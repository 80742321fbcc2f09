//! The condition that most are: a member of the row beside a number.
#![allow(clippy::inline_always)] // once a row

use super::row::Row;
use crate::condition::compare::Comparison;
use crate::condition::node::{Node, Path, Test};
use crate::condition::value::Value;
use crate::scan::numbers::float_at;
use crate::scan::walk::Kind;

/// A comparison with a number, of a member that is captured.
#[derive(Debug)]
pub(crate) struct Simple {
    captured: usize,
    comparison: Comparison,
    number: f64,
}

impl Simple {
    /// The comparison that a query is, if it is no more than that.
    pub(crate) fn of(query: &[Node]) -> Option<Self> {
        let [Node::At(Path { names, captured }, tests)] = query else { return None };
        let [Node::Test(Test::Compare(comparison, Value::Number(number)))] = tests.as_slice() else { return None };
        (names.len() == 1).then_some(Self { captured: *captured, comparison: *comparison, number: *number })
    }

    /// Whether the row meets it, where the member is there and a number; else that is for the query to say.
    #[inline(always)]
    pub(crate) fn holds(&self, row: Row) -> Option<bool> {
        let found = row.members.get(self.captured).copied().flatten()?;
        if Kind::at(row.bytes, found.start) != Kind::Number {
            return None;
        }
        Some(self.comparison.holds_between(float_at(row.bytes, found), self.number))
    }
}
