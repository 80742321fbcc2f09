//! Reads a condition, and says what is wrong with it.

mod captured;
mod location;
mod names;
mod operators;
mod query;
mod spelling;
mod types;
mod wrong;

pub(crate) use captured::captured;
pub use location::Location;
pub(crate) use query::query;
pub use wrong::{DEEPEST, Got, Wrong};
