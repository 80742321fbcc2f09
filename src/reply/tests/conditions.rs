//! What each operator means, by example.

use super::{Path, Question, RowKey, condition, keys, letters, passes, question};

/// Every row after `holds` meets the condition, every row after `fails` does not.
fn check(written: &str, holds: &[&str], fails: &[&str]) {
    let condition = condition(written);
    for row in holds {
        assert!(passes(&condition, row), "{written} should hold for {row}");
    }
    for row in fails {
        assert!(!passes(&condition, row), "{written} should not hold for {row}");
    }
}

#[test]
fn nothing_asked_of_a_row_holds() {
    check("{}", &["{}", "1", "[]", r#"{"a":1}"#], &[]);
}

#[test]
fn plain_values_are_equality() {
    check(
        r#"{"a":1}"#,
        &[r#"{"a":1}"#, r#"{"a":1.0}"#, r#"{"a":10e-1}"#, r#"{"a":[2,1]}"#],
        &["{}", r#"{"a":"1"}"#, r#"{"a":true}"#, r#"{"a":2}"#, r#"{"a":[[1]]}"#, r#"{"b":1}"#, "1", "[1]"],
    );
    check(
        r#"{"a":"x"}"#,
        &[r#"{"a":"x"}"#, r#"{"a":"\u0078"}"#, r#"{"a":["x"]}"#],
        &[r#"{"a":"X"}"#, r#"{"a":"xx"}"#, r#"{"a":""}"#],
    );
    check(r#"{"a":true}"#, &[r#"{"a":true}"#], &[r#"{"a":false}"#, r#"{"a":1}"#, r#"{"a":"true"}"#]);
    check(r#"{"a":1,"b":2}"#, &[r#"{"b":2,"a":1}"#], &[r#"{"a":1}"#, r#"{"b":2}"#]);
    check(r#"{"a":{}}"#, &[r#"{"a":{}}"#, r#"{"a":[{}]}"#], &["{}", r#"{"a":{"b":1}}"#, r#"{"a":[]}"#]);
    check(
        r#"{"a":[1,2]}"#,
        &[r#"{"a":[1,2]}"#, r#"{"a":[[1,2]]}"#],
        &[r#"{"a":[2,1]}"#, r#"{"a":[1,2,3]}"#, r#"{"a":[1]}"#, r#"{"a":1}"#],
    );
    check(r#"{"a":[]}"#, &[r#"{"a":[]}"#, r#"{"a":[1,[]]}"#], &["{}", r#"{"a":[1]}"#, r#"{"a":{}}"#]);
}

#[test]
fn objects_compare_by_members_in_order() {
    check(
        r#"{"a":{"x":1,"y":2}}"#,
        &[r#"{"a":{"x":1,"y":2}}"#, r#"{"a":{"x":9,"y":2,"x":1}}"#, r#"{"a":{"\u0078":1,"y":2.0}}"#],
        &[r#"{"a":{"y":2,"x":1}}"#, r#"{"a":{"x":1,"y":2,"z":3}}"#, r#"{"a":{"x":1}}"#, r#"{"a":{"x":1,"x":1,"y":3}}"#],
    );
    // Type first, then name, then value.
    check(
        r#"{"a":{"$gt":{"m":5}}}"#,
        &[r#"{"a":{"m":6}}"#, r#"{"a":{"n":0}}"#, r#"{"a":{"a":""}}"#, r#"{"a":{"m":5,"a":0}}"#],
        &[
            r#"{"a":{"m":5}}"#,
            r#"{"a":{"m":4}}"#,
            r#"{"a":{"a":9}}"#,
            r#"{"a":{"z":null}}"#,
            r#"{"a":{}}"#,
            r#"{"a":9}"#,
        ],
    );
    // A dollar sign deeper down is a name as any other.
    check(r#"{"a":{"b":{"$gt":1}}}"#, &[r#"{"a":{"b":{"$gt":1}}}"#], &[r#"{"a":{"b":2}}"#]);
    check(r#"{"a":{"$eq":{"$oid":"x"}}}"#, &[r#"{"a":{"$oid":"x"}}"#], &[r#"{"a":"x"}"#]);
}

#[test]
fn comparisons_hold_within_one_type() {
    check(
        r#"{"a":{"$gt":5}}"#,
        &[r#"{"a":6}"#, r#"{"a":5.0000001}"#, r#"{"a":1e400}"#, r#"{"a":[1,6]}"#],
        &[
            r#"{"a":5}"#,
            r#"{"a":-6}"#,
            r#"{"a":"6"}"#,
            r#"{"a":null}"#,
            "{}",
            r#"{"a":true}"#,
            r#"{"a":[1,5]}"#,
            r#"{"a":[]}"#,
            r#"{"a":{"b":6}}"#,
        ],
    );
    check(r#"{"a":{"$gte":5,"$lt":7}}"#, &[r#"{"a":5}"#, r#"{"a":6.9}"#], &[r#"{"a":7}"#, r#"{"a":4}"#]);
    // Different elements may do.
    check(r#"{"a":{"$gt":5,"$lt":2}}"#, &[r#"{"a":[1,9]}"#], &[r#"{"a":[3]}"#, r#"{"a":1}"#]);
    check(
        r#"{"a":{"$lte":"b"}}"#,
        &[r#"{"a":"b"}"#, r#"{"a":"abc"}"#, r#"{"a":""}"#, r#"{"a":"B"}"#],
        &[r#"{"a":"ba"}"#, r#"{"a":1}"#],
    );
    check(r#"{"a":{"$lt":true}}"#, &[r#"{"a":false}"#], &[r#"{"a":true}"#, r#"{"a":0}"#]);
    check(
        r#"{"a":{"$gt":[1,2]}}"#,
        &[r#"{"a":[1,3]}"#, r#"{"a":[1,2,0]}"#, r#"{"a":["a"]}"#, r#"{"a":[[2]]}"#, r#"{"a":[[1,2],3]}"#],
        &[r#"{"a":[1,2]}"#, r#"{"a":[1]}"#, r#"{"a":[null,9]}"#, r#"{"a":3}"#],
    );
    check(r#"{"a":{"$gt":null}}"#, &[], &[r#"{"a":null}"#, "{}", r#"{"a":1}"#]);
    for order in ["$gte", "$lte"] {
        check(
            &format!(r#"{{"a":{{"{order}":null}}}}"#),
            &[r#"{"a":null}"#, "{}", r#"{"a":[null]}"#],
            &[r#"{"a":1}"#, r#"{"a":[]}"#],
        );
    }
    let edges = "\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}";
    check(&format!(r#"{{"a":"{edges}"}}"#), &[&format!(r#"{{"a":"{edges}"}}"#)], &[]);
    check(r#"{"a":"\ud83d"}"#, &[r#"{"a":"\ud83d"}"#], &[r#"{"a":"\ufffd"}"#, r#"{"a":"\ud83d\ude00"}"#]);
    check(r#"{"\ud83d":1}"#, &[r#"{"\ud83d":1}"#], &[r#"{"\ufffd":1}"#]);
    // By code point, not by UTF-16 unit.
    check(
        r#"{"a":{"$gt":"\uffff"}}"#,
        &[r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"😀"}"#],
        &[r#"{"a":"\ud83d"}"#, r#"{"a":"\ue000"}"#],
    );
}

#[test]
fn numbers_of_javascript_and_bigints() {
    // Beyond 2^53 a number is what the double exactly is: this one is 2^53.
    check(
        r#"{"a":9007199254740993}"#,
        &[r#"{"a":9007199254740992}"#, r#"{"a":9007199254740992.0}"#, r#"{"a":[90.07199254740992e14]}"#],
        &[r#"{"a":9007199254740993}"#, r#"{"a":9007199254740992.5}"#, r#"{"a":9007199254740991}"#],
    );
    check(
        r#"{"a":{"$gt":-9007199254740992}}"#,
        &[r#"{"a":-9007199254740991.9}"#, r#"{"a":0}"#],
        &[r#"{"a":-9007199254740993}"#, r#"{"a":-9007199254740992}"#],
    );
    // Below, a row's number is the double that it is read as.
    check(
        r#"{"a":9007199254740991}"#,
        &[r#"{"a":9007199254740991.2}"#],
        &[r#"{"a":9007199254740992}"#, r#"{"a":9007199254740990}"#],
    );
    let large = format!(r#"{{"a":{{"x":[1.5,{:.0}]}}}}"#, 1e300);
    check(
        r#"{"a":{"$in":[1e23,{"x":[1.5,1e300]}]}}"#,
        &[r#"{"a":99999999999999991611392}"#, &large],
        &[r#"{"a":1e23}"#, r#"{"a":{"x":[1.5,1e300]}}"#],
    );
    check(
        r#"{"a":{"$bigint":"9007199254740993"}}"#,
        &[r#"{"a":9007199254740993}"#, r#"{"a":9007199254740993.0}"#, r#"{"a":9.007199254740993e15}"#],
        &[r#"{"a":9007199254740992}"#, r#"{"a":9007199254740993.1}"#, r#"{"a":"9007199254740993"}"#],
    );
    check(
        r#"{"a":{"$gt":{"$bigint":"-10"}}}"#,
        &[r#"{"a":-9.99}"#, r#"{"a":0}"#, r#"{"a":1e-999}"#, r#"{"a":1e999999999999}"#],
        &[r#"{"a":-10}"#, r#"{"a":-10.0}"#, r#"{"a":-11}"#, r#"{"a":-1e1}"#, r#"{"a":-1e999999999999}"#],
    );
    check(r#"{"a":{"$bigint":"0"}}"#, &[r#"{"a":0}"#, r#"{"a":-0.00e5}"#], &[r#"{"a":1e-999}"#]);
    check(r#"{"a":{"$in":[{"$bigint":"7"},8]}}"#, &[r#"{"a":7.0}"#, r#"{"a":80e-1}"#], &[r#"{"a":9}"#, r#"{"a":"7"}"#]);
    check(r#"{"a":1e400}"#, &[r#"{"a":1e999}"#], &[r#"{"a":1e308}"#, r#"{"a":-1e999}"#]);
    check(r#"{"a":0}"#, &[r#"{"a":-0}"#, r#"{"a":-0.0}"#, r#"{"a":1e-999}"#], &[r#"{"a":5e-324}"#]);
    check(r#"{"a":{"$in":[-0.0]}}"#, &[r#"{"a":0}"#, r#"{"a":-0}"#], &[]);
}

/// Small counts are handed over as one byte, and all else is not.
#[test]
fn numbers_about_the_size_of_a_byte() {
    for number in [0, 1, 253, 254, 255, 256, 257, 511, 65_535] {
        let row = |number: i32| format!(r#"{{"a":{number}}}"#);
        let others = [row(number - 1), row(number + 1), row(-1 - number), row(number + 256)];
        check(&row(number), &[&row(number)], &others.each_ref().map(String::as_str));
    }
    for count in [254, 255, 256] {
        let list = format!("{:?}", (0..count).collect::<Vec<_>>());
        check(
            &format!(r#"{{"a":{{"$in":{list}}}}}"#),
            &[&format!(r#"{{"a":{}}}"#, count - 1)],
            &[&format!(r#"{{"a":{count}}}"#)],
        );
        check(&format!(r#"{{"a":{{"$size":{count}}}}}"#), &[&format!(r#"{{"a":{list}}}"#)], &[r#"{"a":[]}"#]);
        let text = "x".repeat(count);
        check(&format!(r#"{{"a":"{text}"}}"#), &[&format!(r#"{{"a":"{text}"}}"#)], &[&format!(r#"{{"a":"{text}x"}}"#)]);
    }
}

#[test]
fn negations_are_of_the_whole() {
    check(
        r#"{"a":{"$ne":1}}"#,
        &["{}", r#"{"a":2}"#, r#"{"a":"1"}"#, r#"{"a":[]}"#, r#"{"a":[[1]]}"#],
        &[r#"{"a":1}"#, r#"{"a":[2,1]}"#],
    );
    check(
        r#"{"a":{"$nin":[1,"x",null]}}"#,
        &[r#"{"a":2}"#, r#"{"a":[]}"#],
        &["{}", r#"{"a":null}"#, r#"{"a":[2,"x"]}"#, r#"{"a":1}"#],
    );
    check(r#"{"a":{"$nin":[]}}"#, &["{}", r#"{"a":1}"#], &[]);
    check(
        r#"{"a":{"$not":{"$gt":5}}}"#,
        &["{}", r#"{"a":5}"#, r#"{"a":"6"}"#, r#"{"a":[]}"#],
        &[r#"{"a":6}"#, r#"{"a":[1,6]}"#],
    );
    check(
        r#"{"a":{"$not":{"$gt":2,"$lt":5}}}"#,
        &["{}", r#"{"a":2}"#, r#"{"a":5}"#],
        &[r#"{"a":3}"#, r#"{"a":[1,9]}"#],
    );
    check(r#"{"a":{"$not":{"$not":{"$gt":5}}}}"#, &[r#"{"a":6}"#], &["{}", r#"{"a":5}"#]);
}

#[test]
fn lists() {
    check(
        r#"{"a":{"$in":[3,"b",true,null,[1,2],{"x":1},1,"a",2]}}"#,
        &[
            "{}",
            r#"{"a":null}"#,
            r#"{"a":3}"#,
            r#"{"a":1}"#,
            r#"{"a":2.0}"#,
            r#"{"a":"a"}"#,
            r#"{"a":"\u0062"}"#,
            r#"{"a":true}"#,
            r#"{"a":[1,2]}"#,
            r#"{"a":{"x":1}}"#,
            r#"{"a":[9,"b"]}"#,
            r#"{"a":[9,[1,2]]}"#,
        ],
        &[
            r#"{"a":4}"#,
            r#"{"a":"c"}"#,
            r#"{"a":""}"#,
            r#"{"a":false}"#,
            r#"{"a":[]}"#,
            r#"{"a":[[3]]}"#,
            r#"{"a":{"x":2}}"#,
        ],
    );
    check(r#"{"a":{"$in":[5]}}"#, &[r#"{"a":5}"#], &[r#"{"a":4}"#, r#"{"a":6}"#]);
    check(r#"{"a":{"$in":[]}}"#, &[], &["{}", r#"{"a":null}"#, r#"{"a":[]}"#]);
    // Many, which are searched by code point, whatever the order in which they are written.
    let texts = r#"["😀","\uffff","\ud83d","é","b","","\udc00","a\u0000","a"]"#;
    check(
        &format!(r#"{{"a":{{"$in":{texts}}}}}"#),
        &[
            r#"{"a":"\ud83d\ude00"}"#,
            r#"{"a":"\uffff"}"#,
            r#"{"a":"\ud83d"}"#,
            r#"{"a":"\u00e9"}"#,
            r#"{"a":"b"}"#,
            r#"{"a":""}"#,
            r#"{"a":"\udc00"}"#,
            r#"{"a":"a\u0000"}"#,
            r#"{"a":"a"}"#,
        ],
        &[r#"{"a":"\ude00"}"#, r#"{"a":"\ufffd"}"#, r#"{"a":"c"}"#, r#"{"a":"\u0000"}"#],
    );
    check(
        r#"{"a":{"$in":[10,9,1e400,-0.0,-1e400,-3,0.5,100,9]}}"#,
        &[
            r#"{"a":9}"#,
            r#"{"a":10}"#,
            r#"{"a":1e999}"#,
            r#"{"a":0}"#,
            r#"{"a":-0}"#,
            r#"{"a":-1e999}"#,
            r#"{"a":-3.0}"#,
            r#"{"a":5e-1}"#,
            r#"{"a":100}"#,
        ],
        &[r#"{"a":1}"#, r#"{"a":11}"#, r#"{"a":-10}"#, r#"{"a":1e308}"#, r#"{"a":5e-324}"#],
    );
    check(r#"{"a":{"$all":[1,2]}}"#, &[r#"{"a":[2,1,3]}"#], &[r#"{"a":[1]}"#, r#"{"a":1}"#, "{}", r#"{"a":[[1,2]]}"#]);
    check(r#"{"a":{"$all":[1]}}"#, &[r#"{"a":1}"#, r#"{"a":[1]}"#], &[r#"{"a":[]}"#]);
    check(r#"{"a":{"$all":[[1,2]]}}"#, &[r#"{"a":[1,2]}"#, r#"{"a":[[1,2]]}"#], &[r#"{"a":[2,1]}"#]);
    check(r#"{"a":{"$all":[null]}}"#, &["{}", r#"{"a":null}"#, r#"{"a":[null]}"#], &[r#"{"a":[]}"#]);
    check(r#"{"a":{"$all":[]}}"#, &[], &["{}", r#"{"a":[]}"#, r#"{"a":1}"#]);
    check(r#"{"a":{"$not":{"$all":[]}}}"#, &["{}", r#"{"a":[]}"#], &[]);
    check(
        r#"{"a":{"$all":[{"$elemMatch":{"x":1,"y":1}},{"$elemMatch":{"x":2}}]}}"#,
        &[r#"{"a":[{"x":2},{"x":1,"y":1}]}"#],
        &[r#"{"a":[{"x":1,"y":1}]}"#, r#"{"a":[{"x":1},{"y":1},{"x":2}]}"#, r#"{"a":{"x":1,"y":1}}"#],
    );
    check(
        r#"{"a.b":{"$all":[1,2]}}"#,
        &[r#"{"a":[{"b":1},{"b":2}]}"#, r#"{"a":{"b":[1,2]}}"#],
        &[r#"{"a":[{"b":1}]}"#],
    );
}

#[test]
fn elements_that_match() {
    check(
        r#"{"a":{"$elemMatch":{"$gte":5,"$lt":7}}}"#,
        &[r#"{"a":[1,6]}"#],
        &[r#"{"a":[1,9]}"#, r#"{"a":6}"#, r#"{"a":[]}"#, "{}", r#"{"a":[[6]]}"#],
    );
    check(
        r#"{"a":{"$elemMatch":{"x":1,"y":{"$gt":1}}}}"#,
        &[r#"{"a":[3,{"x":1,"y":2}]}"#],
        &[r#"{"a":[{"x":1},{"y":2}]}"#, r#"{"a":{"x":1,"y":2}}"#],
    );
    check(
        r#"{"a":{"$elemMatch":{}}}"#,
        &[r#"{"a":[{}]}"#, r#"{"a":[1,[]]}"#],
        &[r#"{"a":[1]}"#, r#"{"a":[]}"#, r#"{"a":{}}"#],
    );
    check(
        r#"{"a":{"$elemMatch":{"$or":[{"x":1},{"y":1}]}}}"#,
        &[r#"{"a":[{"y":1}]}"#],
        &[r#"{"a":[{"z":1}]}"#, r#"{"a":[1]}"#],
    );
    // An array as an element is a document with members 0, 1, 2 ...
    check(
        r#"{"a":{"$elemMatch":{"0":1}}}"#,
        &[r#"{"a":[[1]]}"#, r#"{"a":[{"0":1}]}"#, r#"{"a":[[[1]]]}"#],
        &[r#"{"a":[1]}"#, r#"{"a":[[2,1]]}"#],
    );
    check(
        r#"{"a":{"$elemMatch":{"$elemMatch":{"$eq":1}}}}"#,
        &[r#"{"a":[[1]]}"#],
        &[r#"{"a":[1]}"#, r#"{"a":[[[1]]]}"#],
    );
    check(
        r#"{"a":{"$elemMatch":{"$not":{"$gt":5}}}}"#,
        &[r#"{"a":[9,5]}"#, r#"{"a":["x"]}"#],
        &[r#"{"a":[9]}"#, "{}", r#"{"a":[]}"#],
    );
    check(r#"{"a":{"$elemMatch":{"$nin":[1,2]}}}"#, &[r#"{"a":[1,3]}"#], &[r#"{"a":[1,2]}"#]);
    check(r#"{"a":{"$elemMatch":{"$size":2}}}"#, &[r#"{"a":[[1,2]]}"#], &[r#"{"a":[1,2]}"#]);
    check(r#"{"a":{"$elemMatch":{"$exists":true}}}"#, &[r#"{"a":[null]}"#], &[r#"{"a":[]}"#]);
    check(r#"{"a":{"$not":{"$elemMatch":{"$eq":1}}}}"#, &["{}", r#"{"a":1}"#, r#"{"a":[2]}"#], &[r#"{"a":[1]}"#]);
    // An array at the end of a path is meant itself, not its elements.
    check(
        r#"{"a.b":{"$elemMatch":{"$eq":1}}}"#,
        &[r#"{"a":[{"b":[1]}]}"#, r#"{"a":{"b":[1]}}"#],
        &[r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":[[1]]}]}"#],
    );
    check(r#"{"a":{"$elemMatch":{"":{"$eq":{"x":1}}}}}"#, &[r#"{"a":[{"x":1}]}"#], &[r#"{"a":[{"x":2}]}"#]);
}

#[test]
fn sizes_and_presence() {
    check(
        r#"{"a":{"$size":2}}"#,
        &[r#"{"a":[1,2]}"#, r#"{"a":[[],[1]]}"#],
        &[r#"{"a":[1]}"#, r#"{"a":[1,2,3]}"#, r#"{"a":[[1,2]]}"#, r#"{"a":"xx"}"#, r#"{"a":{"x":1,"y":2}}"#, "{}"],
    );
    check(r#"{"a":{"$size":0}}"#, &[r#"{"a":[]}"#, r#"{"a":[ ]}"#], &[r#"{"a":[1]}"#, "{}"]);
    check(r#"{"a.b":{"$size":1}}"#, &[r#"{"a":[{"b":[]},{"b":[1]}]}"#], &[r#"{"a":[{"b":1}]}"#]);
    check(
        r#"{"a":{"$exists":true}}"#,
        &[r#"{"a":null}"#, r#"{"a":[]}"#, r#"{"a":false}"#],
        &["{}", r#"{"b":1}"#, "[]", "1"],
    );
    check(r#"{"a":{"$exists":false}}"#, &["{}", r#"{"b":1}"#], &[r#"{"a":null}"#, r#"{"a":[]}"#]);
    check(
        r#"{"a.b":{"$exists":true}}"#,
        &[r#"{"a":{"b":null}}"#, r#"{"a":[1,{"b":[]}]}"#],
        &[r#"{"a":1}"#, r#"{"a":[]}"#, r#"{"a":[{}]}"#, r#"{"a":[[{"b":1}]]}"#],
    );
}

#[test]
fn remainders() {
    check(
        r#"{"a":{"$mod":[4,1]}}"#,
        &[r#"{"a":1}"#, r#"{"a":5}"#, r#"{"a":5.9}"#, r#"{"a":[2,9]}"#, r#"{"a":50e-1}"#, r#"{"a":9007199254740993}"#],
        &[r#"{"a":4}"#, r#"{"a":-3}"#, r#"{"a":"5"}"#, "{}", r#"{"a":null}"#, r#"{"a":1e400}"#, r#"{"a":1e19}"#],
    );
    check(r#"{"a":{"$mod":[4,-3]}}"#, &[r#"{"a":-3}"#, r#"{"a":-7.5}"#], &[r#"{"a":1}"#, r#"{"a":3}"#]);
    check(r#"{"a":{"$mod":[-4,1]}}"#, &[r#"{"a":5}"#], &[r#"{"a":-5}"#]);
    check(
        r#"{"a":{"$mod":[-1,0]}}"#,
        &[r#"{"a":-9223372036854775808}"#, r#"{"a":0.5}"#, r#"{"a":-0.5}"#],
        &[r#"{"a":9223372036854775808}"#],
    );
    check(r#"{"a":{"$mod":[10,7]}}"#, &[r#"{"a":9223372036854775807}"#], &[]);
}

#[test]
fn types() {
    let kind =
        |name: &str, holds: &[&str], fails: &[&str]| check(&format!(r#"{{"a":{{"$type":{name}}}}}"#), holds, fails);
    for name in [r#""string""#, "2"] {
        kind(name, &[r#"{"a":""}"#, r#"{"a":[1,"x"]}"#], &[r#"{"a":1}"#, "{}", r#"{"a":[["x"]]}"#]);
    }
    for name in [r#""array""#, "4"] {
        kind(name, &[r#"{"a":[]}"#, r#"{"a":[1]}"#], &[r#"{"a":{}}"#, "{}"]);
    }
    for name in [r#""object""#, "3"] {
        kind(name, &[r#"{"a":{}}"#, r#"{"a":[{}]}"#], &[r#"{"a":[]}"#]);
    }
    for name in [r#""bool""#, "8"] {
        kind(name, &[r#"{"a":false}"#], &[r#"{"a":0}"#]);
    }
    for name in [r#""null""#, "10"] {
        kind(name, &[r#"{"a":null}"#], &["{}", r#"{"a":0}"#]);
    }
    let int = [r#"{"a":2147483647}"#, r#"{"a":-2147483648}"#, r#"{"a":7.0}"#, r#"{"a":0}"#, r#"{"a":1e3}"#];
    let long = [
        r#"{"a":2147483648}"#,
        r#"{"a":-2147483649}"#,
        r#"{"a":9223372036854775807}"#,
        r#"{"a":-9223372036854775808}"#,
        r#"{"a":1e18}"#,
    ];
    let double = [
        r#"{"a":1.5}"#,
        r#"{"a":9223372036854775808}"#,
        r#"{"a":1e-1}"#,
        r#"{"a":1e400}"#,
        r#"{"a":-9223372036854775809}"#,
    ];
    for (names, holds, others) in [
        ([r#""int""#, "16"], &int, [&long[..], &double]),
        ([r#""long""#, "18"], &long, [&int[..], &double]),
        ([r#""double""#, "1"], &double, [&int[..], &long]),
    ] {
        for name in names {
            kind(name, holds, &others.concat());
        }
    }
    kind(r#""number""#, &[&int[..], &long, &double].concat(), &[r#"{"a":"1"}"#, "{}"]);
    kind(r#"["string",8]"#, &[r#"{"a":"x"}"#, r#"{"a":true}"#], &[r#"{"a":1}"#]);
}

#[test]
fn paths_through_arrays() {
    check(
        r#"{"a.b":1}"#,
        &[r#"{"a":{"b":1}}"#, r#"{"a":[{"b":2},{"b":1}]}"#, r#"{"a":[{"b":[1]}]}"#, r#"{"a":{"x":0,"b":3,"b":1}}"#],
        &["{}", r#"{"a":[[{"b":1}]]}"#, r#"{"a.b":1}"#, r#"{"b":1}"#, r#"{"a":{"b":1},"a":{}}"#],
    );
    check(
        r#"{"a.0":1}"#,
        &[r#"{"a":[1,2]}"#, r#"{"a":{"0":1}}"#, r#"{"a":[{"0":1}]}"#],
        &[r#"{"a":[2,1]}"#, r#"{"a":1}"#, r#"{"a":[[1]]}"#],
    );
    check(r#"{"a.0":[1]}"#, &[r#"{"a":[[1]]}"#], &[r#"{"a":[1]}"#]);
    check(r#"{"a.00":1}"#, &[r#"{"a":{"00":1}}"#], &[r#"{"a":[1]}"#]);
    check(
        r#"{"a.1.b":1}"#,
        &[r#"{"a":[0,{"b":1}]}"#, r#"{"a":[{"1":{"b":1}}]}"#, r#"{"a":[0,[{"b":1}]]}"#],
        &[r#"{"a":[{"b":1},0]}"#],
    );
    check(r#"{"a.0.1":2}"#, &[r#"{"a":[[1,2]]}"#, r#"{"a":[{"1":2}]}"#], &[r#"{"a":[1,2]}"#, r#"{"a":[[2,1]]}"#]);
    check(r#"{"":5}"#, &["5", "[4,5]", "5.0"], &["4", "[[5]]", r#"{"":5}"#]);
    check(r#"{"":{"$elemMatch":{"$gt":1}}}"#, &["[2]"], &["2", "[1]"]);
    // A row that is an array is gone through as an array anywhere.
    check(r#"{"1":5}"#, &["[0,5]", r#"{"1":5}"#, r#"[{"1":5}]"#], &["[5]", "5"]);
    check(r#"{"a":5}"#, &[r#"[{"a":5}]"#], &["[]", "[5]"]);
}

#[test]
fn logic() {
    check(r#"{"$or":[{"a":1},{"b":{"$gt":1}}]}"#, &[r#"{"a":1}"#, r#"{"b":2}"#], &["{}", r#"{"a":2,"b":1}"#]);
    check(
        r#"{"$and":[{"a":{"$gt":1}},{"a":{"$lt":3}}],"b":1}"#,
        &[r#"{"a":2,"b":1}"#],
        &[r#"{"a":2}"#, r#"{"a":3,"b":1}"#],
    );
    check(r#"{"$nor":[{"a":1},{"b":1}]}"#, &["{}", r#"{"a":2}"#], &[r#"{"a":1}"#, r#"{"b":1}"#]);
    check(
        r#"{"$or":[{"$and":[{"a":1},{"$nor":[{"b":1}]}]},{"c":1}]}"#,
        &[r#"{"a":1}"#, r#"{"c":1}"#],
        &[r#"{"a":1,"b":1}"#, "{}"],
    );
    check(r#"{"$or":[{}]}"#, &["{}"], &[]);
    check(r#"{"$nor":[{}]}"#, &[], &["{}"]);
}

/// So many that their names are not looked through one by one.
#[test]
fn many_fields() {
    let fields: Vec<(String, usize)> = (0..40).map(|number| (format!("f{}", number * 7 % 40), number)).collect();
    let object = |fields: &[(String, usize)]| {
        let members: Vec<_> = fields.iter().map(|(name, number)| format!(r#""{name}":{number}"#)).collect();
        format!("{{{}}}", members.join(","))
    };
    let (written, mut backwards) = (object(&fields), fields.clone());
    backwards.reverse();
    let escaped = object(&backwards).replace("\"f", "\"\\u0066");
    let others = written.replace("\"f3\"", "\"g3\"");
    check(&written, &[&written, &object(&backwards), &escaped], &[&others, &object(&fields[1..]), "{}"]);

    // The key's name is none of theirs, or one of them.
    for (key, reply) in
        [("id", format!("[{}]", written.replacen('{', r#"{"id":7,"#, 1))), ("f9", format!("[{written}]"))]
    {
        let row_key = RowKey::Path(Path::parse(key));
        let question = Question { row_key, condition: Some(condition(&written)), ..question() };
        let decided = question.decide(&keys("[7,8]"), reply.as_bytes()).unwrap();
        assert_eq!(letters(&decided), "pm", "{key}");
    }
}

/// Beside numbers a row's is the double that it is read as, beside bigints it is what it is, in one list as alone.
#[test]
fn numbers_of_both_kinds_in_one_list() {
    let written = |number: usize, is_big: bool| {
        if is_big { format!(r#"{{"$bigint":"{number}"}}"#) } else { number.to_string() }
    };
    let mut values = Vec::new();
    for (a, b) in (0..6).flat_map(|a| (0..6).map(move |b| (a, b))).filter(|(a, b)| (a + 2 * b) % 3 != 0) {
        for kinds in [[false, false], [true, true], [false, true], [true, false]] {
            values.push((a, b, kinds));
        }
    }
    let list = |values: &[(usize, usize, [bool; 2])]| {
        let one = |(a, b, [x, y]): &(usize, usize, [bool; 2])| format!("[{},{}]", written(*a, *x), written(*b, *y));
        condition(&format!(r#"{{"a":{{"$in":[{}]}}}}"#, values.iter().map(one).collect::<Vec<_>>().join(",")))
    };
    for skipped in 0..4 {
        // Each list lacks one of the ways in which a pair may be written.
        let kept: Vec<_> =
            values.iter().enumerate().filter(|(place, _)| place % 4 != skipped).map(|(_, value)| *value).collect();
        let (all, ones): (_, Vec<_>) = (list(&kept), kept.iter().map(|value| list(&[*value])).collect());
        for (a, b) in (0..6).flat_map(|a| (0..6).map(move |b| (a, b))) {
            let nearly = |number: usize| format!("{number}.00000000000000000001");
            for row in [[a.to_string(), b.to_string()], [nearly(a), b.to_string()], [a.to_string(), nearly(b)]] {
                let row = format!(r#"{{"a":[{}]}}"#, row.join(","));
                assert_eq!(passes(&all, &row), ones.iter().any(|one| passes(one, &row)), "{row} without {skipped}");
            }
        }
    }
}

#[test]
fn names_like_integers() {
    check(
        r#"{"a":{"eur":5,"10":1,"9":0}}"#,
        &[r#"{"a":{"9":0,"10":1,"eur":5}}"#, r#"{"a":{"10":1,"eur":5,"9":0}}"#, r#"{"a":{"eur":5,"1\u0030":1,"9":0}}"#],
        &[r#"{"a":{"eur":5,"10":1}}"#, r#"{"a":{"eur":5,"10":0,"9":1}}"#, r#"{"a":{"eur":5,"10":1,"09":0}}"#],
    );
    check(
        r#"{"a":{"$gt":{"2":5}}}"#,
        &[r#"{"a":{"x":0,"2":6}}"#, r#"{"a":{"x":0,"2":5}}"#, r#"{"a":{"3":0}}"#],
        &[r#"{"a":{"x":9,"2":4}}"#, r#"{"a":{"x":9,"1":9}}"#, r#"{"a":{"2":5}}"#],
    );
    let many: Vec<_> = (0..40).map(|name| format!(r#""{}":{name}"#, name * 7 % 40)).collect();
    let twice = format!(r#"{{"a":{{{},"b":1,"3":-1}}}}"#, many.join(","));
    check(&format!(r#"{{"a":{{{},"b":1,"3":-1}}}}"#, many.join(",")), &[&twice], &[&twice.replace("-1", "9")]);
}

#[test]
fn long_numbers_of_one_row() {
    let (a, b) = ("1234567890".repeat(50), "9876543210".repeat(50));
    let row = format!(r#"{{"b":{b},"a":{a},"c":[0.{b},0.{a}]}}"#);
    let big = |digits: &str| format!(r#"{{"$bigint":"{digits}"}}"#);
    let is = |name: &str, digits: &str| format!(r#"{{"{name}":{}}}"#, big(digits));
    check(&format!(r#"{{"$and":[{},{}]}}"#, is("a", &a), is("b", &b)), &[&row], &["{}"]);
    check(&format!(r#"{{"$or":[{},{},{}]}}"#, is("a", &b), is("b", &a), is("c", &a)), &[], &[&row]);
    check(
        r#"{"c":{"$elemMatch":{"$gt":0.98,"$lt":0.99}},"c.1":{"$gt":0.12,"$lt":0.13},"a":{"$type":"double"},"b":{"$gt":1e300}}"#,
        &[&row],
        &["{}"],
    );
}
