//! Long numbers, and those with exponents, as the nearest double: by their first 19 digits and a power of five in 64 bits,
//! which nearly always tells on which side of the middle between two doubles they lie, or else by integers of any size.
//! The library's way is as fast, but brings a table of powers that is a tenth of the engine.

use std::cmp::Ordering;

use super::big::Big;
use super::decimal::Decimal;

impl Decimal<'_> {
    /// The nearest double.
    #[inline(never)]
    pub(crate) fn to_float(self) -> f64 {
        let size = size(&self);
        if self.is_negative() { -size } else { size }
    }
}

/// 64 bits hold so many digits.
const DIGITS: usize = 19;
/// What has more digits differs from what has this many only in where it lies between two doubles, or on neither side.
const ENOUGH_DIGITS: usize = 800;

/// How far the highest 64 bits may be from those of the number: by what each of two products cuts off, and where there are
/// more digits by those.
const ERROR: u128 = 8;
const ERROR_OF_MORE: u128 = 128;

fn size(decimal: &Decimal) -> f64 {
    let mut digits = decimal.digits();
    let (mut count, mut whole) = (0, 0u64);
    for digit in digits.by_ref().take(DIGITS) {
        (count, whole) = (count + 1, whole * 10 + u64::from(digit & 0x0F));
    }
    match decimal.point() {
        _ if whole == 0 => return 0.0,
        ..-330 => return 0.0,
        311.. => return f64::INFINITY,
        _ => {}
    }
    let error = if digits.next().is_some() { ERROR_OF_MORE } else { ERROR };
    let Approximate { bits, exponent } = Approximate::of(whole, decimal.point() - count);
    // Doubles near 0 have fewer than 53 bits: none beyond the one that stands for 2^-1074.
    let dropped = (-1074 - exponent).max(11);
    if dropped > 65 {
        return 0.0;
    }
    let (kept, rest) = (u128::from(bits) >> dropped, u128::from(bits) & ((1 << dropped) - 1));
    #[allow(clippy::cast_possible_truncation)] // of 64 bits at least eleven are dropped
    let kept = kept as u64;
    let half = 1 << (dropped - 1);
    let is_up = if rest.abs_diff(half) > error {
        rest > half
    } else {
        match order_to(decimal, 2 * kept + 1, exponent + dropped - 1) {
            Ordering::Less => false,
            Ordering::Equal => kept % 2 == 1,
            Ordering::Greater => true,
        }
    };
    #[allow(clippy::cast_precision_loss)] // at most 2^53
    let whole = (kept + u64::from(is_up)) as f64;
    whole * power_of_two(exponent + dropped)
}

/// Nearly a number: its highest bits, the first of which is 1, times two to the power of an exponent.
struct Approximate {
    bits: u64,
    exponent: i64,
}

impl Approximate {
    /// `whole` times ten to the power of `exponent`, which is from -349 to 309.
    fn of(whole: u64, exponent: i64) -> Self {
        let (large, small) = (exponent.div_euclid(27), exponent.rem_euclid(27));
        let small = 5u64.pow(u32::try_from(small).unwrap_or_default());
        let place = usize::try_from(large + 13).unwrap_or_default();
        let large = Self {
            bits: POWERS_OF_FIVE.get(place).copied().unwrap_or_default(),
            // The logarithm of five to the base of two is 152,170 / 2^16.
            exponent: ((27 * large * 152_170) >> 16) - 63,
        };
        let Self { bits, exponent: doublings } = Self::from(whole).times(&Self::from(small)).times(&large);
        Self { bits, exponent: doublings + exponent }
    }

    fn from(whole: u64) -> Self {
        let shift = whole.leading_zeros();
        Self { bits: whole << shift, exponent: -i64::from(shift) }
    }

    fn times(&self, other: &Self) -> Self {
        let product = u128::from(self.bits) * u128::from(other.bits);
        let shift = product.leading_zeros();
        #[allow(clippy::cast_possible_truncation)] // the high half
        let bits = ((product << shift) >> 64) as u64;
        Self { bits, exponent: self.exponent + other.exponent + 64 - i64::from(shift) }
    }
}

/// Five to the powers of -13 * 27 up to 11 * 27, their highest 64 bits.
const POWERS_OF_FIVE: [u64; 25] = [
    0x8049_A4AC_0C58_11AE,
    0xCF42_894A_5DCE_35EA,
    0xA76C_5823_38ED_2622,
    0x873E_4F75_E222_4E68,
    0xDA7F_5BF5_9096_6849,
    0xB080_392C_C434_9DED,
    0x8E93_8662_882A_F53E,
    0xE658_29B3_046B_0AFA,
    0xBA12_1A46_50E4_DDEC,
    0x964E_858C_91BA_2655,
    0xF2D5_6790_AB41_C2A3,
    0xC428_D05A_A475_1E4D,
    0x9E74_D1B7_91E0_7E48,
    0x8000_0000_0000_0000,
    0xCECB_8F27_F420_0F3A,
    0xA70C_3C40_A64E_6C52,
    0x86F0_AC99_B4E8_DAFD,
    0xDA01_EE64_1A70_8DEA,
    0xB01A_E745_B101_E9E4,
    0x8E41_ADE9_FBEB_C27D,
    0xE5D3_EF28_2A24_2E82,
    0xB9A7_4A06_37CE_2EE1,
    0x95F8_3D0A_1FB6_9CD9,
    0xF24A_01A7_3CF2_DCD0,
    0xC3B8_3581_09E8_4F07,
];

/// How a number compares with `whole` times two to the power of `exponent`, exactly.
#[cold]
fn order_to(decimal: &Decimal, whole: u64, exponent: i64) -> Ordering {
    let mut digits = decimal.digits();
    let mut count = 0;
    let own = Big::of(digits.by_ref().take(ENOUGH_DIGITS).inspect(|_| count += 1));
    let is_more = digits.next().is_some();
    // Of ten to the power of this the twos go to where there are fewer, so that both are integers.
    let tens = decimal.point() - count;
    let own = own.times_power_of_five(positive(tens)).times_power_of_two(positive(tens - exponent));
    let other = Big::from(whole).times_power_of_five(positive(-tens)).times_power_of_two(positive(exponent - tens));
    own.order(&other).then(if is_more { Ordering::Greater } else { Ordering::Equal })
}

fn positive(exponent: i64) -> u32 {
    u32::try_from(exponent).unwrap_or_default()
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
    use super::{Decimal, POWERS_OF_FIVE};
    use proptest::prelude::*;

    fn assert_nearest(text: &str) {
        let nearest: f64 = text.parse().unwrap();
        assert_eq!(Decimal::of(text.as_bytes()).to_float().to_bits(), nearest.to_bits(), "{text}");
    }

    /// The middle between a double and the next one: all its digits, and the power of ten.
    fn middle_above(bits: u64) -> (String, i32) {
        let (fraction, exponent) = (bits & ((1 << 52) - 1), i32::try_from(bits >> 52).unwrap());
        let (mantissa, exponent) = if exponent == 0 { (fraction, 1) } else { (fraction | 1 << 52, exponent) };
        let twos = exponent - 1076;
        let mut digits: Vec<u32> =
            (2 * mantissa + 1).to_string().bytes().rev().map(|digit| u32::from(digit - b'0')).collect();
        for _ in 0..twos.abs() {
            let mut carry = 0;
            for digit in &mut digits {
                carry += *digit * if twos > 0 { 2 } else { 5 };
                (*digit, carry) = (carry % 10, carry / 10);
            }
            digits.extend((carry > 0).then_some(carry));
        }
        let digits = digits.iter().rev().map(|digit| char::from_digit(*digit, 10).unwrap()).collect();
        (digits, twos.min(0))
    }

    /// The powers are what they should be, but for their last bit: each is 5^27 times the one before.
    #[test]
    fn powers_of_five_go_on_by_one_step() {
        for pair in POWERS_OF_FIVE.windows(2) {
            let product = u128::from(pair[0]) * u128::from(5u64.pow(27));
            // What is rounded down may have one bit less.
            let dropped = (product + (product >> 60)).ilog2() - 63;
            assert!(product.abs_diff(u128::from(pair[1]) << dropped) >> dropped <= 1, "{:x}", pair[1]);
        }
        assert_eq!(POWERS_OF_FIVE[13], 1 << 63);
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

        /// What lies in the middle between two doubles, and what begins as that does.
        #[test]
        fn is_the_nearest_double_near_the_middle(
            bits in prop_oneof![0u64..0x7FEF_FFFF_FFFF_FFFF, 0u64..0x0020_0000_0000_0000, 1u64..1000],
            kept in 17usize..60,
            last in -1i8..=1,
        ) {
            let (digits, exponent) = middle_above(bits);
            assert_nearest(&format!("{digits}e{exponent}"));
            assert_nearest(&format!("{digits}.000000000000000000001e{exponent}"));
            let kept = kept.min(digits.len());
            let mut cut = digits.as_bytes()[..kept].to_vec();
            cut[kept - 1] = (i8::try_from(cut[kept - 1]).unwrap() + last).clamp(48, 57).unsigned_abs();
            let exponent = exponent + i32::try_from(digits.len() - kept).unwrap();
            assert_nearest(&format!("{}e{exponent}", String::from_utf8(cut).unwrap()));
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
