//! The caller's service. JavaScript builds, sends and reads; what came of that is taken from there, and decided.

mod decide;

use std::{
    rc::Rc,
    task::{Context, Poll},
    vec::IntoIter,
};

use wasm_bindgen::prelude::*;

use self::decide::Decider;
use super::{
    host::{self, Attempt, Explanation, Kept, Run},
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

    fn answered(&mut self, attempt: &Attempt, mut facts: Facts) -> Answered<JsValue, Kept> {
        let status = facts.next_known().map(to_status);
        let retry_after = facts.next_known();
        let mut traffic = Traffic {
            is_answered: facts.next_is(),
            status,
            received: facts.next_count(),
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
        let outcome = self.decider.decide(attempt, facts.next_count(), facts.next_is(), &mut traffic);
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
            Some(attempt) => Poll::Ready(built(&attempt, Facts::of(&attempt).1)),
            None => Poll::Pending,
        }
    }

    fn send(&mut self, request: Id) {
        self.run.send(request);
    }

    fn poll_landed(&mut self, _: &mut Context<'_>) -> Poll<Landed<JsValue, Kept>> {
        let Some(attempt) = self.run.landed() else { return Poll::Pending };
        let (request, facts) = Facts::of(&attempt);
        Poll::Ready(if attempt.is_sent() {
            Landed::Answered(request, self.answered(&attempt, facts))
        } else {
            Landed::Built(request, built(&attempt, facts))
        })
    }

    fn abort(&mut self, request: Id) {
        self.run.give_up(request);
    }
}

fn built(attempt: &Attempt, mut facts: Facts) -> Result<Built, Failure<JsValue>> {
    match attempt.explanation() {
        Some(explanation) => Err(explained(&explanation)),
        None => Ok(Built { bytes: facts.next_count(), encoding: facts.next() }),
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

/// What came of a stage, in the order of `pkg/attempt.js`, NaN standing for what is not known.
struct Facts(IntoIter<f64>);

impl Facts {
    fn of(attempt: &Attempt) -> (Id, Self) {
        let mut facts = Self(attempt.facts().into_iter());
        (facts.next_count(), facts)
    }

    fn next(&mut self) -> f64 {
        self.0.next().unwrap_or(f64::NAN)
    }

    fn next_is(&mut self) -> bool {
        self.next() > 0.0
    }

    fn next_known(&mut self) -> Option<f64> {
        let fact = self.next();
        (!fact.is_nan()).then_some(fact)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    fn next_count(&mut self) -> usize {
        self.next() as usize
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 999")]
const fn to_status(status: f64) -> u16 {
    status as u16
}
