//! The loop's time, and the one alarm that wakes it.

use std::task::{Context, Poll, ready};

use futures::future::LocalBoxFuture;

use super::{figures::within, traits::Clock};

/// The longest that `setTimeout` can count.
const LONGEST: f64 = 2_147_483_647.0;
/// A timer may ring so much too early without being a fake one. The next is then set by the clock, or that would add up.
const INACCURACY: f64 = 2.0;

/// A moment, in two ways.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// In the loop's time, by which things are due.
    pub at: f64,
    /// By the clock, which is what is told.
    pub by_clock: f64,
}

/// A clock with an alarm. When the alarm rings, its time has come, whatever the clock says: fake timers often leave the
/// clock alone. So the loop's time is that of the clock, or that of the last alarm while the clock has not come so far.
pub struct Alarm<'a, K> {
    clock: &'a K,
    rang: f64,
    /// When it rings next.
    sleep: Option<(f64, LocalBoxFuture<'a, ()>)>,
}

impl<'a, K: Clock> Alarm<'a, K> {
    /// An alarm that is not set.
    pub const fn new(clock: &'a K) -> Self {
        Self { clock, rang: f64::NEG_INFINITY, sleep: None }
    }

    /// The moment that it is now.
    pub fn moment(&self) -> Moment {
        let by_clock = self.clock.now();
        Moment { at: by_clock.max(self.rang), by_clock }
    }

    /// The loop's time.
    pub fn now(&self) -> f64 {
        self.moment().at
    }

    /// Sets it to ring at `wake` at the latest, or not at all. One that rings sooner may stay, since it does no harm: most
    /// attempts end long before their timeout, and to set another timer for each would cost more.
    pub fn set(&mut self, wake: Option<f64>) {
        let Some(wake) = wake else {
            self.sleep = None;
            return;
        };
        if self.sleep.as_ref().is_none_or(|(rings, _)| wake < *rings) {
            let clock = self.clock.now();
            let now = if self.rang > clock + INACCURACY { self.rang } else { clock };
            let ms = within(wake - now, 0.0, LONGEST);
            // Not `now + ms`, which floating point may leave a hair before `wake`: another timer would be set for that.
            let rings = if ms < LONGEST { wake } else { now + ms };
            self.sleep = Some((rings, Box::pin(self.clock.sleep(ms))));
        }
    }

    /// Ready when it rings.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some((rings, sleep)) = &mut self.sleep else { return Poll::Pending };
        ready!(sleep.as_mut().poll(cx));
        self.rang = self.rang.max(*rings);
        self.sleep = None;
        Poll::Ready(())
    }
}
