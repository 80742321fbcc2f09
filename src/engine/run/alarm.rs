//! The loop's time, and the one alarm that wakes it.

use std::task::{Context, Poll, ready};

use futures::future::LocalBoxFuture;

use crate::engine::{figures::within, traits::Clock};

/// The longest that `setTimeout` can count.
const LONGEST: f64 = 2_147_483_647.0;
/// A timer may ring so much too early without being a fake one. The next is then set by the clock, or that would add up.
const INACCURACY: f64 = 2.0;

/// A clock with an alarm. What the alarm was set for is due when it rings, whatever the clock says: so the loop's time is
/// the clock's, or the time of the last alarm where the clock has not come so far. Fake timers often leave the clock alone.
pub struct Alarm<'a, K> {
    clock: &'a K,
    /// The time of the last alarm that counts.
    rang: f64,
    /// When the loop is to be woken.
    wake: Option<f64>,
    sleep: Option<Sleep<'a>>,
}

struct Sleep<'a> {
    /// What it was set for, and when it rings, which is sooner if that is too far away.
    wake: f64,
    rings: f64,
    future: LocalBoxFuture<'a, ()>,
}

impl<'a, K: Clock> Alarm<'a, K> {
    /// An alarm that is not set.
    pub const fn new(clock: &'a K) -> Self {
        Self { clock, rang: f64::NEG_INFINITY, wake: None, sleep: None }
    }

    /// The loop's time: what is due is due by this.
    pub fn now(&self) -> f64 {
        self.clock.now().max(self.rang)
    }

    /// Sets it to wake the loop at `wake`, or not at all. One that rings earlier may stay, since it does no harm: most
    /// attempts end long before their timeout, and to set another timer for each would cost more.
    pub fn set(&mut self, wake: Option<f64>) {
        self.wake = wake;
        let Some(wake) = wake else {
            self.sleep = None;
            return;
        };
        if self.sleep.as_ref().is_none_or(|sleep| wake < sleep.rings) {
            let clock = self.clock.now();
            let now = if self.rang - clock > INACCURACY { self.rang } else { clock };
            let ms = within(wake - now, 0.0, LONGEST);
            self.sleep = Some(Sleep { wake, rings: now + ms, future: Box::pin(self.clock.sleep(ms)) });
        }
    }

    /// Ready when it rings.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(sleep) = &mut self.sleep else { return Poll::Pending };
        ready!(sleep.future.as_mut().poll(cx));
        // If what it was set for is not waited for any more, its time says nothing of what is.
        if self.wake.is_some_and(|wake| wake <= sleep.wake) {
            self.rang = self.rang.max(sleep.rings);
        }
        self.sleep = None;
        Poll::Ready(())
    }
}
