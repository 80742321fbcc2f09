//! Limits that calls share, as JavaScript holds them.

use wasm_bindgen::prelude::*;

use super::{
    options::{Options, concurrency, rate_limit},
    output::Cause,
};
use crate::engine::Limiter;

/// The engine's part of a limiter (`pkg/limiter.js`).
#[wasm_bindgen]
pub struct SharedLimiter {
    limiter: Limiter<Cause>,
    heeds_quota: bool,
}

#[wasm_bindgen]
impl SharedLimiter {
    /// One to which nothing has happened but that it is closed until `closed_until`.
    #[wasm_bindgen(constructor)]
    pub fn new(limits: &Options, closed_until: f64) -> Self {
        let concurrency = limits.is_limited().then(|| concurrency(limits));
        let limiter = Limiter::new(concurrency, rate_limit(limits), limits.heeds_quota());
        limiter.close_until(closed_until);
        Self { limiter, heeds_quota: limits.heeds_quota() }
    }

    /// The same, for one call.
    pub fn share(&self) -> Self {
        Self { limiter: self.limiter.clone(), heeds_quota: self.heeds_quota }
    }

    #[wasm_bindgen(getter, js_name = inFlight)]
    pub fn in_flight(&self) -> usize {
        self.limiter.in_flight()
    }

    #[wasm_bindgen(getter)]
    pub fn waiting(&self) -> usize {
        self.limiter.waiting()
    }
}

impl SharedLimiter {
    pub const fn limiter(&self) -> &Limiter<Cause> {
        &self.limiter
    }

    pub const fn heeds_quota(&self) -> bool {
        self.heeds_quota
    }
}
