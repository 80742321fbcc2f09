//! A service that does everything a service can do wrong, and notes all it sees.

use std::{
    future::{self, Future},
    ops::Range,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use fastrand::Rng;
use filter_users::{
    engine::{Answer, Answered, Ask, Built, Code, Failure, Landed, Rows, Service, Traffic},
    reply::{Keys, Path, Question, RowKey, Verdict},
};

use futures::{FutureExt, future::LocalBoxFuture};

use crate::{
    dice::{dice, falls},
    log::{Id, Record, Reply, Thrown},
    scenario::{Latency, Scenario, Scripted},
    world::World,
};

/// Keeps the requests that are being built and those on their way.
pub struct SimService<'a> {
    behaviour: Behaviour<'a>,
    stages: Vec<(usize, LocalBoxFuture<'a, Stage>)>,
    /// Requests that wait to be sent.
    built: Vec<(usize, Ready)>,
}

/// What building a request comes to.
type Outcome = Result<(Built, Ready), Failure<Thrown>>;

/// What a stage of a request comes to.
enum Stage {
    Built(Outcome),
    Answered(Answered<Thrown, Range<usize>>),
}

impl<'a> SimService<'a> {
    pub const fn new(scenario: &'a Scenario, world: Rc<World>) -> Self {
        Self { behaviour: Behaviour { scenario, world }, stages: Vec::new(), built: Vec::new() }
    }

    /// Requests that are built and wait to be sent.
    pub const fn unsent(&self) -> usize {
        self.built.len()
    }

    fn built(&mut self, request: usize, built: Outcome) -> Result<Built, Failure<Thrown>> {
        built.map(|(built, ready)| {
            self.built.push((request, ready));
            built
        })
    }
}

impl Service for SimService<'_> {
    type Batch = Range<usize>;
    type Cause = Thrown;
    type Kept = Range<usize>;

    fn prepare(&mut self, ask: Ask<Range<usize>>) -> Poll<Result<Built, Failure<Thrown>>> {
        let (behaviour, request) = (self.behaviour.clone(), ask.request);
        let mut stage = async move { Stage::Built(behaviour.prepare(ask).await) }.boxed_local();
        match stage.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Stage::Built(built)) => Poll::Ready(self.built(request, built)),
            Poll::Ready(Stage::Answered(_)) => unreachable!("it was not sent"),
            Poll::Pending => {
                self.stages.push((request, stage));
                Poll::Pending
            }
        }
    }

    fn send(&mut self, request: usize) {
        let place = self.built.iter().position(|(other, _)| *other == request).expect("what is sent was built");
        let (_, ready) = self.built.remove(place);
        let behaviour = self.behaviour.clone();
        let mut stage = async move { Stage::Answered(behaviour.send(ready).await) }.boxed_local();
        let is_over = stage.poll_unpin(&mut Context::from_waker(Waker::noop())).is_ready();
        assert!(!is_over, "no answer comes at once");
        self.stages.push((request, stage));
    }

    fn poll_landed(&mut self, cx: &mut Context<'_>) -> Poll<Landed<Thrown, Range<usize>>> {
        for place in 0..self.stages.len() {
            let (request, stage) = &mut self.stages[place];
            if let Poll::Ready(stage) = stage.poll_unpin(cx) {
                let request = *request;
                drop(self.stages.remove(place));
                return Poll::Ready(match stage {
                    Stage::Built(built) => Landed::Built(request, self.built(request, built)),
                    Stage::Answered(answered) => Landed::Answered(request, answered),
                });
            }
        }
        Poll::Pending
    }

    fn abort(&mut self, request: usize) {
        self.stages.retain(|(other, _)| *other != request);
        self.built.retain(|(other, _)| *other != request);
    }
}

/// A request that is ready to go: which one, and whom it is about.
#[derive(Debug)]
pub struct Ready {
    id: Id,
    users: Range<usize>,
    dice: Rng,
}

/// How the service behaves.
#[derive(Clone)]
struct Behaviour<'a> {
    scenario: &'a Scenario,
    world: Rc<World>,
}

impl Behaviour<'_> {
    fn latency(&self, dice: &mut Rng) -> f64 {
        match self.scenario.habits.latency {
            Latency::Instant => 0.0,
            Latency::Fixed(ms) => ms,
            Latency::Between(from, to) => from + (to - from) * dice.f64(),
            Latency::Tailed(about) => about * (0.5 + dice.f64()) * if falls(dice, 0.1) { 10.0 } else { 1.0 },
        }
    }

    /// What the service answers to a request about `users`.
    fn reply(&self, users: &Range<usize>, dice: &mut Rng) -> Reply {
        let habits = &self.scenario.habits;
        let pick = |dice: &mut Rng, of: &[u16]| of.get(dice.usize(0..of.len().max(1))).copied().unwrap_or(500);
        let at = self.world.time.now() - self.world.began;
        let refused = |status| (Some(status), Some(Code::HttpStatus));
        let (status, code) = if falls(dice, habits.lost) {
            (dice.bool().then_some(200), Some(Code::Network))
        } else if users.clone().any(|user| self.scenario.is_poison(user)) {
            refused(habits.poison_status)
        } else if habits.outage.is_some_and(|(from, until)| (from..until).contains(&at)) {
            refused(503)
        } else if falls(dice, habits.refused) {
            refused(pick(dice, &habits.statuses))
        } else if habits.too_large_above.is_some_and(|most| users.len() > most) {
            (Some(200), Some(Code::ReplyTooLarge))
        } else if falls(dice, habits.unreadable) {
            (Some(200), Some(Code::BadReply))
        } else if falls(dice, habits.undecidable) {
            (Some(200), Some(Code::Predicate))
        } else {
            (Some(200), None)
        };
        let rests = code == Some(Code::HttpStatus) && falls(dice, habits.resting) && !habits.rests.is_empty();
        let rows = match code {
            None => Rows { received: users.len() + 1, unexpected: dice.usize(0..2), duplicate: dice.usize(0..2) },
            Some(_) => Rows::default(),
        };
        let retry_after = rests.then(|| habits.rests[dice.usize(0..habits.rests.len())]);
        Reply { status, code, retry_after, received: dice.usize(0..5_000), rows }
    }

    async fn prepare(&self, ask: Ask<Range<usize>>) -> Result<(Built, Ready), Failure<Thrown>> {
        let habits = &self.scenario.habits;
        let id = self.world.next_id();
        let users = ask.users.start + ask.range.start..ask.users.start + ask.range.end;
        self.world.note(Record::Asked {
            id,
            request: ask.request,
            batch: ask.batch,
            attempt: ask.attempt,
            users: users.clone(),
        });
        let stage = self.world.stage(Record::BuildDropped { id });
        let mut dice = dice(self.scenario.seed, &[4, id, users.start, users.end]);
        let encoding = self.world.time.spend();
        if falls(&mut dice, habits.never_built) {
            future::pending::<()>().await;
        }
        if falls(&mut dice, habits.slow_to_build) {
            self.world.time.sleep(habits.build_wait * dice.f64()).await;
        }
        if falls(&mut dice, habits.unbuildable) {
            stage.done(Record::Unbuilt { id, code: Code::Request });
            return Err(Failure::new(Code::Request).caused(Thrown::ByService));
        }
        let bytes = 10 + users.len() * 7;
        stage.done(Record::Built { id, bytes });
        Ok((Built { bytes, encoding }, Ready { id, users, dice }))
    }

    async fn send(&self, request: Ready) -> Answered<Thrown, Range<usize>> {
        let habits = &self.scenario.habits;
        let Ready { id, users, mut dice } = request;
        self.world.note(Record::Sent { id });
        let stage = self.world.stage(Record::Dropped { id });
        if falls(&mut dice, habits.unanswered) {
            future::pending::<()>().await;
        }
        let latency = self.latency(&mut dice);
        if latency > 0.0 {
            self.world.time.sleep(latency).await;
        } else {
            // As a promise that is settled: not now, but before anything else can happen.
            pending_once().await;
        }
        let reply = match habits.script.and_then(|script| script(id, &users)) {
            None => self.reply(&users, &mut dice),
            Some(Scripted::Reply(reply)) => reply,
            Some(Scripted::Body(body, row_key)) => {
                let (reply, verdicts) = read(&users, &body, row_key);
                let truth: Vec<_> = users.clone().map(|user| self.scenario.verdict(user)).collect();
                assert!(verdicts.is_none_or(|verdicts| verdicts == truth), "the reader says something else of {body}");
                reply
            }
        };
        stage.done(Record::Answered { id, reply: reply.clone() });
        let deciding = self.world.time.spend();
        let traffic = Traffic {
            is_answered: reply.status.is_some(),
            status: reply.status,
            received: reply.received,
            deciding,
            rows: reply.rows,
        };
        let outcome = match reply.code {
            Some(code) => Err(Failure::new(code).with(|facts| {
                facts.status = reply.status.filter(|_| code == Code::HttpStatus);
                facts.retry_after = reply.retry_after;
            })),
            None => Ok(Answer {
                verdicts: users.clone().map(|user| self.scenario.verdict(user)).collect(),
                kept: habits.keeps.then_some(users),
            }),
        };
        Answered { traffic, outcome }
    }
}

/// What the engine's own reader makes of `body`, where users are named by their place.
fn read(users: &Range<usize>, body: &str, row_key: RowKey) -> (Reply, Option<Vec<Verdict>>) {
    let ids: Vec<_> = users.clone().map(|user| user.to_string()).collect();
    let keys = Keys::from_json(format!("[{}]", ids.join(",")).as_bytes(), 7).expect("keys");
    let absent = Verdict::Missing;
    let question = Question { rows: Path::parse(""), row_key, absent, condition: None, locate: false };
    let decided = question.decide(&keys, body.as_bytes());
    let code = decided.is_err().then_some(Code::BadReply);
    let reply = Reply { status: Some(200), code, retry_after: None, received: body.len(), rows: Rows::default() };
    (reply, decided.ok().map(|decided| decided.verdicts))
}

/// Pending when polled first, and due at once.
fn pending_once() -> impl Future<Output = ()> {
    let mut is_polled = false;
    future::poll_fn(move |cx| {
        if is_polled {
            return Poll::Ready(());
        }
        is_polled = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
