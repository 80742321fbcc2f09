//! Queries and predicates put to a document.

use super::super::capture::Row;
use super::super::scan::Span;
use super::query::{Predicate, Query, Test};
use super::reach::Reach;

/// What a query is about.
pub(super) struct Document<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) whole: Span,
    /// The captured members of a row.
    pub(super) members: &'a [Option<Span>],
    /// Whether it is an element under `$elemMatch`: an array there is a document whose members are named 0, 1, 2 ...
    pub(super) is_element: bool,
}

impl<'a> Document<'a> {
    #[inline]
    pub(super) fn row(row: Row<'a>) -> Self {
        Self { bytes: row.bytes, whole: row.span, members: row.members, is_element: false }
    }

    pub(super) fn element(bytes: &'a [u8], whole: Span) -> Self {
        Self { bytes, whole, members: &[], is_element: true }
    }
}

impl Query {
    pub(super) fn holds(&self, document: &Document) -> bool {
        match self {
            Self::All(queries) => queries.iter().all(|query| query.holds(document)),
            Self::Any(queries) => queries.iter().any(|query| query.holds(document)),
            Self::None(queries) => !queries.iter().any(|query| query.holds(document)),
            Self::At(place, predicate) => {
                let reach = Reach::of(document, place);
                predicate.holds(&|test| reach.any(test))
            }
        }
    }
}

impl Predicate {
    /// Whether it holds where `passes` tells of each of its tests.
    #[inline]
    pub(super) fn holds(&self, passes: &impl Fn(&Test) -> bool) -> bool {
        match self {
            Self::Is(test) => passes(test),
            joined => joined.joined_holds(passes),
        }
    }

    fn joined_holds(&self, passes: &impl Fn(&Test) -> bool) -> bool {
        match self {
            Self::All(predicates) => predicates.iter().all(|predicate| predicate.holds(passes)),
            Self::None(predicates) => !predicates.iter().any(|predicate| predicate.holds(passes)),
            Self::Is(test) => passes(test),
        }
    }
}
