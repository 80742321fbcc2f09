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
pub(super) struct LongNumbers<'a>(Cell<Vec<(usize, Number<'a>)>>);

#[derive(Clone, Copy)]
struct Number<'a> {
    float: f64,
    decimal: Decimal<'a>,
}

/// Shorter numbers are read again as fast as they would be found.
const LONG: usize = 256;

impl<'a> Reply<'a> {
    pub(super) fn new(bytes: &'a [u8], long: &'a LongNumbers<'a>) -> Self {
        Self { bytes, long }
    }

    /// A number as JSON.parse reads it.
    pub(super) fn float(self, number: Span) -> f64 {
        let token = number.of(self.bytes);
        if token.len() < LONG { float(token) } else { self.long_number(number).float }
    }

    /// A number, exactly.
    pub(super) fn decimal(self, number: Span) -> Decimal<'a> {
        let token = number.of(self.bytes);
        if token.len() < LONG { Decimal::of(token) } else { self.long_number(number).decimal }
    }

    #[cold]
    fn long_number(self, number: Span) -> Number<'a> {
        let mut known = self.long.0.take();
        let place = known.binary_search_by_key(&number.start, |(start, _)| *start);
        let found = match place {
            Ok(place) => known.get(place).map(|(_, number)| *number),
            Err(_) => None,
        };
        let token = number.of(self.bytes);
        let number_at = found.unwrap_or_else(|| Number { float: float(token), decimal: Decimal::of(token) });
        if let Err(place) = place {
            known.insert(place, (number.start, number_at));
        }
        self.long.0.set(known);
        number_at
    }
}
