//! A condition as it is put to rows.

use super::super::value::Value;

/// Something about a whole document: a row, or an element under `$elemMatch`.
#[derive(Debug)]
pub(super) enum Query {
    All(Vec<Query>),
    Any(Vec<Query>),
    None(Vec<Query>),
    At(Place, Predicate),
}

/// A path within a document.
#[derive(Debug)]
pub(super) struct Place {
    /// Which captured member of the row the first segment is. An element under `$elemMatch` has none captured.
    pub(super) member: usize,
    pub(super) segments: Vec<Segment>,
}

/// One name of a path.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) name: Vec<u8>,
    /// The element it means in an array, where it is written as an index is.
    pub(super) index: Option<usize>,
}

/// Tests joined: of what a path reaches, or of one element under `$elemMatch`.
#[derive(Debug)]
pub(super) enum Predicate {
    All(Vec<Predicate>),
    None(Vec<Predicate>),
    Is(Test),
}

/// Something about one value, or about its absence.
#[derive(Debug)]
pub(super) enum Test {
    Compare(Comparison, Value),
    In(List),
    Exists,
    Size(usize),
    Mod {
        divisor: i64,
        remainder: i64,
    },
    Type(Types),
    /// An array has an element that is an object (or an array) which meets a query.
    HasDocument(Box<Query>),
    /// An array has an element that meets a predicate.
    HasElement(Box<Predicate>),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// The values of `$in`. Strings and numbers, of which there can be thousands, are sorted.
#[derive(Debug)]
pub(super) struct List {
    pub(super) texts: Vec<Vec<u8>>,
    pub(super) numbers: Vec<f64>,
    pub(super) others: Vec<Value>,
}

/// A set of `MongoDB`'s types, a bit each (`pkg/where-operators.js`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Types(usize);

impl Types {
    pub(super) const DOUBLE: Self = Self(1);
    pub(super) const STRING: Self = Self(1 << 1);
    pub(super) const OBJECT: Self = Self(1 << 2);
    pub(super) const ARRAY: Self = Self(1 << 3);
    pub(super) const BOOL: Self = Self(1 << 4);
    pub(super) const NULL: Self = Self(1 << 5);
    pub(super) const INT: Self = Self(1 << 6);
    pub(super) const LONG: Self = Self(1 << 7);

    pub(super) fn of(bits: usize) -> Self {
        Self(bits)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
