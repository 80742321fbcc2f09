//! Which row is whose, and what counts.

use super::{condition, keys, letters, question};
use crate::{Path, Place, Question, RowKey, Verdict};

fn at(rows: &str) -> Question {
    Question { rows: Path::parse(rows), ..question() }
}

fn keyed(path: &str) -> Question {
    Question { row_key: RowKey::Path(Path::parse(path)), ..question() }
}

fn by_position() -> Question {
    Question { row_key: RowKey::Position, ..question() }
}

/// Verdicts, received, unexpected, duplicate.
fn told(question: &Question, users: &str, reply: &str) -> (String, u32, u32, u32) {
    let decided = question.decide(&keys(users), reply.as_bytes()).unwrap_or_else(|error| panic!("{reply}: {error}"));
    (letters(&decided), decided.received, decided.unexpected, decided.duplicate)
}

fn refused(question: &Question, users: &str, reply: &str) -> String {
    match question.decide(&keys(users), reply.as_bytes()) {
        Ok(decided) => panic!("{reply}: {decided:?}"),
        Err(error) => format!("{}: {}", error.at, error.why),
    }
}

fn tell(verdicts: &str, received: u32, unexpected: u32, duplicate: u32) -> (String, u32, u32, u32) {
    (verdicts.to_owned(), received, unexpected, duplicate)
}

#[test]
fn rows_in_order_in_any_order_and_with_gaps() {
    let q = question();
    for (reply, expected) in [
        (r#"[{"id":1},{"id":2},{"id":3}]"#, tell("ppp", 3, 0, 0)),
        (r#"[{"id":3},{"id":1},{"id":2}]"#, tell("ppp", 3, 0, 0)),
        (r#"[{"id":3},{"id":2},{"id":1}]"#, tell("ppp", 3, 0, 0)),
        (r#"[{"id":1},{"id":3}]"#, tell("pmp", 2, 0, 0)),
        (r#"[{"id":2}]"#, tell("mpm", 1, 0, 0)),
        (r#"[{"id":9},{"id":1},{"id":2}]"#, tell("ppm", 3, 1, 0)),
        (r#"[{"id":2},{"id":2},{"id":3},{"id":3},{"id":1}]"#, tell("ppp", 5, 0, 2)),
        ("[]", tell("mmm", 0, 0, 0)),
    ] {
        assert_eq!(told(&q, "[1,2,3]", reply), expected, "{reply}");
    }
}

#[test]
fn keys_compare_as_text() {
    let q = question();
    let passed = |users: &str, key: &str| told(&q, users, &format!(r#"[{{"id":{key}}},{{"id":"other"}}]"#)).0;
    assert_eq!(passed("[7]", r#""7""#), "p");
    assert_eq!(passed(r#"["7"]"#, "7"), "p");
    assert_eq!(passed("[7]", "7.0"), "p");
    assert_eq!(passed("[7]", r#""7.0""#), "m");
    assert_eq!(passed(r#"["7.0"]"#, r#""7.0""#), "p");
    assert_eq!(passed(r#"["7.0"]"#, "7.0"), "m");
    assert_eq!(passed("[1000]", "1e3"), "p");
    assert_eq!(passed("[15]", "1.5e1"), "p");
    assert_eq!(passed("[0]", "-0"), "p");
    assert_eq!(passed("[0]", "0e999999999999999999999"), "p");
    assert_eq!(passed(r#"["-0"]"#, "-0"), "m");
    assert_eq!(passed("[-7]", "-70e-1"), "p");
    assert_eq!(passed("[9007199254740993]", "9007199254740993"), "p");
    assert_eq!(passed("[9007199254740993]", "9007199254740993.0"), "p");
    assert_eq!(passed("[9007199254740993]", "9007199254740992"), "m");
    assert_eq!(passed("[9007199254740993]", "9.007199254740993E15"), "p");
    assert_eq!(passed("[7]", "7.5"), "m");
    assert_eq!(passed("[7]", "1e999999999"), "m");
    assert_eq!(passed("[7]", "7e-1"), "m");
    assert_eq!(passed(r#"["é"]"#, r#""\u00e9""#), "p");
    assert_eq!(passed(r#"["\u00e9"]"#, r#""é""#), "p");
    assert_eq!(passed(r#"["\ud83d"]"#, r#""\ud83D""#), "p");
    assert_eq!(passed(r#"["\ud83d"]"#, r#""\ud83e""#), "m");
    assert_eq!(passed(r#"["😀"]"#, r#""\ud83d\ude00""#), "p");
    assert_eq!(passed(r#"[""]"#, r#""""#), "p");
}

#[test]
fn the_first_row_of_a_user_counts() {
    let q = Question { condition: Some(condition(r#"{"ok":true}"#)), ..question() };
    for (reply, verdict) in [
        (r#"[{"id":1,"ok":true},{"id":1,"ok":false}]"#, "p"),
        (r#"[{"id":1,"ok":false},{"id":1,"ok":true}]"#, "s"),
        // Of two members of an object with one name the last one counts, as everywhere in JSON.
        (r#"{"1":{"ok":true},"1":{"ok":false}}"#, "s"),
        (r#"{"1":{"ok":false},"\u0031":{"ok":true}}"#, "p"),
    ] {
        assert_eq!(told(&q, "[1]", reply), tell(verdict, 2, 0, 1));
    }
}

#[test]
fn null_by_position_is_no_row() {
    let not = Question { condition: Some(condition(r#"{"$nor":[{"ok":true}]}"#)), ..question() };
    let q = Question { row_key: RowKey::Position, ..not };
    assert_eq!(told(&q, "[1,2,3]", r#"[null,{"ok":true},{}]"#), tell("msp", 3, 0, 0));
}

#[test]
fn paths_go_through_arrays_by_index() {
    let q = at("data.1.rows");
    let one = |reply: &str| told(&q, "[1,2]", reply).0;
    assert_eq!(one(r#"{"data":[{"rows":[{"id":1}]},{"rows":[{"id":2}]},{"rows":[]}]}"#), "mp");
    assert_eq!(one(r#"{"data":{"1":{"rows":[{"id":1}]}}}"#), "pm");
    assert_eq!(told(&at("1"), "[1,2]", r#"[7,[{"id":1}],8]"#).0, "pm");
    assert_eq!(told(&at("0.0"), "[1,2]", r#"[[[{"id":2}]]]"#).0, "mp");
    let why = "8: expected rows at `data.1.rows`, found nothing at `data.1`";
    assert_eq!(refused(&q, "[1]", r#"{"data":[{"rows":[]}]}"#), why);
    // No index, as JavaScript writes one.
    let why = "0: expected rows at `01`, found an array";
    assert_eq!(refused(&at("01"), "[1]", "[7,[]]"), why);
    let key = Question { row_key: RowKey::Path(Path::parse("0")), ..question() };
    assert_eq!(told(&key, "[1,2]", "[[2,true],[9,true]]"), tell("mp", 2, 1, 0));
    let key = Question { row_key: RowKey::Path(Path::parse("ref.1")), ..question() };
    assert_eq!(told(&key, "[1,2]", r#"[{"ref":["x",1]}]"#).0, "pm");
}

#[test]
fn names_and_members() {
    let q = Question { condition: Some(condition(r#"{"ok":true}"#)), ..question() };
    // Escaped names, and the last of two with one name.
    for (row, verdict) in [
        (r#"{"\u0069d":1,"o\u006b":true}"#, "p"),
        (r#"{"id":9,"id":1,"ok":false,"ok":true}"#, "p"),
        (r#"{"id":1,"ok":true,"ok":false}"#, "s"),
        (r#"{"id":1,"ok":true,"\u006fk":false}"#, "s"),
        (r#"{"id":1,"id":9,"ok":true}"#, "m"),
        (r#"{"id":1,"id":null,"ok":true}"#, "m"),
        (r#"{"id":1,"deep":{"ok":true}}"#, "s"),
    ] {
        let reply = format!(r#"[{row},{{"id":"other"}}]"#);
        assert_eq!(told(&q, "[1]", &reply).0, verdict, "{row}");
    }
    // Rows of different shapes after one another.
    let reply = r#"[{"id":1,"ok":true},{"ok":true,"id":2},{"id":3,"okay":true},{"x":1,"id":4,"ok":true},
        {"id" : 5,"ok": true},{"id": 6},{"id":  7,"ok":   true,"x":[]},{"id":8,"ok":true}]"#;
    assert_eq!(told(&q, "[1,2,3,4,5,6,7,8]", reply).0, "ppsppspp");
}

#[test]
fn the_key_is_at_its_path() {
    let reply = r#"[{"user":{"ref":{"id":1}}},{"user":{"ref":{"id":0},"ref":{"id":2}}},{"user":[{"ref":{"id":3}}]}]"#;
    assert_eq!(told(&keyed("user.ref.id"), "[1,2,3]", reply), tell("ppm", 3, 1, 0));
    assert_eq!(told(&keyed(""), "[1,2,3]", r#"[3,"1",{"id":2}]"#), tell("pmp", 3, 1, 0));
    assert_eq!(told(&keyed("a..b"), "[1]", r#"[{"a":{"":{"b":1}}}]"#), tell("p", 1, 0, 0));
}

#[test]
fn rows_without_a_key_are_unexpected_unless_all_are() {
    let q = question();
    for row in ["{}", r#"{"id":null}"#, r#"{"id":true}"#, r#"{"id":{}}"#, r#"{"id":[1]}"#, "null", "1", "[1]"] {
        let reply = format!(r#"[{row},{{"id":1}}]"#);
        assert_eq!(told(&q, "[1]", &reply), tell("p", 2, 1, 0), "{row}");
        assert_eq!(refused(&q, "[1]", &format!(" [{row},{row}]")), "1: no row has a key at `id`");
    }
    // A stranger has a key.
    assert_eq!(told(&q, "[1]", r#"[{"id":7.5}]"#), tell("m", 1, 1, 0));
    assert_eq!(refused(&keyed(""), "[1]", "[{}]"), "0: no row is a key");
}

#[test]
fn rows_by_position() {
    let q = Question { condition: Some(condition(r#"{"":{"$gte":5}}"#)), ..by_position() };
    assert_eq!(told(&q, "[1,2,3]", "[5,4,6]"), tell("psp", 3, 0, 0));
    assert_eq!(told(&q, "[1,1,1]", "[5,4,6]"), tell("psp", 3, 0, 0));
    assert_eq!(told(&q, "[]", "[]"), tell("", 0, 0, 0));
    for reply in ["[5,4]", "[5,4,6,7]", "[]"] {
        let count = reply.matches(|c: char| c.is_ascii_digit()).count();
        let why = format!("0: expected a row for each of the 3 users, found {count}");
        assert_eq!(refused(&q, "[1,2,3]", reply), why);
    }
    assert_eq!(told(&by_position(), "[1,2]", r#"{"2":0}"#), tell("mp", 1, 0, 0));
}

#[test]
fn an_object_maps_keys_to_rows() {
    let q = Question { condition: Some(condition(r#"{"ok":true}"#)), ..question() };
    let reply = r#"{"2":{"ok":true,"id":1},"1":{"ok":false},"9":{},"2":{},"7.0":{"ok":true}}"#;
    assert_eq!(told(&q, "[1,2,7]", reply), tell("ssm", 5, 2, 1));
    // Null is no row, be it the last that is said of a user or not.
    assert_eq!(told(&q, "[1,2]", r#"{"1":null,"2":{"ok":true}}"#), tell("mp", 2, 0, 0));
    assert_eq!(told(&q, "[1,2]", r#"{"1":{"ok":true},"2":null,"1":null,"2":{"ok":true}}"#), tell("mp", 4, 0, 1));
    assert_eq!(told(&q, "[1]", r#"{"1":null}"#), tell("m", 1, 0, 0));
    assert_eq!(told(&q, "[1]", "{}"), tell("m", 0, 0, 0));
    assert_eq!(refused(&q, "[1]", r#" {"error":"x"}"#), "1: the object of rows names none of the users");
    let q = at("data");
    let why = "8: the object of rows at `data` names none of the users";
    assert_eq!(refused(&q, "[1]", r#"{"data":{"error":"x"}}"#), why);
}

#[test]
fn rows_are_at_their_path() {
    let q = at("data.rows");
    let one = |reply: &str| told(&q, "[1,2]", reply).0;
    assert_eq!(one(r#"{"data":{"rows":[{"id":1}]}}"#), "pm");
    assert_eq!(one(r#"{"x":{"data":{}},"data":{"y":[],"rows":[{"id":1}],"z":1},"w":{}}"#), "pm");
    assert_eq!(one(r#"{"d\u0061ta":{"rows":{"2":{}}}}"#), "mp");
    // The last of two members with one name, on every level.
    assert_eq!(one(r#"{"data":{"rows":[{"id":1}],"rows":[{"id":2}]}}"#), "mp");
    assert_eq!(one(r#"{"data":{"rows":[{"id":1}]},"data":{"rows":[{"id":2}]}}"#), "mp");
    assert_eq!(one(r#"{"data":{"rows":null},"data":{"rows":[{"id":2}]}}"#), "mp");
    assert_eq!(one(r#"{"data":7,"data":{"rows":1,"rows":[{"id":2}]}}"#), "mp");
    let reply = r#"{"data":{"rows":[{"id":1},{"id":1}]},"data":{"rows":[{"id":2}]}}"#;
    assert_eq!(told(&q, "[1,2]", reply), tell("mp", 1, 0, 0));
}

#[test]
fn no_rows_are_told_by_path_and_find() {
    for (reply, why) in [
        ("7", "0: expected rows at `data.rows`, found a number"),
        ("[]", "0: expected rows at `data.rows`, found an array"),
        ("{}", "0: expected rows at `data.rows`, found nothing at `data`"),
        (r#"{"data":{}}"#, "8: expected rows at `data.rows`, found nothing at `data.rows`"),
        (r#"{"data":[{"rows":[]}]}"#, "8: expected rows at `data.rows`, found an array at `data`"),
        (r#"{"data":{"rows":"x"}}"#, "16: expected rows at `data.rows`, found a string at `data.rows`"),
        (r#"{"data":{"rows":[]},"data":null}"#, "27: expected rows at `data.rows`, found null at `data`"),
        (r#"{"data":{"rows":[]},"data":{}}"#, "27: expected rows at `data.rows`, found nothing at `data.rows`"),
        (r#"{"data":{"rows":[],"rows":true}}"#, "26: expected rows at `data.rows`, found a boolean at `data.rows`"),
        // JSON comes first.
        (r#"{"data":7"#, "9: the reply ended, expected `,` or `}`"),
    ] {
        assert_eq!(refused(&at("data.rows"), "[1]", reply), why, "{reply}");
    }
    assert_eq!(refused(&at(""), "[1]", " null"), "1: expected rows as the whole reply, found null");
}

#[test]
fn a_user_not_mentioned_gets_what_was_asked() {
    for (absent, letter) in [(Verdict::Missing, "m"), (Verdict::Skipped, "s"), (Verdict::Passed, "p")] {
        let q = Question { absent, ..question() };
        assert_eq!(told(&q, "[1]", "[]").0, letter);
    }
    // A user with a row is decided by it, and is seen as having one.
    let q = Question { absent: Verdict::Passed, condition: Some(condition(r#"{"ok":true}"#)), ..question() };
    assert_eq!(told(&q, "[1,2]", r#"[{"id":1},{"id":1,"ok":true}]"#), tell("sp", 2, 0, 1));
}

#[test]
fn places_are_those_of_the_first_rows() {
    let q = Question { locate: true, ..at("rows") };
    let reply = r#"{"rows": [ {"id":2} , {"id":9}, {"id":1,"a":[{}]}, {"id":2}]}"#;
    let decided = q.decide(&keys("[1,2,3]"), reply.as_bytes()).unwrap();
    let text = |place: Option<Place>| place.map(|p| (p.row, &reply[p.start as usize..p.end as usize]));
    let places: Vec<_> = decided.places.iter().map(|place| text(*place)).collect();
    assert_eq!(places, [Some((2, r#"{"id":1,"a":[{}]}"#)), Some((0, r#"{"id":2}"#)), None]);
    assert!(at("rows").decide(&keys("[1]"), reply.as_bytes()).unwrap().places.is_empty());
    let q = Question { locate: true, ..by_position() };
    let decided = q.decide(&keys("[1,2]"), b"[ 10 , 2]").unwrap();
    assert_eq!(decided.places, [Some(Place { row: 0, start: 2, end: 4 }), Some(Place { row: 1, start: 7, end: 8 }),]);
}
