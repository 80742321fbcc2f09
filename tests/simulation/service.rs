//! A service that does everything a service can do wrong, and notes all it sees.

use std::{
    future::{self, Future},
    ops::Range,
    rc::Rc,
    task::Poll,
};

use fastrand::Rng;
use filter_users::{
    engine::{Answer, Answered, Ask, Built, Code, Error, Left, Rows, Service, Traffic},
    reply::{Keys, Path, Question, RowKey, Verdict},
};

use crate::{
    dice::{dice, falls},
    ids::Ids,
    log::{Id, Record, Reply, Thrown},
    scenario::{Habits, Latency, Scenario, Scripted},
    shared::{Alive, Shared},
};

/// The service.
pub struct SimService<'a> {
    scenario: &'a Scenario,
    shared: Rc<Shared>,
}

/// A request that is built: which one, and whom it is about. It is alive until it is sent or dropped.
#[derive(Debug)]
pub struct Request {
    id: Id,
    users: Ids,
    dice: Rng,
    _alive: Alive,
}

/// A reply that was read: about whom, and what came of it.
#[derive(Debug)]
pub struct Read {
    users: Ids,
    code: Option<Code>,
    retry_after: Option<f64>,
    unanswered: Vec<(usize, Code)>,
}

impl<'a> SimService<'a> {
    pub const fn new(scenario: &'a Scenario, shared: Rc<Shared>) -> Self {
        Self { scenario, shared }
    }

    fn latency(&self, dice: &mut Rng) -> f64 {
        match self.scenario.habits.latency {
            Latency::Instant => 0.0,
            Latency::Fixed(ms) => ms,
            Latency::Between(from, to) => from + (to - from) * dice.f64(),
            Latency::Tailed(about) => about * (0.5 + dice.f64()) * if falls(dice, 0.1) { 10.0 } else { 1.0 },
        }
    }

    /// What the service answers to a request about `users`.
    fn reply(&self, users: &Ids, dice: &mut Rng) -> Reply {
        let habits = &self.scenario.habits;
        let pick = |dice: &mut Rng, of: &[u16]| of.get(dice.usize(0..of.len().max(1))).copied().unwrap_or(500);
        let at = self.shared.time.now() - self.shared.began;
        let refused = |status| (Some(status), Some(Code::HttpStatus));
        let (status, code) = if falls(dice, habits.lost) {
            (dice.bool().then_some(200), Some(Code::Network))
        } else if users.iter().any(|user| self.scenario.is_poison(user)) {
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
        let unanswered = if code.is_none() { self.unanswered(users, dice) } else { Vec::new() };
        let is_partial = code == Some(Code::HttpStatus) || !unanswered.is_empty();
        let rests = is_partial && falls(dice, habits.resting) && !habits.rests.is_empty();
        let rows = match code {
            None => Rows { received: users.len() as u64 + 1, unexpected: dice.u64(0..2), duplicate: dice.u64(0..2) },
            Some(_) => Rows::default(),
        };
        let retry_after = rests.then(|| habits.rests[dice.usize(0..habits.rests.len())]);
        Reply { status, code, retry_after, received: dice.usize(0..5_000), rows, unanswered, left: None }
    }

    /// Counts a request that the service receives now; whether it is within the quota, and what is left.
    fn count(&self) -> Option<(bool, Left)> {
        let quota = self.scenario.habits.quota?;
        let now = self.shared.time.now();
        let window = (now / quota.window).floor();
        let (of, mut served) = self.shared.served.get();
        if of != window {
            served = 0;
        }
        let is_within = served < quota.requests;
        served += u32::from(is_within);
        self.shared.served.set((window, served));
        let left = Left {
            requests: f64::from(quota.requests - served),
            reset: (window + 1.0) * quota.window - now,
            quota: quota.is_told.then_some((f64::from(quota.requests), quota.window)),
        };
        Some((is_within, left))
    }

    /// For whom a reply has no answer: rows that are an error come first.
    fn unanswered(&self, users: &Ids, dice: &mut Rng) -> Vec<(usize, Code)> {
        let Habits { row_errors, left_out, .. } = self.scenario.habits;
        if row_errors == 0.0 && left_out == 0.0 {
            return Vec::new();
        }
        let (mut wrong, mut without) = (Vec::new(), Vec::new());
        for user in users.iter() {
            if falls(dice, row_errors) {
                wrong.push((user, Code::RowError));
            } else if falls(dice, left_out) {
                without.push((user, Code::NoRow));
            }
        }
        [wrong, without].concat()
    }
}

impl Service for SimService<'_> {
    type Batch = Range<usize>;
    type Cause = Thrown;
    type Kept = Ids;
    type Request = Request;
    type Reply = Read;

    async fn build(&self, ask: &Ask<Range<usize>>) -> Result<Built<Request>, Error<Thrown>> {
        let habits = &self.scenario.habits;
        let id = self.shared.next_id();
        let users = Ids::of(&ask.users, &ask.part);
        self.shared.note(Record::Asked {
            id,
            request: ask.request,
            batch: ask.batch,
            attempt: ask.attempt,
            users: users.clone(),
        });
        let stage = self.shared.stage(Record::BuildDropped { id });
        let mut dice = dice(self.scenario.seed, &[4, id, users.first(), users.first() + users.len()]);
        let encoding = self.shared.time.spend();
        if falls(&mut dice, habits.never_built) {
            future::pending::<()>().await;
        }
        if falls(&mut dice, habits.slow_to_build) {
            self.shared.time.sleep(habits.build_wait * dice.f64()).await;
        }
        if falls(&mut dice, habits.unbuildable) {
            stage.done(Record::Unbuilt { id, code: Code::Request });
            return Err(Error::new(Code::Request).caused(Thrown::ByService));
        }
        let bytes = 10 + users.len() * 7;
        stage.done(Record::Built { id, bytes });
        Ok(Built { bytes, encoding, request: Request { id, users, dice, _alive: self.shared.alive_one() } })
    }

    async fn send(&self, request: Request) -> Answered<Read, Thrown> {
        let habits = &self.scenario.habits;
        let Request { id, users, mut dice, _alive } = request;
        self.shared.note(Record::Sent { id });
        let stage = self.shared.stage(Record::Dropped { id });
        let (counted, received_at) = (self.count(), self.shared.time.now());
        if falls(&mut dice, habits.unanswered) {
            future::pending::<()>().await;
        }
        let latency = self.latency(&mut dice);
        if latency > 0.0 {
            self.shared.time.sleep(latency).await;
        } else {
            // As a promise that is settled: not now, but before anything else can happen.
            pending_once().await;
        }
        let mut reply = match habits.script.and_then(|script| script(id, &users)) {
            None if counted.is_some_and(|(is_within, _)| !is_within) => {
                let Scripted::Reply(reply) = Scripted::refused(429) else { unreachable!() };
                reply
            }
            None => self.reply(&users, &mut dice),
            Some(Scripted::Reply(reply)) => reply,
            Some(Scripted::Body(body, row_key)) => {
                let (reply, verdicts) = read(&users, &body, row_key);
                let truth: Vec<_> = users.iter().map(|user| self.scenario.verdict(user)).collect();
                assert!(verdicts.is_none_or(|verdicts| verdicts == truth), "the reader says something else of {body}");
                reply
            }
        };
        if let Some((_, left)) = counted.filter(|_| reply.status.is_some()) {
            // It was said when the request was received.
            let reset = (received_at + left.reset - self.shared.time.now()).max(0.0);
            reply.left = Some(Left { reset, ..left });
        }
        stage.done(Record::Answered { id, reply: reply.clone() });
        let Reply { status, code, retry_after, received, rows, unanswered, left } = reply;
        let traffic = Traffic { is_answered: status.is_some(), status, received, deciding: 0.0, rows, left };
        // What is read and cannot be used shows when it is decided.
        let reply = match code {
            Some(code @ (Code::Network | Code::HttpStatus | Code::ReplyTooLarge)) => {
                Err(Error::new(code).with(|details| {
                    details.status = status.filter(|_| code == Code::HttpStatus);
                    details.retry_after = retry_after;
                }))
            }
            _ => Ok(Read { users, code, retry_after, unanswered }),
        };
        Answered { traffic, reply }
    }

    fn decide(
        &self,
        ask: &Ask<Range<usize>>,
        Read { users, code, retry_after, unanswered }: Read,
        traffic: &mut Traffic,
    ) -> Result<Answer<Ids, Thrown>, Error<Thrown>> {
        assert_eq!(Ids::of(&ask.users, &ask.part), users);
        traffic.deciding += self.shared.time.spend();
        if let Some(code) = code {
            return Err(Error::new(code));
        }
        let code_of = |user| unanswered.iter().find(|(other, _)| *other == user).map(|(_, code)| *code);
        let verdict = |user| code_of(user).map_or(self.scenario.verdict(user), |_| Verdict::Unanswered);
        let verdicts = users.iter().map(verdict).collect();
        let error = |code| Error::new(code).with(|details| details.retry_after = retry_after);
        let places = |code: Code| {
            let all = users.iter().enumerate().filter(move |(_, user)| code_of(*user) == Some(code));
            all.map(|(place, _)| place)
        };
        let mut groups: Vec<_> = places(Code::RowError).map(|place| (vec![place], error(Code::RowError))).collect();
        let without: Vec<_> = places(Code::NoRow).collect();
        if !without.is_empty() {
            groups.push((without, error(Code::NoRow)));
        }
        let answered: Vec<_> = users.iter().filter(|user| code_of(*user).is_none()).collect();
        let kept = (self.scenario.habits.keeps && !answered.is_empty()).then(|| Ids::new(answered));
        Ok(Answer { verdicts, kept, unanswered: groups })
    }
}

/// What the engine's own reader makes of `body`, where users are named by their place.
fn read(users: &Ids, body: &str, row_key: RowKey) -> (Reply, Option<Vec<Verdict>>) {
    let ids: Vec<_> = users.iter().map(|user| user.to_string()).collect();
    let keys = Keys::from_json(format!("[{}]", ids.join(",")).as_bytes(), 7).expect("keys");
    let absent = Verdict::Missing;
    let question = Question { rows: Path::parse(""), row_key, absent, row_error: None, condition: None, locate: false };
    let decided = question.decide(&keys, body.as_bytes());
    let code = decided.is_err().then_some(Code::BadReply);
    let (rows, unanswered) = (Rows::default(), Vec::new());
    let received = body.len();
    let reply = Reply { status: Some(200), code, retry_after: None, received, rows, unanswered, left: None };
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
