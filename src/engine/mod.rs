//! The loop that takes every user to a verdict.
//!
//! ```text
//! Source ──► Gate ──► attempt ──► Ledger ──► Watcher
//!              ▲         │
//!              └─ retry, split
//! ```
//!
//! It knows no JavaScript and no wasm: what it asks, waits on, reads from and tells come in as the traits of
//! [`world`], so that the very same loop runs natively on virtual time.

mod attempt;
mod backoff;
mod batch;
mod ending;
mod event;
mod failure;
mod figures;
mod flights;
mod gate;
mod hedge;
mod histogram;
mod limit;
mod policy;
mod run;
mod waiting;
mod world;

pub use batch::Settled;
pub use event::{Event, What};
pub use failure::{Code, Facts, Failure};
pub use figures::{Batches, Bytes, Figures, Requests, Rows, Time, Traffic, Users};
pub use flights::Id;
pub use histogram::Histogram;
pub use policy::{Circuit, Concurrency, Hedge, Jitter, OnAbort, OnError, Policy, RateLimit, Retry};
pub use run::{End, run};
pub use world::{Answer, Answered, Ask, Built, Clock, Landed, Rest, Service, Source, Watcher};
