//! Walking through values of the reply that were checked before, so that nothing can go wrong on the way.

use super::scanner::Scanner;
use super::span::Span;
use super::text::Raw;

/// The kinds of JSON value, in `MongoDB`'s order of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Null,
    Number,
    Text,
    Object,
    Array,
    Bool,
}

impl Kind {
    /// The kind of the value that begins here.
    #[inline]
    pub(crate) fn at(bytes: &[u8], start: usize) -> Self {
        let first = bytes.get(start).copied().unwrap_or_default();
        KINDS.get(usize::from(first)).copied().unwrap_or(Self::Null)
    }

    const fn of(first: u8) -> Self {
        match first {
            b'"' => Self::Text,
            b'{' => Self::Object,
            b'[' => Self::Array,
            b't' | b'f' => Self::Bool,
            b'-' | b'0'..=b'9' => Self::Number,
            _ => Self::Null,
        }
    }

    /// With its article, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Bool => "a boolean",
        }
    }
}

/// The kind by the first byte, looked up: rows are as mixed as branches dislike.
const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Null; 256];
    let mut first = 0;
    while first < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing)] // below 256
        {
            kinds[first] = Kind::of(first as u8);
        }
        first += 1;
    }
    kinds
};

/// The members of an object, as written: a name that stands twice comes twice.
pub(crate) fn members(bytes: &[u8], object: Span) -> impl Iterator<Item = (Raw<'_>, Span)> {
    let mut scanner = Scanner::new(bytes, object.start + 1);
    let mut first = true;
    std::iter::from_fn(move || {
        let name = scanner.member(first).ok()??;
        first = false;
        Some((name, scanner.any_value().ok()?))
    })
}

/// The elements of an array.
pub(crate) fn elements(bytes: &[u8], array: Span) -> impl Iterator<Item = Span> {
    let mut scanner = Scanner::new(bytes, array.start + 1);
    let mut first = true;
    std::iter::from_fn(move || {
        if !scanner.element(first).ok()? {
            return None;
        }
        first = false;
        scanner.any_value().ok()
    })
}

/// The value of an object's member; of two with one name, the last one's.
pub(crate) fn member(bytes: &[u8], object: Span, name: &[u8]) -> Option<Span> {
    members(bytes, object).filter(|(found, _)| found.is(name)).last().map(|(_, value)| value)
}

/// Follows names through objects, and through arrays where they are indexes.
pub(crate) fn through(bytes: &[u8], mut value: Span, names: &[Vec<u8>]) -> Option<Span> {
    for name in names {
        value = match Kind::at(bytes, value.start) {
            Kind::Object => member(bytes, value, name)?,
            Kind::Array => elements(bytes, value).nth(index_of(name)?)?,
            _ => return None,
        };
    }
    Some(value)
}

/// The index that a name is, written as JavaScript writes it.
pub(crate) fn index_of(name: &[u8]) -> Option<usize> {
    let is_plain = name == b"0" || !name.starts_with(b"0") && !name.is_empty();
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| usize::from(byte - b'0'));
    name.iter()
        .filter(|_| is_plain)
        .try_fold((0_usize, 0), |(index, digits), byte| {
            Some((index.checked_mul(10)?.checked_add(digit(byte)?)?, digits + 1))
        })
        .filter(|(_, digits)| *digits > 0)
        .map(|(index, _)| index)
}
