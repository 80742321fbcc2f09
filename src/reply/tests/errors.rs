//! Conditions that are none.

use super::super::{Got, Value, Where};
use super::value;

const OPERATORS: &str =
    "one of $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $not, $size, $all, $elemMatch, $mod, $type";

fn error(condition: &str) -> (String, String, Got) {
    match Where::compile(&value(condition)) {
        Ok(_) => panic!("{condition} was taken"),
        Err(error) => (error.at, error.expected, error.got),
    }
}

#[test]
fn unknown_operators_name_the_nearest() {
    for (typo, nearest) in [
        ("$gtt", "$gt"),
        ("$eqq", "$eq"),
        ("$exist", "$exists"),
        ("$elemmatch", "$elemMatch"),
        ("$GTE", "$gte"),
        ("$nni", "$nin"),
        ("$typ", "$type"),
        ("$", "$eq"),
        ("$modulo", "$mod"),
        ("$sise", "$size"),
    ] {
        let (at, expected, got) = error(&format!(r#"{{"balance":{{"{typo}":1}}}}"#));
        assert_eq!(at, format!("where.balance.{typo}"));
        assert_eq!(expected, format!("{OPERATORS} (did you mean `{nearest}`?)"));
        assert_eq!(got, Got::Words(typo.to_owned()));
    }
    let (at, expected, got) = error(r#"{"a":1,"$ad":[]}"#);
    assert_eq!((at.as_str(), got), ("where.$ad", Got::Words("$ad".to_owned())));
    assert_eq!(expected, "one of $and, $or, $nor (did you mean `$and`?)");
    let (at, ..) = error(r#"{"$and":[{},{"a.b":{"$not":{"$x":1}}}]}"#);
    assert_eq!(at, "where.$and.1.a.b.$not.$x");
    let (at, ..) = error(r#"{"":{"$elemMatch":{"$or":[{"$gt":1}]}}}"#);
    assert_eq!(at, "where[\"\"].$elemMatch.$or.0.$gt");
    let (_, expected, _) = error(r#"{"a":{"$type":"nubmer"}}"#);
    assert_eq!(
        expected,
        "one of double, string, object, array, bool, null, int, long, number (did you mean `number`?)"
    );
}

#[test]
fn operands_of_the_wrong_sort() {
    let integer = "an integer of 0 or more";
    let two = "an array of two integers, the divisor not 0";
    let list = "an array of values";
    let branches = "a non-empty array of conditions";
    let object = "an object of conditions";
    let kind = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
    for (condition, at, expected, got) in [
        ("1", "where", object, "1"),
        ("null", "where", object, "null"),
        ("[]", "where", object, "[]"),
        (r#""x""#, "where", object, r#""x""#),
        (r#"{"$and":[]}"#, "where.$and", branches, "[]"),
        (r#"{"$or":{}}"#, "where.$or", branches, "{}"),
        (r#"{"$nor":[{},1]}"#, "where.$nor.1", object, "1"),
        (r#"{"a":{"$in":1}}"#, "where.a.$in", list, "1"),
        (r#"{"a":{"$nin":{"b":1}}}"#, "where.a.$nin", list, r#"{"b":1}"#),
        (r#"{"a":{"$all":"x"}}"#, "where.a.$all", list, r#""x""#),
        (r#"{"a":{"$all":[{"$elemMatch":{}},1]}}"#, "where.a.$all.1", "an `$elemMatch` as the others are", "1"),
        (r#"{"a":{"$exists":1}}"#, "where.a.$exists", "true or false", "1"),
        (r#"{"a":{"$exists":null}}"#, "where.a.$exists", "true or false", "null"),
        (r#"{"a":{"$not":5}}"#, "where.a.$not", "an object of operators", "5"),
        (r#"{"a":{"$not":{}}}"#, "where.a.$not", "an object of operators", "{}"),
        (r#"{"a":{"$not":{"b":1}}}"#, "where.a.$not", "an object of operators", r#"{"b":1}"#),
        (r#"{"a":{"$size":-1}}"#, "where.a.$size", integer, "-1"),
        (r#"{"a":{"$size":1.5}}"#, "where.a.$size", integer, "1.5"),
        (r#"{"a":{"$size":"1"}}"#, "where.a.$size", integer, r#""1""#),
        (r#"{"a":{"$size":1e400}}"#, "where.a.$size", integer, "1e400"),
        (r#"{"a":{"$mod":[0,1]}}"#, "where.a.$mod", two, "[0,1]"),
        (r#"{"a":{"$mod":[1]}}"#, "where.a.$mod", two, "[1]"),
        (r#"{"a":{"$mod":[1,2,3]}}"#, "where.a.$mod", two, "[1,2,3]"),
        (r#"{"a":{"$mod":[1.5,2]}}"#, "where.a.$mod", two, "[1.5,2]"),
        (r#"{"a":{"$mod":4}}"#, "where.a.$mod", two, "4"),
        (r#"{"a":{"$elemMatch":1}}"#, "where.a.$elemMatch", object, "1"),
        (r#"{"a":{"$type":5}}"#, "where.a.$type", kind, "5"),
        (r#"{"a":{"$type":[]}}"#, "where.a.$type", kind, "[]"),
        (r#"{"a":{"$type":[2,true]}}"#, "where.a.$type.1", kind, "true"),
    ] {
        assert_eq!(error(condition), (at.to_owned(), expected.to_owned(), Got::Value(value(got))), "{condition}");
    }
    for (condition, at, expected, got) in [
        (r#"{"a":{"$in":[1,{"$gt":1}]}}"#, "where.a.$in.1", "a plain value", "an object of operators"),
        (r#"{"a":{"$all":[{"$gt":1}]}}"#, "where.a.$all.0", "a plain value", "an object of operators"),
        (r#"{"a":{"$gt":1,"b":2}}"#, "where.a", "either operators only or a plain value", "`$gt` beside `b`"),
        (r#"{"a":{"b":2,"$gt":1}}"#, "where.a", "either operators only or a plain value", "`$gt` beside `b`"),
    ] {
        let got = Got::Words(got.to_owned());
        assert_eq!(error(condition), (at.to_owned(), expected.to_owned(), got), "{condition}");
    }
}

#[test]
fn bigints_do_where_integers_are_wanted() {
    let big = |digits: &str| Value::BigInt(digits.to_owned());
    let compile = |operator: &str, operand: Value| {
        let operators = Value::Object(vec![(operator.as_bytes().to_vec(), operand)]);
        Where::compile(&Value::Object(vec![(b"a".to_vec(), operators)])).is_ok()
    };
    assert!(compile("$size", big("2")));
    assert!(!compile("$size", big("-2")));
    assert!(compile("$type", big("16")));
    assert!(!compile("$type", big("5")));
    assert!(!compile("$type", Value::Number(f64::NAN)));
    assert!(compile("$mod", Value::Array(vec![big("9223372036854775807"), big("0")])));
    assert!(!compile("$mod", Value::Array(vec![big("9223372036854775808"), big("0")])));
}

#[test]
fn conditions_end_somewhere() {
    let nested = |levels: usize| {
        let mut condition = Value::Object(vec![(b"a".to_vec(), Value::Null)]);
        for _ in 1..levels {
            condition = Value::Object(vec![(b"$or".to_vec(), Value::Array(vec![condition]))]);
        }
        condition
    };
    assert!(Where::compile(&nested(100)).is_ok());
    let error = Where::compile(&nested(101)).unwrap_err();
    assert_eq!(error.expected, "no deeper than 100 levels");
    assert!(error.at.len() < 80, "{}", error.at);
    let plain = |levels: usize| {
        let value = (0..levels).fold(Value::Null, |value, _| Value::Array(vec![value]));
        Value::Object(vec![(b"a".to_vec(), value)])
    };
    assert!(Where::compile(&plain(99)).is_ok());
    assert!(Where::compile(&plain(100)).is_err());
    let path = |names: usize| Value::Object(vec![(vec![b'.'; names - 1], Value::Null)]);
    assert!(Where::compile(&path(100)).is_ok());
    assert_eq!(Where::compile(&path(101)).unwrap_err().got, Got::Words("101 names".to_owned()));
}
