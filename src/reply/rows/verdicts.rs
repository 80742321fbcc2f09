//! Which user has which row, and what became of each.

use super::key::Key;
use super::keys::Keys;
use super::question::{Decided, Place, Question, Verdict};
use crate::condition::Row;
use crate::scan::{Span, bytes};

/// Gives each row to its user, the first row of a user being the one that counts.
pub(super) struct Verdicts<'a> {
    question: &'a Question,
    keys: &'a Keys,
    /// For each user what the row says, if there was one.
    given: Vec<Option<Verdict>>,
    places: Vec<Option<Place>>,
    errors: Vec<Option<Place>>,
    /// Whether the place of any row is wanted.
    locates: bool,
    received: u32,
    unexpected: u32,
    duplicate: u32,
    /// How many rows had something that can be a key, whoever it names.
    keyed: u32,
    /// How many rows named a user.
    named: u32,
    /// The user whose row would be next, were the rows in the users' order.
    next: usize,
    scratch: Vec<u8>,
}

impl<'a> Verdicts<'a> {
    pub(super) fn new(question: &'a Question, keys: &'a Keys) -> Self {
        let places = if question.locate { keys.len() } else { 0 };
        let errors = if question.row_error.is_some() { keys.len() } else { 0 };
        Self {
            question,
            keys,
            given: vec![None; keys.len()],
            places: vec![None; places],
            errors: vec![None; errors],
            locates: places + errors > 0,
            received: 0,
            unexpected: 0,
            duplicate: 0,
            keyed: 0,
            named: 0,
            next: 0,
            scratch: Vec::new(),
        }
    }

    /// A row that belongs to the user whose place in the request is the row's in the reply.
    pub(super) fn row_by_position(&mut self, row: Row) {
        let user = self.received as usize;
        self.received += 1;
        if !is_null(row) {
            self.give(user, Some(self.verdict(row)), row.span);
        }
    }

    /// A row that is a member of an object, named by its user's key. Of two with one name the last one counts, as with JSON.parse.
    pub(super) fn row_named(&mut self, key: Key, row: Row) {
        self.received += 1;
        self.keyed += 1;
        let Some(user) = self.find(key) else {
            self.unexpected += 1;
            return;
        };
        self.named += 1;
        self.next = user + 1;
        self.duplicate += u32::from(matches!(self.given.get(user), Some(Some(_))));
        let verdict = (!is_null(row)).then(|| self.verdict(row));
        self.give(user, verdict, row.span);
    }

    /// A row with what may be its user's key, if there is anything.
    #[inline]
    pub(super) fn row_with(&mut self, key: Option<Span>, row: Row) {
        match key {
            Some(key) if self.keys.is_written(self.next, row.bytes, key) => {
                self.received += 1;
                self.keyed += 1;
                self.row_of(self.next, row);
            }
            _ => self.row_by_key(key.and_then(|key| Key::of(row.bytes, key)), row),
        }
    }

    /// A row with the key that names its user.
    pub(super) fn row_by_key(&mut self, key: Option<Key>, row: Row) {
        self.received += 1;
        self.keyed += u32::from(key.is_some());
        match key.and_then(|key| self.find(key)) {
            Some(user) => self.row_of(user, row),
            None => self.unexpected += 1,
        }
    }

    #[inline]
    fn row_of(&mut self, user: usize, row: Row) {
        self.named += 1;
        self.next = user + 1;
        if let Some(Some(_)) = self.given.get(user) {
            self.duplicate += 1;
            return;
        }
        let verdict = self.verdict(row);
        self.give(user, Some(verdict), row.span);
    }

    /// Rows so far.
    pub(super) fn received(&self) -> u32 {
        self.received
    }

    /// Rows with something that can be a key.
    pub(super) fn keyed(&self) -> u32 {
        self.keyed
    }

    /// Rows that named a user.
    pub(super) fn named(&self) -> u32 {
        self.named
    }

    pub(super) fn into_decided(self) -> Decided {
        let absent = self.question.absent;
        Decided {
            verdicts: self.given.into_iter().map(|verdict| verdict.unwrap_or(absent)).collect(),
            places: self.places,
            errors: self.errors,
            received: self.received,
            unexpected: self.unexpected,
            duplicate: self.duplicate,
        }
    }

    #[inline]
    fn find(&mut self, key: Key) -> Option<usize> {
        let key = key.plain(self.keys.longest(), &mut self.scratch)?;
        if let Some(next) = self.keys.get(self.next)
            && bytes::same(next, key)
        {
            return Some(self.next);
        }
        self.keys.find(key)
    }

    #[inline]
    fn verdict(&self, row: Row) -> Verdict {
        if self.question.row_error.is_some() && self.is_error(row) {
            return Verdict::Unanswered;
        }
        match &self.question.condition {
            Some(condition) if !condition.holds(row) => Verdict::Skipped,
            _ => Verdict::Passed,
        }
    }

    /// Apart, so that rows of which none can be an error are no slower for it.
    #[inline(never)]
    fn is_error(&self, row: Row) -> bool {
        self.question.row_error.as_ref().is_some_and(|row_error| row_error.holds(row))
    }

    /// Gives the latest row to this user; none of it where the service says that there is none.
    #[inline]
    fn give(&mut self, user: usize, verdict: Option<Verdict>, row: Span) {
        if let Some(place) = self.given.get_mut(user) {
            *place = verdict;
        }
        if self.locates {
            self.locate(user, verdict, row);
        }
    }

    /// Notes where the row stands.
    #[inline(never)]
    fn locate(&mut self, user: usize, verdict: Option<Verdict>, row: Span) {
        let is_error = verdict == Some(Verdict::Unanswered);
        let found = Place { row: self.received - 1, start: offset(row.start), end: offset(row.end) };
        if let Some(place) = self.places.get_mut(user) {
            *place = verdict.filter(|_| !is_error).map(|_| found);
        }
        if let Some(place) = self.errors.get_mut(user) {
            *place = is_error.then_some(found);
        }
    }
}

/// Whether the service says that there is no row.
fn is_null(row: Row) -> bool {
    row.bytes.get(row.span.start) == Some(&b'n')
}

/// Replies of 4 GiB are refused before they are read.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
