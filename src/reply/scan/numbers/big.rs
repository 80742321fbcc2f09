//! Integers of any size, as few of them as rounding needs.

use std::cmp::Ordering;

/// 32 bits a word, the lowest first; the highest is not 0.
pub(super) struct Big(Vec<u32>);

/// As many digits of a number as a step can take: a billion is the highest power of ten in a word.
const STEP: usize = 9;
/// The highest power of five in a word, and its exponent.
const FIVES: (u32, u32) = (5u32.pow(13), 13);

impl Big {
    /// The integer with these digits, which are characters.
    pub(super) fn of(digits: impl Iterator<Item = u8>) -> Self {
        let mut big = Self(Vec::new());
        let (mut power, mut part) = (1, 0);
        for (place, digit) in (1..).zip(digits) {
            (power, part) = (power * 10, part * 10 + u32::from(digit & 0x0F));
            if place % STEP == 0 {
                big.multiply_and_add(power, part);
                (power, part) = (1, 0);
            }
        }
        big.multiply_and_add(power, part);
        big
    }

    pub(super) fn times_power_of_five(mut self, mut exponent: u32) -> Self {
        let (five, most) = FIVES;
        while exponent >= most {
            self.multiply_and_add(five, 0);
            exponent -= most;
        }
        self.multiply_and_add(5u32.pow(exponent), 0);
        self
    }

    pub(super) fn times_power_of_two(mut self, exponent: u32) -> Self {
        self.multiply_and_add(1 << (exponent % 32), 0);
        let mut words = vec![0; exponent as usize / 32];
        words.append(&mut self.0);
        Self(words)
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

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
}

impl From<u64> for Big {
    fn from(number: u64) -> Self {
        let mut words = vec![low(number), low(number >> 32)];
        while words.pop_if(|word| *word == 0).is_some() {}
        Self(words)
    }
}

#[allow(clippy::cast_possible_truncation)] // the low half is what is asked for
fn low(word: u64) -> u32 {
    word as u32
}
