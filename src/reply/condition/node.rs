//! A condition that was read and checked, as it is put to the rows.

use super::list::List;
use super::value::{Value, index};

/// What is asked of a document (a row, or an element under `$elemMatch`), or of what a path reaches.
#[derive(Debug)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    None(Vec<Node>),
    /// The node is about what the path reaches from a document.
    At(Path, Box<Node>),
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
#[derive(Debug)]
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
    /// A bit for each of the types that do, see `operators::TYPES`.
    Type(u8),
    /// An array has an element that is an object (or an array) and meets a query.
    HasDocument(Box<Node>),
    /// An array has an element that meets this.
    HasElement(Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Node {
    /// All of these; of a single one, itself.
    pub(super) fn all(nodes: Vec<Self>) -> Self {
        Self::single(nodes).unwrap_or_else(Self::All)
    }

    /// At least one of these.
    pub(super) fn any(nodes: Vec<Self>) -> Self {
        Self::single(nodes).unwrap_or_else(Self::Any)
    }

    pub(super) fn not(node: Self) -> Self {
        Self::None(vec![node])
    }

    fn single(nodes: Vec<Self>) -> Result<Self, Vec<Self>> {
        <[Self; 1]>::try_from(nodes).map(|[node]| node)
    }
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
