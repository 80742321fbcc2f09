//! Users, as they are taken from the caller's list. They stay with JavaScript: what is taken is a handle to a batch of them.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use wasm_bindgen::prelude::*;

use super::{
    imports::{Batch, Ledger},
    output::Cause,
    wait::Settling,
};
use crate::engine::{Rest, Source};

/// The caller's list.
pub struct WebSource {
    ledger: Ledger,
    /// Users that are waited for.
    reading: Option<Settling>,
}

impl WebSource {
    pub const fn new(ledger: Ledger) -> Self {
        Self { ledger, reading: None }
    }
}

impl Source for WebSource {
    type Batch = Batch;
    type Cause = Cause;

    fn poll_take(&mut self, cx: &mut Context<'_>, size: usize) -> Poll<Result<Option<Batch>, Cause>> {
        loop {
            if let Some(reading) = &mut self.reading {
                let Poll::Ready(read) = Pin::new(reading).poll(cx) else { return Poll::Pending };
                self.reading = None;
                if let Err(thrown) = read {
                    return Poll::Ready(Err(Cause::thrown(thrown)));
                }
            }
            let taken = match self.ledger.take(size) {
                Ok(taken) => taken,
                Err(thrown) => return Poll::Ready(Err(Cause::thrown(thrown))),
            };
            if taken.is_null() {
                return Poll::Ready(Ok(None));
            }
            if !is_promise(&taken) {
                return Poll::Ready(Ok(Some(taken.unchecked_into())));
            }
            self.reading = Some(Settling::of(&taken));
        }
    }

    fn close(&mut self, size: usize) -> Rest<Batch> {
        self.reading = None;
        let batches = self.ledger.close(size);
        Rest { batches, is_cut: self.ledger.is_cut() }
    }

    fn len(batch: &Batch) -> usize {
        batch.length()
    }

    fn counts(&self, batch: &Batch) -> Option<Vec<u32>> {
        batch.counts()
    }
}

/// Of the two that the ledger answers.
fn is_promise(taken: &JsValue) -> bool {
    taken.unchecked_ref::<Batch>().length_or_none().is_none()
}
