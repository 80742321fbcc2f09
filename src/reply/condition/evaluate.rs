//! A condition put to a row, and to what is in it.

use super::super::capture::Row;
use super::super::scan::Span;
use super::node::{Node, Op};
use super::reach::Reach;

/// What a condition, or a part of it, is about.
pub(super) enum Subject<'a> {
    Row(Row<'a>),
    /// An element under `$elemMatch`: an array there is a document, too, whose members are named 0, 1, 2 ...
    Element(&'a [u8], Span),
    /// What a path reaches.
    Reached(Reach<'a>),
}

impl Node {
    pub(super) fn holds(&self, subject: &Subject) -> bool {
        match self.op {
            Op::All | Op::Any | Op::None => {
                // All hold unless one does not; the others are decided by one that does.
                let decides = self.op != Op::All;
                let is_decided = self.parts.iter().any(|part| part.holds(subject) == decides);
                is_decided == (self.op == Op::Any)
            }
            Op::At => match self.parts.split_last() {
                Some((part, names)) => part.holds(&Subject::Reached(Reach::of(subject, self.count(), names))),
                None => false,
            },
            _ => match subject {
                Subject::Reached(reach) => reach.any(self),
                Subject::Element(bytes, span) => self.passes(bytes, Some(*span)),
                Subject::Row(row) => self.passes(row.bytes, Some(row.span)),
            },
        }
    }
}
