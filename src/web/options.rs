//! The caller's options, checked one by one and with their defaults filled in. Whatever is wrong is said before
//! anything is sent: what was expected of which option, and what was there.

mod members;
mod policy;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

pub use self::members::Members;
use super::{reading::Reading, target::Target};
use crate::engine::Policy;

const NAMES: &[&str] = &[
    "url",
    "method",
    "headers",
    "body",
    "request",
    "fetch",
    "send",
    "rows",
    "key",
    "rowKey",
    "absent",
    "where",
    "keepRows",
    "maxReplyBytes",
    "batchSize",
    "concurrency",
    "rateLimit",
    "timeout",
    "deadline",
    "retry",
    "split",
    "hedge",
    "circuit",
    "onError",
    "signal",
    "onAbort",
    "seed",
    "onProgress",
    "onBatch",
    "onEvent",
];

/// Everything a run needs to know.
pub struct Options {
    /// How the run shall behave.
    pub policy: Policy,
    /// Whom to ask, and how.
    pub target: Target,
    /// What to make of the reply.
    pub reading: Reading,
    /// The property that names a user.
    pub key: String,
    /// Whether the result has rows.
    pub keep_rows: bool,
    /// Ends the run.
    pub signal: Option<AbortSignal>,
    /// Whom to tell.
    pub callbacks: Callbacks,
}

/// The caller's functions that watch a run.
pub struct Callbacks {
    pub progress: Option<Function>,
    pub batch: Option<Function>,
    pub event: Option<Function>,
}

impl Options {
    /// Reads `options`, or throws what is wrong with them.
    pub fn read(options: &Object) -> Result<Self, JsValue> {
        let options = Members::of(options, "");
        options.know(NAMES)?;
        let key = options.string("key", "id")?;
        let keep_rows = options.boolean("keepRows", false)?;
        Ok(Self {
            policy: policy::read(&options)?,
            target: Target::read(&options)?,
            reading: Reading::read(&options, &key, keep_rows)?,
            key,
            keep_rows,
            signal: signal(&options)?,
            callbacks: Callbacks {
                progress: options.function("onProgress")?,
                batch: options.function("onBatch")?,
                event: options.function("onEvent")?,
            },
        })
    }
}

/// Whatever behaves like an `AbortSignal` is one: those of another realm, and polyfills.
fn signal(options: &Members) -> Result<Option<AbortSignal>, JsValue> {
    let Some(signal) = options.get("signal")? else { return Ok(None) };
    let members = Members::of(signal.unchecked_ref(), "signal.");
    if signal.is_object() && members.get("aborted")?.is_some() && members.function("addEventListener")?.is_some() {
        Ok(Some(signal.unchecked_into()))
    } else {
        Err(options.wrong("signal", "an AbortSignal", &signal))
    }
}
