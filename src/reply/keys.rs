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
    text: Vec<u8>,
    /// Where each key ends in `text`.
    ends: Vec<usize>,
    longest: usize,
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
        // Room for what is mostly there: integers with a comma behind each.
        let mut keys = Self {
            text: Vec::with_capacity(array.len()),
            ends: Vec::with_capacity(array.len() / 4),
            longest: 0,
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
            match Key::of(array, value) {
                Some(Key::Text(raw)) if raw.escaped => keys.push(&raw.text()),
                Some(Key::Text(Raw { bytes, .. }) | Key::Number(bytes)) => keys.push(bytes),
                None => return Err(Fault::unexpected(array, value.start, "a key")),
            }
        }
        scan.end()?;
        Ok(keys)
    }

    /// How many users there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no user.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[inline]
    pub(super) fn get(&self, user: usize) -> Option<&[u8]> {
        let end = *self.ends.get(user)?;
        let start = match user.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
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
    fn push(&mut self, key: &[u8]) {
        let before = self.len().checked_sub(1).and_then(|last| self.get(last));
        if let Some(before) = before {
            self.ascending &= before.len() < key.len() || (before.len() == key.len() && run::less(before, key));
        }
        self.text.extend_from_slice(key);
        self.longest = self.longest.max(key.len());
        self.ends.push(self.text.len());
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
