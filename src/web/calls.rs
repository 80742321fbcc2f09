//! Functions of the caller's that answered a promise: they are waited for.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::{Context, Poll, Waker},
};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    output::Cause,
    wait::{Settling, is_thenable},
};

/// What was begun and has not settled.
#[derive(Default)]
pub struct Calls {
    all: Cell<usize>,
    /// Those about a batch that settled; nothing as long as there never was one.
    batches: Cell<Option<usize>>,
    /// What has settled and was not heard of.
    heard: RefCell<Option<Result<(), Cause>>>,
    waker: Cell<Option<Waker>>,
}

impl Calls {
    pub fn any(&self) -> bool {
        self.all.get() > 0 || self.heard.borrow().is_some()
    }

    pub fn batches(&self) -> Option<usize> {
        self.batches.get()
    }

    /// Tells `function` of something.
    pub fn tell(self: &Rc<Self>, function: &Function, of: &JsValue, is_batch: bool) -> Result<(), Cause> {
        let answer = function.call1(&JsValue::UNDEFINED, of).map_err(Cause::thrown)?;
        if is_thenable(&answer) {
            self.begin(is_batch);
            let (calls, settling) = (Rc::clone(self), Settling::of(&answer));
            spawn_local(async move { calls.end(is_batch, settling.await) });
        }
        Ok(())
    }

    fn begin(&self, is_batch: bool) {
        self.all.set(self.all.get() + 1);
        if is_batch {
            self.batches.set(Some(self.batches.get().unwrap_or_default() + 1));
        }
    }

    fn end(&self, is_batch: bool, answer: Result<JsValue, JsValue>) {
        self.all.set(self.all.get() - 1);
        if is_batch {
            self.batches.set(self.batches.get().map(|batches| batches - 1));
        }
        let mut heard = self.heard.borrow_mut();
        // The first of those that threw is the one that counts.
        if !matches!(&*heard, Some(Err(_))) {
            *heard = Some(answer.map(drop).map_err(Cause::thrown));
        }
        drop(heard);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    pub fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        if let Some(heard) = self.heard.take() {
            return Poll::Ready(heard);
        }
        self.waker.set(Some(cx.waker().clone()));
        Poll::Pending
    }
}
