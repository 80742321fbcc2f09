//! Conditions on rows, in `MongoDB`'s query language: read once, then put to every row.

mod compare;
mod compile;
mod element;
mod errors;
mod evaluate;
mod operators;
mod query;
mod reach;

pub use errors::{Got, WhereError};

use std::rc::Rc;

use super::capture::Row;
use super::value::Value;
use evaluate::Document;
use query::Query;

/// A condition that was read and found to be one. Clones share it.
#[derive(Clone, Debug)]
pub struct Where(Rc<Compiled>);

#[derive(Debug)]
struct Compiled {
    query: Query,
    /// The members of a row that the paths begin with.
    members: Vec<Vec<u8>>,
}

impl Where {
    /// Reads a condition.
    pub fn compile(condition: &Value) -> Result<Self, WhereError> {
        let (query, members) = compile::compile(condition)?;
        Ok(Self(Rc::new(Compiled { query, members })))
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
