//! The keys of the users of one request.

use std::cell::OnceCell;

use super::bad_reply::{BadReply, Fault};
use super::decimal::Decimal;
use super::index::Index;
use super::run;
use super::scan::{Scan, Span};
use super::text::Raw;
use super::walk::Kind;

/// The keys of one request's users, in order, as text: 7 and "7" are one key.
#[derive(Debug)]
pub struct Keys {
    /// The array they came in, and behind it those that are written there with escapes.
    text: Vec<u8>,
    /// Where each key stands in `text`.
    places: Vec<Span>,
    longest: usize,
    /// The latest key, if it is short, as a number that comes before another as the key's text does.
    brief: Option<u64>,
    /// Whether all of them are integers and written in digits alone: a value in a reply that is written as one of them names it.
    are_integers: bool,
    /// Whether each key is greater than the one before, which shows without an index that no two are the same.
    ascending: bool,
    index: OnceCell<Index>,
}

impl Keys {
    /// Reads a JSON array of strings and integers.
    pub fn from_json(array: &[u8]) -> Result<Self, BadReply> {
        Self::read(array).map_err(BadReply::from)
    }

    fn read(array: &[u8]) -> Result<Self, Fault> {
        let mut keys = Self {
            text: array.to_vec(),
            // Room for what is mostly there: integers with a comma behind each.
            places: Vec::with_capacity(array.len() / 4),
            longest: 0,
            brief: None,
            are_integers: true,
            ascending: true,
            index: OnceCell::new(),
        };
        let mut scan = Scan::new(array, 0);
        scan.space();
        if !scan.eat(b'[') {
            return Err(Fault::unexpected(array, scan.at(), "an array of keys"));
        }
        let mut first = true;
        while scan.element(first)? {
            first = false;
            let value = scan.value()?;
            let place = match Key::of(array, value) {
                Some(Key::Number(_)) => {
                    keys.are_integers &= run::are_digits(array, value);
                    value
                }
                Some(Key::Text(raw)) => {
                    keys.are_integers = false;
                    keys.place(value, raw)
                }
                None => return Err(Fault::unexpected(array, value.start, "a key")),
            };
            keys.push(place);
            while let Some(place) = scan.plain_integer() {
                keys.push(place);
            }
        }
        scan.end()?;
        Ok(keys)
    }

    /// Where the text is of a string that stands in the array.
    fn place(&mut self, string: Span, raw: Raw) -> Span {
        if !raw.escaped {
            return Span { start: string.start + 1, end: string.end - 1 };
        }
        let start = self.text.len();
        self.text.extend(raw.decode());
        Span { start, end: self.text.len() }
    }

    /// How many users there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no user.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    #[inline]
    pub(super) fn get(&self, user: usize) -> Option<&[u8]> {
        self.places.get(user).map(|place| place.of(&self.text))
    }

    /// Whether the value at `at` is written as this user's key is, where that is enough to name the user.
    #[inline]
    pub(super) fn is_written(&self, user: usize, bytes: &[u8], at: Span) -> bool {
        self.are_integers && self.places.get(user).is_some_and(|place| run::same_at(&self.text, *place, bytes, at))
    }

    /// The length of the longest key.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The first user with this key.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        self.index().find(self, key)
    }

    /// The next user with the same key.
    pub(super) fn twin(&self, user: usize) -> Option<usize> {
        if self.ascending {
            return None;
        }
        self.index().twin(user)
    }

    /// Whether two users have the same key.
    pub(super) fn has_twins(&self) -> bool {
        !self.ascending && self.index().has_twins()
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self))
    }

    #[inline]
    fn push(&mut self, place: Span) {
        let brief = run::brief(&self.text, place);
        if let Some(before) = self.places.last() {
            self.ascending &= match (self.brief, brief) {
                _ if before.len() != place.len() => before.len() < place.len(),
                (Some(before), Some(brief)) => before < brief,
                _ => before.of(&self.text) < place.of(&self.text),
            };
        }
        self.brief = brief;
        self.longest = self.longest.max(place.len());
        self.places.push(place);
    }
}

/// What can name a user.
pub(super) enum Key<'a> {
    Text(Raw<'a>),
    /// A number as it is written.
    Number(&'a [u8]),
}

impl<'a> Key<'a> {
    #[inline]
    pub(super) fn of(bytes: &'a [u8], value: Span) -> Option<Self> {
        let token = value.of(bytes);
        match Kind::at(token, 0) {
            Kind::Text => Raw::of(token).map(Self::Text),
            Kind::Number => Some(Self::Number(token)),
            _ => None,
        }
    }

    /// The key's text, put together in `scratch` where it is not written plainly. `None` for a number that is no
    /// integer, or a longer one than any key.
    #[inline]
    pub(super) fn plain<'b>(self, longest: usize, scratch: &'b mut Vec<u8>) -> Option<&'b [u8]>
    where
        'a: 'b,
    {
        match self {
            Self::Text(raw) if !raw.escaped => Some(raw.bytes),
            Self::Number(number) if is_plain(number) => Some(number),
            Self::Text(raw) => {
                scratch.clear();
                scratch.extend(raw.decode());
                Some(scratch)
            }
            Self::Number(number) => {
                scratch.clear();
                let integer = Decimal::of(number).write_integer(longest, scratch);
                integer.then_some(&*scratch)
            }
        }
    }
}

/// Whether a JSON number is written as an integer is written as text.
#[inline]
fn is_plain(number: &[u8]) -> bool {
    number != b"-0" && number.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'-'))
}
