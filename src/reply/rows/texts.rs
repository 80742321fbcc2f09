//! Keys as text, one buffer for all.

use crate::scan::Span;

/// A list of texts.
#[derive(Debug)]
pub(super) struct Texts {
    /// What they stand in.
    pub(super) buffer: Vec<u8>,
    pub(super) places: Vec<Span>,
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&[u8]> {
        self.places.get(index).map(|place| place.of(&self.buffer))
    }
}
