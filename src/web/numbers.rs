//! Numbers that cross in one list, to be taken out in the order in which they were put in: a member each would take a
//! function of the glue each. NaN stands for what is not there.

use std::vec::IntoIter;

/// What is left of a list.
pub struct Numbers(IntoIter<f64>);

impl Numbers {
    pub fn new(numbers: Vec<f64>) -> Self {
        Self(numbers.into_iter())
    }

    pub fn next(&mut self) -> f64 {
        self.0.next().unwrap_or(f64::NAN)
    }

    /// A number that may not be there.
    pub fn known(&mut self) -> Option<f64> {
        let number = self.next();
        (!number.is_nan()).then_some(number)
    }

    /// Two that come together or not at all.
    pub fn pair(&mut self) -> Option<(f64, f64)> {
        let (one, other) = (self.known(), self.known());
        one.zip(other)
    }

    /// An integer of 0 or more, the highest for more.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    pub fn count(&mut self) -> usize {
        self.next() as usize
    }

    /// 1 or 0.
    pub fn is(&mut self) -> bool {
        self.next() > 0.0
    }

    /// HTTP statuses, behind how many there are.
    pub fn statuses(&mut self) -> Vec<u16> {
        let count = self.count();
        self.0.by_ref().take(count).map(status).collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 999")]
pub const fn status(number: f64) -> u16 {
    number as u16
}
