//! Strings of the reply, compared without being decoded first.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::bytes;

/// What stands between the quotes of a string that was checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a> {
    pub(crate) bytes: &'a [u8],
    /// Whether a backslash may be in it: without one the bytes are the text.
    pub(crate) escaped: bool,
}

impl<'a> Raw<'a> {
    /// The string that `token` (with its quotes) is; `None` where it is none.
    pub(crate) fn of(token: &'a [u8]) -> Option<Self> {
        let bytes = token.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        // A long one is not looked through for what mostly shows in its first letters.
        let escaped = bytes.len() > LONG || bytes.contains(&b'\\');
        Some(Self { bytes, escaped })
    }

    #[inline]
    pub(crate) fn is(self, text: &[u8]) -> bool {
        if self.escaped { self.decode().eq(text.iter().copied()) } else { bytes::same(self.bytes, text) }
    }

    /// By code point, which in UTF-8 (and WTF-8) is the order of the bytes.
    pub(crate) fn order(self, text: &[u8]) -> Ordering {
        if self.escaped { self.decode().cmp(text.iter().copied()) } else { self.bytes.cmp(text) }
    }

    /// The same of two strings of the reply.
    pub(crate) fn cmp(self, other: Self) -> Ordering {
        if self.escaped || other.escaped { self.decode().cmp(other.decode()) } else { self.bytes.cmp(other.bytes) }
    }

    pub(crate) fn text(self) -> Cow<'a, [u8]> {
        if self.escaped { Cow::Owned(self.decode().collect()) } else { Cow::Borrowed(self.bytes) }
    }

    /// The bytes that the string stands for, in WTF-8: UTF-8 in which a surrogate without its other half keeps its place.
    pub(crate) fn decode(self) -> impl Iterator<Item = u8> + 'a {
        let mut rest = self.bytes;
        let mut pending = Pending::default();
        std::iter::from_fn(move || {
            if let Some(byte) = pending.next() {
                return Some(byte);
            }
            let (&byte, behind) = rest.split_first()?;
            rest = behind;
            if byte != b'\\' {
                return Some(byte);
            }
            let (&kind, behind) = rest.split_first()?;
            rest = behind;
            match kind {
                b'b' => Some(0x08),
                b'f' => Some(0x0C),
                b'n' => Some(b'\n'),
                b'r' => Some(b'\r'),
                b't' => Some(b'\t'),
                b'u' => {
                    pending = Pending::code_point(code_point(&mut rest)?);
                    pending.next()
                }
                other => Some(other),
            }
        })
    }
}

const LONG: usize = 256;

/// The text that a JSON string stands for, in WTF-8.
pub fn unescaped(string: &[u8]) -> Vec<u8> {
    Raw::of(string).map(|raw| raw.text().into_owned()).unwrap_or_default()
}

/// Reads the digits of a `\u` escape, and those of the next one where the two are the halves of one code point.
fn code_point(rest: &mut &[u8]) -> Option<u32> {
    let unit = hex(rest)?;
    *rest = rest.get(4..)?;
    if (0xD800..0xDC00).contains(&unit)
        && let Some(low) = rest.strip_prefix(b"\\u").and_then(hex)
        && (0xDC00..0xE000).contains(&low)
    {
        *rest = rest.get(6..)?;
        return Some(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    }
    Some(unit)
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = digits.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?))
}

/// The bytes of one code point that are still to be given out.
#[derive(Default)]
struct Pending {
    bytes: [u8; 4],
    next: usize,
    len: usize,
}

impl Pending {
    fn code_point(code: u32) -> Self {
        let low = |shift: u32| 0x80 | ((code >> shift) & 0x3F);
        let (units, len) = match code {
            0..0x80 => ([code, 0, 0, 0], 1),
            0x80..0x800 => ([0xC0 | (code >> 6), low(0), 0, 0], 2),
            0x800..0x1_0000 => ([0xE0 | (code >> 12), low(6), low(0), 0], 3),
            _ => ([0xF0 | (code >> 18), low(12), low(6), low(0)], 4),
        };
        Self { bytes: units.map(|unit| (unit & 0xFF) as u8), next: 0, len }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.next..self.len)?.first().copied();
        self.next += usize::from(byte.is_some());
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::Raw;

    fn decoded(text: &str) -> Vec<u8> {
        let raw = Raw::of(text.as_bytes()).unwrap();
        assert!(raw.is(&raw.text()));
        raw.text().into_owned()
    }

    #[test]
    fn decodes_every_escape() {
        assert_eq!(decoded(r#""\"\\\/\b\f\n\r\t""#), b"\"\\/\x08\x0C\n\r\t");
        assert_eq!(decoded(r#""\u0069d""#), b"id");
        assert_eq!(decoded(r#""\u00e9\u20AC""#), "é€".as_bytes());
        assert_eq!(decoded(r#""\ud83d\ude00!""#), "😀!".as_bytes());
        assert_eq!(decoded(r#""\uffff\ue000""#), "\u{ffff}\u{e000}".as_bytes());
    }

    #[test]
    fn keeps_lone_surrogates() {
        assert_eq!(decoded(r#""\ud83d""#), b"\xED\xA0\xBD");
        assert_eq!(decoded(r#""\ude00\ud83d""#), b"\xED\xB8\x80\xED\xA0\xBD");
        assert_eq!(decoded(r#""\ude00\ude00""#), b"\xED\xB8\x80\xED\xB8\x80");
        assert_eq!(decoded(r#""\ud83d\ud83d\ude00""#), b"\xED\xA0\xBD\xF0\x9F\x98\x80");
        assert_eq!(decoded(r#""\ud83dx\ude00""#), b"\xED\xA0\xBDx\xED\xB8\x80");
    }

    #[test]
    fn orders_by_code_point() {
        let raw = |text: &'static str| Raw::of(text.as_bytes()).unwrap();
        assert!(raw(r#""\ud83d\ude00""#).order("\u{ffff}".as_bytes()).is_gt());
        assert!(raw(r#""a""#).order(b"ab").is_lt());
        assert!(raw(r#""\u0061b""#).order(b"ab").is_eq());
        assert!(!raw(r#""\u0061b""#).is(b"a"));
        assert!(!raw(r#""\u0061""#).is(b"ab"));
    }
}
