//! Latencies in a log-linear histogram: every power of two is cut into 64 equal buckets, so that a
//! bucket is at most 1/64 of its values wide and a percentile read from it is within 1.6 %.
//!
//! The idea is that of `HdrHistogram` (Gil Tene, <https://hdrhistogram.org>). Here the bucket of a value is the top of
//! its floating-point bits, which grow as the value does, so that neither a range nor a unit has to be chosen.

use litemap::LiteMap;

const DROPPED_BITS: u32 = 52 - 6;
const SMALLEST: f64 = 1e-3;

/// Counts of values by bucket, with what buckets cannot keep: least, greatest and sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    buckets: LiteMap<u64, u64>,
    count: u64,
    sum: f64,
    min: f64,
    max: f64,
}

impl Histogram {
    /// Adds one value, in milliseconds.
    pub fn record(&mut self, value: f64) {
        let value = value.max(0.0);
        let first = self.count == 0;
        *self.buckets.entry(bucket(value)).or_default() += 1;
        self.count += 1;
        self.sum += value;
        self.min = if first { value } else { self.min.min(value) };
        self.max = if first { value } else { self.max.max(value) };
    }

    /// The smallest bucket bound that at least the share `q` of the values does not exceed; 0 of no values.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of requests"
    )]
    pub fn percentile(&self, q: f64) -> f64 {
        let rank = ((q * self.count as f64).ceil() as u64).max(1);
        let mut seen = 0;
        for (&bucket, &count) in &self.buckets {
            seen += count;
            if seen >= rank {
                return within(upper_bound(bucket), self.min, self.max);
            }
        }
        self.max
    }

    /// How many values there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The least value; 0 of none.
    pub const fn min(&self) -> f64 {
        self.min
    }

    /// The greatest value; 0 of none.
    pub const fn max(&self) -> f64 {
        self.max
    }

    /// Their mean; 0 of none.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }

    /// Every bucket that holds something: its upper bound and its count, upwards.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        self.buckets.iter().map(|(&bucket, &count)| (upper_bound(bucket), count))
    }
}

/// As `clamp`, but without a message for bounds the wrong way round, which would bring all that writes numbers along.
pub const fn within(value: f64, least: f64, most: f64) -> f64 {
    value.max(least).min(most)
}

fn bucket(value: f64) -> u64 {
    value.max(SMALLEST).to_bits() >> DROPPED_BITS
}

fn upper_bound(bucket: u64) -> f64 {
    f64::from_bits((bucket + 1) << DROPPED_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn percentiles_are_within_two_percent(mut values in prop::collection::vec(0.01f64..100_000.0, 1..400), q in 0.0f64..=1.0) {
            let mut histogram = Histogram::default();
            for &value in &values {
                histogram.record(value);
            }
            values.sort_by(f64::total_cmp);
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small test")]
            let rank = ((q * values.len() as f64).ceil() as usize).max(1);
            let exact = values[rank - 1];
            prop_assert!((histogram.percentile(q) - exact).abs() <= 0.02 * exact);
            prop_assert_eq!(histogram.count(), values.len() as u64);
        }
    }

    #[test]
    fn an_empty_histogram_is_all_zero() {
        let empty = Histogram::default();
        assert_eq!((empty.percentile(0.5), empty.mean(), empty.min(), empty.max()), (0.0, 0.0, 0.0, 0.0));
    }

    #[test]
    fn least_and_greatest_are_exact() {
        let mut histogram = Histogram::default();
        for value in [3.3, 1.1, 7.7] {
            histogram.record(value);
        }
        assert_eq!((histogram.min(), histogram.max(), histogram.percentile(1.0)), (1.1, 7.7, 7.7));
    }
}
