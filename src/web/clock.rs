//! The platform's clock and timers, looked up when they are used, so that fake ones can drive a run.

use std::{
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use super::host::{self, Run, Wait};
use crate::engine::Clock;

/// Timers that are stopped when nobody waits for them any more.
pub struct WebClock(Rc<Run>);

impl WebClock {
    pub const fn new(run: Rc<Run>) -> Self {
        Self(run)
    }
}

impl Clock for WebClock {
    fn now(&self) -> f64 {
        host::now()
    }

    fn sleep(&self, ms: f64) -> impl Future<Output = ()> {
        Waiting(self.0.sleep(ms.max(0.0)))
    }

    fn breathe(&self) -> impl Future<Output = ()> {
        Waiting(self.0.breathe())
    }
}

struct Waiting(Wait);

impl Future for Waiting {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0.is_over() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.end();
    }
}
