//! Numbers as JSON.parse reads them.

use super::long_float::long_float;

/// The nearest double. A number that JSON allows always has one, be it infinite.
#[inline]
pub(super) fn float(number: &[u8]) -> f64 {
    short(number).unwrap_or_else(|| long_float(number))
}

/// Powers of ten that a double holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Up to 16 characters without an exponent. With a point among them the digits stay below 2^53, so that they and the
/// power of ten are exact and one division rounds correctly (Clinger's fast path); without one there is no division.
#[inline]
fn short(number: &[u8]) -> Option<f64> {
    let (negative, digits) = match number.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, number),
    };
    if digits.len() > 16 {
        return None;
    }
    let mut size = 0u64;
    let mut rest = digits.iter();
    for &byte in rest.by_ref() {
        match byte {
            b'0'..=b'9' => size = size * 10 + u64::from(byte & 0x0F),
            b'.' => break,
            _ => return None,
        }
    }
    let places = rest.len();
    for &byte in rest {
        match byte {
            b'0'..=b'9' => size = size * 10 + u64::from(byte & 0x0F),
            _ => return None,
        }
    }
    #[allow(clippy::cast_precision_loss)] // only without a point, where this is the one rounding
    let value = size as f64 / TENS.get(places)?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::float;
    use proptest::prelude::*;

    #[test]
    fn rounds_correctly_at_the_edges() {
        for (text, value) in [
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("9007199254740995", 9_007_199_254_740_996.0),
            ("900719925474.0993", 900_719_925_474.099_3),
            ("1e400", f64::INFINITY),
            ("-1e400", f64::NEG_INFINITY),
            ("1e-400", 0.0),
            ("5e-324", 5e-324),
            ("1e99999999999999999999999", f64::INFINITY),
            ("0e99999999999999999999999", 0.0),
            ("0.1", 0.1),
            ("512.3", 512.3),
        ] {
            assert_eq!(float(text.as_bytes()).to_bits(), value.to_bits(), "{text}");
        }
        assert!(float(b"-0").is_sign_negative());
        assert!(float(b"-0.0").is_sign_negative());
    }

    proptest! {
        #[test]
        fn is_the_nearest_double(text in "-?(0|[1-9][0-9]{0,16})(\\.[0-9]{1,16})?") {
            let nearest: f64 = text.parse().unwrap();
            prop_assert_eq!(float(text.as_bytes()).to_bits(), nearest.to_bits());
        }
    }
}
