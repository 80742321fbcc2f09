//! Tells JavaScript: enters settled batches in the run, and calls the caller's functions that watch it.

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use futures::FutureExt;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{error::to_error, host::Run, options::Options, service::WebService, stats};
use crate::{
    engine::{Event, Figures, Settled, Watcher, What},
    reply::Verdict,
};

/// The caller's functions that watch a run.
pub struct Callbacks {
    progress: Option<Function>,
    batch: Option<Function>,
    event: Option<Function>,
}

impl Callbacks {
    pub fn of(options: &Options) -> Self {
        Self { progress: options.on_progress(), batch: options.on_batch(), event: options.on_event() }
    }
}

/// The caller's functions, and the run that is told in any case.
pub struct WebWatcher {
    run: Rc<Run>,
    aborted: JsFuture,
    callbacks: Callbacks,
    /// Whether the caller reads batches one by one.
    is_stream: bool,
    reading: Option<JsFuture>,
}

impl WebWatcher {
    pub fn new(run: Rc<Run>, callbacks: Callbacks) -> Self {
        let (aborted, is_stream) = (JsFuture::from(run.aborted()), run.unread().is_some());
        Self { run, aborted, callbacks, is_stream, reading: None }
    }
}

impl Watcher<WebService> for WebWatcher {
    fn event(&mut self, event: &Event<'_, JsValue>) -> Result<(), JsValue> {
        match &self.callbacks.event {
            Some(on_event) => on_event.call1(&JsValue::UNDEFINED, &event_to_js(event)).map(drop),
            None => Ok(()),
        }
    }

    fn settled(
        &mut self,
        settled: Settled<super::source::Batch, JsValue, js_sys::Map>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), JsValue> {
        let verdicts: Vec<u8> = settled.verdicts.iter().copied().map(to_byte).collect();
        let failures = settled.failures.iter().map(|(users, failure)| {
            let error = to_error(failure, Some(settled.batch));
            let entry = Object::new();
            set(&entry, "from", &users.start.into());
            set(&entry, "to", &users.end.into());
            set(&entry, "error", &error);
            entry
        });
        let failures: Array = failures.collect();
        let kept: Array = settled.kept.iter().map(|(_, rows)| rows).collect();
        let result = self.run.settle(settled.batch, &verdicts, &failures, &kept, quietly);
        if quietly {
            return Ok(());
        }
        if let Some(on_batch) = &self.callbacks.batch {
            on_batch.call1(&JsValue::UNDEFINED, &result)?;
        }
        if let Some(on_progress) = &self.callbacks.progress {
            on_progress.call1(&JsValue::UNDEFINED, &stats::to_js(figures))?;
        }
        Ok(())
    }

    fn unread(&self) -> Option<usize> {
        if self.is_stream { self.run.unread() } else { None }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let reading = self.reading.get_or_insert_with(|| JsFuture::from(self.run.read()));
        let read = reading.poll_unpin(cx).map(drop);
        if read.is_ready() {
            self.reading = None;
        }
        read
    }

    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<JsValue> {
        if self.run.is_aborted() {
            return Poll::Ready(self.run.abort_reason());
        }
        self.aborted.poll_unpin(cx).map(|_| self.run.abort_reason())
    }
}

fn event_to_js(event: &Event<'_, JsValue>) -> Object {
    let object = Object::new();
    let set = |name, value| set(&object, name, &value);
    set("type", kind(&event.what).into());
    set("at", event.at.into());
    set("batch", event.batch.into());
    set("attempt", event.attempt.into());
    set("users", event.users.into());
    let set_error = |error| set("error", to_error(error, Some(event.batch)));
    match event.what {
        What::Sent { request } => set("request", request.into()),
        What::Hedged { request, copy_of } => {
            set("request", request.into());
            set("copyOf", copy_of.into());
        }
        What::Answered { request, status, bytes, ms, error } => {
            set("request", request.into());
            if let Some(status) = status {
                set("status", status.into());
            }
            set("bytes", bytes.into());
            set("ms", ms.into());
            error.into_iter().for_each(set_error);
        }
        What::Failed { request, ms, error } => {
            set("request", request.into());
            set("ms", ms.into());
            set_error(error);
        }
        What::Abandoned { request, ms } => {
            set("request", request.into());
            set("ms", ms.into());
        }
        What::Retrying { error, delay } => {
            set("delay", delay.into());
            set_error(error);
        }
        What::Split { into } => set("into", into.into_iter().map(JsValue::from).collect::<Array>().into()),
        What::Settled { passed, skipped, missing, failed, errors } => {
            set("passed", passed.into());
            set("skipped", skipped.into());
            set("missing", missing.into());
            set("failed", failed.into());
            let errors = errors.iter().map(|(_, error)| to_error(error, Some(event.batch)));
            set("errors", errors.collect::<Array>().into());
        }
    }
    object
}

const fn kind(what: &What<'_, JsValue>) -> &'static str {
    match what {
        What::Sent { .. } => "sent",
        What::Hedged { .. } => "hedged",
        What::Answered { .. } => "answered",
        What::Failed { .. } => "failed",
        What::Abandoned { .. } => "abandoned",
        What::Retrying { .. } => "retrying",
        What::Split { .. } => "split",
        What::Settled { .. } => "settled",
    }
}

/// What is written to is a plain object, which takes all.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// As `pkg/run.js` reads it.
const fn to_byte(verdict: Option<Verdict>) -> u8 {
    match verdict {
        Some(Verdict::Passed) => 0,
        Some(Verdict::Skipped) => 1,
        Some(Verdict::Missing) => 2,
        None => 3,
    }
}
