//! When replies are decided: at once, or at the end of the turn of the event loop, with whatever else comes in it. To take all at
//! one go costs a fifth less altogether, for all that it takes is in the processor's caches; but the next requests leave later for
//! it. So that is done where there is much to do, and not where there is mostly waiting.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::web::{
    imports::now,
    wait::{Settling, next_turn},
};

/// The turns of one run.
#[derive(Default)]
pub struct Turns {
    /// Attempts that are not over.
    pending: Cell<usize>,
    /// Which turn it is, of those in which something came.
    turn: Cell<u32>,
    /// When something first came in the turn at hand.
    began: Cell<Option<f64>>,
    /// Whether what comes in it waits for its end.
    is_held: Cell<bool>,
    held: RefCell<Vec<Waker>>,
    /// When something first came in a turn that is over, until it is looked at how long that took.
    passed: Cell<Option<f64>>,
    /// When the turn before ended, and how long it took from what first came in it on.
    ended: Cell<f64>,
    took: Cell<f64>,
}

impl Turns {
    /// An attempt begins.
    pub fn begin(&self) {
        self.pending.set(self.pending.get() + 1);
    }

    /// An attempt is over.
    pub fn end(&self) {
        self.pending.set(self.pending.get() - 1);
    }

    /// Something has come: waits until it may be decided. If it is the last that can come, there is nothing to wait for, whatever
    /// has become of the clock, as in tests.
    pub async fn arrive(self: &Rc<Self>) {
        let is_first = self.began.get().is_none();
        if is_first {
            let began = now();
            // What the turns take before anything comes is about as much as what they take from there on.
            self.is_held.set(began - self.ended.get() < 2.0 * self.took.get());
            self.began.set(Some(began));
        }
        let is_last = self.held.borrow().len() + 1 == self.pending.get();
        let turn = self.turn.get();
        if is_last {
            self.pass(turn);
        }
        if is_last || is_first {
            spawn_local(Rc::clone(self).measure(turn, is_last));
        }
        if !self.is_held.get() {
            return;
        }
        poll_fn(|cx| {
            if self.turn.get() != turn {
                return Poll::Ready(());
            }
            self.held.borrow_mut().push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The turn is over: what was held goes on.
    fn pass(&self, turn: u32) {
        if self.turn.get() == turn {
            self.turn.set(turn.wrapping_add(1));
            self.passed.set(self.began.take());
            for waker in self.held.take() {
                waker.wake();
            }
        }
    }

    /// Ends the turn, unless it is over, and looks how long it took behind what goes on then.
    async fn measure(self: Rc<Self>, turn: u32, is_over: bool) {
        if !is_over {
            next_turn().await;
            self.pass(turn);
            let _ = Settling::of(&JsValue::UNDEFINED).await;
        }
        if let Some(began) = self.passed.take() {
            self.ended.set(now());
            self.took.set(self.ended.get() - began);
        }
    }
}
