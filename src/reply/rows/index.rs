//! Finds users by key when the rows do not come in the users' order.

use super::texts::Texts;
use crate::scan::bytes;

const NOBODY: u32 = u32::MAX;

/// A hash table with open addressing: its places hold users, whose keys stand in `Texts`.
#[derive(Debug)]
pub(super) struct Index {
    places: Vec<u32>,
    /// For each user the next one with the same key. Empty while there is none.
    twins: Vec<u32>,
    /// What hashes are made by; odd.
    factor: u64,
}

impl Index {
    pub(super) fn of(keys: &Texts, seed: u64) -> Self {
        let size = (keys.len() * 2).next_power_of_two();
        let factor = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut index = Self { places: vec![NOBODY; size], twins: Vec::new(), factor };
        // From the last to the first, so that each place ends up with the first user of a key.
        for user in (0..keys.len()).rev() {
            let Some(key) = keys.get(user) else { continue };
            let (place, found) = index.probe(keys, key);
            if let Some(next) = found {
                index.twins.resize(keys.len(), NOBODY);
                if let Some(twin) = index.twins.get_mut(user) {
                    *twin = next;
                }
            }
            if let (Some(place), Ok(user)) = (index.places.get_mut(place), u32::try_from(user)) {
                *place = user;
            }
        }
        index
    }

    /// The first user with this key.
    pub(super) fn find(&self, keys: &Texts, key: &[u8]) -> Option<usize> {
        self.probe(keys, key).1.map(|user| user as usize)
    }

    /// The next user with the same key.
    pub(super) fn twin(&self, user: usize) -> Option<usize> {
        match self.twins.get(user) {
            Some(&twin) if twin != NOBODY => Some(twin as usize),
            _ => None,
        }
    }

    pub(super) fn has_twins(&self) -> bool {
        !self.twins.is_empty()
    }

    /// The place of this key and the user there, or the place where it would go.
    fn probe(&self, keys: &Texts, key: &[u8]) -> (usize, Option<u32>) {
        let last = self.places.len() - 1;
        // As many of the highest bits as there are places.
        let bits = u64::BITS - self.places.len().trailing_zeros();
        #[allow(clippy::cast_possible_truncation)] // fewer than there are places
        let mut place = hash(key, self.factor).checked_shr(bits).unwrap_or_default() as usize;
        // The table is never more than half full, so a free place comes.
        loop {
            match self.places.get(place) {
                Some(&user) if user != NOBODY => {
                    if keys.get(user as usize).is_some_and(|other| bytes::same(other, key)) {
                        return (place, Some(user));
                    }
                }
                _ => return (place, None),
            }
            place = (place + 1) & last;
        }
    }
}

/// Multiplies eight bytes at a time into the state. The highest bits of it hang on all of the key, and on the factor, too:
/// without knowing that nobody can choose keys that crowd (<https://en.wikipedia.org/wiki/Universal_hashing>).
fn hash(key: &[u8], factor: u64) -> u64 {
    let mut state = key.len() as u64;
    for chunk in key.chunks(8) {
        state = (state.rotate_left(23) ^ bytes::head(chunk)).wrapping_mul(factor);
    }
    state
}
