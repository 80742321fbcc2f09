//! A condition that was read and checked, as it is put to the rows.

use super::compare::Comparison;
use super::list::List;
use super::value::{Value, index};

/// What is asked of a document (a row, or an element under `$elemMatch`), or of what a path reaches. Of several in a list
/// all have to hold.
#[derive(Debug)]
pub(super) enum Node {
    /// One of the lists holds.
    Any(Vec<Vec<Node>>),
    /// The list does not hold.
    Not(Vec<Node>),
    /// About what the path reaches from a document.
    At(Path, Vec<Node>),
    /// About one value, or its absence.
    Test(Test),
}

/// The names on the way from a document to what is asked about.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) names: Vec<Name>,
    /// Of a row: which of its captured members the first name is.
    pub(super) captured: usize,
}

/// A name on a path, and which element it is in an array, where it is written as an index is.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: Vec<u8>,
    index: Option<u32>,
}

/// What is asked of one value, or of its absence.
#[derive(Debug)]
pub(super) enum Test {
    Compare(Comparison, Value),
    In(List),
    Exists,
    Size(usize),
    Mod {
        divisor: i64,
        rest: i64,
    },
    /// A bit for each of the types that do.
    Type(u8),
    /// An array has an element that is an object (or an array) and of which this holds.
    HasDocument(Vec<Node>),
    /// An array has an element of which this holds.
    HasElement(Vec<Node>),
}

impl Name {
    pub(super) fn new(text: &[u8]) -> Self {
        Self { text: text.to_owned(), index: index(text) }
    }

    /// Whether it means this element of an array.
    pub(super) fn is_index(&self, index: usize) -> bool {
        self.index.is_some_and(|own| own as usize == index)
    }
}
