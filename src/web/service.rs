//! One attempt: builds the request, sends it, reads the reply and decides.

mod body;
mod decide;

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Map, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use self::decide::Reply;
use super::{
    host::{self, Attempt, Misuse, Prepared, Refusal, Run, Taken, Target},
    reading::Reading,
    source::Batch,
};
use crate::engine::{Answer, Answered, Ask, Code, Failure, Request, Service, Traffic};

/// The caller's service.
pub struct WebService {
    run: Rc<Run>,
    target: Target,
    reading: Reading,
    /// Where replies are decided, one after the other: it grows to the largest of them and no further.
    scratch: RefCell<Vec<u8>>,
}

/// A request that is ready to go.
pub struct Ready {
    attempt: Guard,
    users: Array,
    ids: String,
    prepared: Prepared,
}

/// Ends an attempt that is dropped: its request is aborted, and what it waited for is let go.
pub struct Guard(Attempt);

impl Guard {
    /// Waits for what the caller's code or the platform answers, a promise or not.
    async fn wait(&self, answer: &JsValue) -> Result<JsValue, JsValue> {
        JsFuture::from(self.0.wait(answer)).await
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl WebService {
    pub const fn new(run: Rc<Run>, target: Target, reading: Reading) -> Self {
        Self { run, target, reading, scratch: RefCell::new(Vec::new()) }
    }

    async fn ask(&self, request: Ready, traffic: &mut Traffic) -> Result<Answer<Map>, Failure<JsValue>> {
        let Ready { attempt, users, ids, prepared } = request;
        let answer = settle(&attempt, &prepared, traffic).await?;
        let rows = if prepared.is_own() { host::rows_of(&answer) } else { Ok(None) };
        let reply = match rows.map_err(|thrown| network("Reading the rows that `send` answered failed", thrown))? {
            Some(rows) => {
                traffic.is_answered = true;
                Reply::Rows(rows)
            }
            None => Reply::Bytes(body::read(&attempt, &answer, self.reading.max_reply_bytes, traffic).await?),
        };
        attempt.0.finish();
        #[cfg(feature = "panics")]
        assert!(!ids.contains("\"panic\""), "on purpose");
        let began = host::now();
        let answer = decide::decide(&self.reading, &mut self.scratch.borrow_mut(), &reply, &ids, &users, traffic);
        traffic.deciding = host::now() - began;
        answer
    }
}

impl Service for WebService {
    type Batch = Batch;
    type Cause = JsValue;
    type Kept = Map;
    type Request = Ready;

    async fn prepare(&self, ask: Ask<Batch>) -> Result<Request<Ready>, Failure<JsValue>> {
        let attempt = Guard(self.run.attempt(ask.batch, ask.attempt, ask.request));
        let whole = ask.range.len() == ask.users.users.length() as usize;
        let (users, ids) = match &ask.users.ids {
            Some(ids) if whole => (ask.users.users.clone(), ids.clone()),
            _ => {
                let taken: Taken = self.run.slice(&ask.users.users, ask.range.start, ask.range.end);
                (taken.users(), taken.ids())
            }
        };
        let prepared = match self.target.prepare(&attempt.0, &users, &ids) {
            Ok(prepared) => match prepared.dyn_into::<Promise>() {
                Ok(later) => JsFuture::from(later).await,
                Err(prepared) => Ok(prepared),
            },
            thrown => thrown,
        };
        let prepared: Prepared = prepared.map_err(misused)?.unchecked_into();
        let (bytes, encoding) = (prepared.bytes(), prepared.encoding());
        Ok(Request { bytes, encoding, inner: Ready { attempt, users, ids, prepared } })
    }

    async fn send(&self, request: Ready) -> Answered<JsValue, Map> {
        let mut traffic = Traffic::default();
        let outcome = self.ask(request, &mut traffic).await;
        Answered { traffic, outcome }
    }
}

async fn settle(attempt: &Guard, request: &Prepared, traffic: &mut Traffic) -> Result<JsValue, Failure<JsValue>> {
    let settled = match request.go() {
        Ok(answer) => attempt.wait(&answer).await,
        Err(thrown) => Err(thrown),
    };
    settled.map_err(|thrown| {
        if let Some(refusal) = host::refusal_of(&thrown) {
            return refused(&refusal, thrown, traffic);
        }
        let mut failure = network(&request.failing(), thrown);
        failure.message.push_str(&request.advice());
        failure
    })
}

/// What the caller's functions do wrong while a request is built is theirs to mend: it is not retried.
fn misused(thrown: JsValue) -> Failure<JsValue> {
    let misuse: Misuse = thrown.unchecked_into();
    let failure = Failure::new(Code::Request, misuse.message());
    match misuse.causes().iter().next() {
        Some(cause) => failure.thrown(cause),
        None => failure,
    }
}

/// What the caller's own code threw in place of an answer.
fn refused(refusal: &Refusal, thrown: JsValue, traffic: &mut Traffic) -> Failure<JsValue> {
    let status = refusal.status();
    (traffic.is_answered, traffic.status) = (true, Some(status));
    let mut failure = Failure::new(Code::HttpStatus, refusal.message()).thrown(thrown);
    failure.status = Some(status);
    failure.retry_after = refusal.retry_after();
    failure.reply = refusal.reply();
    failure
}

/// A failure of the network, or of what stands for it.
fn network(what: &str, thrown: JsValue) -> Failure<JsValue> {
    Failure::new(Code::Network, format!("{what}: {}", host::describe(&thrown))).thrown(thrown)
}
