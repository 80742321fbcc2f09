//! What a path reaches. In `MongoDB` that can be several values: an array on the way stands for each of its elements.

use super::super::scan::Span;
use super::super::walk::{Kind, elements, member};
use super::evaluate::Subject;
use super::node::{Name, Path, Test};

/// The first step along a path, shared by all tests at its end.
pub(super) struct Reach<'a> {
    bytes: &'a [u8],
    from: From,
    names: &'a [Name],
}

/// From where the rest of the path goes on.
enum From {
    /// A value, or its absence.
    Value(Option<Span>),
    /// Each element of this array.
    Elements(Span),
}

impl<'a> Reach<'a> {
    pub(super) fn of(subject: &Subject<'a>, path: &'a Path) -> Self {
        let names = path.names.as_slice();
        let (bytes, whole) = match subject {
            Subject::Row(row) => (row.bytes, row.span),
            Subject::Element(bytes, span) => (*bytes, *span),
            Subject::Reached(reach) => return Self { bytes: reach.bytes, from: From::Value(None), names },
        };
        let Some((first, rest)) = names.split_first() else {
            return Self { bytes, from: From::Value(Some(whole)), names };
        };
        let value = match (Kind::at(bytes, whole.start), subject) {
            (Kind::Object, Subject::Row(row)) => row.members.get(path.captured).copied().flatten(),
            (Kind::Object, _) => member(bytes, whole, &first.text),
            (Kind::Array, Subject::Row(_)) => return Self { bytes, from: From::Elements(whole), names },
            (Kind::Array, _) => {
                elements(bytes, whole).enumerate().find(|(index, _)| first.is_index(*index)).map(|(_, element)| element)
            }
            _ => None,
        };
        Self { bytes, from: From::Value(value), names: rest }
    }

    /// Whether one of the values at the path's end passes the test.
    pub(super) fn any(&self, test: &Test) -> bool {
        match self.from {
            From::Value(value) => any_from(self.bytes, value, self.names, test),
            From::Elements(array) => any_in_array(self.bytes, array, self.names, test),
        }
    }
}

fn any_from(bytes: &[u8], mut value: Option<Span>, mut names: &[Name], test: &Test) -> bool {
    while let (Some(span), Some((first, rest))) = (value, names.split_first()) {
        match Kind::at(bytes, span.start) {
            Kind::Object => value = member(bytes, span, &first.text),
            Kind::Array => return any_in_array(bytes, span, names, test),
            _ => value = None,
        }
        names = rest;
    }
    if test.looks_into_arrays()
        && let Some(array) = value
        && is_array(bytes, array)
        && elements(bytes, array).any(|element| test.passes(bytes, Some(element)))
    {
        return true;
    }
    test.passes(bytes, value)
}

/// Elements that are objects are gone through; the one whose index the next name is, is meant itself. Other elements
/// count for nothing, not even as missing.
fn any_in_array(bytes: &[u8], array: Span, names: &[Name], test: &Test) -> bool {
    let Some((first, rest)) = names.split_first() else {
        return false;
    };
    elements(bytes, array).enumerate().any(|(index, element)| {
        let kind = Kind::at(bytes, element.start);
        if kind == Kind::Object && any_from(bytes, Some(element), names, test) {
            return true;
        }
        if !first.is_index(index) {
            return false;
        }
        match kind {
            _ if rest.is_empty() => test.passes(bytes, Some(element)),
            Kind::Object => any_from(bytes, Some(element), rest, test),
            Kind::Array => any_in_array(bytes, element, rest, test),
            _ => false,
        }
    })
}

fn is_array(bytes: &[u8], value: Span) -> bool {
    Kind::at(bytes, value.start) == Kind::Array
}
