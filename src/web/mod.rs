//! The only room that knows JavaScript: it reads the caller's options, makes the engine's requests by `fetch`, waits
//! on the platform's timers, and hands verdicts back.
//!
//! Users, rows, signals and errors are the caller's objects and stay on JavaScript's side (`pkg/run.js`); what
//! comes here is bytes, numbers, and handles to pass on.

mod clock;
mod error;
mod guarded;
mod host;
mod options;
mod policy;
mod reading;
mod service;
mod source;
mod stats;
mod watcher;

use std::rc::Rc;

use js_sys::Function;
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use wasm_bindgen::prelude::*;

use self::{
    clock::WebClock,
    error::to_error,
    guarded::Guarded,
    host::{Run, Target},
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

/// Tells `report` of a panic, with its message, before the engine is gone.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(report: Function) {
    guarded::on_panic(report);
}

/// Starts a run. Throws what is wrong with the users, nothing having been sent.
#[wasm_bindgen]
pub fn start(run: Run, options: &Options) -> Result<(), JsValue> {
    let reading = Reading::of(options)?;
    run.begin(options)?;
    let callbacks = Callbacks::of(options);
    let run = drive(Rc::new(run), policy(options), options.target(), reading, callbacks);
    wasm_bindgen_futures::spawn_local(Guarded::new(run));
    Ok(())
}

async fn drive(run: Rc<Run>, policy: Policy, target: Target, reading: Reading, callbacks: Callbacks) {
    let mut source = WebSource::new(Rc::clone(&run));
    let service = WebService::new(Rc::clone(&run), target, reading);
    let clock = WebClock::new(Rc::clone(&run));
    let mut watcher = WebWatcher::new(Rc::clone(&run), callbacks);
    let (end, figures) = engine::run(&policy, &mut source, &service, &clock, &mut watcher).await;
    let stats = stats::to_js(&figures);
    match end {
        End::Finished => run.finish(&stats),
        End::Aborted(error) | End::Threw(error) => run.fail(&error, &stats),
        End::Failed(batch, failure) => run.fail(&to_error(&failure, Some(batch)), &stats),
    }
}
