//! An attempt that runs in a set, and is dropped from outside of it: at once, not when the set polls it next.

use std::{
    cell::Cell,
    future::{self, Future},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use futures::future::LocalBoxFuture;

use crate::engine::{ledger::RequestId, permit::Permit};

/// What the loop has to do something about.
pub enum Progress<T> {
    /// The request is built, with a body of so many bytes, in so many milliseconds: the attempt asks for leave to send it.
    Built(usize, f64),
    /// The attempt is over.
    Completed(T),
}

/// Owns an attempt: to drop it is to drop the attempt.
pub struct Handle<'a, T>(Rc<Shared<'a, T>>);

/// An attempt, for a set to poll. It resolves with every [`Progress`], and with nothing once the attempt was dropped.
pub struct Running<'a, T> {
    id: RequestId,
    shared: Rc<Shared<'a, T>>,
}

struct Shared<'a, T> {
    permit: &'a Permit,
    attempt: Cell<Option<LocalBoxFuture<'a, T>>>,
    waker: Cell<Option<Waker>>,
}

impl<'a, T: 'a> Handle<'a, T> {
    /// Owns `attempt`, which asks for leave by `permit`.
    pub fn new(permit: &'a Permit, attempt: LocalBoxFuture<'a, T>) -> Self {
        Self(Rc::new(Shared { permit, attempt: Cell::new(Some(attempt)), waker: Cell::new(None) }))
    }

    /// The attempt, which is the one of the request `id`.
    pub fn running(&self, id: RequestId) -> Running<'a, T> {
        Running { id, shared: Rc::clone(&self.0) }
    }
}

impl<T> Drop for Handle<'_, T> {
    fn drop(&mut self) {
        if self.0.attempt.take().is_some()
            && let Some(waker) = self.0.waker.take()
        {
            // For the set to find out that there is nothing left to poll.
            waker.wake();
        }
    }
}

impl<'a, T: 'a> Running<'a, T> {
    /// The same, over with `outcome`, which whoever polls it next learns.
    pub fn completed(self, outcome: T) -> Self {
        self.shared.attempt.set(Some(Box::pin(future::ready(outcome))));
        self
    }
}

impl<T> Future for Running<'_, T> {
    type Output = Option<(RequestId, Progress<T>)>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Shared { permit, attempt, waker } = &*self.shared;
        let Some(mut running) = attempt.take() else { return Poll::Ready(None) };
        if let Poll::Ready(outcome) = running.as_mut().poll(cx) {
            return Poll::Ready(Some((self.id, Progress::Completed(outcome))));
        }
        attempt.set(Some(running));
        if let Some((bytes, encoding)) = permit.asked() {
            return Poll::Ready(Some((self.id, Progress::Built(bytes, encoding))));
        }
        waker.set(Some(cx.waker().clone()));
        Poll::Pending
    }
}
