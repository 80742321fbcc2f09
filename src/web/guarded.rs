//! Panics. On stable Rust a panic in wasm is a trap: it leaves every promise pending, and, thrown through the executor's
//! microtask, it would end a Node process. Here it is caught on JavaScript's side of a frame of its own; the hook has
//! told the wrapper by then, which ends all runs and takes a fresh engine for the next.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::host::describe;

thread_local! {
    static IS_BROKEN: Cell<bool> = const { Cell::new(false) };
    static REPORT: RefCell<Option<Function>> = const { RefCell::new(None) };
}

#[wasm_bindgen(raw_module = "../guard.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn guard(frame: &mut dyn FnMut()) -> Result<(), JsValue>;
}

pub fn on_panic(report: Function) {
    REPORT.set(Some(report));
    std::panic::set_hook(Box::new(|panic| break_down(&panic.to_string())));
}

fn break_down(message: &str) {
    if !IS_BROKEN.replace(true) {
        let report = REPORT.with_borrow(Clone::clone);
        let _ = report.map(|report| report.call1(&JsValue::UNDEFINED, &message.into()));
    }
}

/// A future whose panics stay within it. After one, it is pending for ever, as is every other of the same engine.
pub struct Guarded(Pin<Box<dyn Future<Output = ()>>>);

impl Guarded {
    pub fn new(future: impl Future<Output = ()> + 'static) -> Self {
        Self(Box::pin(future))
    }
}

impl Future for Guarded {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = Poll::Pending;
        if !IS_BROKEN.get() {
            let caught = guard(&mut || state = self.0.as_mut().poll(cx));
            // A trap without a panic: memory or stack ran out.
            if let Err(trap) = caught {
                break_down(&describe(&trap));
            }
        }
        state
    }
}
