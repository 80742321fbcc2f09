//! What may go, and when: now, later, again, a second time, or never.

mod backoff;
mod circuit;
mod concurrency;
mod gate;
pub mod hedge;
mod pace;
mod quota;
mod rate;
mod rest;
mod retry_queue;
mod shared;

pub use backoff::{Backoff, Step, is_too_large};
pub use concurrency::Limit;
pub use gate::{Admission, Gate};
pub use quota::{Left, Quota};
pub use retry_queue::RetryQueue;
pub use shared::{Limiter, Member, Place, Turn};
