//! The loop that takes every user to a verdict.
//!
//! ```text
//! Source ──► Gate ──► attempt ──► ledger ──► Observer
//!              ▲         │
//!              └─ retry, split
//! ```
//!
//! It knows no JavaScript and no wasm: what it asks, waits on, reads from and reports to come in as the traits of
//! `traits`, so that the very same loop runs natively on virtual time.
//!
//! | to read | for |
//! | --- | --- |
//! | `run` | the loop, and beside it how an attempt starts, what becomes of it, and how a run ends |
//! | `attempt` | one request, from its building to its verdicts, as one `async fn` |
//! | `in_flight` | the attempts that are waited for |
//! | `limits` | what may go, and when: concurrency, rate, `Retry-After`, circuit, retries, hedges; by itself or among runs |
//! | `ledger` | who is in which verdict and why |
//! | `figures` | what is counted |
//! | `alarm` | the loop's time |

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable, clippy::indexing_slicing)
)]

mod alarm;
mod attempt;
mod figures;
mod in_flight;
mod ledger;
mod limits;
mod permit;
mod policy;
mod rate_headers;
mod retry_after;
mod run;
mod sequence;
mod traits;

pub use figures::{Batches, Bytes, Figures, Histogram, Requests, Rows, Time, Traffic, Users};
pub use ledger::{Code, Details, Error, Event, Part, RequestId, Settled, What};
pub use limits::{Left, Limiter};
pub use policy::{Circuit, Concurrency, Hedge, Jitter, MaxFailed, OnAbort, OnError, Policy, RateLimit, Retry};
pub use rate_headers::rate_headers;
pub use retry_after::{http_date, retry_after};
pub use run::{End, run};
pub use traits::{Answer, Answered, Ask, Built, Clock, Observer, Rest, Service, Source};
