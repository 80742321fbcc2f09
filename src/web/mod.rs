//! The only room that knows JavaScript: it makes the engine's requests by `fetch`, waits for promises and timers, and hands verdicts
//! back.
//!
//! Users, rows, signals and errors are the caller's objects and stay on JavaScript's side (`pkg/users/`): what comes here are bytes,
//! numbers, and handles to pass on.

mod attempt;
mod calls;
mod imports;
mod limiter;
mod observer;
mod options;
mod output;
mod run;
mod source;
mod stream;
mod text;
mod wait;

pub use self::{
    imports::{Call, panicked},
    limiter::SharedLimiter,
    options::Options,
    run::run,
    stream::{BatchStream, Unread},
};

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

/// Much less code than the default one, and as fast.
#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();
