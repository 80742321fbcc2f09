//! The platform's clock and timers, looked up when they are used, so that fake ones can drive a run.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::Settling;
use crate::{engine::Clock, web::imports};

/// Timers that are stopped when nobody waits for them any more.
pub struct WebClock;

impl Clock for WebClock {
    fn now(&self) -> f64 {
        imports::now()
    }

    fn sleep(&self, ms: f64) -> impl Future<Output = ()> {
        let mut at = 0;
        let rings = Settling::by(|place, ticket| {
            at = place;
            imports::sleep(ms.max(0.0), place, ticket);
        });
        Timer { rings, place: at }
    }

    fn yield_now(&self) -> impl Future<Output = ()> {
        next_turn()
    }
}

/// Lets everything else that is due have its turn: a macrotask.
pub async fn next_turn() {
    // It cannot be rejected.
    let _ = Settling::by(imports::next_turn).await;
}

struct Timer {
    rings: Settling,
    place: u32,
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.rings).poll(cx).map(|_| ())
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        imports::stop_timer(self.place);
    }
}
