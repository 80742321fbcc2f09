//! What is JSON and what is not.

use super::{condition, keys, letters, question, read};
use crate::{Path, Question, RowKey};

const JSON: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "0.5",
    "-0.5",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "0e0",
    "0E+00",
    "1.25e10",
    "1e400",
    "123456789012345678901234567890",
    r#""""#,
    r#""a""#,
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u0000""#,
    r#""\uD83D\uDE00""#,
    r#""\uD83D""#,
    r#""\uDE00""#,
    r#""\uABCD\uabcd""#,
    "\"\u{7f}\"",
    "\"\u{2028}\u{2029}\"",
    "\"\u{10ffff}\"",
    "\"é and 😀\"",
    "[]",
    "[ ]",
    "[1]",
    "[1,2]",
    "[ 1 , 2 ]",
    "[[],[]]",
    "{}",
    "{ }",
    r#"{"a":1}"#,
    r#"{ "a" : 1 , "b" : [ ] }"#,
    r#"{"a":1,"a":2}"#,
    r#"{"":{"":{}}}"#,
    " \t\n\r 1 \t\n\r ",
    r#"[{"a":[{"b":[]}]}]"#,
];

const NO_JSON: &[&str] = &[
    "",
    " ",
    "nul",
    "nulL",
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "True",
    "tru",
    "truex",
    "fals",
    "00",
    "01",
    "-",
    "--1",
    "-a",
    "+1",
    ".5",
    "-.5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "1E-",
    "1.5.5",
    "0x10",
    "1_000",
    "1a",
    "-01",
    "'a'",
    r#"""#,
    r#""a"#,
    r#""\"#,
    r#""\a""#,
    r#""\'""#,
    r#""\x41""#,
    r#""\u""#,
    r#""\u123""#,
    r#""\u12G4""#,
    r#""\u 123""#,
    r#""\U0041""#,
    "\"\n\"",
    "\"\t\"",
    "\"\0\"",
    "\"\u{1f}\"",
    "\"a\\\nb\"",
    r#""a"b"#,
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,]",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "[1}",
    "[1:2]",
    "{",
    "}",
    "{]",
    r#"{"a"}"#,
    r#"{"a":}"#,
    r#"{"a":1"#,
    r#"{"a":1,}"#,
    "{,}",
    r#"{,"a":1}"#,
    r#"{"a":1,,"b":2}"#,
    r#"{"a" 1}"#,
    r#"{"a"::1}"#,
    r#"{"a":1 "b":2}"#,
    r#"{"a":1]"#,
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{null:1}",
    "{[]:1}",
    "1 2",
    "null null",
    "[] []",
    "{} {}",
    "[]]",
    "{}}",
    "/* */ 1",
    "1 // one",
    "1,",
    "\u{a0}1",
    "\u{2028}1",
    "\u{feff}1",
    "\u{b}1",
    "\u{c}1",
    "<html>",
    "\0",
];

/// A value in every place that reads values in a way of its own. The whole reply is the first of them.
fn places(value: &str) -> Vec<(&'static str, String, Question)> {
    let by_condition = Question { condition: Some(condition(r#"{"a.b":1,"x":2}"#)), ..question() };
    let far = Question { rows: Path::parse("far.away"), ..question() };
    let place = |what, text: String, question: &Question| (what, text, question.clone());
    vec![
        place("whole", value.to_owned(), &question()),
        place("row", format!(r#"[{value},{{"id":1}}]"#), &question()),
        place("member of a row", format!(r#"[{{"z":{value},"id":1}}]"#), &question()),
        place("captured", format!(r#"[{{"id":1,"a":{value}}}]"#), &by_condition),
        place("within skipped", format!(r#"[{{"id":1,"z":[[{{"y":{value}}}]]}}]"#), &question()),
        place("row of a map", format!(r#"{{"1":{value}}}"#), &question()),
        place("before the rows", format!(r#"{{"no":{value},"far":{{"away":[]}}}}"#), &far),
        place("behind the rows", format!(r#"{{"far":{{"away":[],"no":{value}}}}}"#), &far),
    ]
}

#[test]
fn takes_what_is_json_wherever_it_stands() {
    for value in JSON {
        for (place, text, question) in places(value).into_iter().skip(1) {
            let decided = question.decide(&keys("[1]"), text.as_bytes());
            assert!(decided.is_ok(), "{place}: {text}: {decided:?}");
        }
    }
}

#[test]
fn refuses_what_is_no_json_wherever_it_stands() {
    for value in NO_JSON {
        for (place, text, question) in places(value) {
            let decided = question.decide(&keys("[1]"), text.as_bytes());
            assert!(decided.is_err(), "{place}: {text}");
        }
    }
}

#[test]
fn tells_where_and_why() {
    for (reply, at, why) in [
        ("", 0, "the reply ended, expected a JSON value"),
        ("  ", 2, "the reply ended, expected a JSON value"),
        ("<html>", 0, "unexpected `<`, expected a JSON value"),
        ("[1 2]", 3, "unexpected `2`, expected `,` or `]`"),
        ("[1", 2, "the reply ended, expected `,` or `]`"),
        ("[] x", 3, "unexpected `x`, expected the end"),
        (r#"[{"id" 1}]"#, 7, "unexpected `1`, expected `:`"),
        (r#"[{"id":1 "a"}]"#, 9, "unexpected `\\\"`, expected `,` or `}`"),
        (r#"[{"id":1,}]"#, 9, "unexpected `}`, expected a member's name"),
        (r"[{x", 2, "unexpected `x`, expected a member's name or `}`"),
        (r#"[{"id":1,"a":[{"b":tru}]}]"#, 22, "unexpected `}`, expected `true`"),
        (r#"["abc"#, 5, "the reply ended within a string"),
        (r#"["ab\"#, 5, "the reply ended within a string"),
        (r#"["ab\u00"#, 8, "the reply ended within a string"),
        (r#"["a\q"]"#, 4, "unexpected `q`, expected one of \" \\ / b f n r t u after `\\`"),
        (r#"["\u00x0"]"#, 6, "unexpected `x`, expected four hexadecimal digits after `\\u`"),
        ("[\"a\nb\"]", 3, "a control character (0x0A) within a string"),
        ("[1.]", 3, "unexpected `]`, expected a digit"),
        ("[-", 2, "the reply ended, expected a digit"),
        ("[é]", 1, "unexpected `é`, expected a JSON value"),
        ("[\u{1}]", 1, "unexpected `\\u{1}`, expected a JSON value"),
        ("\u{feff}[x]", 4, "unexpected `x`, expected a JSON value"),
    ] {
        let error = question().decide(&keys("[1]"), reply.as_bytes()).unwrap_err();
        assert_eq!((error.at, error.why.as_str()), (at, why), "{reply}");
    }
}

#[test]
fn refuses_bytes_that_are_not_utf8() {
    for (bytes, at, why) in [
        (&b"[\"a\xFFb\"]"[..], 3, "bytes that are not UTF-8"),
        (b"[\"\xC0\x80\"]", 2, "bytes that are not UTF-8"),
        (b"[\"\xED\xA0\x80\"]", 2, "bytes that are not UTF-8"),
        (b"[\"\xF4\x90\x80\x80\"]", 2, "bytes that are not UTF-8"),
        (b"\x1F\x8B\x08", 1, "bytes that are not UTF-8"),
        (b"\xFE\xFF\x00[", 0, "bytes that are not UTF-8"),
        (b"[\"\xF0\x9F\x98", 2, "the reply ended within a character"),
    ] {
        let error = question().decide(&keys("[1]"), bytes).unwrap_err();
        assert_eq!((error.at, error.why.as_str()), (at, why));
    }
}

#[test]
fn one_byte_order_mark_may_precede() {
    let decide = |reply: &str| question().decide(&keys("[7]"), reply.as_bytes());
    assert_eq!(letters(&decide("\u{feff}[{\"id\":7}]").unwrap()), "p");
    assert_eq!(decide("\u{feff}\u{feff}[]").unwrap_err().at, 3);
    assert_eq!(decide(" \u{feff}[]").unwrap_err().at, 1);
    assert_eq!(decide("\u{feff}").unwrap_err().at, 3);
}

#[test]
fn every_prefix_of_a_reply_is_refused() {
    let reply = r#" {"page":{"n":-1.5e+3,"s":"a\u00e9é😀\n"},"data":{"rows":[{"id":1,"a":{"b":[true,false,null]}},
        {"id":"2","a":[[],{}],"x":"\ud83d"}],"more":[0]},"end":"" } "#;
    let question =
        Question { rows: Path::parse("data.rows"), condition: Some(condition(r#"{"a.b":true}"#)), ..question() };
    let keys = keys("[1,2]");
    assert_eq!(letters(&question.decide(&keys, reply.as_bytes()).unwrap()), "ps");
    for end in 0..reply.trim_end().len() {
        let error = question.decide(&keys, &reply.as_bytes()[..end]).unwrap_err();
        assert!(error.why.starts_with("the reply ended"), "{end}: {error}");
        assert!(error.at <= end, "{end}: {error}");
    }
}

#[test]
fn no_depth_is_too_deep() {
    const DEEP: usize = 200_000;
    let arrays = ["[".repeat(DEEP), "]".repeat(DEEP)].concat();
    let objects = [r#"{"a":"#.repeat(DEEP), "1".to_owned(), "}".repeat(DEEP)].concat();
    let mixed = [r#"[{"a":"#.repeat(DEEP / 2), "1".to_owned(), "}]".repeat(DEEP / 2)].concat();
    for deep in [&arrays, &objects, &mixed] {
        assert!(read(deep.as_bytes()).is_ok());
        assert!(read(&deep.as_bytes()[..deep.len() - 1]).is_err());
        let reply = format!(r#"[{{"id":1,"a":{deep}}}]"#);
        let by_condition =
            Question { condition: Some(condition(r#"{"a.a.a":{"$ne":[[1]]},"a.0":{"$ne":[[[]]]}}"#)), ..question() };
        for question in [question(), by_condition] {
            let decided = question.decide(&keys("[1]"), reply.as_bytes()).unwrap();
            assert_eq!(letters(&decided), "p");
        }
        let by_position = Question { row_key: RowKey::Position, rows: Path::parse("x"), ..question() };
        let reply = format!(r#"{{"y":{deep},"x":[{deep}]}}"#);
        assert!(by_position.decide(&keys("[1]"), reply.as_bytes()).is_ok());
    }
    let wrong = ["[".repeat(DEEP), "}".repeat(DEEP)].concat();
    assert_eq!(read(wrong.as_bytes()).unwrap_err().at, DEEP + 5);
    assert!(question().decide(&keys("[1]"), "[".repeat(DEEP).as_bytes()).is_err());
}
