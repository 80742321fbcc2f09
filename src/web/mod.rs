//! The only room that knows JavaScript: it reads the caller's options, makes the engine's requests by `fetch`, waits
//! on the platform's timers, and hands verdicts back.
//!
//! Users, rows, signals and errors are the caller's objects and stay on JavaScript's side (`pkg/run.js`); what
//! comes here is bytes, numbers, and handles to pass on.

mod clock;
mod condition;
mod error;
mod executor;
mod host;
mod numbers;
mod options;
mod policy;
mod reading;
mod service;
mod source;
mod stats;
mod watcher;

use std::rc::Rc;

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use wasm_bindgen::prelude::*;

use self::{
    clock::WebClock,
    host::Run,
    numbers::Numbers,
    options::Options,
    policy::policy,
    reading::Reading,
    service::WebService,
    source::WebSource,
    watcher::{Callbacks, WebWatcher},
};
use crate::engine::{self, End, Policy};

/// Much less code than the default one, and as fast.
#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Begins a run, and names it for `poll`. Throws what is wrong with the users, nothing having been sent. Others had their
/// turn last at `breathed`.
#[wasm_bindgen]
pub fn start(run: Run, options: &Options, breathed: f64) -> Result<u32, JsValue> {
    let reading = Reading::of(options)?;
    run.begin(options)?;
    let mut numbers = Numbers::new(options.numbers());
    let policy = policy(&mut numbers);
    let callbacks = Callbacks { event: numbers.is(), progress: numbers.is() };
    Ok(executor::spawn(drive(Rc::new(run), policy, reading, callbacks, breathed)))
}

async fn drive(run: Rc<Run>, policy: Policy, reading: Reading, callbacks: Callbacks, breathed: f64) {
    let mut source = WebSource::new(Rc::clone(&run));
    let mut service = WebService::new(Rc::clone(&run), reading);
    let clock = WebClock::new(Rc::clone(&run));
    let mut watcher = WebWatcher::new(Rc::clone(&run), callbacks);
    let (end, figures) = engine::run(&policy, &mut source, &mut service, &clock, &mut watcher, breathed).await;
    let figures = stats::in_numbers(&figures);
    match end {
        End::Finished => run.finish(&figures),
        End::Aborted(error) | End::Threw(error) => run.fail(&error, &figures),
        End::Failed(batch, failure) => run.fail(&watcher.error(batch, &failure), &figures),
    }
}
