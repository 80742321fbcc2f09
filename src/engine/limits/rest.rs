//! A rest that the service asked for (`Retry-After`): nothing goes before it is over.

use super::Admission;
use crate::engine::ledger::Error;

/// The rest that ends last.
#[derive(Debug)]
pub struct Rest<C> {
    until: f64,
    length: f64,
    /// Who was asked to.
    error: Option<Error<C>>,
}

impl<C> Default for Rest<C> {
    fn default() -> Self {
        Self { until: f64::NEG_INFINITY, length: 0.0, error: None }
    }
}

impl<C> Rest<C> {
    /// When it is over, if it is not.
    pub fn until(&self, now: f64) -> Option<f64> {
        (now < self.until).then_some(self.until)
    }

    /// It is not over before `due`.
    pub const fn lasts_at_least_until(&mut self, due: f64) {
        self.until = self.until.max(due);
    }
}

impl<C: Clone> Rest<C> {
    /// Whether a request may go at `now`, where no rest longer than `longest` is waited out.
    pub fn admits(&mut self, now: f64, longest: f64) -> Admission<C> {
        if now >= self.until {
            self.error = None;
            return Admission::Open;
        }
        match &self.error {
            Some(error) if self.length > longest => {
                let left = self.until - now;
                Admission::Refused(error.clone().attempted(0).with(|details| details.retry_after = Some(left)))
            }
            _ => Admission::At(self.until),
        }
    }

    /// Rests for as long as the service asks in `error`, if it does. Whether it does.
    pub fn begin(&mut self, error: &Error<C>, now: f64) -> bool {
        let Some(length) = error.retry_after.filter(|length| *length > 0.0) else { return false };
        let until = now + length;
        if until > self.until {
            *self = Self { until, length, error: Some(error.clone()) };
        }
        true
    }
}
