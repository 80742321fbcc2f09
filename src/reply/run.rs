//! The hottest loop: stepping over the plain characters of a string. Alone in its file so that it can be made wider.
#![allow(clippy::inline_always)] // most strings are short: a call would cost more than the loop

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES * 0x80;

/// The place of the first byte from `at` on that is not plain inside a JSON string (a quote, a backslash or a control
/// character), or the end.
#[inline(always)]
pub(super) fn plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let found = special(word);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at)
        && byte >= b' '
        && byte != b'"'
        && byte != b'\\'
    {
        at += 1;
    }
    at
}

/// The place of the first byte from `at` on that is no JSON whitespace, or the end.
#[inline(never)]
pub(super) fn space(bytes: &[u8], mut at: usize) -> usize {
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
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
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

/// Eight bytes from `at` on, the first one lowest.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// The first eight bytes, those behind a shorter text being 0.
#[inline(always)]
pub(super) fn head(text: &[u8]) -> u64 {
    word(text, 0).unwrap_or_else(|| {
        let bytes = text.iter().rev();
        bytes.fold(0, |head, &byte| (head << 8) | u64::from(byte))
    })
}

/// Sets the high bit of each special byte. Bits above the first special byte may be wrong (borrows run upwards).
#[inline(always)]
fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * u64::from(b'"'));
    let backslash = word ^ (ONES * u64::from(b'\\'));
    (quote.wrapping_sub(ONES) & !quote
        | backslash.wrapping_sub(ONES) & !backslash
        | word.wrapping_sub(ONES * 0x20) & !word)
        & HIGHS
}

#[cfg(test)]
mod tests {
    use super::{plain, same, space};

    #[test]
    fn stops_at_exactly_the_special_bytes_wherever_they_stand() {
        for byte in 0..=255u8 {
            for place in 0..20 {
                for filler in [b'a', b'!', b'#', b'[', b']', b' ', 0x7f, 0x80, 0xff] {
                    let mut text = [filler; 20];
                    text[place] = byte;
                    let stops = byte < 0x20 || byte == b'"' || byte == b'\\';
                    let end = if stops { place } else { 20 };
                    assert_eq!(plain(&text, 0), end, "{byte:#x} at {place} among {filler:#x}");
                }
            }
        }
        assert_eq!(plain(b"abc", 7), 7);
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
