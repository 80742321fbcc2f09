//! What names a user in a reply.

use crate::scan::Span;
use crate::scan::numbers::Decimal;
use crate::scan::text::Raw;
use crate::scan::walk::Kind;

/// What can name a user.
pub(super) enum Key<'a> {
    Text(Raw<'a>),
    /// A number as it is written.
    Number(&'a [u8]),
}

impl<'a> Key<'a> {
    #[inline]
    pub(super) fn of(bytes: &'a [u8], value: Span) -> Option<Self> {
        let token = value.of(bytes);
        match Kind::at(token, 0) {
            Kind::Text => Raw::of(token).map(Self::Text),
            Kind::Number => Some(Self::Number(token)),
            _ => None,
        }
    }

    /// The key's text, put together in `scratch` where it is not written plainly. `None` for a number that is no
    /// integer, or a longer one than any key.
    #[inline]
    pub(super) fn plain<'b>(self, longest: usize, scratch: &'b mut Vec<u8>) -> Option<&'b [u8]>
    where
        'a: 'b,
    {
        match self {
            Self::Text(raw) if !raw.escaped => Some(raw.bytes),
            Self::Number(number) if is_plain(number) => Some(number),
            Self::Text(raw) => {
                scratch.clear();
                scratch.extend(raw.decode());
                Some(scratch)
            }
            Self::Number(number) => {
                scratch.clear();
                let integer = Decimal::of(number).write_integer(longest, scratch);
                integer.then_some(&*scratch)
            }
        }
    }
}

/// Whether a JSON number is written as an integer is written as text.
#[inline]
fn is_plain(number: &[u8]) -> bool {
    number != b"-0" && number.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'-'))
}
