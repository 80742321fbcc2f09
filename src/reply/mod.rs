//! Bytes to verdicts: reads a JSON reply in one pass, building nothing, finds each user's row and decides whether it
//! meets the condition. Pure functions.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable, clippy::indexing_slicing)
)]

mod bad_reply;
mod block;
mod capture;
mod condition;
mod decide;
mod decimal;
mod float;
mod index;
mod keys;
mod long_float;
mod nesting;
mod path;
mod reading;
mod run;
mod scan;
mod tally;
mod text;
mod utf8;
mod walk;

#[cfg(test)]
mod tests;

pub use bad_reply::BadReply;
pub use condition::{DEEPEST, Got, Location, Value, Where, Wrong};
pub use decide::{Decided, Place, Question, RowKey, Verdict};
pub use keys::Keys;
pub use path::Path;
pub use text::unescaped;
