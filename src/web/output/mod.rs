//! What JavaScript is told: figures, events and errors, as values of its own.

mod cause;
mod errors;
mod events;
mod stats;
mod tree;

pub use self::{
    cause::{Cause, failed, lost},
    errors::{Limits, in_words, invalid_option},
    events::event,
    stats::stats,
};
