//! Conditions beside a plain interpreter of `MongoDB`'s rules, which works on built values and compiles nothing.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::condition::{in_order, read_value};
use super::model::{Json, any_name, any_scalar, json_of};
use super::{Value, passes};

/// One thing that a path reaches: a value or a missing one, and whether a test looks at its elements too.
struct End(Option<Json>, bool);

/// All that a path reaches from a value on.
fn ends(value: Option<&Json>, path: &[&str]) -> Vec<End> {
    let Some((first, rest)) = path.split_first() else {
        return vec![End(value.cloned(), true)];
    };
    match value {
        Some(object @ Json::Object(_)) => ends(object.member(first), rest),
        Some(Json::Array(elements)) => {
            let mut all = Vec::new();
            for (index, element) in elements.iter().enumerate() {
                if let Json::Object(_) = element {
                    all.extend(ends(Some(element), path));
                }
                if *first == index.to_string() {
                    match element {
                        _ if rest.is_empty() => all.push(End(Some(element.clone()), false)),
                        Json::Object(_) | Json::Array(_) => all.extend(ends(Some(element), rest)),
                        _ => {}
                    }
                }
            }
            all
        }
        _ => vec![End(None, true)],
    }
}

fn split(path: &str) -> Vec<&str> {
    if path.is_empty() { Vec::new() } else { path.split('.').collect() }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn members(value: &Value) -> &[(Vec<u8>, Value)] {
    match value {
        Value::Object(members) => members,
        other => panic!("{other:?}"),
    }
}

fn array(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        other => panic!("{other:?}"),
    }
}

/// A query on a row, or on an element where `element` is set: an array is a document there.
fn query(condition: &Value, document: &Json, element: bool) -> bool {
    members(condition).iter().all(|(name, value)| match text(name) {
        "$and" => array(value).iter().all(|one| query(one, document, element)),
        "$or" => array(value).iter().any(|one| query(one, document, element)),
        "$nor" => !array(value).iter().any(|one| query(one, document, element)),
        path => {
            let path = split(path);
            let ends = match (document, path.split_first()) {
                (Json::Array(elements), Some((first, rest))) if element => {
                    let named = elements.iter().enumerate().find(|(index, _)| index.to_string() == **first);
                    ends(named.map(|(_, element)| element), rest)
                }
                _ => ends(Some(document), &path),
            };
            on_ends(value, &ends)
        }
    })
}

fn has_operators(value: &Value) -> bool {
    matches!(value, Value::Object(members) if members.iter().any(|(name, _)| name.starts_with(b"$")))
}

/// What a condition says of all that a path reaches.
fn on_ends(condition: &Value, ends: &[End]) -> bool {
    let any = |unfold: bool, passes: &dyn Fn(Option<&Json>) -> bool| {
        ends.iter().any(|End(value, whole)| {
            let elements: &[Json] = match value {
                Some(Json::Array(elements)) if unfold && *whole => elements,
                _ => &[],
            };
            elements.iter().any(|element| passes(Some(element))) || passes(value.as_ref())
        })
    };
    if !has_operators(condition) {
        return any(true, &|value| equal(value, condition));
    }
    members(condition).iter().all(|(operator, operand)| {
        let operator = text(operator);
        match operator {
            "$ne" => !any(true, &|value| equal(value, operand)),
            "$nin" => !any(true, &|value| array(operand).iter().any(|one| equal(value, one))),
            "$not" => !on_ends(operand, ends),
            "$all" => {
                !array(operand).is_empty()
                    && array(operand).iter().all(|one| match one {
                        Value::Object(members) if members.first().is_some_and(|(name, _)| name == b"$elemMatch") => {
                            on_ends(one, ends)
                        }
                        plain => any(true, &|value| equal(value, plain)),
                    })
            }
            "$exists" => any(false, &|value| value.is_some()) == (*operand == Value::Bool(true)),
            "$size" | "$elemMatch" => any(false, &|value| single(operator, operand, value)),
            _ => any(true, &|value| single(operator, operand, value)),
        }
    })
}

/// What operators say of one value.
fn single(operator: &str, operand: &Value, value: Option<&Json>) -> bool {
    match operator {
        "$eq" => equal(value, operand),
        "$ne" => !equal(value, operand),
        "$gt" => compare(value, operand).is_some_and(Ordering::is_gt),
        "$gte" => compare(value, operand).is_some_and(Ordering::is_ge),
        "$lt" => compare(value, operand).is_some_and(Ordering::is_lt),
        "$lte" => compare(value, operand).is_some_and(Ordering::is_le),
        "$in" => array(operand).iter().any(|one| equal(value, one)),
        "$nin" => !array(operand).iter().any(|one| equal(value, one)),
        "$exists" => value.is_some() == (*operand == Value::Bool(true)),
        "$not" => !all_single(operand, value),
        "$all" => {
            !array(operand).is_empty()
                && array(operand)
                    .iter()
                    .all(|one| if has_operators(one) { all_single(one, value) } else { equal(value, one) })
        }
        "$size" => {
            matches!((value, operand), (Some(Json::Array(elements)), Value::Number(size)) if elements.len().to_string() == size.to_string())
        }
        "$elemMatch" => match value {
            Some(Json::Array(elements)) => elements.iter().any(|element| {
                let logical = |name: &[u8]| matches!(name, b"$and" | b"$or" | b"$nor");
                if members(operand).iter().any(|(name, _)| name.starts_with(b"$") && !logical(name)) {
                    all_single(operand, Some(element))
                } else {
                    matches!(element, Json::Object(_) | Json::Array(_)) && query(operand, element, true)
                }
            }),
            _ => false,
        },
        "$mod" => {
            let [Value::Number(divisor), Value::Number(remainder)] = array(operand) else { panic!() };
            match value {
                Some(Json::Number(text)) => {
                    let whole = text.parse::<f64>().unwrap().trunc();
                    whole.abs() < 1e15 && (whole % divisor - remainder) == 0.0
                }
                _ => false,
            }
        }
        "$type" => match operand {
            Value::Array(names) => names.iter().any(|name| is_type(value, name)),
            name => is_type(value, name),
        },
        other => panic!("{other}"),
    }
}

fn all_single(condition: &Value, value: Option<&Json>) -> bool {
    members(condition).iter().all(|(operator, operand)| single(text(operator), operand, value))
}

fn is_type(value: Option<&Json>, name: &Value) -> bool {
    let Value::Text(name) = name else { panic!() };
    match (value, text(name)) {
        (Some(Json::Null), "null")
        | (Some(Json::Bool(_)), "bool")
        | (Some(Json::Text(_)), "string")
        | (Some(Json::Array(_)), "array")
        | (Some(Json::Object(_)), "object")
        | (Some(Json::Number(_)), "number") => true,
        (Some(Json::Number(text)), "int") => text.parse::<f64>().unwrap().fract() == 0.0,
        (Some(Json::Number(text)), "double") => text.parse::<f64>().unwrap().fract() != 0.0,
        _ => false,
    }
}

fn equal(value: Option<&Json>, other: &Value) -> bool {
    compare(value, other) == Some(Ordering::Equal)
}

/// Within one type; a missing value is as null.
fn compare(value: Option<&Json>, other: &Value) -> Option<Ordering> {
    let value = value.unwrap_or(&Json::Null);
    (rank(value) == rank_of(other)).then(|| order(value, other))
}

fn rank(value: &Json) -> u8 {
    rank_of(&value.to_value())
}

fn rank_of(value: &Value) -> u8 {
    match value {
        Value::Null => 5,
        Value::Number(_) | Value::BigInt(_) => 10,
        Value::Text(_) => 15,
        Value::Object(_) => 20,
        Value::Array(_) => 25,
        Value::Bool(_) => 40,
    }
}

fn order(a: &Json, b: &Value) -> Ordering {
    rank(a).cmp(&rank_of(b)).then_with(|| match (a, b) {
        (Json::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Json::Number(a), Value::BigInt(b)) => order_exactly(a, b),
        (Json::Number(a), Value::Number(b)) if b.abs() >= 9_007_199_254_740_992.0 && b.is_finite() => {
            order_exactly(a, &format!("{b:.0}"))
        }
        (Json::Number(a), Value::Number(b)) => a.parse::<f64>().unwrap().partial_cmp(b).unwrap(),
        (Json::Text(a), Value::Text(b)) => a.chars().cmp(text(b).chars()),
        (Json::Array(a), Value::Array(b)) => {
            let pairs = a.iter().zip(b).map(|(a, b)| order(a, b));
            pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
        }
        (Json::Object(a), Value::Object(b)) => {
            // Names that are indexes come first in an object of JavaScript's.
            let mut a = a.clone();
            a.sort_by_key(|(name, _)| {
                name.parse::<u32>().ok().filter(|index| index.to_string() == *name).unwrap_or(u32::MAX)
            });
            let pairs = a.iter().zip(b).map(|((a_name, a), (b_name, b))| {
                rank(a).cmp(&rank_of(b)).then(a_name.as_bytes().cmp(b_name)).then_with(|| order(a, b))
            });
            pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
        }
        _ => Ordering::Equal,
    })
}

/// Two numbers by all their digits.
fn order_exactly(a: &str, b: &str) -> Ordering {
    let (a_size, b_size) = (size(a), size(b));
    match (a_size.1.is_empty(), a.starts_with('-'), b_size.1.is_empty(), b.starts_with('-')) {
        (true, _, true, _) => Ordering::Equal,
        (true, _, _, is_negative) => {
            if is_negative {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (_, is_negative, true, _) | (_, is_negative, _, false) if is_negative => Ordering::Less,
        (_, false, true, _) | (_, false, _, true) => Ordering::Greater,
        (_, true, ..) => b_size.cmp(&a_size),
        _ => a_size.cmp(&b_size),
    }
}

/// How many places stand before the point, and the digits from the first that is not 0 to the last.
fn size(number: &str) -> (i128, String) {
    let (digits, exponent) =
        number.trim_start_matches('-').split_once(['e', 'E']).unwrap_or((number.trim_start_matches('-'), "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, fraction].concat();
    let kept = all.trim_start_matches('0');
    let places = exponent.parse::<i128>().unwrap_or(if exponent.starts_with('-') { -(1 << 100) } else { 1 << 100 })
        + i128::try_from(whole.len()).unwrap()
        - i128::try_from(all.len() - kept.len()).unwrap();
    (places, kept.trim_end_matches('0').to_owned())
}

/// What the interpreter says of any condition and row; nothing where one of them is beyond it.
pub(super) fn says(wanted: &Value, row: &Json) -> Option<bool> {
    (is_plain(wanted) && (!has_kinds(wanted) || has_small_numbers(row))).then(|| query(wanted, &row.distinct(), false))
}

/// Whether all texts can be shown, and operands are such as the interpreter takes.
fn is_plain(value: &Value) -> bool {
    let is_small =
        |value: &Value| matches!(value, Value::Number(number) if number.abs() < 1e9 && number.fract() == 0.0);
    match value {
        Value::Text(text) => std::str::from_utf8(text).is_ok(),
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(members) => members.iter().all(|(name, value)| {
            let is_known = match name.as_slice() {
                b"$size" => is_small(value),
                b"$mod" => matches!(value, Value::Array(values) if values.iter().all(is_small)),
                b"$type" => match value {
                    Value::Array(names) => names.iter().all(is_kind),
                    name => is_kind(name),
                },
                _ => true,
            };
            is_known && std::str::from_utf8(name).is_ok() && is_plain(value)
        }),
        _ => true,
    }
}

fn is_kind(name: &Value) -> bool {
    matches!(name, Value::Text(name) if name != b"long")
}

/// Whether it asks what kind of number something is, or what it leaves.
fn has_kinds(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(has_kinds),
        Value::Object(members) => {
            members.iter().any(|(name, value)| matches!(name.as_slice(), b"$mod" | b"$type") || has_kinds(value))
        }
        _ => false,
    }
}

fn has_small_numbers(row: &Json) -> bool {
    match row {
        Json::Number(text) => text.parse::<f64>().unwrap().abs() < 1e9,
        Json::Array(elements) => elements.iter().all(has_small_numbers),
        Json::Object(members) => members.iter().all(|(_, value)| has_small_numbers(value)),
        _ => true,
    }
}

fn small_scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        3 => (0..4u8).prop_map(|number| Json::Number(number.to_string())),
        1 => prop::sample::select(vec!["1.5", "-1", "2.0", "10e-1", "-2.5"]).prop_map(|text| Json::Number(text.to_owned())),
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::Bool),
        2 => prop::sample::select(vec!["", "a", "b", "é", "\u{ffff}", "😀"]).prop_map(|text| Json::Text(text.to_owned())),
    ]
}

fn document() -> impl Strategy<Value = Json> {
    let value = json_of(small_scalar(), 24);
    prop_oneof![
        8 => prop::collection::vec((name(), value), 0..4).prop_map(Json::Object),
        1 => json_of(small_scalar(), 24),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "a", "b", "0", "1"]).prop_map(str::to_owned)
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => prop::collection::vec(name(), 1..4).prop_map(|names| names.join(".")),
        1 => Just(String::new()),
        1 => any_name(),
    ]
}

fn operand() -> impl Strategy<Value = Value> {
    let json =
        prop_oneof![3 => small_scalar().boxed(), 2 => json_of(small_scalar(), 6).boxed(), 1 => any_scalar().boxed()];
    (json, any::<u64>()).prop_map(|(json, mut which)| with_bigints(json.distinct().to_value(), &mut which))
}

/// Some of the integers as bigints.
fn with_bigints(value: Value, which: &mut u64) -> Value {
    *which = which.rotate_right(1);
    match value {
        Value::Number(number) if number.fract() == 0.0 && which.is_multiple_of(2) => {
            Value::BigInt(format!("{:.0}", number + 0.0))
        }
        Value::Array(values) => Value::Array(values.into_iter().map(|value| with_bigints(value, which)).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, with_bigints(value, which))).collect())
        }
        other => other,
    }
}

fn object(members: Vec<(&str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.as_bytes().to_vec(), value)).collect())
}

fn operators() -> impl Strategy<Value = Value> {
    let compare = (prop::sample::select(vec!["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"]), operand()).boxed();
    let list = (prop::sample::select(vec!["$in", "$nin", "$all"]), prop::collection::vec(operand(), 0..4))
        .prop_map(|(name, values)| (name, Value::Array(values)))
        .boxed();
    let number = |number: i32| Value::Number(f64::from(number));
    let size = (0..4).prop_map(move |size| ("$size", number(size))).boxed();
    let exists = any::<bool>().prop_map(|exists| ("$exists", Value::Bool(exists))).boxed();
    let rest = (prop::sample::select(vec![-2, -1, 1, 2, 3]), -2..3)
        .prop_map(move |(divisor, rest)| ("$mod", Value::Array(vec![number(divisor), number(rest)])))
        .boxed();
    let names = vec!["null", "bool", "string", "array", "object", "number", "int", "double"];
    let kind = prop::collection::vec(prop::sample::select(names), 1..3)
        .prop_map(|names| {
            let names = names.into_iter().map(|name| Value::Text(name.as_bytes().to_vec()));
            ("$type", Value::Array(names.collect()))
        })
        .boxed();
    let leaf = prop_oneof![5 => compare, 3 => list, 1 => size, 1 => exists, 1 => rest, 1 => kind];
    let flat = prop::collection::vec(leaf, 1..3).prop_map(object).boxed();
    flat.prop_recursive(2, 6, 2, |inner| {
        let query = (path(), inner.clone()).prop_map(|(path, value)| object(vec![(&path, value)])).boxed();
        prop_oneof![
            2 => inner.clone(),
            2 => inner.clone().prop_map(|value| object(vec![("$not", value)])),
            2 => inner.clone().prop_map(|value| object(vec![("$elemMatch", value)])),
            2 => query.clone().prop_map(|value| object(vec![("$elemMatch", value)])),
            1 => prop::collection::vec(query, 1..3).prop_map(|queries| {
                let matches = queries.into_iter().map(|query| object(vec![("$elemMatch", query)]));
                object(vec![("$all", Value::Array(matches.collect()))])
            }),
        ]
    })
}

fn any_condition() -> impl Strategy<Value = Value> {
    let member = (path(), prop_oneof![3 => operators().boxed(), 1 => operand().boxed()]);
    let clause = prop::collection::vec(member, 0..3).prop_map(|members| {
        Value::Object(members.into_iter().map(|(path, value)| (path.into_bytes(), value)).collect())
    });
    clause.prop_recursive(2, 6, 2, |inner| {
        let branches = prop::collection::vec(inner, 1..3).prop_map(Value::Array);
        (prop::sample::select(vec!["$and", "$or", "$nor"]), branches)
            .prop_map(|(name, branches)| object(vec![(name, branches)]))
    })
}

/// That a condition says of a row what the interpreter says.
fn check(wanted: Value, row: &Json, style: u64) -> Result<(), TestCaseError> {
    let wanted = in_order(wanted);
    // Which is no row.
    prop_assume!(!matches!(row, Json::Null));
    let text = row.write(style);
    let condition = read_value(wanted.clone()).unwrap();
    prop_assert_eq!(passes(&condition, &text), query(&wanted, &row.distinct(), false), "{} {:?}", text, wanted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12_000))]

    #[test]
    fn conditions_hold_as_interpreted(wanted in any_condition(), row in document(), style in any::<u64>()) {
        check(wanted, &row, style)?;
    }
}
