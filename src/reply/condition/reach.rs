//! What a path reaches. In `MongoDB` that can be several values: an array on the way stands for each of its elements.

use super::node::{Name, Path};
use super::reply::Reply;
use super::row::Row;
use crate::scan::Span;
use crate::scan::walk::{Kind, elements, member};

/// What a path begins at.
#[derive(Clone, Copy)]
pub(super) enum Document<'a> {
    Row(Row<'a>),
    /// An element under `$elemMatch`: an array there is a document, too, whose members are named 0, 1, 2 ...
    Element(Span),
}

/// The first step along a path, shared by all tests at its end.
#[derive(Clone, Copy)]
pub(super) struct Reached<'a> {
    reply: Reply<'a>,
    names: &'a [Name],
    /// A value, or its absence.
    value: Option<Span>,
    /// How many of the names are behind it.
    followed: usize,
}

/// How many names of a path lead to a value, a bit for each number: an index on the way can be a name in an element, or that
/// element itself. Each value is come to once, with all the ways that lead there, or they would double at every level.
type Ways = u128;

impl Document<'_> {
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Row(row) => row.span,
            Self::Element(element) => *element,
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

impl<'a> Reached<'a> {
    pub(super) fn of(reply: Reply<'a>, document: Document<'a>, path: &'a Path) -> Self {
        let names = path.names.as_slice();
        let (bytes, whole) = (reply.bytes, document.span());
        let at = |value, followed| Self { reply, names, value, followed };
        let Some(first) = names.first() else {
            return at(Some(whole), 0);
        };
        match (Kind::at(bytes, whole.start), document) {
            (Kind::Object, Document::Row(row)) => at(row.members.get(path.captured).copied().flatten(), 1),
            (Kind::Object, Document::Element(_)) => at(member(bytes, whole, &first.text), 1),
            // Of a row each element is gone through.
            (Kind::Array, Document::Row(_)) => at(Some(whole), 0),
            (Kind::Array, Document::Element(_)) => {
                let mut indexed = elements(bytes, whole).enumerate();
                at(indexed.find(|(index, _)| first.is_index(*index)).map(|(_, element)| element), 1)
            }
            _ => at(None, 1),
        }
    }

    /// Whether one of the values at the path's end passes.
    pub(super) fn any(&self, end: &impl End) -> bool {
        match self.value {
            Some(value) => self.any_from(value, 1 << self.followed, end),
            None => end.passes(None),
        }
    }

    fn any_from(&self, value: Span, ways: Ways, end: &impl End) -> bool {
        let bytes = self.reply.bytes;
        let kind = Kind::at(bytes, value.start);
        let mut further = ways & !(1 << self.names.len());
        if further != ways {
            let is_unfolded = kind == Kind::Array && end.looks_into_arrays();
            if (is_unfolded && elements(bytes, value).any(|element| end.passes(Some(element))))
                || end.passes(Some(value))
            {
                return true;
            }
        }
        if kind == Kind::Array {
            return further != 0 && self.any_in_array(value, further, end);
        }
        while let Some(name) = self.next(further) {
            let same = self.those(further, |other| other.text == name.text);
            further &= !same;
            let found = match kind {
                Kind::Object => member(bytes, value, &name.text),
                _ => None,
            };
            let passes = match found {
                Some(found) => self.any_from(found, same << 1, end),
                None => end.passes(None),
            };
            if passes {
                return true;
            }
        }
        false
    }

    /// Elements that are objects are gone through; the one whose index the next name is, is meant itself. Other elements
    /// count for nothing, not even as missing.
    fn any_in_array(&self, array: Span, ways: Ways, end: &impl End) -> bool {
        let bytes = self.reply.bytes;
        let ends = 1 << self.names.len();
        elements(bytes, array).enumerate().any(|(index, element)| {
            let meant = self.those(ways, |name| name.is_index(index)) << 1;
            if meant & ends != 0 && end.passes(Some(element)) {
                return true;
            }
            let further = match Kind::at(bytes, element.start) {
                Kind::Object => ways | (meant & !ends),
                Kind::Array => meant & !ends,
                _ => 0,
            };
            further != 0 && self.any_from(element, further, end)
        })
    }

    /// The next name on the way that has followed the fewest.
    fn next(&self, ways: Ways) -> Option<&'a Name> {
        self.names.get(ways.trailing_zeros() as usize)
    }

    /// The ways whose next name is such a one.
    fn those(&self, ways: Ways, is: impl Fn(&Name) -> bool) -> Ways {
        let names = self.names.iter().enumerate();
        names
            .filter(|(followed, name)| ways & (1 << followed) != 0 && is(name))
            .fold(0, |those, (followed, _)| those | (1 << followed))
    }
}
