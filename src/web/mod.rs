//! The only room that knows JavaScript: it reads the caller's options, makes the engine's requests by `fetch`, waits
//! on the platform's timers, and hands verdicts back.
//!
//! Users, rows, signals and errors are the caller's objects and stay on JavaScript's side (`pkg/run.js`); what
//! comes here is bytes, numbers, and handles to pass on.

mod clock;
mod condition;
mod error;
mod guarded;
mod host;
mod options;
mod reading;
mod service;
mod source;
mod stats;
mod target;
mod watcher;

use std::rc::Rc;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use self::{
    clock::WebClock, error::to_error, guarded::Guarded, host::Run, options::Options, service::WebService,
    source::WebSource, watcher::WebWatcher,
};
use crate::engine::{self, End};

/// Tells `report` of a panic, with its message, before the engine is gone.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(report: Function) {
    guarded::on_panic(report);
}

/// Starts a run. Throws what is wrong with the options or the users, nothing having been sent.
#[wasm_bindgen]
pub fn start(run: Run, options: &Object) -> Result<(), JsValue> {
    let options = Options::read(options)?;
    run.begin(&options.key, options.signal.as_ref(), options.keep_rows)?;
    let run = Rc::new(run);
    wasm_bindgen_futures::spawn_local(Guarded::new(drive(run, options)));
    Ok(())
}

async fn drive(run: Rc<Run>, options: Options) {
    let mut source = WebSource::new(Rc::clone(&run));
    let service = WebService::new(Rc::clone(&run), options.target, options.reading);
    let clock = WebClock::new(Rc::clone(&run));
    let mut watcher = WebWatcher::new(Rc::clone(&run), options.callbacks);
    let (end, figures) = engine::run(&options.policy, &mut source, &service, &clock, &mut watcher).await;
    let stats = stats::to_js(&figures);
    match end {
        End::Finished => run.finish(&stats),
        End::Aborted(error) | End::Threw(error) => run.fail(&error, &stats),
        End::Failed(batch, failure) => run.fail(&to_error(&failure, Some(batch)), &stats),
    }
}
