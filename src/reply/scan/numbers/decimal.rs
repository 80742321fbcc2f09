//! Numbers as they are written, to the last digit: ids beyond 2^53 are common.

use std::cmp::Ordering;

/// The number `0.ddd… × 10^point`, its digits (those of `whole`, then of `fraction`) beginning and ending with one that
/// is not 0. Zero has no digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    point: i64,
}

/// Exponents are cut off here: far beyond what a text can balance with digits, far below where sums overflow.
const HUGE: i64 = 1_000_000_000_000_000;

impl<'a> Decimal<'a> {
    /// Reads a JSON number, or the digits of a bigint.
    pub(crate) fn of(text: &'a [u8]) -> Self {
        let (negative, text) = match text.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (text, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            Some(e) => (text.get(..e).unwrap_or_default(), exponent(text.get(e + 1..).unwrap_or_default())),
            None => (text, 0),
        };
        let (whole, fraction) = match text.iter().position(|&byte| byte == b'.') {
            Some(dot) => (text.get(..dot).unwrap_or_default(), text.get(dot + 1..).unwrap_or_default()),
            None => (text, &[][..]),
        };
        let whole = without_leading_zeros(whole);
        let fraction = without_trailing_zeros(fraction);
        let point = exponent.saturating_add(length(whole));
        if whole.is_empty() {
            let digits = without_leading_zeros(fraction);
            return Self {
                negative,
                whole,
                fraction: digits,
                point: point.saturating_sub(length(fraction) - length(digits)),
            };
        }
        Self {
            negative,
            whole: if fraction.is_empty() { without_trailing_zeros(whole) } else { whole },
            fraction,
            point,
        }
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    pub(crate) fn point(&self) -> i64 {
        self.point
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    pub(crate) fn digits(&self) -> impl Iterator<Item = u8> + 'a {
        self.whole.iter().chain(self.fraction).copied()
    }

    fn is_integer(&self) -> bool {
        self.is_zero() || self.point >= length(self.whole) + length(self.fraction)
    }

    /// Writes the integer that this is, plainly. False, and nothing written, where it is none or takes more than
    /// `longest` characters: so no exponent can make this long.
    pub(crate) fn write_integer(&self, longest: usize, out: &mut Vec<u8>) -> bool {
        if self.is_zero() {
            out.push(b'0');
            return true;
        }
        let Ok(places) = usize::try_from(self.point) else {
            return false;
        };
        if !self.is_integer() || places.saturating_add(usize::from(self.negative)) > longest {
            return false;
        }
        if self.negative {
            out.push(b'-');
        }
        let zeros = std::iter::repeat(b'0');
        out.extend(self.digits().chain(zeros).take(places));
        true
    }

    /// The integer that this is, where 64 bits hold it.
    pub(crate) fn to_i64(self) -> Option<i64> {
        if self.is_zero() {
            return Some(0);
        }
        let places = usize::try_from(self.point).ok()?;
        if !self.is_integer() || places > 19 {
            return None;
        }
        let zeros = std::iter::repeat(b'0');
        let size =
            self.digits().chain(zeros).take(places).fold(0i128, |size, digit| size * 10 + i128::from(digit & 0x0F));
        i64::try_from(if self.negative { -size } else { size }).ok()
    }

    /// Exactly, by value.
    pub(crate) fn order(&self, other: &Decimal) -> Ordering {
        let size = |a: &Decimal, b: &Decimal| a.point.cmp(&b.point).then_with(|| a.digits().cmp(b.digits()));
        match (self.sign(), other.sign()) {
            (-1, -1) => size(other, self),
            (1, 1) => size(self, other),
            (a, b) => a.cmp(&b),
        }
    }

    fn sign(&self) -> i8 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

/// All digits of a double from 2^53 up, or of one as far below 0.
pub(crate) fn digits(double: f64) -> String {
    let bits = double.abs().to_bits();
    let (mantissa, mut doublings) = ((bits & ((1 << 52) - 1)) | (1 << 52), (bits >> 52).saturating_sub(1075));
    // The last one first, so that they grow at the end.
    let mut digits = Vec::new();
    let add = |digits: &mut Vec<u64>, mut size: u64| {
        while size > 0 {
            digits.push(size % 10);
            size /= 10;
        }
    };
    add(&mut digits, mantissa);
    while doublings > 0 {
        let step = doublings.min(32);
        let mut carry = 0;
        for digit in &mut digits {
            carry += *digit << step;
            *digit = carry % 10;
            carry /= 10;
        }
        add(&mut digits, carry);
        doublings -= step;
    }
    let mut text = String::new();
    if double < 0.0 {
        text.push('-');
    }
    for digit in digits.into_iter().rev() {
        text.push(char::from(b'0' | (digit & 0x0F) as u8));
    }
    text
}

fn exponent(text: &[u8]) -> i64 {
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let size = digits.iter().fold(0i64, |size, digit| (size * 10 + i64::from(digit & 0x0F)).min(HUGE));
    if negative { -size } else { size }
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(HUGE)
}

fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    digits.get(zeros..).unwrap_or_default()
}

fn without_trailing_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|&&digit| digit == b'0').count();
    digits.get(..digits.len() - zeros).unwrap_or_default()
}
