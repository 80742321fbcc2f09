//! The engine of the npm package `filter-users`: takes every user of a list to exactly one verdict, by asking a
//! service about them in batches.
//!
//! [`engine`] decides when and how often is asked, [`reply`] what an answer means; neither knows JavaScript.
//! `web` is the only room that does.

pub mod engine;
#[cfg(target_arch = "wasm32")]
mod web;

pub use filter_users_reply as reply;
