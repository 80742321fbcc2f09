//! What a path reaches. In `MongoDB` that can be several values: an array on the way stands for each of its elements.

use super::row::Row;
use crate::condition::node::{Name, Path};
use crate::scan::Span;
use crate::scan::walk::{Kind, elements, member};

/// What a path begins at.
#[derive(Clone, Copy)]
pub(super) enum Document<'a> {
    Row(Row<'a>),
    /// An element under `$elemMatch`: an array there is a document, too, whose members are named 0, 1, 2 ...
    Element(&'a [u8], Span),
}

impl Document<'_> {
    pub(super) fn span(self) -> Span {
        match self {
            Self::Row(row) => row.span,
            Self::Element(_, element) => element,
        }
    }
}

/// What is asked at the end of a path.
pub(super) trait End {
    /// Whether an array there is asked element by element, too.
    fn looks_into_arrays(&self) -> bool;
    /// Whether this value, or the absence of one, passes.
    fn passes(&self, found: Option<Span>) -> bool;
}

/// The first step along a path, shared by all that is asked at its end.
#[derive(Clone, Copy)]
pub(super) struct Reached<'a> {
    bytes: &'a [u8],
    /// A value, or its absence.
    value: Option<Span>,
    /// The names that lead on from there.
    names: &'a [Name],
}

impl<'a> Reached<'a> {
    pub(super) fn of(document: Document<'a>, path: &'a Path) -> Self {
        let names = path.names.as_slice();
        let (bytes, whole) = match document {
            Document::Row(row) => (row.bytes, row.span),
            Document::Element(bytes, element) => (bytes, element),
        };
        let Some((first, rest)) = names.split_first() else {
            return Self { bytes, value: Some(whole), names };
        };
        let value = match (Kind::at(bytes, whole.start), document) {
            (Kind::Object, Document::Row(row)) => row.members.get(path.captured).copied().flatten(),
            (Kind::Object, Document::Element(..)) => member(bytes, whole, &first.text),
            // A row is gone through as an array anywhere.
            (Kind::Array, Document::Row(_)) => return Self { bytes, value: Some(whole), names },
            (Kind::Array, Document::Element(..)) => {
                let mut indexed = elements(bytes, whole).enumerate();
                indexed.find(|(index, _)| first.is_index(*index)).map(|(_, element)| element)
            }
            _ => None,
        };
        Self { bytes, value, names: rest }
    }

    /// Whether one of the values at the path's end passes.
    pub(super) fn any(&self, end: &impl End) -> bool {
        let Self { bytes, names, .. } = *self;
        match self.value {
            None => end.passes(None),
            Some(value) if names.is_empty() => ends_at(bytes, value, end),
            Some(value) => Walk { bytes, names, end }.any_from(value, BEGINNING),
        }
    }
}

/// Whether a value at the end of a path passes.
fn ends_at(bytes: &[u8], value: Span, end: &impl End) -> bool {
    let is_unfolded = end.looks_into_arrays() && Kind::at(bytes, value.start) == Kind::Array;
    is_unfolded && elements(bytes, value).any(|element| end.passes(Some(element))) || end.passes(Some(value))
}

/// How many names were followed to a value, a bit for each of the ways there: a name on the way that is an index can be a
/// member of an element, or mean that element itself. So each value is come to once. Were each way gone by itself, they
/// would double at every level.
type Ways = u128;

/// No name was followed.
const BEGINNING: Ways = 1;

/// Goes along the rest of a path.
struct Walk<'a, E> {
    bytes: &'a [u8],
    names: &'a [Name],
    end: &'a E,
}

impl<E: End> Walk<'_, E> {
    fn any_from(&self, value: Span, ways: Ways) -> bool {
        let kind = Kind::at(self.bytes, value.start);
        if kind == Kind::Array {
            return self.any_in_array(value, ways);
        }
        let mut further = ways;
        while let Some(name) = self.names.get(further.trailing_zeros() as usize) {
            let same = self.those(further, |other| other.text == name.text);
            further &= !same;
            let found = if kind == Kind::Object { member(self.bytes, value, &name.text) } else { None };
            let passes = match found {
                Some(found) => self.goes_on(found, same << 1),
                None => self.end.passes(None),
            };
            if passes {
                return true;
            }
        }
        false
    }

    /// From a member, which may be what the path ends at.
    fn goes_on(&self, value: Span, ways: Ways) -> bool {
        let further = self.those(ways, |_| true);
        (further != ways && ends_at(self.bytes, value, self.end)) || (further != 0 && self.any_from(value, further))
    }

    /// Elements that are objects are gone through; the one whose index the next name is, is meant itself. Other elements
    /// count for nothing, not even as missing.
    fn any_in_array(&self, array: Span, ways: Ways) -> bool {
        elements(self.bytes, array).enumerate().any(|(index, element)| {
            let meant = self.those(ways, |name| name.is_index(index)) << 1;
            let beyond = self.those(meant, |_| true);
            if beyond != meant && self.end.passes(Some(element)) {
                return true;
            }
            let further = match Kind::at(self.bytes, element.start) {
                Kind::Object => ways | beyond,
                Kind::Array => beyond,
                _ => 0,
            };
            further != 0 && self.any_from(element, further)
        })
    }

    /// Those ways whose next name is such a one; those that have none are at the end.
    fn those(&self, ways: Ways, is: impl Fn(&Name) -> bool) -> Ways {
        let (mut those, mut way) = (0, BEGINNING);
        for name in self.names {
            if ways & way != 0 && is(name) {
                those |= way;
            }
            way <<= 1;
        }
        those
    }
}
