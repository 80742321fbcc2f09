//! Which user has which row, and what became of each.

use super::capture::Row;
use super::decide::{Decided, Place, Question, Verdict};
use super::keys::{Key, Keys};
use super::run;
use super::scan::Span;

/// Gives each row to its users, the first row of a user being the one that counts.
pub(super) struct Tally<'a> {
    question: &'a Question,
    keys: &'a Keys,
    decided: Decided,
    /// Which users have had their row.
    seen: Vec<bool>,
    /// How many rows had something that can be a key, whoever it names.
    keyed: u32,
    /// How many rows named a user.
    named: u32,
    /// The user whose row would be next, were the rows in the users' order.
    next: usize,
    in_order: bool,
    scratch: Vec<u8>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(question: &'a Question, keys: &'a Keys) -> Self {
        let places = if question.locate { keys.len() } else { 0 };
        Self {
            question,
            keys,
            decided: Decided {
                verdicts: vec![question.absent; keys.len()],
                places: vec![None; places],
                received: 0,
                unexpected: 0,
                duplicate: 0,
            },
            seen: vec![false; keys.len()],
            keyed: 0,
            named: 0,
            next: 0,
            in_order: !keys.has_twins(),
            scratch: Vec::new(),
        }
    }

    /// A row that belongs to the user whose place in the request is the row's in the reply.
    pub(super) fn row_by_position(&mut self, row: Row) {
        let user = self.decided.received as usize;
        self.decided.received += 1;
        self.give(user, self.verdict(row), row.span);
    }

    /// A row with the key that names its user.
    #[inline]
    pub(super) fn row_by_key(&mut self, key: Option<Key>, row: Row) {
        self.decided.received += 1;
        let Some(key) = key else {
            self.decided.unexpected += 1;
            return;
        };
        self.keyed += 1;
        let user = self.find(key);
        let Some(user) = user else {
            self.decided.unexpected += 1;
            return;
        };
        self.named += 1;
        self.next = user + 1;
        if self.seen.get(user) == Some(&true) {
            self.decided.duplicate += 1;
            return;
        }
        let verdict = self.verdict(row);
        self.give(user, verdict, row.span);
        let mut user = user;
        while let Some(twin) = self.keys.twin(user) {
            self.give(twin, verdict, row.span);
            user = twin;
        }
    }

    /// Rows so far.
    pub(super) fn received(&self) -> u32 {
        self.decided.received
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
        self.decided
    }

    #[inline]
    fn find(&mut self, key: Key) -> Option<usize> {
        let key = key.plain(self.keys.longest(), &mut self.scratch)?;
        if self.in_order
            && let Some(next) = self.keys.get(self.next)
            && run::same(next, key)
        {
            return Some(self.next);
        }
        self.keys.find(key)
    }

    #[inline]
    fn verdict(&self, row: Row) -> Verdict {
        match &self.question.condition {
            Some(condition) if !condition.holds(row) => Verdict::Skipped,
            _ => Verdict::Passed,
        }
    }

    /// Gives the latest row to this user.
    #[inline]
    fn give(&mut self, user: usize, verdict: Verdict, row: Span) {
        if let (Some(place), Some(seen)) = (self.decided.verdicts.get_mut(user), self.seen.get_mut(user)) {
            *place = verdict;
            *seen = true;
        }
        if let Some(place) = self.decided.places.get_mut(user) {
            let number = self.decided.received - 1;
            *place = Some(Place { row: number, start: offset(row.start), end: offset(row.end) });
        }
    }
}

/// Replies of 4 GiB are refused before they are read.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
