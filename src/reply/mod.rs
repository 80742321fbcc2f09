//! Bytes to verdicts: reads a JSON reply in one pass, building nothing, finds each user's row and decides whether it
//! meets the condition. Pure functions.
//!
//! [`rows`] finds the rows and whose they are, [`condition`] says which of them pass, and both stand on [`scan`].

#![cfg_attr(
    not(any(test, feature = "fuzz")),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable, clippy::indexing_slicing)
)]

mod bad_reply;
mod condition;
mod rows;
mod scan;

#[cfg(any(test, feature = "fuzz"))]
#[cfg_attr(not(test), allow(dead_code, unused_imports))]
mod tests;

pub use bad_reply::BadReply;
pub use condition::{DEEPEST, Got, Location, Member, Value, Where, Wrong};
pub use rows::{Decided, Keys, Path, Place, Question, RowKey, Verdict};
pub use scan::text::unescaped;
#[cfg(feature = "fuzz")]
pub use tests::fuzz;
