//! Conditions on rows, in `MongoDB`'s query language: read once, then put to every row.

mod compare;
mod element;
mod evaluate;
mod program;
mod query;
mod reach;

use std::rc::Rc;

use super::capture::Row;
use evaluate::Document;
use program::Program;
use query::Query;

/// A condition. Clones share it.
#[derive(Clone, Debug)]
pub struct Where(Rc<Compiled>);

#[derive(Debug)]
struct Compiled {
    query: Query,
    /// The members of a row that the paths begin with.
    members: Vec<Vec<u8>>,
}

impl Where {
    /// Reads a condition as `pkg/where.js` writes it; nothing for what it does not write.
    pub fn read(program: &[u8]) -> Option<Self> {
        let (members, query) = Program::read(program)?;
        Some(Self(Rc::new(Compiled { query, members })))
    }

    /// The members of a row that have to be captured for it.
    pub(super) fn members(&self) -> impl Iterator<Item = &[u8]> {
        self.0.members.iter().map(Vec::as_slice)
    }

    /// Whether the row meets it. The first of the row's captured members are the ones above.
    #[inline]
    pub(super) fn holds(&self, row: Row) -> bool {
        self.0.query.holds(&Document::row(row))
    }
}
