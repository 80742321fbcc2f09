//! Which user has which row, and what became of each.

use super::capture::Row;
use super::decide::{Decided, Place, Question, Verdict};
use super::keys::{Key, Keys};
use super::run;

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
        self.give(user, row);
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
        self.give(user, row);
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
    fn give(&mut self, user: usize, row: Row) {
        let passed = match &self.question.condition {
            Some(condition) => condition.holds(row),
            None => true,
        };
        let verdict = if passed { Verdict::Passed } else { Verdict::Skipped };
        let by_key = self.named > 0;
        let mut user = user;
        loop {
            if let (Some(place), Some(seen)) = (self.decided.verdicts.get_mut(user), self.seen.get_mut(user)) {
                *place = verdict;
                *seen = true;
            }
            if let Some(place) = self.decided.places.get_mut(user) {
                *place = Some(Place {
                    row: self.decided.received - 1,
                    start: offset(row.span.start),
                    end: offset(row.span.end),
                });
            }
            match self.keys.twin(user) {
                Some(twin) if by_key => user = twin,
                _ => return,
            }
        }
    }
}

/// Replies of 4 GiB are refused before they are read.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
