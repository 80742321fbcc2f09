//! All that decides a run: the caller's options, and how source, service, observer and clock behave.

use std::fmt;

use filter_users::{
    engine::{Code, Policy, Rows},
    reply::{RowKey, Verdict},
};

use crate::{
    dice::{dice, falls},
    ids::Ids,
    log::{Id, Reply},
    time::Tempo,
};

#[derive(Clone, Debug)]
pub struct Scenario {
    pub seed: u64,
    pub policy: Policy,
    pub input: Input,
    pub habits: Habits,
    pub mood: Mood,
    pub tempo: Tempo,
}

/// The users, and how they are read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pub users: usize,
    /// Whether all are known from the beginning, as those of an array are. Else they are known as far as they were read.
    pub whole: bool,
    /// How many are read ahead of what is taken, where they are not known from the beginning.
    pub ahead: usize,
    /// Whether they come one by one, each after up to `wait`, and not batch by batch.
    pub trickles: bool,
    /// Share of the takes that have to wait, and for how long at most.
    pub slow: f64,
    pub wait: f64,
    /// Reading this user throws.
    pub throws_at: Option<usize>,
    /// It never says that it has no more.
    pub endless: bool,
    /// Share of the users whose key others of their batch have, too.
    pub equal: f64,
}

/// How the service, and the caller's code that builds requests, behave. Shares are of requests, but for `poison`.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// Requests that take a while to build, and how long at most.
    pub slow_to_build: f64,
    pub build_wait: f64,
    /// Requests that cannot be built, and that are never built.
    pub unbuildable: f64,
    pub never_built: f64,
    pub latency: Latency,
    /// Requests refused with one of `statuses`.
    pub refused: f64,
    pub statuses: Vec<u16>,
    /// Refusals that name a rest; one of `rests`, in milliseconds.
    pub resting: f64,
    pub rests: Vec<f64>,
    pub lost: f64,
    pub unreadable: f64,
    pub unanswered: f64,
    /// Requests whose reply the caller's own condition fails on.
    pub undecidable: f64,
    /// Of the users in an answer, those whose row is an error, and those that have none though they should.
    pub row_errors: f64,
    pub left_out: f64,
    /// Replies about more users than this are too large.
    pub too_large_above: Option<usize>,
    /// Share of the users that make the service refuse any request they are in, and the status it then gives.
    pub poison: f64,
    pub poison_status: u16,
    /// From when on, and until when, everything is refused with 503; in milliseconds of the run.
    pub outage: Option<(f64, f64)>,
    /// So many requests are answered in any window of so many milliseconds, the others refused with 429.
    pub quota: Option<Quota>,
    /// Whether rows are kept.
    pub keeps: bool,
    /// What is set down beforehand: the answer to the request of this number about these users, and the truth about
    /// each user. Chance decides about the rest.
    pub script: Option<Script>,
    pub truth: Option<fn(usize) -> Verdict>,
}

/// What a service answers before it refuses, of which its headers tell.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    pub requests: u32,
    pub window: f64,
    /// Whether they tell of that, too, and not of what is left alone.
    pub is_told: bool,
}

type Script = fn(Id, &Ids) -> Option<Scripted>;

/// An answer that is set down beforehand.
#[derive(Clone, Debug)]
pub enum Scripted {
    Reply(Reply),
    /// A body, to be read by the engine's own reader.
    Body(String, RowKey),
}

impl Scripted {
    pub fn refused(status: u16) -> Self {
        Self::failed(Code::HttpStatus, Some(status), None)
    }

    /// Refused, with a `Retry-After` in milliseconds.
    pub fn resting(status: u16, rest: f64) -> Self {
        Self::failed(Code::HttpStatus, Some(status), Some(rest))
    }

    pub fn lost() -> Self {
        Self::failed(Code::Network, None, None)
    }

    fn failed(code: Code, status: Option<u16>, retry_after: Option<f64>) -> Self {
        Self::Reply(Reply {
            status,
            code: Some(code),
            retry_after,
            received: 0,
            rows: Rows::default(),
            unanswered: Vec::new(),
            left: None,
        })
    }
}

/// How long the service takes to answer.
#[derive(Clone, Copy, Debug, Default)]
pub enum Latency {
    #[default]
    Instant,
    Fixed(f64),
    Between(f64, f64),
    /// About so long, but one in ten takes ten times that.
    Tailed(f64),
}

/// How the caller's functions behave, and its signal.
#[derive(Clone, Debug, Default)]
pub struct Mood {
    /// The call that throws.
    pub throws_at: Option<usize>,
    /// When the signal aborts, in milliseconds of the run.
    pub aborts_at: Option<f64>,
    /// The call within which the signal aborts.
    pub aborts_in: Option<usize>,
    /// Which of the functions answer a promise.
    pub promises: Option<Promises>,
    /// Who reads settled batches one by one, where that is how they are read.
    pub reader: Option<Reader>,
}

/// Functions of the caller's that answer a promise.
#[derive(Clone, Copy, Debug)]
pub struct Promises {
    /// Share of the calls.
    pub share: f64,
    /// Milliseconds until it settles, at most.
    pub wait: f64,
    /// Of the promises, the one that rejects.
    pub rejects: Option<usize>,
}

/// A reader of settled batches.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Milliseconds from one batch to the next; without it, none is ever read.
    pub pace: Option<f64>,
    /// Ends the run after so many batches.
    pub leaves_after: Option<usize>,
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { policy, input, habits, mood, tempo, .. } = self;
        write!(f, "{policy:?}\n{input:?}\n{habits:?}\n{mood:?}\n{tempo:?}")
    }
}

impl Scenario {
    /// A calm run: everything answers at once and nothing goes wrong.
    pub fn calm(users: usize, batch_size: usize) -> Self {
        Self {
            seed: 1,
            policy: Policy { batch_size, ..Policy::default() },
            input: Input { users, whole: true, ..Input::default() },
            habits: Habits { latency: Latency::Fixed(10.0), ..Habits::default() },
            mood: Mood::default(),
            tempo: Tempo::default(),
        }
    }

    /// What the service says of `user`.
    pub fn verdict(&self, user: usize) -> Verdict {
        if let Some(truth) = self.habits.truth {
            return truth(user);
        }
        match dice(self.seed, &[1, user]).u8(0..10) {
            0..5 => Verdict::Passed,
            5..9 => Verdict::Skipped,
            _ => Verdict::Missing,
        }
    }

    /// When each user comes, where they come one by one; in milliseconds of the run.
    pub fn arrivals(&self) -> impl Iterator<Item = f64> {
        (0..).scan(0.0, |at, user| {
            *at += self.input.wait * dice(self.seed, &[8, user]).f64();
            Some(*at)
        })
    }

    /// How many users `user` stands for, those with the same key included.
    pub fn stands_for(&self, user: usize) -> u32 {
        let dice = &mut dice(self.seed, &[5, user]);
        if falls(dice, self.input.equal) { dice.u32(2..5) } else { 1 }
    }

    /// Whether the service refuses every request that `user` is in.
    pub fn is_poison(&self, user: usize) -> bool {
        falls(&mut dice(self.seed, &[2, user]), self.habits.poison)
    }
}
