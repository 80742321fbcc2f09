//! The platform's clock and timers, looked up when they are used, so that fake ones can drive a run.

use std::rc::Rc;

use wasm_bindgen_futures::JsFuture;

use super::host::{self, Run, Timer};
use crate::engine::Clock;

/// Timers that are stopped when nobody waits for them any more.
pub struct WebClock(Rc<Run>);

impl WebClock {
    pub const fn new(run: Rc<Run>) -> Self {
        Self(run)
    }
}

impl Clock for WebClock {
    fn now(&self) -> f64 {
        host::now()
    }

    async fn sleep(&self, ms: f64) {
        let timer = Stopped(self.0.sleep(ms.max(0.0)));
        let _ = JsFuture::from(timer.0.done()).await;
    }

    fn written(&self, ms: f64) -> String {
        host::show(&ms.into())
    }

    async fn breathe(&self) {
        let _ = JsFuture::from(host::breathe()).await;
    }
}

struct Stopped(Timer);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.end();
    }
}
