//! The proof by simulation: the engine's whole loop on virtual time, against a seeded service that misbehaves in every
//! way a service can, with random options; and what must hold in every run, whatever happens.
//!
//! `SEEDS=1000000 cargo test --release --test simulation` plays more seeds; `SEED=7 cargo test --test simulation --
//! --nocapture seed` plays one and prints all that happens.

#![allow(missing_docs, reason = "nobody depends on a test")]
#![allow(clippy::cast_precision_loss, reason = "small counts")]
#![allow(clippy::float_cmp, reason = "virtual time is exact")]

mod crowd;
mod dice;
mod draw;
mod exact;
mod ids;
mod laws;
mod log;
mod losses;
mod observer;
mod play;
mod scale;
mod scenario;
mod seeds;
mod service;
mod shared;
mod shrink;
mod source;
mod story;
mod time;
mod timers;
