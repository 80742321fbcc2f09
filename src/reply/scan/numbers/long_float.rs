//! Long numbers, and those with exponents, as the nearest double. By plain integers of any size: the library's way is
//! faster on the rarest of them, but brings a table of powers that is a tenth of the engine.

use crate::scan::numbers::Decimal;

/// The nearest double to a JSON number.
#[inline(never)]
pub(crate) fn long_float(number: &[u8]) -> f64 {
    let decimal = Decimal::of(number);
    let size = size(&decimal);
    if decimal.is_negative() { -size } else { size }
}

/// What has more digits differs from what has this many only in where it lies between two doubles, or on neither side.
const ENOUGH_DIGITS: usize = 800;

fn size(decimal: &Decimal) -> f64 {
    let point = decimal.point();
    match decimal.digits().count() {
        0 => 0.0,
        _ if point < -330 => 0.0,
        _ if point > 310 => f64::INFINITY,
        count @ ..=19 => few_digits(decimal, point - length(count)),
        count => many_digits(decimal, point - length(count.min(ENOUGH_DIGITS))),
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Up to 19 digits fit in 64 bits, as does every power of five up to the 27th: what a program writes of a double has
/// one division to go through.
fn few_digits(decimal: &Decimal, exponent: i64) -> f64 {
    let whole = decimal.digits().fold(0u64, |whole, digit| whole * 10 + u64::from(digit & 0x0F));
    let Some(mut halvings @ 1..=27) = u32::try_from(-exponent).ok() else {
        return many_digits(decimal, exponent);
    };
    let divisor = 5u64.pow(halvings);
    let (mut quotient, mut rest) = (whole / divisor, whole % divisor);
    while quotient >> 62 == 0 {
        rest *= 2;
        let bit = u64::from(rest >= divisor);
        rest -= bit * divisor;
        quotient = quotient * 2 + bit;
        halvings += 1;
    }
    #[allow(clippy::cast_precision_loss)] // the one rounding; what is left tells a half from more than a half
    let rounded = (quotient | u64::from(rest > 0)) as f64;
    rounded * power_of_two(-i64::from(halvings))
}

/// An integer of any size, the lowest 32 bits first.
struct Big(Vec<u32>);

impl Big {
    fn multiply_and_add(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    /// Divides, and tells whether there is a rest.
    fn divide(&mut self, divisor: u32) -> bool {
        let mut rest = 0;
        for word in self.0.iter_mut().rev() {
            let part = (rest << 32) | u64::from(*word);
            *word = low(part / u64::from(divisor));
            rest = part % u64::from(divisor);
        }
        while self.0.pop_if(|word| *word == 0).is_some() {}
        rest > 0
    }
}

#[allow(clippy::cast_possible_truncation)] // the low half is what is asked for
fn low(word: u64) -> u32 {
    word as u32
}

fn many_digits(decimal: &Decimal, mut exponent: i64) -> f64 {
    // A billion is less than 30 bits, so that a word more for each leaves what it is divided by as long as it was.
    let more_words = usize::try_from(-exponent).map_or(0, |places| places / 9 + 1) + 3;
    let mut big = Big(Vec::new());
    let mut digits = decimal.digits();
    digits.by_ref().take(ENOUGH_DIGITS).for_each(|digit| big.multiply_and_add(10, u32::from(digit & 0x0F)));
    big.0.splice(..0, std::iter::repeat_n(0, more_words));
    // Digits end with one that is not 0, so that those left out are more than nothing.
    let mut is_more = digits.next().is_some();
    while exponent != 0 {
        let step = exponent.clamp(-9, 9);
        let power = 10u32.pow(u32::try_from(step.abs()).unwrap_or_default());
        if step < 0 {
            is_more |= big.divide(power);
        } else {
            big.multiply_and_add(power, 0);
        }
        exponent -= step;
    }
    let mut words = big.0.iter().rev().map(|word| u64::from(*word));
    let mut next = || words.next().unwrap_or_default();
    let [first, second, third] = [next(), next(), next()];
    let behind = words.len();
    is_more |= words.any(|word| word > 0);
    // The first 64 bits, beginning with one that is 1.
    let shift = first.leading_zeros() - 32;
    let third = third << shift;
    let head = ((first << 32 | second) << shift) | third >> 32;
    is_more |= low(third) > 0;
    round(head, is_more, 32 * (length(behind) - length(more_words) + 1) - i64::from(shift))
}

/// The nearest double to `head`, whose first bit is 1, and something more, times two to the power of `scale`.
fn round(head: u64, is_more: bool, scale: i64) -> f64 {
    // Doubles near 0 have fewer than 53 bits: none beyond the one that stands for 2^-1074.
    let dropped = (-1074 - scale).max(11);
    if dropped > 64 {
        return 0.0;
    }
    let (kept, rest) = (head.checked_shr(low(dropped.unsigned_abs())).unwrap_or_default(), head << (64 - dropped));
    let half = 1 << 63;
    let is_up = rest > half || rest == half && (is_more || kept % 2 == 1);
    #[allow(clippy::cast_precision_loss)] // at most 2^53
    let whole = (kept + u64::from(is_up)) as f64;
    whole * power_of_two(scale + dropped)
}

/// Two to the power of `exponent`, from the least that a double can be; infinite where it is none.
fn power_of_two(exponent: i64) -> f64 {
    match u64::try_from(exponent + 1074) {
        Ok(bit @ ..=51) => f64::from_bits(1 << bit),
        Ok(normal @ ..=2097) => f64::from_bits((normal - 51) << 52),
        Ok(_) => f64::INFINITY,
        Err(_) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::long_float;
    use proptest::prelude::*;

    fn assert_nearest(text: &str) {
        let nearest: f64 = text.parse().unwrap();
        assert_eq!(long_float(text.as_bytes()).to_bits(), nearest.to_bits(), "{text}");
    }

    #[test]
    fn rounds_correctly_at_the_edges() {
        let halfway_to_the_least = "2.4703282292062327208299439634110764559";
        for text in [
            "0",
            "-0",
            "-0.0e5",
            "1",
            "1e22",
            "1e23",
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "-1e400",
            "1e99999999999999999999999",
            "0e99999999999999999999999",
            "5e-324",
            "2e-324",
            "3e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1e-400",
            "0.30000000000000004",
            "0.000000000000000000000000001",
            "9007199254740993",
            "9007199254740993.0000000000000000000000000001",
            "9007199254740992.9999999999999999999999999999",
            "18446744073709551616",
        ] {
            assert_nearest(text);
        }
        assert_nearest(&format!("{halfway_to_the_least}e-324"));
        for places in [5, 19, 20, 300, 799, 800, 801, 2000] {
            // Halfway between two doubles, and hardly more.
            assert_nearest(&format!("9007199254740993.{}", "0".repeat(places)));
            assert_nearest(&format!("9007199254740993.{}1", "0".repeat(places)));
            assert_nearest(&format!("0.{}1", "0".repeat(places)));
            assert_nearest(&format!("1{}", "0".repeat(places)));
            assert_nearest(&"7".repeat(places));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]
        #[test]
        fn is_the_nearest_double(text in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?") {
            assert_nearest(&text);
        }

        #[test]
        fn is_the_double_that_was_written(bits: u64) {
            let double = f64::from_bits(bits);
            prop_assume!(double.is_finite());
            for text in [format!("{double}"), format!("{double:e}"), format!("{double:.40}")] {
                assert_nearest(&text);
            }
        }

        #[test]
        fn halves_go_to_the_even_one(bits in 1u128 << 53..1 << 54, power in 0..30u32, more in "0{0,900}[01]?") {
            // 54 bits, the last of them 1: halfway between two doubles.
            let odd = bits | 1;
            assert_nearest(&format!("{}.0{more}", odd << power));
            // The same divided by a power of two.
            assert_nearest(&format!("{}.0{more}e-{power}", odd * 5u128.pow(power)));
        }
    }
}
