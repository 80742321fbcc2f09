//! Conditions on rows, in `MongoDB`'s query language: read once, then put to every row.

mod compare;
mod element;
mod evaluate;
mod node;
mod reach;
mod simple;

use std::rc::Rc;

use super::capture::Row;
use evaluate::Subject;
use node::Node;
use simple::Simple;

/// A condition. Clones share it.
#[derive(Clone, Debug)]
pub struct Where(Rc<Compiled>);

#[derive(Debug)]
struct Compiled {
    query: Node,
    /// The same, where it is no more than that.
    simple: Option<Simple>,
    /// The members of a row that the paths begin with.
    members: Vec<Node>,
}

impl Where {
    /// Reads a condition as `pkg/where.js` writes it; nothing for what it does not write.
    pub fn read(mut program: &[u8]) -> Option<Self> {
        // The parts of the outermost node are these members, then the query.
        let mut members = Node::read(&mut program)?.parts;
        let query = members.pop()?;
        program.is_empty().then(|| Self(Rc::new(Compiled { simple: Simple::of(&query), query, members })))
    }

    /// The members of a row that have to be captured for it.
    pub(super) fn members(&self) -> impl Iterator<Item = &[u8]> {
        self.0.members.iter().map(|member| member.text.as_slice())
    }

    /// Whether the row meets it. The first of the row's captured members are the ones above.
    #[inline]
    pub(super) fn holds(&self, row: Row) -> bool {
        let simply = self.0.simple.as_ref().and_then(|simple| simple.holds(row));
        simply.unwrap_or_else(|| self.0.query.holds(&Subject::Row(row)))
    }
}
