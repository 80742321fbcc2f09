//! Whether a reply is UTF-8. Most replies are ASCII all but a few names, so what is not is checked by itself.

use super::bytes;
use crate::bad_reply::Fault;

pub(crate) fn check(reply: &[u8]) -> Result<(), Fault> {
    let mut end = 0;
    loop {
        let start = bytes::ascii(reply, end);
        let rest = reply.get(start..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        // ASCII is part of no longer character: what lies between has to be whole by itself.
        let other = rest.iter().take_while(|byte| !byte.is_ascii()).count();
        end = start + other;
        if let Err(error) = std::str::from_utf8(rest.get(..other).unwrap_or_default()) {
            let is_cut = error.error_len().is_none() && end == reply.len();
            let why = if is_cut { "the reply ended within a character" } else { "bytes that are not UTF-8" };
            return Err(Fault::new(start + error.valid_up_to(), why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::BadReply;
    use proptest::prelude::*;

    fn expected(bytes: &[u8]) -> Option<(usize, bool)> {
        let error = std::str::from_utf8(bytes).err()?;
        Some((error.valid_up_to(), error.error_len().is_none()))
    }

    fn found(bytes: &[u8]) -> Option<(usize, bool)> {
        let BadReply { at, why } = check(bytes).err()?.into();
        Some((at, why == "the reply ended within a character"))
    }

    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            "[ -~]{0,40}".prop_map(String::into_bytes),
            "\\PC{0,4}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..3),
            prop::sample::select(vec![
                &b"\xED\xA0\x80"[..],
                b"\xF4\x90\x80\x80",
                b"\xC0\x80",
                b"\xE2\x82",
                b"\xF0\x9F"
            ])
            .prop_map(<[u8]>::to_vec),
        ];
        prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn says_what_the_library_says(bytes in pieces()) {
            prop_assert_eq!(found(&bytes), expected(&bytes));
        }
    }
}
