//! Users, as they are taken from the caller's list. The users stay with the run: what is taken is how many.

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use wasm_bindgen::prelude::*;

use super::host::Run;
use crate::engine::{Rest, Source};

/// The caller's list.
pub struct WebSource(Rc<Run>);

impl WebSource {
    pub const fn new(run: Rc<Run>) -> Self {
        Self(run)
    }
}

impl Source for WebSource {
    type Batch = usize;
    type Cause = JsValue;

    fn poll_take(&mut self, _: &mut Context<'_>, size: usize) -> Poll<Result<Option<usize>, JsValue>> {
        match self.0.take(size).map(usize::try_from) {
            Ok(Ok(users)) => Poll::Ready(Ok((users > 0).then_some(users))),
            Ok(Err(_)) => Poll::Pending,
            Err(thrown) => Poll::Ready(Err(thrown)),
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts")]
    fn close(&mut self, size: usize) -> Rest<usize> {
        let batches = self.0.close(size).into_iter().map(|users| users as usize).collect();
        Rest { batches, is_cut: self.0.is_cut() }
    }

    fn len(batch: &usize) -> usize {
        *batch
    }
}
