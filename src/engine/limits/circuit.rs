//! A circuit breaker (Michael Nygard, "Release It!"): open after failures in a row, with a probe every so often.

use crate::engine::policy::Circuit;

/// Counts failed batches.
#[derive(Debug)]
pub struct Breaker {
    circuit: Circuit,
    failed_in_a_row: u32,
    next_probe: f64,
}

impl Breaker {
    /// A closed circuit.
    pub const fn new(circuit: Circuit) -> Self {
        Self { circuit, failed_in_a_row: 0, next_probe: f64::NEG_INFINITY }
    }

    const fn is_open(&self) -> bool {
        self.failed_in_a_row >= self.circuit.failures
    }

    /// Whether a request may go at `now`.
    pub fn admits(&self, now: f64) -> bool {
        !self.is_open() || now >= self.next_probe
    }

    /// Notes a request that goes at `now`.
    pub fn sent(&mut self, now: f64) {
        if self.is_open() {
            self.next_probe = now + self.circuit.cooldown;
        }
    }

    /// Notes a batch that settled, all of its users having failed or not.
    pub const fn settled(&mut self, all_failed: bool, now: f64) {
        if !all_failed {
            self.failed_in_a_row = 0;
            return;
        }
        let was_open = self.is_open();
        self.failed_in_a_row = self.failed_in_a_row.saturating_add(1);
        if self.is_open() && !was_open {
            self.next_probe = now + self.circuit.cooldown;
        }
    }
}
