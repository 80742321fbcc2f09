//! What a condition is put to.

use crate::scan::Span;

/// A row that was stepped over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) span: Span,
    /// The values of the wanted members, where the row is an object.
    pub(crate) members: &'a [Option<Span>],
}
