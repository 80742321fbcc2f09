//! The hottest loops: over the plain characters of strings, and over texts that may be the same.
#![allow(clippy::inline_always)] // most strings are short: a call would cost more than the loop

use super::block::{self, Block};
use super::span::Span;

/// A one in each byte of a word.
pub(crate) const ONES: u64 = u64::MAX / 255;

/// The place of the first byte from `at` on that is not plain inside a JSON string (a quote, a backslash or a control
/// character), or the end.
#[inline(always)]
pub(crate) fn plain(bytes: &[u8], at: usize) -> usize {
    first_in_blocks(bytes, at, Block::special).unwrap_or_else(|rest| last_plain(bytes, rest))
}

/// The same near the end of the reply.
#[inline(never)]
fn last_plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at)
        && byte >= b' '
        && byte != b'"'
        && byte != b'\\'
    {
        at += 1;
    }
    at
}

/// The place of the first byte from `at` on that is beyond ASCII, or the end.
pub(crate) fn ascii(bytes: &[u8], mut at: usize) -> usize {
    while Block::four_at(bytes, at).is_some_and(|all| all.beyond_ascii() == 0) {
        at += 4 * block::SIZE;
    }
    first_in_blocks(bytes, at, Block::beyond_ascii).unwrap_or_else(|mut rest| {
        while bytes.get(rest).is_some_and(u8::is_ascii) {
            rest += 1;
        }
        rest
    })
}

/// The place of the first byte from `at` on that `find` finds; else where the bytes begin that fill no block.
#[inline(always)]
fn first_in_blocks(bytes: &[u8], mut at: usize, find: impl Fn(Block) -> u32) -> Result<usize, usize> {
    while let Some(block) = Block::at(bytes, at) {
        let found = find(block);
        if found != 0 {
            return Ok(at + found.trailing_zeros() as usize);
        }
        at += block::SIZE;
    }
    Err(at)
}

/// Where the number at `at` ends, if it has no sign and no exponent and a block holds it and the byte behind it; else the
/// number has to be looked at more closely. Without a loop, for what differs from row to row is how long numbers are, and
/// a processor guesses that wrong.
#[inline(always)]
pub(crate) fn short_number(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = Block::at(bytes, at)?.digits();
    let whole = digits.trailing_ones();
    let mut length = whole;
    if whole == 0 || (whole > 1 && bytes.get(at) == Some(&b'0')) {
        return None;
    }
    if bytes.get(at + whole as usize) == Some(&b'.') {
        let places = (digits >> whole >> 1).trailing_ones();
        if places == 0 {
            return None;
        }
        length += 1 + places;
    }
    let end = at + length as usize;
    match bytes.get(end) {
        Some(b'e' | b'E') => None,
        _ if length as usize >= block::SIZE => None,
        _ => Some(end),
    }
}

/// Where the digits at `at` end that are an integer with a comma behind it, and that a block holds.
#[inline(always)]
pub(crate) fn plain_integer(bytes: &[u8], at: usize) -> Option<usize> {
    let length = Block::at(bytes, at)?.digits().trailing_ones() as usize;
    let end = at + length;
    let is_integer = length > 0 && bytes.get(at) != Some(&b'0') && bytes.get(end) == Some(&b',');
    is_integer.then_some(end)
}

/// Whether there are but digits in this place.
#[inline(always)]
pub(crate) fn are_digits(bytes: &[u8], at: Span) -> bool {
    match Block::at(bytes, at.start) {
        Some(block) if at.len() <= block::SIZE => block.digits().trailing_ones() as usize >= at.len(),
        _ => at.of(bytes).iter().all(u8::is_ascii_digit),
    }
}

/// The place of the first byte from `at` on that is no JSON whitespace, or the end.
#[inline(never)]
pub(crate) fn space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while word(bytes, at) == Some(ONES * 0x20) {
            at += 8;
        }
        match bytes.get(at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// Whether two texts are the same. Both are short, mostly: a call to the library's comparison would cost more than it.
#[inline(always)]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let Some(last) = a.len().checked_sub(8) else {
        return a.iter().zip(b).all(|(a, b)| a == b);
    };
    let mut at = 0;
    while at < last {
        if word(a, at) != word(b, at) {
            return false;
        }
        at += 8;
    }
    word(a, last) == word(b, last)
}

/// Whether the texts in two places are the same. Those that a block holds, as it does most names and keys, without a loop.
#[inline(always)]
pub(crate) fn same_at(a: &[u8], in_a: Span, b: &[u8], in_b: Span) -> bool {
    let len = in_a.len();
    if len != in_b.len() {
        return false;
    }
    let same_from = |from: usize| {
        let (a, b) = (Block::at(a, in_a.start + from)?, Block::at(b, in_b.start + from)?);
        Some(a.same(b).trailing_ones() as usize >= len.min(block::SIZE))
    };
    match len.checked_sub(block::SIZE) {
        None | Some(0) => same_from(0),
        Some(last @ 1..=block::SIZE) => same_from(0).zip(same_from(last)).map(|(first, last)| first && last),
        Some(_) => None,
    }
    .unwrap_or_else(|| same(in_a.of(a), in_b.of(b)))
}

/// Eight bytes from `at` on, the first one lowest.
#[inline(always)]
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// The first eight bytes, those behind a shorter text being 0.
#[inline(always)]
pub(crate) fn head(text: &[u8]) -> u64 {
    word(text, 0).unwrap_or_else(|| {
        let bytes = text.iter().rev();
        bytes.fold(0, |head, &byte| (head << 8) | u64::from(byte))
    })
}

#[cfg(test)]
mod tests {
    use super::{Span, are_digits, ascii, plain, plain_integer, same, same_at, short_number, space};

    #[test]
    fn stops_at_exactly_the_special_bytes_wherever_they_stand() {
        for byte in 0..=255u8 {
            for place in 0..40 {
                for filler in [b'a', b'!', b'#', b'[', b']', b' ', 0x7f, 0x80, 0xff] {
                    let mut text = [filler; 40];
                    text[place] = byte;
                    let stops = byte < 0x20 || byte == b'"' || byte == b'\\';
                    let end = if stops { place } else { 40 };
                    assert_eq!(plain(&text, 0), end, "{byte:#x} at {place} among {filler:#x}");
                }
            }
        }
        assert_eq!(plain(b"abc", 7), 7);
    }

    #[test]
    fn ascii_ends_where_a_byte_is_beyond_it() {
        for byte in 0..=255u8 {
            for place in 0..150 {
                let mut text = [b'a'; 150];
                text[place] = byte;
                assert_eq!(ascii(&text, 0), if byte < 0x80 { 150 } else { place }, "{byte:#x} at {place}");
            }
        }
    }

    #[test]
    fn short_numbers_end_behind_their_last_digit() {
        for (number, is_short) in [
            ("0", true),
            ("7", true),
            ("10", true),
            ("0.5", true),
            ("512.3", true),
            ("123456789012345", true),
            ("1234567890.1234", true),
            ("1234567890123456", false),
            ("1234567890.123456", false),
            ("12345678901234.5", false),
            ("-1", false),
            ("01", false),
            ("1.", false),
            (".5", false),
            ("1e5", false),
            ("1.5E5", false),
            ("", false),
        ] {
            for behind in [",", "}", " ", "x"] {
                let text = format!("{number}{behind}________________");
                assert_eq!(short_number(text.as_bytes(), 0), is_short.then_some(number.len()), "{text}");
            }
        }
        assert_eq!(short_number(b"1,", 0), None);
    }

    #[test]
    fn same_sees_every_byte() {
        for len in 0..30 {
            let a = vec![b'a'; len];
            assert!(same(&a, &a.clone()));
            assert!(!same(&a, &vec![b'a'; len + 1]));
            for place in 0..len {
                let mut b = a.clone();
                b[place] = b'b';
                assert!(!same(&a, &b), "byte {place} of {len}");
            }
        }
    }

    #[test]
    fn texts_in_their_places_compare_as_slices_do() {
        for len in 0..50 {
            for behind in [0, 1, 8] {
                // What stands around them differs.
                let text = |inner: &[u8], around: u8| [&[around], inner, &vec![around; behind]].concat();
                let (a, at) = (vec![b'm'; len], Span { start: 1, end: 1 + len });
                assert!(same_at(&text(&a, b'1'), at, &text(&a, b'2'), at));
                for place in 0..len {
                    for other in [b'l', b'n', 0xff] {
                        let mut b = a.clone();
                        b[place] = other;
                        assert!(!same_at(&text(&a, b'1'), at, &text(&b, b'1'), at), "byte {place} of {len}");
                    }
                }
            }
        }
    }

    #[test]
    fn plain_integers_have_a_comma_behind_them() {
        for (number, is_plain) in [
            ("7", true),
            ("10", true),
            ("1234567890123456", true),
            ("0", false),
            ("01", false),
            ("-1", false),
            ("", false),
        ] {
            for behind in [",", "]", ".", "e", " ", "\""] {
                let text = format!("{number}{behind}________________");
                let end = (is_plain && behind == ",").then_some(number.len());
                assert_eq!(plain_integer(text.as_bytes(), 0), end, "{text}");
            }
        }
        assert_eq!(plain_integer(b"12345678901234567,______________", 0), None);
        assert_eq!(plain_integer(b"1,", 0), None);
    }

    #[test]
    fn digits_are_told_from_all_else() {
        for byte in 0..=255u8 {
            for len in 1..20 {
                for place in 0..len {
                    for behind in [0, 16] {
                        let mut text = vec![b'0'; len];
                        text[place] = byte;
                        let text = [text, vec![b'x'; behind]].concat();
                        let at = Span { start: 0, end: len };
                        assert_eq!(are_digits(&text, at), byte.is_ascii_digit(), "{byte:#x} at {place} of {len}");
                    }
                }
            }
        }
    }

    #[test]
    fn space_is_these_four_only() {
        for byte in 0..=255u8 {
            for place in 0..20 {
                let mut text = [b' '; 20];
                text[place] = byte;
                let end = if b" \n\r\t".contains(&byte) { 20 } else { place };
                assert_eq!(space(&text, 0), end, "{byte:#x} at {place}");
            }
        }
    }
}
