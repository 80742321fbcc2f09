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
    /// Whether it matters when the first of a batch comes.
    is_timed: bool,
}

impl WebSource {
    pub const fn new(ledger: Ledger, is_timed: bool) -> Self {
        Self { ledger, reading: None, is_timed }
    }

    /// Users that are there. Ready with none where there are no more.
    fn take(&self, size: usize, least: usize) -> Poll<Result<Option<Batch>, Cause>> {
        match self.ledger.take(size, least) {
            Ok(taken) if taken.is_undefined() => Poll::Pending,
            Ok(taken) if taken.is_null() => Poll::Ready(Ok(None)),
            Ok(taken) => Poll::Ready(Ok(Some(taken.unchecked_into()))),
            Err(thrown) => Poll::Ready(Err(Cause::thrown(thrown))),
        }
    }
}

impl Source for WebSource {
    type Batch = Batch;
    type Cause = Cause;

    fn poll_take(&mut self, cx: &mut Context<'_>, size: usize, least: usize) -> Poll<Result<Option<Batch>, Cause>> {
        loop {
            if let Some(reading) = &mut self.reading {
                match Pin::new(reading).poll(cx) {
                    Poll::Ready(Ok(_)) => self.reading = None,
                    Poll::Ready(Err(thrown)) => return Poll::Ready(Err(Cause::thrown(thrown))),
                    Poll::Pending => {
                        let taken = if least < size { self.take(size, least) } else { Poll::Pending };
                        if taken.is_ready() {
                            // Of the next the first matters again.
                            self.reading = None;
                        }
                        return taken;
                    }
                }
            }
            if let Poll::Ready(taken) = self.take(size, least) {
                return Poll::Ready(taken);
            }
            let awaits_first = self.is_timed && self.ledger.waiting_since().is_none();
            self.reading = Some(Settling::of(&self.ledger.read(size, if awaits_first { 1 } else { size })));
        }
    }

    fn waiting_since(&self) -> Option<f64> {
        self.ledger.waiting_since()
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
