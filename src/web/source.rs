//! Users, as they are taken from the caller's list.

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use futures::{FutureExt, ready};
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::host::{Run, Taken};
use crate::engine::{Rest, Source};

/// A batch: a handle to the caller's users, and their keys as JSON unless they will not be asked about.
pub struct Batch {
    pub users: Array,
    pub ids: Option<String>,
}

/// The caller's list.
pub struct WebSource {
    run: Rc<Run>,
    taking: Option<JsFuture>,
}

impl WebSource {
    pub const fn new(run: Rc<Run>) -> Self {
        Self { run, taking: None }
    }

    fn batch(taken: JsValue) -> Option<Batch> {
        (!taken.is_null()).then(|| {
            let taken: Taken = taken.unchecked_into();
            Batch { users: taken.users(), ids: Some(taken.ids()) }
        })
    }
}

impl Source for WebSource {
    type Batch = Batch;
    type Cause = JsValue;

    fn poll_take(&mut self, cx: &mut Context<'_>, size: usize) -> Poll<Result<Option<Batch>, JsValue>> {
        let taking = match &mut self.taking {
            Some(taking) => taking,
            none => {
                let taken = self.run.take(size)?;
                let Some(promise) = taken.dyn_ref::<Promise>() else { return Poll::Ready(Ok(Self::batch(taken))) };
                none.insert(JsFuture::from(promise.clone()))
            }
        };
        let taken = ready!(taking.poll_unpin(cx));
        self.taking = None;
        Poll::Ready(taken.map(Self::batch))
    }

    fn close(&mut self, size: usize) -> Rest<Batch> {
        let batches = self.run.close(size).into_iter().map(|users| Batch { users, ids: None }).collect();
        Rest { batches, is_cut: self.run.is_cut() }
    }

    fn len(batch: &Batch) -> usize {
        batch.users.length() as usize
    }
}
