//! Numbers as JSON.parse reads them.
#![allow(clippy::inline_always)] // once a row

use super::decimal::Decimal;
use crate::scan::Span;
use crate::scan::bytes::{self, ONES};

/// The nearest double. A number that JSON allows always has one, be it infinite.
#[inline]
pub(crate) fn float(number: &[u8]) -> f64 {
    short(number).unwrap_or_else(|| Decimal::of(number).to_float())
}

/// The same of a number that stands in a reply.
#[inline]
pub(crate) fn float_at(bytes: &[u8], number: Span) -> f64 {
    brief(bytes, number).unwrap_or_else(|| float(number.of(bytes)))
}

/// Up to eight characters, digits and a point, all at once: where they end and where the point stands differs from row to
/// row, which a loop over them would have the processor guess.
#[inline(always)]
fn brief(bytes: &[u8], number: Span) -> Option<f64> {
    const HIGHS: u64 = ONES * 0x80;
    let unused = 8usize.checked_sub(number.end - number.start)? * 8;
    // The last character comes to stand highest, zeros before the first.
    let zeros = ONES * u64::from(b'0');
    let padded =
        bytes::word(bytes, number.start)?.checked_shl(u32::try_from(unused).ok()?)? | (zeros & !(u64::MAX << unused));
    // All bytes are below 0x80, so no sum carries into the next one.
    let point = !((padded ^ (ONES * u64::from(b'.'))) + ONES * 0x7F) & HIGHS;
    let digits = padded ^ zeros;
    if (digits + ONES * 0x76) & HIGHS != point {
        return None;
    }
    // What stands before the point moves up to close the gap.
    let before = (point >> 7).wrapping_sub(1);
    let behind = !((before << 8) | 0xFF);
    let (gap, places) = if point == 0 { (0, 0) } else { (8, point.leading_zeros() / 8) };
    let digits = (digits & behind) | ((digits & before) << gap);
    // Pairs, then pairs of pairs, then both halves.
    let pairs = digits * 10 + (digits >> 8);
    let low = 0x0000_00FF_0000_00FF;
    let ends = (pairs & low).wrapping_mul(100 + (1_000_000 << 32));
    let size = ends.wrapping_add(((pairs >> 16) & low).wrapping_mul(1 + (10_000 << 32))) >> 32;
    #[allow(clippy::cast_precision_loss)] // below 10^8
    Some(size as f64 / TENS.get(places as usize)?)
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
    use super::{Span, brief, float};
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
        fn brief_numbers_are_read_as_others_are(text in "(0|[1-9][0-9]{0,8})(\\.[0-9]{1,8})?", behind in "[,}0-9.]{8}") {
            let reply = format!("[{text}{behind}");
            let number = Span { start: 1, end: 1 + text.len() };
            let expected = (text.len() <= 8).then(|| text.parse::<f64>().unwrap().to_bits());
            prop_assert_eq!(brief(reply.as_bytes(), number).map(f64::to_bits), expected);
        }

        #[test]
        fn others_are_not_brief(text in "-[0-9]|[0-9][eE][0-9]|[0-9]\\.[0-9]e-[0-9]") {
            let number = Span { start: 0, end: text.len() };
            prop_assert_eq!(brief(format!("{text},       ").as_bytes(), number), None);
        }

        #[test]
        fn is_the_nearest_double(text in "-?(0|[1-9][0-9]{0,16})(\\.[0-9]{1,16})?") {
            let nearest: f64 = text.parse().unwrap();
            prop_assert_eq!(float(text.as_bytes()).to_bits(), nearest.to_bits());
        }
    }
}
