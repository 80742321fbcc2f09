//! One run: the engine's loop between the caller's list and the caller's service.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::{
    attempt::{Target, WebService},
    imports::Call,
    limiter::SharedLimiter,
    observer::WebObserver,
    options::{Options, Reading, policy},
    output::{Limits, stats},
    source::WebSource,
    stream::Unread,
    wait::WebClock,
};
use crate::engine::{self, End};

/// Takes every user of `call` to a verdict, and hands out the figures, or what ended the run. What `limiter` allows is shared
/// with other calls. Others had their turn last at `yielded`.
pub async fn run(
    call: Rc<Call>,
    options: &Options,
    limiter: Option<SharedLimiter>,
    unread: Option<Rc<Unread>>,
    yielded: f64,
) -> Result<JsValue, JsValue> {
    let reading = Reading::of(options)?;
    let target = Target::of(options)?;
    call.begin(&options.key(), options.keep_rows(), &options.signal())?;
    let policy = policy(options);
    let limits = Limits::of(&policy);
    let mut source = WebSource::new(call.ledger(), policy.max_wait.is_some());
    let condition = reading.question.condition.clone();
    let heeds_quota = policy.heeds_quota || limiter.as_ref().is_some_and(SharedLimiter::heeds_quota);
    let service = WebService::new(Rc::clone(&call), target, reading, options.max_reply_bytes(), heeds_quota);
    let limiter = limiter.as_ref().map(SharedLimiter::limiter);
    let mut observer = WebObserver::new(&call, options, limits, condition.clone(), unread);
    let (end, figures) = engine::run(&policy, limiter, &mut source, &service, &WebClock, &mut observer, yielded).await;
    let stats = stats(&figures, condition.as_ref());
    let error = match end {
        End::Finished => return Ok(stats),
        // Who left has ended the run by that, and it is no error.
        End::Aborted(_) if call.is_left() => return Ok(stats),
        End::Aborted(cause) | End::Threw(cause) => cause.into_thrown(),
        // Of a source that was not read to its end, the batch that was not read any more is as good as failed.
        End::Failed(batch, error) => limits.to_js(&error, batch, batch as u64 == figures.batches.total),
    };
    call.fail(&error, &stats)?;
    Err(error)
}
