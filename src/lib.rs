//! The engine of the npm package `filter-users`: it asks a service about the users of a list, in batches, and gives each user
//! exactly one verdict.
//!
//! [`engine`] decides when to ask, and how often. [`reply`] decides what an answer means. Neither knows JavaScript: only `web`
//! does. What JavaScript calls is here.

pub mod engine;
#[cfg(target_arch = "wasm32")]
mod web;

pub use filter_users_reply as reply;

#[cfg(target_arch = "wasm32")]
mod face {
    use std::rc::Rc;

    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::spawn_local;

    use crate::web::{self, BatchStream, Call, Options, SharedLimiter, Unread};

    /// Gives every user of `call` a verdict, and answers the result. What `limiter` allows is shared with other calls. `yielded` is
    /// when others last had their turn.
    #[wasm_bindgen(js_name = filterUsers)]
    pub async fn filter_users(
        call: Call,
        options: Options,
        limiter: Option<SharedLimiter>,
        yielded: f64,
    ) -> Result<JsValue, JsValue> {
        let call = Rc::new(call);
        let end = web::run(Rc::clone(&call), &options, limiter, None, yielded).await;
        call.end();
        end.and_then(|stats| call.result(&stats))
    }

    /// The same, to be read batch by batch while it goes on.
    #[wasm_bindgen(js_name = streamUsers)]
    pub fn stream_users(call: Call, options: Options, limiter: Option<SharedLimiter>, yielded: f64) -> BatchStream {
        let call = Rc::new(call);
        let unread = Rc::new(Unread::new(Rc::clone(&call)));
        let stream = BatchStream::of(Rc::clone(&unread));
        spawn_local(async move {
            unread.finish(web::run(call, &options, limiter, Some(Rc::clone(&unread)), yielded).await);
        });
        stream
    }

    /// How much memory the engine has taken, in pages of 64 KiB. It is given back only with the engine.
    #[wasm_bindgen(js_name = memoryPages)]
    pub fn memory_pages() -> usize {
        core::arch::wasm32::memory_size::<0>()
    }

    /// Keeps what a panic says, since the engine is gone after it.
    #[wasm_bindgen(start)]
    pub fn hear_panics() {
        std::panic::set_hook(Box::new(|panic| web::panicked(&panic.to_string())));
    }
}
