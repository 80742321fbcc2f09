//! The caller's service. JavaScript builds, sends and reads; what came of that is taken from there, and decided.

mod decide;

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use wasm_bindgen::prelude::*;

use self::decide::Decider;
use super::{
    host::{self, Attempt, Explanation, Kept, Run},
    numbers::{Numbers, status},
    reading::Reading,
};
use crate::engine::{Answered, Ask, Built, Code, Failure, Id, Landed, Service, Traffic};

/// The caller's service.
pub struct WebService {
    run: Rc<Run>,
    decider: Decider,
}

impl WebService {
    pub const fn new(run: Rc<Run>, reading: Reading) -> Self {
        Self { run, decider: Decider::new(reading) }
    }

    /// What came of a request that was sent: the facts in the order of `pkg/attempt.js`.
    fn answered(&mut self, attempt: &Attempt) -> Answered<JsValue, Kept> {
        let mut facts = Numbers::new(attempt.facts());
        let status = facts.known().map(status);
        let retry_after = facts.known();
        let mut traffic = Traffic {
            is_answered: facts.is(),
            status,
            received: facts.count(),
            deciding: facts.next(),
            ..Traffic::default()
        };
        if let Some(explanation) = attempt.explanation() {
            let failure = explained(&explanation).with(|facts| {
                facts.status = status.filter(|_| facts.code != Code::Network);
                facts.retry_after = retry_after;
            });
            return Answered { traffic, outcome: Err(failure) };
        }
        let began = host::now();
        let outcome = self.decider.decide(attempt, facts.count(), facts.is(), &mut traffic);
        traffic.deciding += host::now() - began;
        Answered { traffic, outcome }
    }
}

impl Service for WebService {
    type Batch = usize;
    type Cause = JsValue;
    type Kept = Kept;

    fn prepare(&mut self, ask: Ask<usize>) -> Poll<Result<Built, Failure<JsValue>>> {
        match self.run.prepare(ask.request, ask.batch, ask.attempt, ask.range.start, ask.range.end) {
            Some(attempt) => Poll::Ready(built(&attempt)),
            None => Poll::Pending,
        }
    }

    fn send(&mut self, request: Id) {
        self.run.send(request);
    }

    fn poll_landed(&mut self, _: &mut Context<'_>) -> Poll<Landed<JsValue, Kept>> {
        let Some(attempt) = self.run.landed() else { return Poll::Pending };
        let request = attempt.request();
        Poll::Ready(if attempt.is_sent() {
            Landed::Answered(request, self.answered(&attempt))
        } else {
            Landed::Built(request, built(&attempt))
        })
    }

    fn abort(&mut self, request: Id) {
        self.run.give_up(request);
    }
}

fn built(attempt: &Attempt) -> Result<Built, Failure<JsValue>> {
    let mut facts = Numbers::new(attempt.facts());
    match attempt.explanation() {
        Some(explanation) => Err(explained(&explanation)),
        None => Ok(Built { bytes: facts.count(), encoding: facts.next() }),
    }
}

fn explained(explanation: &Explanation) -> Failure<JsValue> {
    let code = match explanation.code() {
        0 => Code::Request,
        1 => Code::Network,
        5 => Code::HttpStatus,
        6 => Code::BadReply,
        7 => Code::ReplyTooLarge,
        _ => Code::Predicate,
    };
    Failure::new(code).caused(explanation.clone().into())
}
