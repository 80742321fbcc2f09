//! What one request asks about.

use super::{Error, Part};

/// Users of a batch that are asked about in one request: all of it, or what splitting left, or those whom a reply had no
/// answer for.
#[derive(Clone, Debug)]
pub struct SubBatch<C> {
    /// Index of the batch in the run.
    pub batch: usize,
    /// Which users of the batch.
    pub users: Part,
    /// Attempts made so far, those on the whole of which it is a part included.
    pub attempts: u32,
    /// How many of these were retries: a split uses up none.
    pub retries: u32,
    /// What the attempt before ended with.
    pub last: Option<Error<C>>,
}

impl<C: Clone> SubBatch<C> {
    /// All `len` users of a batch, none of whom was asked about.
    pub const fn whole(batch: usize, len: usize) -> Self {
        Self { batch, users: Part::Range(0..len), attempts: 0, retries: 0, last: None }
    }

    /// The two halves, on which attempts and retries are counted on; nothing of a single user.
    pub fn halves(&self) -> Option<[Self; 2]> {
        let halves = self.users.halves()?;
        Some(halves.map(|users| Self { users, last: None, ..self.clone() }))
    }
}
