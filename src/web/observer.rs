//! Tells JavaScript: enters settled batches in the ledger, and calls the caller's functions that watch.

use std::{
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::{
    attempt::WebService,
    calls::Calls,
    imports::{Batch, Call, Ledger},
    options::Options,
    output::{Cause, Limits, event, stats},
    stream::Unread,
    wait::Settling,
};
use crate::{
    engine::{Error, Event, Figures, Observer, Settled},
    reply::Where,
};

/// Who is told of a run.
pub struct WebObserver {
    call: Rc<Call>,
    ledger: Ledger,
    limits: Limits,
    /// What rows are asked for, of which the figures tell.
    condition: Option<Where>,
    on_batch: Option<Function>,
    on_event: Option<Function>,
    on_progress: Option<Function>,
    calls: Rc<Calls>,
    aborted: Settling,
    /// Where settled batches are read one by one.
    unread: Option<Rc<Unread>>,
    /// How many of them had been read when it was looked last.
    reads: usize,
}

impl WebObserver {
    pub fn new(
        call: &Rc<Call>,
        options: &Options,
        limits: Limits,
        condition: Option<Where>,
        unread: Option<Rc<Unread>>,
    ) -> Self {
        Self {
            ledger: call.ledger(),
            aborted: Settling::by(|place, ticket| call.await_abort(place, ticket)),
            call: Rc::clone(call),
            limits,
            condition,
            on_batch: options.on_batch(),
            on_event: options.on_event(),
            on_progress: options.on_progress(),
            calls: Rc::default(),
            unread,
            reads: 0,
        }
    }

    fn enter(&self, settled: &Settled<Batch, Cause, JsValue>) -> JsValue {
        let verdicts: Vec<u8> =
            settled.verdicts.iter().map(|verdict| verdict.map_or(FAILED, |verdict| verdict as u8)).collect();
        let (errors, kept) = (Array::new(), Array::new());
        let mut blamed_by_place = vec![None; if settled.failures.is_empty() { 0 } else { verdicts.len() }];
        for (number, (users, error)) in (0..).zip(&settled.failures) {
            for place in users.iter() {
                if let Some(blamed) = blamed_by_place.get_mut(place) {
                    *blamed = Some(number);
                }
            }
            errors.push(&self.error(error, settled.batch));
        }
        let blamed: Vec<u32> = blamed_by_place.into_iter().flatten().collect();
        for (_, rows) in &settled.kept {
            kept.push(rows);
        }
        self.ledger.settle(&settled.users, &verdicts, &blamed, &errors, &kept)
    }

    fn error(&self, error: &Error<Cause>, batch: usize) -> JsValue {
        self.limits.to_js(error, batch, false)
    }
}

/// The verdict of a user that has none, behind those that there are.
const FAILED: u8 = 3;

impl Observer<WebService> for WebObserver {
    fn event(&mut self, happened: &Event<'_, Cause>) -> Result<(), Cause> {
        match &self.on_event {
            Some(on_event) => self.calls.tell(on_event, &event(happened, self.limits), false),
            None => Ok(()),
        }
    }

    fn settled(
        &mut self,
        settled: Settled<Batch, Cause, JsValue>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), Cause> {
        let batch = self.enter(&settled);
        if quietly {
            return Ok(());
        }
        if let Some(unread) = &self.unread {
            unread.add();
        }
        if let Some(on_batch) = &self.on_batch {
            self.calls.tell(on_batch, &batch, true)?;
        }
        match &self.on_progress {
            Some(on_progress) => self.calls.tell(on_progress, &stats(figures, self.condition.as_ref()), false),
            None => Ok(()),
        }
    }

    fn closed(&mut self, until: f64) {
        self.call.closed(until);
    }

    fn unread(&self) -> Option<usize> {
        self.unread.as_ref().map(|unread| unread.len())
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &self.unread {
            Some(unread) => unread.poll_read(cx, &mut self.reads),
            None => Poll::Pending,
        }
    }

    fn batch_calls(&self) -> Option<usize> {
        self.calls.batches()
    }

    fn has_calls(&self) -> bool {
        self.calls.any()
    }

    fn poll_call(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        self.calls.poll(cx)
    }

    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<Cause> {
        Pin::new(&mut self.aborted).poll(cx).map(|_| Cause {
            message: Some("The run was aborted before these users had a verdict".into()),
            reply: JsValue::UNDEFINED,
            thrown: Some(self.call.reason()),
        })
    }
}
