//! Which of the paths that a condition asks about any row has had: one that none has is mostly a misspelt name.

use std::cell::Cell;

use super::evaluate;
use super::row::Row;
use crate::condition::node::{Node, Path, Test};
use crate::condition::words::words;

/// The paths of a condition, by what asks whether a row has them. Those of elements (`$elemMatch`) are none of the row's.
#[derive(Debug)]
pub(crate) struct Seen {
    wanted: Vec<Node>,
    /// A bit for each that no row has had so far. Of very many paths the first are looked for.
    unseen: Cell<u64>,
}

/// A bit for each.
const MOST: usize = 64;

impl Seen {
    pub(crate) fn new(query: &[Node]) -> Self {
        let mut wanted = Vec::new();
        add(query, &mut wanted);
        let unseen = Cell::new(u64::MAX.checked_shr(64 - u32::try_from(wanted.len()).unwrap_or(64)).unwrap_or(0));
        Self { wanted, unseen }
    }

    /// Notes what a row has. Once all was seen, that is nothing to do.
    #[inline]
    pub(crate) fn note(&self, row: Row) {
        if self.unseen.get() != 0 {
            self.look(row);
        }
    }

    #[cold]
    fn look(&self, row: Row) {
        for (bit, wanted) in self.wanted.iter().enumerate() {
            if self.unseen.get() & (1 << bit) != 0 && evaluate::holds(std::slice::from_ref(wanted), row) {
                self.unseen.set(self.unseen.get() & !(1 << bit));
            }
        }
    }

    /// Those that no row has had.
    pub(crate) fn unseen(&self) -> Vec<String> {
        let mut unseen: Vec<String> = Vec::new();
        for (bit, wanted) in self.wanted.iter().enumerate() {
            if let Node::At(path, _) = wanted
                && self.unseen.get() & (1 << bit) != 0
            {
                let names: Vec<_> = path.names.iter().map(|name| words(&name.text)).collect();
                let dotted = names.join(".");
                if !unseen.contains(&dotted) {
                    unseen.push(dotted);
                }
            }
        }
        unseen
    }
}

fn add(nodes: &[Node], wanted: &mut Vec<Node>) {
    for node in nodes {
        if wanted.len() == MOST {
            return;
        }
        match node {
            Node::Any(lists) => {
                for nodes in lists {
                    add(nodes, wanted);
                }
            }
            Node::Not(nodes) => add(nodes, wanted),
            Node::At(Path { names, captured }, _) => {
                let path = Path { names: names.clone(), captured: *captured };
                wanted.push(Node::At(path, vec![Node::Test(Test::Exists)]));
            }
            Node::Test(_) => {}
        }
    }
}
