//! Places in a condition, for messages.

use crate::condition::words::words;

/// A place in a condition. What leads there is put together only where something is wrong.
#[derive(Clone, Copy)]
pub struct Location<'a> {
    within: Option<&'a Location<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Member(&'a [u8]),
    Element(usize),
}

impl<'a> Location<'a> {
    /// The condition itself, which is the option of this name.
    pub const fn whole(option: &'static str) -> Self {
        Self { within: None, step: Step::Name(option) }
    }

    /// The condition itself, of what stands in it.
    pub(super) fn root(&self) -> Location<'_> {
        self.within.map_or(*self, Self::root)
    }

    /// A member of the object here.
    #[must_use]
    pub fn member(&'a self, name: &'a [u8]) -> Self {
        Self { within: Some(self), step: Step::Member(name) }
    }

    /// An element of the array here.
    #[must_use]
    pub fn element(&'a self, index: usize) -> Self {
        Self { within: Some(self), step: Step::Element(index) }
    }

    /// What is asked of a path, or an operator: a path may be empty.
    pub(super) fn path(&'a self, dotted: &'a [u8]) -> Self {
        if dotted.is_empty() { Self { within: Some(self), step: Step::Name("[\"\"]") } } else { self.member(dotted) }
    }

    /// As it stands in a message.
    pub(super) fn text(&self) -> String {
        let mut all = self.within.map(Self::text).unwrap_or_default();
        let (separator, name) = match self.step {
            Step::Name(name) => ("", name),
            Step::Member(name) => (".", &*words(name)),
            Step::Element(index) => (".", &*index.to_string()),
        };
        all += separator;
        all += name;
        all
    }
}
