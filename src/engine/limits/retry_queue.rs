//! Sub-batches that wait for their retry. They hold no place among the requests in flight.

use std::{cmp::Ordering, collections::BinaryHeap};

use crate::engine::ledger::SubBatch;

/// What waits, the next one due first; those due at the same time keep their order.
#[derive(Debug)]
pub struct RetryQueue<C> {
    waiting: BinaryHeap<Waiting<C>>,
    pushed: u64,
}

/// In a box, so that keeping the order moves no more than three words.
#[derive(Debug)]
struct Waiting<C> {
    due: f64,
    place: u64,
    sub_batch: Box<SubBatch<C>>,
}

impl<C> RetryQueue<C> {
    /// Nothing waits.
    pub const fn new() -> Self {
        Self { waiting: BinaryHeap::new(), pushed: 0 }
    }

    /// Lets `sub_batch` wait until `due`.
    pub fn push(&mut self, due: f64, sub_batch: SubBatch<C>) {
        self.pushed += 1;
        self.waiting.push(Waiting { due, place: self.pushed, sub_batch: Box::new(sub_batch) });
    }

    /// The next sub-batch.
    pub fn pop(&mut self) -> Option<SubBatch<C>> {
        self.waiting.pop().map(|waiting| *waiting.sub_batch)
    }

    /// When the next sub-batch is due.
    pub fn next_due(&self) -> Option<f64> {
        self.waiting.peek().map(|waiting| waiting.due)
    }

    /// All that wait, in any order.
    pub fn take_all(&mut self) -> impl Iterator<Item = SubBatch<C>> + use<C> {
        std::mem::take(&mut self.waiting).into_iter().map(|waiting| *waiting.sub_batch)
    }
}

/// The greatest is popped first: the one due first.
impl<C> Ord for Waiting<C> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.due.total_cmp(&self.due).then(other.place.cmp(&self.place))
    }
}

impl<C> PartialOrd for Waiting<C> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<C> PartialEq for Waiting<C> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<C> Eq for Waiting<C> {}
