//! Tells JavaScript: enters settled batches in the run, and calls the caller's functions that watch it.

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use futures::FutureExt;
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    error::to_error,
    host::Run,
    options::Callbacks,
    service::WebService,
    stats::{self, serializer},
};
use crate::{
    engine::{Event, Figures, Settled, Watcher, What},
    reply::Verdict,
};

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
            Some(on_event) => on_event.call1(&JsValue::UNDEFINED, &event_to_js(event)?).map(drop),
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
            let (from, to) = (users.start, users.end);
            let entry: Object =
                Span { from, to }.serialize(&serializer()).map(JsCast::unchecked_into).unwrap_or_default();
            let _ = Reflect::set(&entry, &"error".into(), &to_error(failure, Some(settled.batch)));
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

#[derive(Serialize)]
struct Span {
    from: usize,
    to: usize,
}

#[derive(Serialize)]
struct RunEvent {
    #[serde(rename = "type")]
    kind: &'static str,
    at: f64,
    batch: usize,
    attempt: u32,
    users: usize,
    #[serde(flatten)]
    what: Details,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Details {
    Sent {
        request: usize,
    },
    #[serde(rename_all = "camelCase")]
    Hedged {
        request: usize,
        copy_of: usize,
    },
    Answered {
        request: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        bytes: usize,
        ms: f64,
    },
    Ended {
        request: usize,
        ms: f64,
    },
    Retrying {
        delay: f64,
    },
    Split {
        into: [usize; 2],
    },
    Settled {
        passed: usize,
        skipped: usize,
        missing: usize,
        failed: usize,
    },
}

fn event_to_js(event: &Event<'_, JsValue>) -> Result<JsValue, JsValue> {
    let (kind, what, error) = match event.what {
        What::Sent { request } => ("sent", Details::Sent { request }, None),
        What::Hedged { request, copy_of } => ("hedged", Details::Hedged { request, copy_of }, None),
        What::Answered { request, status, bytes, ms, error } => {
            ("answered", Details::Answered { request, status, bytes, ms }, error)
        }
        What::Failed { request, ms, error } => ("failed", Details::Ended { request, ms }, Some(error)),
        What::Abandoned { request, ms } => ("abandoned", Details::Ended { request, ms }, None),
        What::Retrying { error, delay } => ("retrying", Details::Retrying { delay }, Some(error)),
        What::Split { into } => ("split", Details::Split { into }, None),
        What::Settled { passed, skipped, missing, failed, .. } => {
            ("settled", Details::Settled { passed, skipped, missing, failed }, None)
        }
    };
    let Event { at, batch, attempt, users, .. } = *event;
    let object = RunEvent { kind, at, batch, attempt, users, what }.serialize(&serializer())?;
    if let Some(error) = error {
        Reflect::set(&object, &"error".into(), &to_error(error, Some(batch)))?;
    }
    if let What::Settled { errors, .. } = event.what {
        let errors: Array = errors.iter().map(|(_, error)| to_error(error, Some(batch))).collect();
        Reflect::set(&object, &"errors".into(), &errors)?;
    }
    Ok(object)
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
