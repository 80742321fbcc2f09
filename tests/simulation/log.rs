//! Everything that happened in a run, in order, as seen from outside of the engine: by the service, the source and the
//! observer. The laws are read off it, and a failing run is told by it.

use std::{cell::RefCell, fmt, ops::Range};

use filter_users::{
    engine::{Batches, Bytes, Code, Error, Event, Figures, Left, Part, Requests, Rows, Settled, Users, What},
    reply::Verdict,
};

use crate::ids::Ids;

/// Names one request that the service was asked to build.
pub type Id = usize;

/// What can be thrown in a simulated run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thrown {
    BySource,
    ByObserver,
    ByPromise,
    ByService,
    Abort,
}

/// Something that happened. Users are named by their place in the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// The source does not have the next users yet.
    Reading,
    /// The source handed out users.
    Took(Range<usize>),
    /// The source has no more.
    Drained,
    SourceThrew,
    /// The source was closed, and handed out what it knew of.
    Closed(Vec<Range<usize>>),
    /// A settled batch was read.
    Read,
    /// A request is to be built.
    Asked {
        id: Id,
        /// What the engine calls it.
        request: usize,
        batch: usize,
        attempt: u32,
        users: Ids,
    },
    Built {
        id: Id,
        bytes: usize,
    },
    Unbuilt {
        id: Id,
        code: Code,
    },
    /// It was dropped while it was built.
    BuildDropped {
        id: Id,
    },
    /// The service received it.
    Sent {
        id: Id,
    },
    Answered {
        id: Id,
        reply: Reply,
    },
    /// It was dropped before it was answered.
    Dropped {
        id: Id,
    },
    Told(Told),
    Settled(Box<Batch>),
    /// The observer threw at what it was told just now.
    ObserverThrew,
    /// The caller's function answered a promise about the batch that settled just now.
    Promised,
    /// A promise has settled; whether it was about a batch that settled.
    Kept {
        is_batch: bool,
    },
    /// It was rejected.
    Broke {
        is_batch: bool,
    },
    /// The engine was told that the caller ends the run.
    AbortSeen,
}

/// What the service answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub status: Option<u16>,
    /// How it failed, if it did.
    pub code: Option<Code>,
    pub retry_after: Option<f64>,
    pub received: usize,
    pub rows: Rows,
    /// The users for whom it has no answer, and why: those whose row is an error come first.
    pub unanswered: Vec<(usize, Code)>,
    /// What it said that is left.
    pub left: Option<Left>,
}

impl Reply {
    /// The rest that is for all requests. One that is named beside an answer is for those of its users who have none.
    pub fn rest(&self) -> Option<f64> {
        self.retry_after.filter(|_| self.code.is_some())
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: f64,
    pub batch: usize,
    pub attempt: u32,
    pub users: usize,
    pub what: Heard,
}

/// [`What`], without its borrows.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Sent { request: usize },
    Hedged { request: usize, copy_of: usize },
    Answered { request: usize, status: Option<u16>, bytes: usize, ms: f64, error: Option<Fault> },
    Failed { request: usize, ms: f64, error: Fault },
    Abandoned { request: usize, ms: f64 },
    Retrying { error: Fault, delay: f64 },
    Split { into: [usize; 2] },
    Settled { passed: usize, skipped: usize, missing: usize, failed: usize, errors: Vec<Fault> },
}

impl Heard {
    /// Whether a request went out.
    pub const fn is_departure(&self) -> bool {
        matches!(self, Self::Sent { .. } | Self::Hedged { .. })
    }

    /// The request that ended, if one did.
    pub const fn ended(&self) -> Option<usize> {
        match self {
            Self::Answered { request, .. } | Self::Failed { request, .. } | Self::Abandoned { request, .. } => {
                Some(*request)
            }
            _ => None,
        }
    }
}

/// What the laws look at of a [`Error`].
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub code: Code,
    pub status: Option<u16>,
    pub attempts: u32,
    pub retry_after: Option<f64>,
    pub thrown: Option<Thrown>,
    /// The code of the error of the attempt before.
    pub earlier: Option<Code>,
}

/// A batch as it was handed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub index: usize,
    pub users: Range<usize>,
    pub verdicts: Vec<Option<Verdict>>,
    /// Who failed together, and why.
    pub failures: Vec<(Ids, Fault)>,
    /// Who was asked about together, and the users whose rows were kept for them.
    pub kept: Vec<(Ids, Ids)>,
    pub split: bool,
    pub quietly: bool,
    pub figures: Counts,
}

/// [`Figures`] but for what is only measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    pub users: Users,
    pub batches: Batches,
    pub requests: Requests,
    pub rows: Rows,
    pub bytes: Bytes,
    pub latencies: u64,
    pub total_time: f64,
    pub complete: bool,
}

impl Fault {
    /// One of which only the kind is known.
    pub const fn of(code: Code) -> Self {
        Self { code, status: None, attempts: 0, retry_after: None, thrown: None, earlier: None }
    }
}

impl From<&Error<Thrown>> for Fault {
    fn from(error: &Error<Thrown>) -> Self {
        Self {
            code: error.code,
            status: error.status,
            attempts: error.attempts,
            retry_after: error.retry_after,
            thrown: error.cause,
            earlier: error.earlier.as_ref().map(|earlier| earlier.code),
        }
    }
}

impl From<&Event<'_, Thrown>> for Told {
    fn from(event: &Event<'_, Thrown>) -> Self {
        let what = match event.what {
            What::Sent { request } => Heard::Sent { request },
            What::Hedged { request, copy_of } => Heard::Hedged { request, copy_of },
            What::Answered { request, status, bytes, ms, error } => {
                Heard::Answered { request, status, bytes, ms, error: error.map(Fault::from) }
            }
            What::Failed { request, ms, error } => Heard::Failed { request, ms, error: error.into() },
            What::Abandoned { request, ms } => Heard::Abandoned { request, ms },
            What::Retrying { error, delay } => Heard::Retrying { error: error.into(), delay },
            What::Split { into } => Heard::Split { into },
            What::Settled { passed, skipped, missing, failed, errors } => {
                let errors = errors.iter().map(|(_, error)| error.into()).collect();
                Heard::Settled { passed, skipped, missing, failed, errors }
            }
        };
        Self { at: event.at, batch: event.batch, attempt: event.attempt, users: event.users, what }
    }
}

impl From<&Figures> for Counts {
    fn from(figures: &Figures) -> Self {
        Self {
            users: figures.users,
            batches: figures.batches,
            requests: figures.requests.clone(),
            rows: figures.rows,
            bytes: figures.bytes,
            latencies: figures.latency.count(),
            total_time: figures.time.total,
            complete: figures.complete,
        }
    }
}

impl Batch {
    pub fn new(settled: Settled<Range<usize>, Thrown, Ids>, figures: &Figures, quietly: bool) -> Self {
        let ids = |part: &Part| Ids::of(&settled.users, part);
        Self {
            index: settled.batch,
            failures: settled.failures.iter().map(|(part, error)| (ids(part), error.into())).collect(),
            kept: settled.kept.iter().map(|(part, users)| (ids(part), users.clone())).collect(),
            users: settled.users,
            verdicts: settled.verdicts,
            split: settled.split,
            quietly,
            figures: figures.into(),
        }
    }

    /// Whether none of its users has a verdict of the service.
    pub fn all_failed(&self) -> bool {
        self.verdicts.iter().all(Option::is_none)
    }
}

/// The records so far, each with its time.
#[derive(Debug, Default)]
pub struct Log(RefCell<Vec<(f64, Record)>>);

impl Log {
    pub fn add(&self, at: f64, record: Record) {
        self.0.borrow_mut().push((at, record));
    }

    pub fn take(&self) -> Vec<(f64, Record)> {
        self.0.take()
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told(Told { batch, attempt, users, what, .. }) => {
                write!(f, "    told: batch {batch}, attempt {attempt}, {users} users: {what:?}")
            }
            Self::Settled(batch) => {
                let Batch { index, users, failures, split, quietly, figures, .. } = &**batch;
                write!(f, "settled: batch {index}, users {users:?}, split {split}, quietly {quietly}, failed: ")?;
                for (range, Fault { code, status, attempts, retry_after, earlier, .. }) in failures {
                    write!(f, "{range:?} {code:?} {status:?} after {attempts} (rest {retry_after:?}, {earlier:?}); ")?;
                }
                write!(f, "{:?} {:?}", figures.users, figures.requests)
            }
            Self::Answered { id, reply: Reply { status, code, retry_after, unanswered, left, .. } } => {
                write!(f, "answered #{id}: {status:?} {code:?} rest {retry_after:?}, but for {unanswered:?}, {left:?}")
            }
            other => write!(f, "{other:?}"),
        }
    }
}
