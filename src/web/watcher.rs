//! Tells JavaScript: enters settled batches in the run, and has the caller's functions called that watch it.

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use wasm_bindgen::prelude::*;

use super::{
    host::{Kept, List, Run},
    service::WebService,
    stats,
};
use crate::engine::{Event, Facts, Failure, Figures, Settled, Watcher, What};

/// Which of the caller's functions are there to be called.
pub struct Callbacks {
    pub event: bool,
    pub progress: bool,
}

/// The run, which is told in any case.
pub struct WebWatcher {
    run: Rc<Run>,
    callbacks: Callbacks,
    /// Settled batches that were not read when it was looked last, where they are read one by one.
    unread: Option<usize>,
}

impl WebWatcher {
    pub fn new(run: Rc<Run>, callbacks: Callbacks) -> Self {
        let unread = run.unread();
        Self { run, callbacks, unread }
    }

    /// `failure` of `batch` as users see it.
    pub fn error(&self, batch: usize, failure: &Failure<JsValue>) -> JsValue {
        let Facts { code, status, attempts, retry_after, cause, earlier } = &**failure;
        let earlier = earlier.as_ref().map(|earlier| self.error(batch, earlier)).unwrap_or_default();
        let cause = cause.clone().unwrap_or_default();
        self.run.error(*code as u8, batch, *attempts, *status, *retry_after, &cause, &earlier)
    }

    fn errors<'a>(&self, batch: usize, failures: impl Iterator<Item = &'a Failure<JsValue>>) -> List {
        let errors = List::new();
        for failure in failures {
            errors.push(&self.error(batch, failure));
        }
        errors
    }
}

impl Watcher<WebService> for WebWatcher {
    fn event(&mut self, event: &Event<'_, JsValue>) -> Result<(), JsValue> {
        if !self.callbacks.event {
            return Ok(());
        }
        let (kind, numbers) = in_numbers(&event.what);
        let about = [event.at, number(event.batch), f64::from(event.attempt), number(event.users)];
        let (one, many) = match event.what {
            What::Answered { error, .. } => (error, &[][..]),
            What::Failed { error, .. } | What::Retrying { error, .. } => (Some(error), &[][..]),
            What::Settled { errors, .. } => (None, errors),
            _ => (None, &[][..]),
        };
        let errors = self.errors(event.batch, one.into_iter().chain(many.iter().map(|(_, error)| error)));
        self.run.tell(kind, [about, numbers].as_flattened(), &errors)
    }

    fn settled(
        &mut self,
        settled: Settled<usize, JsValue, Kept>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), JsValue> {
        let verdicts: Vec<u8> =
            settled.verdicts.iter().map(|verdict| verdict.map_or(FAILED, |verdict| verdict as u8)).collect();
        let mut ranges = Vec::new();
        for (users, _) in &settled.failures {
            ranges.extend([number(users.start), number(users.end)]);
        }
        let errors = self.errors(settled.batch, settled.failures.iter().map(|(_, failure)| failure));
        let kept = List::new();
        for (_, rows) in &settled.kept {
            kept.push(rows);
        }
        self.run.settle(settled.batch, &verdicts, &ranges, &errors, &kept, quietly)?;
        if self.callbacks.progress && !quietly {
            self.run.progress(&stats::in_numbers(figures))?;
        }
        Ok(())
    }

    fn unread(&self) -> Option<usize> {
        self.unread.and_then(|_| self.run.unread())
    }

    fn poll_read(&mut self, _: &mut Context<'_>) -> Poll<()> {
        let (before, now) = (self.unread, self.unread());
        self.unread = now;
        if now < before { Poll::Ready(()) } else { Poll::Pending }
    }

    fn poll_abort(&mut self, _: &mut Context<'_>) -> Poll<JsValue> {
        match self.run.abortion() {
            Some(abortion) => Poll::Ready(abortion.into()),
            None => Poll::Pending,
        }
    }
}

/// The verdict of a user that has none, behind those that there are.
const FAILED: u8 = 3;

/// Which of the kinds of `pkg/events.js`, and its numbers in the order in which they are taken there.
fn in_numbers(what: &What<'_, JsValue>) -> (u8, [f64; 4]) {
    match *what {
        What::Sent { request } => (0, [number(request), 0.0, 0.0, 0.0]),
        What::Hedged { request, copy_of } => (1, [number(request), number(copy_of), 0.0, 0.0]),
        What::Answered { request, status, bytes, ms, .. } => {
            (2, [number(request), status.map_or(f64::NAN, f64::from), number(bytes), ms])
        }
        What::Failed { request, ms, .. } => (3, [number(request), ms, 0.0, 0.0]),
        What::Abandoned { request, ms } => (4, [number(request), ms, 0.0, 0.0]),
        What::Retrying { delay, .. } => (5, [delay, 0.0, 0.0, 0.0]),
        What::Split { into: [one, other] } => (6, [number(one), number(other), 0.0, 0.0]),
        What::Settled { passed, skipped, missing, failed, .. } => {
            (7, [number(passed), number(skipped), number(missing), number(failed)])
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count")]
const fn number(count: usize) -> f64 {
    count as f64
}
