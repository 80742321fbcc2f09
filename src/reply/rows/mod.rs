//! The rows of a reply: the way to them, whose they are, and what becomes of each user.

mod capture;
mod decide;
mod index;
mod key;
mod keys;
mod path;
mod question;
mod reading;
mod texts;
mod verdicts;

pub use keys::Keys;
pub use path::Path;
pub use question::{Decided, Place, Question, RowKey, Verdict};
