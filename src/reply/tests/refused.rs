//! What is said of conditions that are none.

use super::condition::read;

fn check(condition: &str, at: &str, takes: &str, got: &str) {
    let message = read(condition).expect_err(condition);
    assert_eq!(message, format!("Expected `{at}` to be {takes}, got {got}"));
}

#[test]
fn operands_of_the_wrong_sort() {
    check(r#"{"$and":[{},1.5]}"#, "where.$and.1", "an object of conditions", "1.5");
    check(r#"{"$or":[]}"#, "where.$or", "a non-empty array of conditions", "an empty array");
    check(r#"{"a":{"$in":{"b":1}}}"#, "where.a.$in", "an array of values", "an object");
    check(r#"{"a":{"$nin":{"$bigint":"-7"}}}"#, "where.a.$nin", "an array of values", "-7n");
    check(r#"{"a":{"$size":-1}}"#, "where.a.$size", "an integer of 0 or more", "-1");
    check(r#"{"a":{"$exists":"é"}}"#, "where.a.$exists", "true or false", "\"é\"");
    check(r#"{"a":{"$all":[{"$gt":1}]}}"#, "where.a.$all.0", "a plain value", "an object of operators");
    let mixed = "either operators only or a plain value";
    check(r#"{"a":{"b":1,"$gt":1}}"#, "where.a", mixed, "`$gt` beside `b`");
    check(r#"{"a":{"$mod":[0,1]}}"#, "where.a.$mod", "an array of two integers, the divisor not 0", "an array");
    check(r#"{"":{"$elemMatch":1}}"#, r#"where[""].$elemMatch"#, "an object of conditions", "1");
}

#[test]
fn unknown_names_and_the_nearest_known() {
    let known = "one of $and, $or, $nor";
    check(r#"{"$gt":1}"#, "where.$gt", &format!("{known} (did you mean `$or`?)"), "$gt");
    check(r#"{"$nro":1}"#, "where.$nro", &format!("{known} (did you mean `$nor`?)"), "$nro");
    let types = "one of double, string, object, array, bool, null, int, long, number";
    for (got, nearest) in [("nubmer", "number"), ("STRNIG", "string"), ("", "int"), ("é", "int"), ("booleans", "bool")]
    {
        let condition = format!(r#"{{"a":{{"$type":"{got}"}}}}"#);
        check(&condition, "where.a.$type", &format!("{types} (did you mean `{nearest}`?)"), got);
    }
}

#[test]
fn what_is_too_deep() {
    let nested = |levels: usize| format!(r#"{{"a":{}1{}}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(99)).is_ok());
    check(&nested(100), "where.a…", "no deeper than 100 levels", "a deeper one");
    let path = ".".repeat(100);
    check(&format!(r#"{{"{path}":1}}"#), &format!("where.{path}"), "a path of up to 100 names", "101 names");
}

#[test]
fn places_with_lone_surrogates() {
    check(r#"{"a\ud83d":{"$x\udc00😀":1}}"#, "where.a\u{fffd}.$x\u{fffd}😀", OPERATORS, "$x\u{fffd}😀");
}

const OPERATORS: &str = "one of $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $not, $size, $all, $elemMatch, $mod, $type (did you mean `$eq`?)";

#[test]
fn types_by_number() {
    let types = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
    check(r#"{"a":{"$type":0}}"#, "where.a.$type", types, "0");
    check(r#"{"a":{"$type":{"$bigint":"-9223372036854775808"}}}"#, "where.a.$type", types, "-9223372036854775808n");
    check(r#"{"a":{"$type":[2,1.5]}}"#, "where.a.$type.1", types, "1.5");
}

#[test]
fn operators_without_their_sign() {
    let goes = "(what is meant as it stands goes into `$eq`)";
    check(r#"{"a.b":{"gt":3}}"#, "where.a.b.gt", &format!("`$gt` {goes}"), "gt");
    check(r#"{"a":{"size":3,"type":"x"}}"#, "where.a.size", &format!("`$size` {goes}"), "size");
    check(r#"{"nor":[{"a":1}]}"#, "where.nor", &format!("`$nor` {goes}"), "nor");
    for taken in [
        r#"{"a":{"size":3,"color":"red"}}"#,
        r#"{"a":{"$eq":{"gt":3}}}"#,
        r#"{"a":{"$all":[{"gt":3}]}}"#,
        r#"{"a":{}}"#,
        r#"{"or":[]}"#,
        r#"{"or":[{},1]}"#,
    ] {
        assert!(read(taken).is_ok(), "{taken}");
    }
}
