//! The caller's service, as the engine asks it: an attempt is built, sent and read, and decided.

mod abort;
mod answer;
mod decide;
mod large;
mod left;
mod request;
mod retry_after;
mod turn;

use std::{future::Future, rc::Rc};

use wasm_bindgen::prelude::*;

use self::{abort::Attempt, answer::Reply, decide::decide, request::Request, turn::Turns};
use super::{
    imports::{Batch, Call, now},
    options::Reading,
    output::Cause,
};
use crate::engine::{Answer, Answered, Ask, Built, Error, Service, Traffic};

pub use self::{large::LargeBody, request::Target};

/// The caller's service.
pub struct WebService {
    call: Rc<Call>,
    turns: Rc<Turns>,
    target: Target,
    reading: Reading,
    max_reply_bytes: f64,
    heeds_quota: bool,
}

impl WebService {
    pub fn new(call: Rc<Call>, target: Target, reading: Reading, max_reply_bytes: f64, heeds_quota: bool) -> Self {
        Self { call, turns: Rc::default(), target, reading, max_reply_bytes, heeds_quota }
    }
}

impl Service for WebService {
    type Batch = Batch;
    type Cause = Cause;
    type Kept = JsValue;
    type Request = Request;
    type Reply = Reply;

    async fn build(&self, ask: &Ask<Batch>) -> Result<Built<Request>, Error<Cause>> {
        let attempt = Attempt::begin(&self.call, &self.turns)?;
        self.target.build(ask, attempt).await
    }

    fn send(&self, request: Request) -> impl Future<Output = Answered<Reply, Cause>> {
        let expected = answer::Expected {
            bytes: self.max_reply_bytes,
            may_be_partial: self.reading.may_be_partial(),
            may_tell_what_is_left: self.heeds_quota,
        };
        async move {
            let mut traffic = Traffic::default();
            let reply = answer::send(request, expected, &mut traffic).await;
            Answered { traffic, reply }
        }
    }

    fn decide(
        &self,
        _: &Ask<Batch>,
        reply: Reply,
        traffic: &mut Traffic,
    ) -> Result<Answer<JsValue, Cause>, Error<Cause>> {
        let began = now();
        let answer = decide(&self.reading, &reply, traffic);
        traffic.deciding += now() - began;
        answer
    }
}
