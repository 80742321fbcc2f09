//! A condition put to a row, and to what is in it.

use super::super::capture::Row;
use super::super::scan::Span;
use super::node::Node;
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
        match self {
            Self::All(nodes) => nodes.iter().all(|node| node.holds(subject)),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(subject)),
            Self::None(nodes) => !nodes.iter().any(|node| node.holds(subject)),
            Self::At(path, node) => node.holds(&Subject::Reached(Reach::of(subject, path))),
            Self::Test(test) => match subject {
                Subject::Reached(reach) => reach.any(test),
                Subject::Element(bytes, span) => test.passes(bytes, Some(*span)),
                Subject::Row(row) => test.passes(row.bytes, Some(row.span)),
            },
        }
    }
}
