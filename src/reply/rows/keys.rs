//! The keys of the users of one request.

use std::cell::OnceCell;

use super::index::Index;
use super::key::Key;
use super::texts::Texts;
use crate::bad_reply::{BadReply, Fault};
use crate::scan::text::Raw;
use crate::scan::{Scanner, Span, bytes};

/// The keys of one request's users, in order, as text: 7 and "7" are one key. No two are the same.
#[derive(Debug)]
pub struct Keys {
    /// They stand in the array that they came in, and behind it those that are written there with escapes.
    texts: Texts,
    longest: usize,
    /// Whether all of them are integers and written in digits alone: a value in a reply that is written as one of them names it.
    are_integers: bool,
    index: OnceCell<Index>,
    /// Makes it a secret which keys would crowd in the index.
    seed: u64,
}

impl Keys {
    /// Reads a JSON array of strings and integers. The seed is a number that nobody can foretell, for whoever chooses the
    /// keys may wish to have them hard to find.
    pub fn from_json(array: &[u8], seed: u64) -> Result<Self, BadReply> {
        Self::read(array, seed).map_err(BadReply::from)
    }

    fn read(array: &[u8], seed: u64) -> Result<Self, Fault> {
        let mut keys = Self {
            // Room for what is mostly there: integers with a comma behind each.
            texts: Texts { buffer: array.to_vec(), places: Vec::with_capacity(array.len() / 4) },
            longest: 0,
            are_integers: true,
            index: OnceCell::new(),
            seed,
        };
        let mut scanner = Scanner::new(array, 0);
        scanner.space();
        if !scanner.eat(b'[') {
            return Err(Fault::unexpected(array, scanner.at(), "an array of keys"));
        }
        let mut first = true;
        while scanner.element(first)? {
            first = false;
            let value = scanner.value()?;
            let place = match Key::of(array, value) {
                Some(Key::Number(_)) => {
                    keys.are_integers &= bytes::are_digits(array, value);
                    value
                }
                Some(Key::Text(raw)) => {
                    keys.are_integers = false;
                    keys.place(value, raw)
                }
                None => return Err(Fault::unexpected(array, value.start, "a key")),
            };
            keys.push(place);
            while let Some(place) = scanner.plain_integer() {
                keys.push(place);
            }
        }
        scanner.end()?;
        Ok(keys)
    }

    /// Where the text is of a string that stands in the array.
    fn place(&mut self, string: Span, raw: Raw) -> Span {
        if !raw.escaped {
            return Span { start: string.start + 1, end: string.end - 1 };
        }
        let start = self.texts.buffer.len();
        self.texts.buffer.extend(raw.decode());
        Span { start, end: self.texts.buffer.len() }
    }

    /// How many users there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no user.
    pub fn is_empty(&self) -> bool {
        self.texts.places.is_empty()
    }

    #[inline]
    pub(super) fn get(&self, user: usize) -> Option<&[u8]> {
        self.texts.get(user)
    }

    /// Whether the value at `at` is written as this user's key is, where that is enough to name the user.
    #[inline]
    pub(super) fn is_written(&self, user: usize, bytes: &[u8], at: Span) -> bool {
        self.are_integers
            && self.texts.places.get(user).is_some_and(|place| bytes::same_at(&self.texts.buffer, *place, bytes, at))
    }

    /// The length of the longest key.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The user with this key.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        self.index().find(&self.texts, key)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.texts, self.seed))
    }

    #[inline]
    fn push(&mut self, place: Span) {
        self.longest = self.longest.max(place.len());
        self.texts.places.push(place);
    }
}
