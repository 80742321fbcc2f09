//! Waiting for JavaScript: a promise, a timer, the next turn of the event loop.
//!
//! As `JsFuture`, but without two closures and a finalizer for each: one function of JavaScript's tells all that has settled, by its
//! place. What is dropped is forgotten at once, be the promise settled or not: one that never settles keeps nothing alive.

mod clock;

use std::{
    cell::RefCell,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

pub use self::clock::{WebClock, next_turn};
use super::imports;

/// What a place holds.
enum Slot {
    /// Nothing: the next free place, if there is one.
    Free(Option<u32>),
    Waiting(Waker),
    /// Nobody has looked yet.
    New,
    Settled(Result<JsValue, JsValue>),
}

/// Places, each with the ticket of who has it: what is told to somebody who has left is for nobody.
struct Places {
    slots: Vec<(u32, Slot)>,
    free: Option<u32>,
}

thread_local! {
    static PLACES: RefCell<Places> = const { RefCell::new(Places { slots: Vec::new(), free: None }) };
}

impl Places {
    /// A place, and its ticket.
    fn take(&mut self) -> (u32, u32) {
        if let Some(place) = self.free
            && let Some((ticket, slot)) = self.slots.get_mut(place as usize)
        {
            if let Slot::Free(next) = mem::replace(slot, Slot::New) {
                self.free = next;
            }
            return (place, *ticket);
        }
        self.slots.push((0, Slot::New));
        (u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX), 0)
    }

    fn give_back(&mut self, place: u32) -> Option<Slot> {
        let (ticket, slot) = self.slots.get_mut(place as usize)?;
        *ticket = ticket.wrapping_add(1);
        let left = mem::replace(slot, Slot::Free(self.free));
        self.free = Some(place);
        Some(left)
    }
}

/// What a promise comes to.
pub struct Settling(u32);

impl Settling {
    /// Waits for `value`, which may be a promise or not.
    pub fn of(value: &JsValue) -> Self {
        Self::by(|place, ticket| imports::wait(value, place, ticket))
    }

    /// Waits for what `begin` has JavaScript wait for.
    pub fn by(begin: impl FnOnce(u32, u32)) -> Self {
        let (place, ticket) = PLACES.with_borrow_mut(Places::take);
        begin(place, ticket);
        Self(place)
    }
}

/// Whether a value has to be waited for: promises of other libraries count, too.
pub fn is_thenable(value: &JsValue) -> bool {
    value.is_object() && Reflect::get(value, &"then".into()).is_ok_and(|then| then.is_function())
}

impl Future for Settling {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        PLACES.with_borrow_mut(|places| {
            let Some((_, slot)) = places.slots.get_mut(self.0 as usize) else { return Poll::Pending };
            match mem::replace(slot, Slot::New) {
                Slot::Settled(result) => Poll::Ready(result),
                Slot::Waiting(waker) if waker.will_wake(cx.waker()) => {
                    *slot = Slot::Waiting(waker);
                    Poll::Pending
                }
                _ => {
                    *slot = Slot::Waiting(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
    }
}

impl Drop for Settling {
    fn drop(&mut self) {
        let left = PLACES.with_borrow_mut(|places| places.give_back(self.0));
        // Not while the places are borrowed: what is dropped may have one, too.
        drop(left);
    }
}

/// JavaScript tells that what was waited for at `place` has come.
#[wasm_bindgen]
pub fn settled(place: u32, ticket: u32, value: JsValue, is_fulfilled: bool) {
    let left = PLACES.with_borrow_mut(|places| {
        let (current, slot) = places.slots.get_mut(place as usize)?;
        if *current != ticket || matches!(slot, Slot::Free(_)) {
            return None;
        }
        Some(mem::replace(slot, Slot::Settled(if is_fulfilled { Ok(value) } else { Err(value) })))
    });
    if let Some(Slot::Waiting(waker)) = left {
        waker.wake();
    }
}
