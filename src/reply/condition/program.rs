//! Reads a condition as JavaScript writes it (`pkg/where-program.js`, which checks it first): a letter for what comes,
//! then its parts.

use super::super::decimal::Decimal;
use super::super::value::Value;
use super::query::{Comparison, List, Place, Predicate, Query, Segment, Test, Types};

/// What is left to read. Nothing where it is no condition, which would be a fault of this package.
pub(super) struct Program<'a>(&'a [u8]);

impl<'a> Program<'a> {
    /// The members of a row that the paths begin with, and the query.
    pub(super) fn read(program: &'a [u8]) -> Option<(Vec<Vec<u8>>, Query)> {
        let mut program = Self(program);
        let read = (program.list(Self::text)?, program.query()?);
        program.0.is_empty().then_some(read)
    }

    fn query(&mut self) -> Option<Query> {
        Some(match self.letter()? {
            b'&' => Query::All(self.list(Self::query)?),
            b'|' => Query::Any(self.list(Self::query)?),
            b'!' => Query::None(self.list(Self::query)?),
            b'@' => {
                let (member, segments) = (self.size()?, self.list(Self::segment)?);
                Query::At(Place { member, segments }, self.predicate()?)
            }
            _ => return None,
        })
    }

    fn segment(&mut self) -> Option<Segment> {
        let (name, index) = (self.text()?, self.number()?);
        Some(Segment { name, index: (index >= 0.0).then_some(size(index)) })
    }

    fn predicate(&mut self) -> Option<Predicate> {
        Some(match self.0.first()? {
            b'&' | b'!' => {
                let joined = if self.letter()? == b'&' { Predicate::All } else { Predicate::None };
                joined(self.list(Self::predicate)?)
            }
            _ => Predicate::Is(self.test()?),
        })
    }

    fn test(&mut self) -> Option<Test> {
        Some(match self.letter()? {
            b'=' => Test::Compare(Comparison::Equal, self.value()?),
            b'>' => Test::Compare(Comparison::Greater, self.value()?),
            b'g' => Test::Compare(Comparison::GreaterOrEqual, self.value()?),
            b'<' => Test::Compare(Comparison::Less, self.value()?),
            b'l' => Test::Compare(Comparison::LessOrEqual, self.value()?),
            b'i' => {
                let (texts, numbers) = (self.list(Self::text)?, self.list(Self::number)?);
                Test::In(List { texts, numbers, others: self.list(Self::value)? })
            }
            b'e' => Test::Exists,
            b's' => Test::Size(self.size()?),
            b'm' => Test::Mod { divisor: self.integer()?, remainder: self.integer()? },
            b't' => Test::Type(Types::of(self.size()?)),
            b'd' => Test::HasDocument(Box::new(self.query()?)),
            b'h' => Test::HasElement(Box::new(self.predicate()?)),
            _ => return None,
        })
    }

    fn value(&mut self) -> Option<Value> {
        Some(match self.letter()? {
            b'n' => Value::Null,
            b'f' => Value::Bool(false),
            b't' => Value::Bool(true),
            b'#' => Value::Number(self.number()?),
            b'b' => Value::BigInt(self.text()?),
            b'"' => Value::Text(self.text()?),
            b'[' => Value::Array(self.list(Self::value)?),
            b'{' => Value::Object(self.list(|program| Some((program.text()?, program.value()?)))?),
            _ => return None,
        })
    }

    fn integer(&mut self) -> Option<i64> {
        Decimal::of(&self.text()?).to_i64()
    }

    fn list<T>(&mut self, read: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut list = Vec::new();
        for _ in 0..self.size()? {
            list.push(read(self)?);
        }
        Some(list)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let size = self.size()?;
        let (text, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(text.to_vec())
    }

    fn size(&mut self) -> Option<usize> {
        self.number().map(size)
    }

    fn number(&mut self) -> Option<f64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(f64::from_le_bytes(*bytes))
    }

    fn letter(&mut self) -> Option<u8> {
        let (letter, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*letter)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and not negative
fn size(number: f64) -> usize {
    number as usize
}
