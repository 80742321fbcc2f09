//! The reply that values are looked at in.

use std::cell::Cell;

use crate::scan::Span;
use crate::scan::numbers::{Decimal, float};

/// A reply's bytes, and what its long numbers are: with one of a million digits many operands may be compared.
#[derive(Clone, Copy)]
pub(super) struct Reply<'a> {
    pub(super) bytes: &'a [u8],
    long: &'a LongNumbers<'a>,
}

/// Those that were looked at, by where they begin, in order.
#[derive(Default)]
pub(super) struct LongNumbers<'a>(Cell<Vec<(usize, Decimal<'a>)>>);

/// Shorter numbers are read again as fast as they would be found.
const LONG: usize = 256;

impl<'a> Reply<'a> {
    pub(super) fn new(bytes: &'a [u8], long: &'a LongNumbers<'a>) -> Self {
        Self { bytes, long }
    }

    /// A number as JSON.parse reads it.
    pub(super) fn float(self, number: Span) -> f64 {
        if number.len() < LONG { float(number.of(self.bytes)) } else { self.long_number(number).to_float() }
    }

    /// A number, exactly.
    pub(super) fn decimal(self, number: Span) -> Decimal<'a> {
        if number.len() < LONG { Decimal::of(number.of(self.bytes)) } else { self.long_number(number) }
    }

    #[cold]
    fn long_number(self, number: Span) -> Decimal<'a> {
        let mut known = self.long.0.take();
        let place = known.partition_point(|(start, _)| *start < number.start);
        let decimal = match known.get(place) {
            Some((start, decimal)) if *start == number.start => *decimal,
            _ => {
                let decimal = Decimal::of(number.of(self.bytes));
                known.insert(place, (number.start, decimal));
                decimal
            }
        };
        self.long.0.set(known);
        decimal
    }
}
