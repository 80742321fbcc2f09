//! Random bytes close to JSON: taken and refused as `serde_json` takes and refuses them.

use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::model::{Json, any_json};
use super::{condition, keys, question, read};
use crate::Question;

/// What `serde_json` says. Ignoring values it knows no depth and takes lone surrogates, as JSON.parse does, but looks
/// at no UTF-8.
fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

pub(super) fn check(json: &[u8]) -> Result<(), TestCaseError> {
    // Wrapped, a closing bracket too many may make other JSON of it: so the wrapped bytes are judged.
    let wrapped = [b"{\"x\":", json, b",\"rows\":[]}"].concat();
    prop_assert_eq!(read(json).is_ok(), is_json(&wrapped), "{}", String::from_utf8_lossy(json));
    let row = [b"[{\"id\":1},{\"id\":2,\"a\":", json, b"}]"].concat();
    let question = Question { condition: Some(condition(r#"{"a.b":1,"a.0.c":{"$ne":[1]}}"#)), ..question() };
    let decided = question.decide(&keys("[1]"), &row);
    prop_assert_eq!(decided.is_ok(), is_json(&row), "{}", String::from_utf8_lossy(&row));
    Ok(())
}

/// A change of some bytes: what to put in the place of how many, and where.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, Vec<u8>)> {
    let tokens: Vec<&[u8]> = vec![
        b"",
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"1",
        b"-",
        b"+",
        b".",
        b"e",
        b"E5",
        b" ",
        b"\n",
        b"\t",
        b"\0",
        b"\x1f",
        b"\x7f",
        b"\xff",
        b"\xc3",
        b"\xa9",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"true",
        b"null",
        b"nul",
        b"NaN",
        b"\\u00e9",
        b"\\ud83d",
        b"\\u12",
        b"\\n",
        b"\\x",
        b"\"\":",
        b"[]",
        b"{}",
        b",,",
        b"//",
        b"'",
    ];
    let token = prop::sample::select(tokens).prop_map(<[u8]>::to_vec);
    (any::<prop::sample::Index>(), 0usize..4, token)
}

fn changed(json: &Json, style: u64, changes: &[(prop::sample::Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = json.write(style).into_bytes();
    for (place, length, token) in changes {
        let start = place.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, token.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn json_is_taken(json in any_json(), style in any::<u64>()) {
        let text = json.write(style);
        prop_assert!(is_json(text.as_bytes()));
        check(text.as_bytes())?;
    }

    #[test]
    fn changed_json_is_judged_alike(
        json in any_json(),
        style in any::<u64>(),
        changes in prop::collection::vec(change(), 1..3),
    ) {
        check(&changed(&json, style, &changes))?;
    }

    #[test]
    fn any_bytes_are_judged_alike(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        check(&bytes)?;
        let whole = question().decide(&keys("[1]"), &bytes);
        prop_assert!(whole.is_err() || is_json(&bytes) || bytes.starts_with(b"\xEF\xBB\xBF"));
    }

    #[test]
    fn text_of_brackets_and_quotes(text in "[\\[\\]{},:\"a1 \\\\]{0,16}") {
        check(text.as_bytes())?;
    }
}
