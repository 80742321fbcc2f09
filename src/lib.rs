//! The engine of the npm package `filter-users`: takes every user of a list to exactly one verdict, by asking a
//! service about them in batches.
//!
//! [`engine`] decides when and how often is asked, [`reply`] what an answer means; neither knows JavaScript.
//! `web` is the only room that does. What JavaScript calls stands here.

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

    /// Takes every user of `call` to a verdict, and answers the result. What `limiter` allows is shared with other calls. Others
    /// had their turn last at `yielded`.
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

    /// Pages of memory that the engine has taken, 64 KiB each: they are given back with it.
    #[wasm_bindgen(js_name = memoryPages)]
    pub fn memory_pages() -> usize {
        core::arch::wasm32::memory_size::<0>()
    }

    /// Has what a panic says kept, before the engine is gone.
    #[wasm_bindgen(start)]
    pub fn hear_panics() {
        std::panic::set_hook(Box::new(|panic| web::panicked(&panic.to_string())));
    }
}
