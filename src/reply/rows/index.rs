//! Finds users by key when the rows do not come in the users' order.

use super::texts::Texts;
use crate::scan::bytes;

const NOBODY: u32 = u32::MAX;

/// Half of its bits are ones, evenly spread, as those of the seed may not be.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash table with open addressing: its places hold users, whose keys stand in `Texts`.
#[derive(Debug)]
pub(super) struct Index {
    places: Vec<u32>,
    /// What hashes are made by; odd.
    factor: u64,
}

impl Index {
    pub(super) fn of(keys: &Texts, seed: u64) -> Self {
        let size = (keys.len() * 2).next_power_of_two();
        let factor = (seed ^ MIX).wrapping_mul(MIX) | 1;
        let mut index = Self { places: vec![NOBODY; size], factor };
        for user in 0..keys.len() {
            let Some(key) = keys.get(user) else { continue };
            let (place, _) = index.probe(keys, key);
            if let (Some(place), Ok(user)) = (index.places.get_mut(place), u32::try_from(user)) {
                *place = user;
            }
        }
        index
    }

    /// The user with this key.
    pub(super) fn find(&self, keys: &Texts, key: &[u8]) -> Option<usize> {
        self.probe(keys, key).1.map(|user| user as usize)
    }

    /// The place of this key and the user there, or the place where it would go.
    fn probe(&self, keys: &Texts, key: &[u8]) -> (usize, Option<u32>) {
        let last = self.places.len() - 1;
        let mut place = self.home(key);
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

    /// Where a key goes, if that place is free.
    #[inline]
    fn home(&self, key: &[u8]) -> usize {
        // As many of the highest bits as number the places.
        let others = u64::BITS - self.places.len().trailing_zeros();
        #[allow(clippy::cast_possible_truncation)] // below the number of places
        let home = hash(key, self.factor).checked_shr(others).unwrap_or_default() as usize;
        home
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

#[cfg(test)]
mod tests {
    use super::{Index, Texts};
    use crate::scan::Span;

    /// How many places are looked at to find all the keys.
    fn steps(index: &Index, keys: &Texts) -> usize {
        let place_of = |key: &[u8]| index.places.iter().position(|user| keys.get(*user as usize) == Some(key)).unwrap();
        let size = index.places.len();
        keys.places
            .iter()
            .map(|key| key.of(&keys.buffer))
            .map(|key| (place_of(key) + size - index.home(key)) % size + 1)
            .sum()
    }

    fn texts(all: &[String]) -> Texts {
        let mut texts = Texts { buffer: Vec::new(), places: Vec::new() };
        for text in all {
            let start = texts.buffer.len();
            texts.buffer.extend(text.bytes());
            texts.places.push(Span { start, end: texts.buffer.len() });
        }
        texts
    }

    /// Whoever knows the seed can have keys crowd in one place, which makes each a walk past all others.
    #[test]
    fn keys_that_crowd_by_one_seed_do_not_by_another() {
        let known = Index::of(&texts(&vec![String::new(); 1000]), 7);
        let crowded = (0..).map(|number| format!("{number:08}")).filter(|key| known.home(key.as_bytes()) < 2);
        let crowded = texts(&crowded.take(1000).collect::<Vec<_>>());
        assert!(steps(&Index::of(&crowded, 7), &crowded) > 1000 * 1000 / 4);
        for seed in [0, 1, 8, 1 << 40, 0x3FE0_1234_5678_9ABC] {
            let steps = steps(&Index::of(&crowded, seed), &crowded);
            assert!(steps < 5000, "{steps} by {seed:x}");
        }
    }

    #[test]
    fn keys_that_differ_in_their_last_letters_only_are_told_apart() {
        for width in [1, 4, 8, 9, 16, 17] {
            let keys: Vec<String> = (0..2000).map(|number| format!("{}{number:04}", "k".repeat(width))).collect();
            let keys = texts(&keys);
            let steps = steps(&Index::of(&keys, 0x3FD5_5555_1234_5678), &keys);
            assert!(steps < 10_000, "{steps} steps behind {width} letters");
        }
    }
}
