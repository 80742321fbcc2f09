//! Conditions on rows, in `MongoDB`'s query language: a tree as the caller wrote it, read and checked once, then put to
//! every row.

mod compare;
mod decide;
mod list;
mod node;
mod read;
mod reply;
mod sort;
mod types;
mod value;
mod words;

use std::rc::Rc;

use decide::{Seen, Simple};
use node::Node;

pub(crate) use decide::Row;
pub use read::{DEEPEST, Got, Location, Wrong};
pub use value::{Member, Value};

/// A condition. Clones share it.
#[derive(Clone, Debug)]
pub struct Where(Rc<Condition>);

#[derive(Debug)]
struct Condition {
    query: Vec<Node>,
    /// The same, where it is no more than that.
    simple: Option<Simple>,
    /// The members of a row that the paths begin with, in order.
    captured: Vec<Vec<u8>>,
    seen: Seen,
}

impl Where {
    /// Reads conditions that are put to the same rows, each the option of that name, or says what is wrong with one.
    pub fn read_all(conditions: Vec<(&'static str, Value)>) -> Result<Vec<Self>, Wrong> {
        let captured = read::captured(conditions.iter().map(|(_, condition)| condition));
        let read = |(name, mut condition)| {
            let mut query = Vec::new();
            read::query(&Location::whole(name), &mut condition, Some(&captured), DEEPEST, &mut query)?;
            let (simple, seen) = (Simple::of(&query), Seen::new(&query));
            Ok(Self(Rc::new(Condition { simple, query, captured: captured.clone(), seen })))
        };
        conditions.into_iter().map(read).collect()
    }

    /// The members of a row that have to be captured for it, in order.
    pub(crate) fn captured(&self) -> impl Iterator<Item = &[u8]> {
        self.0.captured.iter().map(Vec::as_slice)
    }

    /// The paths in it that no row has had, of all that were decided so far.
    pub fn unseen(&self) -> Vec<String> {
        self.0.seen.unseen()
    }

    /// Whether the row meets it. The first of the row's captured members are the ones above.
    #[inline]
    pub(crate) fn holds(&self, row: Row) -> bool {
        self.0.seen.note(row);
        let simply = self.0.simple.as_ref().and_then(|simple| simple.holds(row));
        simply.unwrap_or_else(|| decide::holds(&self.0.query, row))
    }
}
