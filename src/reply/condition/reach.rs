//! What a path reaches. In `MongoDB` that can be several values: an array on the way stands for each of its elements.

use super::super::scan::Span;
use super::super::walk::{Kind, elements, member};
use super::evaluate::Document;
use super::query::{Place, Segment, Test};

/// The first step along a path, shared by all tests at its end.
pub(super) struct Reach<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) from: From<'a>,
}

pub(super) enum From<'a> {
    /// From this value (or its absence) on, along these segments.
    Value(Option<Span>, &'a [Segment]),
    /// From each element of this array.
    Elements(Span, &'a [Segment]),
}

impl<'a> Reach<'a> {
    #[inline]
    pub(super) fn of(document: &Document<'a>, place: &'a Place) -> Self {
        let Document { bytes, whole, .. } = *document;
        let segments = place.segments.as_slice();
        let from = match segments.split_first() {
            None => From::Value(Some(whole), segments),
            Some((first, rest)) => match Kind::at(bytes, whole.start) {
                Kind::Object if document.is_element => From::Value(member(bytes, whole, &first.name), rest),
                Kind::Object => From::Value(document.members.get(place.member).copied().flatten(), rest),
                Kind::Array if document.is_element => {
                    let element = first.index.and_then(|index| elements(bytes, whole).nth(index));
                    From::Value(element, rest)
                }
                Kind::Array => From::Elements(whole, segments),
                _ => From::Value(None, rest),
            },
        };
        Self { bytes, from }
    }

    /// Whether one of the values at the path's end passes the test.
    #[inline]
    pub(super) fn any(&self, test: &Test) -> bool {
        match self.from {
            From::Value(value, []) if !is_array(self.bytes, value) => test.holds(self.bytes, value),
            From::Value(value, segments) => any_from(self.bytes, value, segments, test),
            From::Elements(array, segments) => any_in_array(self.bytes, array, segments, test),
        }
    }
}

fn any_from(bytes: &[u8], mut value: Option<Span>, mut segments: &[Segment], test: &Test) -> bool {
    while let (Some(span), Some((first, rest))) = (value, segments.split_first()) {
        match Kind::at(bytes, span.start) {
            Kind::Object => value = member(bytes, span, &first.name),
            Kind::Array => return any_in_array(bytes, span, segments, test),
            _ => value = None,
        }
        segments = rest;
    }
    if test.looks_into_arrays()
        && is_array(bytes, value)
        && let Some(array) = value
        && elements(bytes, array).any(|element| test.holds(bytes, Some(element)))
    {
        return true;
    }
    test.holds(bytes, value)
}

/// Elements that are objects are gone through; the one whose index the next segment is, is meant itself. Other elements
/// count for nothing, not even as missing.
fn any_in_array(bytes: &[u8], array: Span, segments: &[Segment], test: &Test) -> bool {
    let Some((first, rest)) = segments.split_first() else {
        return false;
    };
    elements(bytes, array).enumerate().any(|(index, element)| {
        let kind = Kind::at(bytes, element.start);
        if kind == Kind::Object && any_from(bytes, Some(element), segments, test) {
            return true;
        }
        if first.index != Some(index) {
            return false;
        }
        match kind {
            _ if rest.is_empty() => test.holds(bytes, Some(element)),
            Kind::Object => any_from(bytes, Some(element), rest, test),
            Kind::Array => any_in_array(bytes, element, rest, test),
            _ => false,
        }
    })
}

#[inline]
fn is_array(bytes: &[u8], value: Option<Span>) -> bool {
    value.is_some_and(|value| Kind::at(bytes, value.start) == Kind::Array)
}
