//! A condition as JavaScript writes it (`pkg/where-program.js`, which checks it first): a tree of nodes of one make.

use super::super::walk::Kind;

/// A part of a condition, and what it is made of.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) op: Op,
    pub(super) number: f64,
    pub(super) text: Vec<u8>,
    pub(super) parts: Vec<Node>,
}

/// What a node is. In the order of JavaScript's own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    // About a document (a row, or an element under `$elemMatch`), or about what a path reaches.
    All,
    Any,
    None,
    /// The last part is about what a path reaches from a document; the others are the names on the way. Of a row, the
    /// number says which captured member the first of them is.
    At,
    /// A name, and with its number the element that it means in an array, where it is written as an index is.
    Name,

    // About one value, or its absence. Comparisons have a value to compare with.
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    /// The first values, as many as the number says, are numbers and strings in their order, of which there can be thousands.
    In,
    Exists,
    Size,
    /// Two bigints.
    Mod,
    /// The number has a bit for each type.
    Type,
    /// An array has an element that is an object (or an array) and meets a query.
    HasDocument,
    /// An array has an element that meets this.
    HasElement,

    // Values that the caller wrote.
    Null,
    False,
    True,
    /// Not NaN. It compares with what JSON.parse would read.
    Number,
    /// Digits, a minus sign before them where negative. It compares exactly.
    BigInt,
    /// In WTF-8: UTF-8 in which a lone surrogate takes three bytes.
    Text,
    Array,
    /// Of members in their order.
    Object,
    /// A name with its value.
    Member,
}

const OPS: [Op; 26] = [
    Op::All,
    Op::Any,
    Op::None,
    Op::At,
    Op::Name,
    Op::Equal,
    Op::Greater,
    Op::GreaterOrEqual,
    Op::Less,
    Op::LessOrEqual,
    Op::In,
    Op::Exists,
    Op::Size,
    Op::Mod,
    Op::Type,
    Op::HasDocument,
    Op::HasElement,
    Op::Null,
    Op::False,
    Op::True,
    Op::Number,
    Op::BigInt,
    Op::Text,
    Op::Array,
    Op::Object,
    Op::Member,
];

impl Op {
    pub(super) fn is_comparison(self) -> bool {
        matches!(self, Self::Equal | Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual)
    }
}

impl Node {
    /// Reads the node at the beginning of `program`, and leaves there what follows it. Nothing where none is written.
    pub(super) fn read(program: &mut &[u8]) -> Option<Self> {
        let op = byte(program)?;
        let number = number(program)?;
        let length = size(program)?;
        let (text, rest) = program.split_at_checked(length)?;
        *program = rest;
        let mut parts = Vec::new();
        for _ in 0..size(program)? {
            parts.push(Self::read(program)?);
        }
        Some(Self { op: *OPS.get(usize::from(op))?, number, text: text.to_vec(), parts })
    }

    /// The number where it counts something.
    pub(super) fn count(&self) -> usize {
        to_size(self.number)
    }

    /// Whether the name means this element of an array.
    pub(super) fn is_index(&self, index: usize) -> bool {
        self.count() == index && self.number >= 0.0
    }

    /// The kind of a value.
    pub(super) fn kind(&self) -> Kind {
        match self.op {
            Op::False | Op::True => Kind::Bool,
            Op::Number | Op::BigInt => Kind::Number,
            Op::Text => Kind::Text,
            Op::Array => Kind::Array,
            Op::Object => Kind::Object,
            _ => Kind::Null,
        }
    }
}

fn size(program: &mut &[u8]) -> Option<usize> {
    number(program).map(to_size)
}

/// Announces a number of eight bytes.
const DOUBLE: u8 = 0xff;

/// Small counts are written as one byte, others as doubles behind one that no count has.
fn number(program: &mut &[u8]) -> Option<f64> {
    let first = byte(program)?;
    if first != DOUBLE {
        return Some(f64::from(first));
    }
    let (bytes, rest) = program.split_first_chunk()?;
    *program = rest;
    Some(f64::from_be_bytes(*bytes))
}

fn byte(program: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = program.split_first()?;
    *program = rest;
    Some(*byte)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and not negative
fn to_size(number: f64) -> usize {
    number as usize
}
