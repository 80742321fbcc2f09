//! What may go, and when: now, later, again, a second time, or never.

mod backoff;
mod circuit;
mod concurrency;
mod gate;
pub mod hedge;
mod rate;
mod retry_queue;

pub use backoff::{Backoff, Step, is_too_large};
pub use concurrency::Limit;
pub use gate::{Admission, Gate};
pub use retry_queue::RetryQueue;
