//! Runs that wait for a place, in the order in which they began to.

use std::task::{Context, Poll, Waker};

/// The line. Who leaves it and comes again stands at its end.
#[derive(Debug, Default)]
pub struct Line {
    waiting: Vec<Waiting>,
    numbers: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    /// Whether it was told to look, and has not looked since.
    is_called: bool,
    waker: Option<Waker>,
}

impl Line {
    /// A number for one who may stand in line.
    pub const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub const fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Stands in line, where it does already if it does; whether it is the first.
    pub fn stand(&mut self, number: u64) -> bool {
        if !self.waiting.iter().any(|waiting| waiting.number == number) {
            self.waiting.push(Waiting { number, is_called: false, waker: None });
        }
        self.waiting.first().is_some_and(|first| first.number == number)
    }

    /// Leaves the line; whether it stood there.
    pub fn leave(&mut self, number: u64) -> bool {
        let len = self.waiting.len();
        self.waiting.retain(|waiting| waiting.number != number);
        self.waiting.len() < len
    }

    /// Calls the first. What is returned is to be woken.
    pub fn call_first(&mut self) -> Option<Waker> {
        self.waiting.first_mut()?.call()
    }

    /// Calls all. What is returned is to be woken.
    pub fn call_all(&mut self) -> Vec<Waker> {
        self.waiting.iter_mut().filter_map(Waiting::call).collect()
    }

    /// Ready once it was called.
    pub fn poll(&mut self, number: u64, cx: &Context<'_>) -> Poll<()> {
        let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.number == number) else {
            return Poll::Pending;
        };
        if std::mem::take(&mut waiting.is_called) {
            return Poll::Ready(());
        }
        waiting.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Waiting {
    fn call(&mut self) -> Option<Waker> {
        self.is_called = true;
        self.waker.take()
    }
}
