//! The ledger of one batch: a slot a user, filled once. A user cannot be in two verdicts, since there is one slot;
//! nor in none, since a batch settles only when no slot is open, and the end of a run fills those that are.

use super::{Error, Part};
use crate::reply::Verdict;

/// A batch that has users without a verdict: which they are, and what is known of the others.
#[derive(Debug)]
pub struct OpenBatch<B, C, K> {
    users: B,
    slots: Vec<Slot>,
    open: usize,
    split: bool,
    attempts: u32,
    failures: Vec<(Part, Error<C>)>,
    kept: Vec<(Part, K)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Open,
    Decided(Verdict),
    Failed,
}

/// A batch whose every user has a verdict.
#[derive(Debug)]
pub struct Settled<B, C, K> {
    /// Index of the batch in the run.
    pub batch: usize,
    /// Its users.
    pub users: B,
    /// A verdict a user, in order; none for a user that failed.
    pub verdicts: Vec<Option<Verdict>>,
    /// The users that failed and why, in order.
    pub failures: Vec<(Part, Error<C>)>,
    /// The rows that were kept, by the users that were asked about.
    pub kept: Vec<(Part, K)>,
    /// Whether it was halved.
    pub split: bool,
}

impl<B, C, K> OpenBatch<B, C, K> {
    /// A batch of `len` users, none of them decided.
    pub fn new(users: B, len: usize) -> Self {
        Self {
            users,
            slots: vec![Slot::Open; len],
            open: len,
            split: false,
            attempts: 0,
            failures: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Its users.
    pub const fn users(&self) -> &B {
        &self.users
    }

    /// Notes that attempt number `attempt` has begun.
    pub fn note_attempt(&mut self, attempt: u32) {
        self.attempts = self.attempts.max(attempt);
    }

    /// The most attempts that any of its users took.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Notes that it was halved.
    pub const fn mark_split(&mut self) {
        self.split = true;
    }

    /// Enters what the service said of `users`. Who is unanswered has no verdict yet.
    pub fn decide(&mut self, users: &Part, verdicts: &[Verdict], kept: Option<K>) {
        debug_assert_eq!(users.len(), verdicts.len(), "a verdict a user");
        for (place, verdict) in users.iter().zip(verdicts) {
            if let Some(slot) = self.slots.get_mut(place)
                && *verdict != Verdict::Unanswered
            {
                Self::fill(slot, Slot::Decided(*verdict), &mut self.open);
            }
        }
        if let Some(kept) = kept {
            insert(&mut self.kept, users.clone(), kept);
        }
    }

    /// Enters that `users` failed.
    pub fn fail(&mut self, users: Part, error: Error<C>) {
        for place in users.iter() {
            if let Some(slot) = self.slots.get_mut(place) {
                Self::fill(slot, Slot::Failed, &mut self.open);
            }
        }
        insert(&mut self.failures, users, error);
    }

    /// Enters `error` for every user that has no verdict yet.
    pub fn fail_rest(&mut self, error: &Error<C>)
    where
        C: Clone,
    {
        let mut from = 0;
        while let Some(start) = self.position(from, |slot| slot == Slot::Open) {
            let end = self.position(start, |slot| slot != Slot::Open).unwrap_or(self.slots.len());
            self.fail(Part::Range(start..end), error.clone().attempted(self.attempts));
            from = end;
        }
    }

    /// Whether every user has a verdict.
    pub const fn is_settled(&self) -> bool {
        self.open == 0
    }

    /// The batch as it is handed on once settled.
    pub fn settle(self, batch: usize) -> Settled<B, C, K> {
        debug_assert!(self.is_settled(), "a batch settles when every user has a verdict");
        let verdicts = self.slots.iter().map(|slot| match slot {
            Slot::Decided(verdict) => Some(*verdict),
            Slot::Open | Slot::Failed => None,
        });
        Settled {
            batch,
            users: self.users,
            verdicts: verdicts.collect(),
            failures: self.failures,
            kept: self.kept,
            split: self.split,
        }
    }

    fn position(&self, from: usize, is: impl Fn(Slot) -> bool) -> Option<usize> {
        self.slots.iter().skip(from).position(|slot| is(*slot)).map(|offset| from + offset)
    }

    fn fill(slot: &mut Slot, with: Slot, open: &mut usize) {
        debug_assert_eq!(*slot, Slot::Open, "a user gets one verdict");
        if *slot == Slot::Open {
            *slot = with;
            *open -= 1;
        }
    }
}

/// Inserts what is known of `users` so that the order is that of the batch.
fn insert<T>(list: &mut Vec<(Part, T)>, users: Part, known: T) {
    let place = list.partition_point(|(others, _)| others.get(0) < users.get(0));
    list.insert(place, (users, known));
}
