//! Leave to send. An attempt that has built its request asks for it; the loop sees that it is asked, and says yes by
//! polling the attempt again after [`Permit::grant`], or no by dropping it. Attempts are polled one at a time: one
//! permit does for all.

use std::{cell::Cell, future::poll_fn, task::Poll};

/// What stands between building a request and sending it.
#[derive(Debug, Default)]
pub struct Permit(Cell<State>);

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Idle,
    /// For a body of so many bytes, which took so many milliseconds to build.
    Asked(usize, f64),
    Granted,
}

impl Permit {
    /// Asks for leave at every poll until there is. Nothing wakes it: whom it asks polls it.
    pub async fn acquire(&self, bytes: usize, encoding: f64) {
        poll_fn(|_| match self.0.take() {
            State::Granted => Poll::Ready(()),
            State::Idle | State::Asked(..) => {
                self.0.set(State::Asked(bytes, encoding));
                Poll::Pending
            }
        })
        .await;
    }

    /// What the attempt that was just polled asks for, if it does: the bytes of its body and the milliseconds that it
    /// took to build.
    pub fn asked(&self) -> Option<(usize, f64)> {
        if let State::Asked(bytes, encoding) = self.0.take() { Some((bytes, encoding)) } else { None }
    }

    /// Lets the attempt that is polled next pass.
    pub fn grant(&self) {
        self.0.set(State::Granted);
    }
}
