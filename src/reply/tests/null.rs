//! What null matches: the cases of `MongoDB`'s own test of it (`null_query_semantics.js`), as far as JSON has them.

use super::{condition, passes};

const ROWS: &[(&str, &str)] = &[
    ("empty object", r#"{"a":{}}"#),
    ("null", r#"{"a":null}"#),
    ("number", r#"{"a":4}"#),
    ("b", r#"{"a":{"b":"hi"}}"#),
    ("b null", r#"{"a":{"b":null}}"#),
    ("missing", "{}"),
    ("double array", r#"{"a":[[]]}"#),
    ("empty array", r#"{"a":[]}"#),
    ("objects all null", r#"{"a":[{"b":null},{"b":null},{}]}"#),
    ("objects no null", r#"{"a":[{"b":1},{"b":3},{"b":"string"}]}"#),
    ("objects some null", r#"{"a":[{"b":null},{"b":3},{"b":null}]}"#),
    ("objects some missing", r#"{"a":[{"b":3},{}]}"#),
    ("all nulls", r#"{"a":[null,null]}"#),
    ("no nulls", r#"{"a":[1,"string",4]}"#),
    ("with null", r#"{"a":[1,"string",null,4]}"#),
];

fn check(written: &str, expected: &[&str]) {
    let condition = condition(written);
    for (name, row) in ROWS {
        assert_eq!(passes(&condition, row), expected.contains(name), "{written}: {name} {row}");
    }
}

fn all_but(others: &[&'static str]) -> Vec<&'static str> {
    ROWS.iter().map(|(name, _)| *name).filter(|name| !others.contains(name)).collect()
}

#[test]
fn at_a_name() {
    let null = ["null", "missing", "all nulls", "with null"];
    check(r#"{"a":null}"#, &null);
    check(r#"{"a":{"$eq":null}}"#, &null);
    check(r#"{"a":{"$ne":null}}"#, &all_but(&null));
    check(r#"{"a":{"$gte":null}}"#, &null);
    check(r#"{"a":{"$not":{"$gte":null}}}"#, &all_but(&null));
    check(r#"{"a":{"$in":[null,75]}}"#, &null);
    check(r#"{"$or":[{"a":null},{"a":75}]}"#, &null);
    check(r#"{"a":{"$nin":[null,75]}}"#, &all_but(&null));
    check(r#"{"a":{"$exists":false}}"#, &["missing"]);
}

#[test]
fn at_a_path() {
    let null = [
        "empty object",
        "null",
        "number",
        "b null",
        "missing",
        "objects all null",
        "objects some null",
        "objects some missing",
    ];
    check(r#"{"a.b":null}"#, &null);
    check(r#"{"a.b":{"$ne":null}}"#, &all_but(&null));
    check(r#"{"a.b":{"$in":[null,75]}}"#, &null);
    check(r#"{"$or":[{"a.b":null},{"a.b":75}]}"#, &null);
    check(r#"{"a.b":{"$nin":[null,75]}}"#, &all_but(&null));
}

#[test]
fn among_elements() {
    check(r#"{"a":{"$elemMatch":{"$eq":null}}}"#, &["all nulls", "with null"]);
    check(
        r#"{"a":{"$elemMatch":{"$ne":null}}}"#,
        &[
            "double array",
            "objects all null",
            "objects no null",
            "objects some null",
            "objects some missing",
            "no nulls",
            "with null",
        ],
    );
    check(
        r#"{"a":{"$elemMatch":{"b":null}}}"#,
        &["double array", "objects all null", "objects some null", "objects some missing"],
    );
    check(
        r#"{"a":{"$elemMatch":{"b":{"$ne":null}}}}"#,
        &["objects no null", "objects some null", "objects some missing"],
    );
    check(r#"{"a.b":{"$elemMatch":{"$eq":null}}}"#, &[]);
    check(r#"{"a.b":{"$elemMatch":{"$ne":null}}}"#, &[]);
}
