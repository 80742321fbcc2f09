//! One attempt: builds the request, sends it, reads the reply and decides.

mod body;
mod decide;
mod prepare;

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function, Map, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use self::decide::Reply;
use super::{
    host::{self, Attempt, Refusal, Run},
    reading::Reading,
    source::Batch,
    target::Target,
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
    sending: Sending,
}

enum Sending {
    Fetch { fetch: Option<Function>, url: JsValue, init: Object },
    Send(Function),
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
        let Ready { attempt, users, ids, sending } = request;
        let reply = match sending {
            Sending::Fetch { fetch, url, init } => {
                let answer = match &fetch {
                    Some(own) => own.call2(&JsValue::UNDEFINED, &url, &init),
                    None => host::fetch_global(&url, &init),
                };
                let response =
                    settle(&attempt, answer, "The request failed", traffic).await.map_err(|mut failure| {
                        if fetch.is_none() {
                            failure.message.push_str(&host::what_to_check(&url));
                        }
                        failure
                    })?;
                Reply::Bytes(body::read(&attempt, &response, self.reading.max_reply_bytes, traffic).await?)
            }
            Sending::Send(send) => {
                let answer = send.call2(&JsValue::UNDEFINED, &users, &attempt.0.context());
                let answer = settle(&attempt, answer, "`send` failed", traffic).await?;
                let rows = host::rows_of(&answer);
                match rows.map_err(|thrown| network("Reading the rows that `send` answered failed", thrown))? {
                    Some(rows) => {
                        traffic.is_answered = true;
                        Reply::Rows(rows)
                    }
                    None => Reply::Bytes(body::read(&attempt, &answer, self.reading.max_reply_bytes, traffic).await?),
                }
            }
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
        prepare::prepare(&self.run, &self.target, ask).await
    }

    async fn send(&self, request: Ready) -> Answered<JsValue, Map> {
        let mut traffic = Traffic::default();
        let outcome = self.ask(request, &mut traffic).await;
        Answered { traffic, outcome }
    }
}

async fn settle(
    attempt: &Guard,
    answer: Result<JsValue, JsValue>,
    what: &str,
    traffic: &mut Traffic,
) -> Result<JsValue, Failure<JsValue>> {
    let settled = match answer {
        Ok(answer) => attempt.wait(&answer).await,
        Err(thrown) => Err(thrown),
    };
    settled.map_err(|thrown| match host::refusal_of(&thrown) {
        Some(refusal) => refused(&refusal, thrown, traffic),
        None => network(what, thrown),
    })
}

/// What the caller's own code threw in place of an answer.
fn refused(refusal: &Refusal, thrown: JsValue, traffic: &mut Traffic) -> Failure<JsValue> {
    let status = refusal.status();
    (traffic.is_answered, traffic.status) = (true, Some(status));
    Failure {
        status: Some(status),
        retry_after: refusal.retry_after(),
        reply: refusal.reply(),
        ..Failure::new(Code::HttpStatus, refusal.message()).thrown(thrown)
    }
}

/// A failure of the network, or of what stands for it.
fn network(what: &str, thrown: JsValue) -> Failure<JsValue> {
    Failure::new(Code::Network, format!("{what}: {}", host::describe(&thrown))).thrown(thrown)
}
