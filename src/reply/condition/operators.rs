//! Reads what a condition says of one path: a plain value, or operators.

use super::super::value::Value;
use super::compile::{Members, deeper, is_logical, operators, query};
use super::errors::{WhereError, within};
use super::query::{Comparison, List, Predicate, Test, Types};

const OPERATORS: [&str; 15] = [
    "$eq",
    "$ne",
    "$gt",
    "$gte",
    "$lt",
    "$lte",
    "$in",
    "$nin",
    "$exists",
    "$not",
    "$size",
    "$all",
    "$elemMatch",
    "$mod",
    "$type",
];

const TYPES: [(&str, Option<i64>, Types); 9] = [
    ("double", Some(1), Types::DOUBLE),
    ("string", Some(2), Types::STRING),
    ("object", Some(3), Types::OBJECT),
    ("array", Some(4), Types::ARRAY),
    ("bool", Some(8), Types::BOOL),
    ("null", Some(10), Types::NULL),
    ("int", Some(16), Types::INT),
    ("long", Some(18), Types::LONG),
    ("number", None, Types::NUMBER),
];

/// Whether a member's name is that of an operator, known or not.
pub(super) fn is_operator(name: &[u8]) -> bool {
    name.starts_with(b"$")
}

/// Reads what is wanted of a value.
pub(super) fn predicate(at: &str, value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    match operators(at, value)? {
        Some(members) => all(at, members, depth),
        None => equal(at, value, depth),
    }
}

/// Operators that all have to hold.
fn all(at: &str, members: &Members, depth: usize) -> Result<Predicate, WhereError> {
    let depth = deeper(at, depth)?;
    let predicates: Result<Vec<_>, _> =
        members.iter().map(|(name, value)| operator(&within(at, name), name, value, depth)).collect();
    Ok(join(predicates?))
}

fn operator(at: &str, name: &[u8], value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    match name {
        b"$eq" => equal(at, value, depth),
        b"$ne" => equal(at, value, depth).map(not),
        b"$gt" => compare(at, Comparison::Greater, value, depth),
        b"$gte" => compare(at, Comparison::GreaterOrEqual, value, depth),
        b"$lt" => compare(at, Comparison::Less, value, depth),
        b"$lte" => compare(at, Comparison::LessOrEqual, value, depth),
        b"$in" => list(at, value, depth),
        b"$nin" => list(at, value, depth).map(not),
        b"$exists" => match value {
            Value::Bool(true) => Ok(Predicate::Is(Test::Exists)),
            Value::Bool(false) => Ok(not(Predicate::Is(Test::Exists))),
            _ => Err(WhereError::value(at, "true or false", value)),
        },
        b"$not" => match operators(at, value)? {
            Some(members) => all(at, members, depth).map(not),
            None => Err(WhereError::value(at, "an object of operators", value)),
        },
        b"$size" => match integer(value).map(usize::try_from) {
            Some(Ok(size)) => Ok(Predicate::Is(Test::Size(size))),
            _ => Err(WhereError::value(at, "an integer of 0 or more", value)),
        },
        b"$all" => every(at, value, depth),
        b"$elemMatch" => some_element(at, value, depth),
        b"$mod" => remainder(at, value),
        b"$type" => types(at, value).map(|types| Predicate::Is(Test::Type(types))),
        _ => {
            let name = String::from_utf8_lossy(name);
            Err(WhereError::unknown(at, &OPERATORS, &name))
        }
    }
}

fn equal(at: &str, value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    compare(at, Comparison::Equal, value, depth)
}

fn compare(at: &str, comparison: Comparison, value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    plain(at, value, depth)?;
    Ok(Predicate::Is(Test::Compare(comparison, value.clone())))
}

/// A value is compared level by level, so it has to end.
fn plain(at: &str, value: &Value, depth: usize) -> Result<(), WhereError> {
    match value {
        Value::Array(values) => {
            let depth = deeper(at, depth)?;
            values.iter().try_for_each(|value| plain(at, value, depth))
        }
        Value::Object(members) => {
            let depth = deeper(at, depth)?;
            members.iter().try_for_each(|(_, value)| plain(at, value, depth))
        }
        _ => Ok(()),
    }
}

fn list(at: &str, value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    let Value::Array(values) = value else {
        return Err(WhereError::value(at, "an array of values", value));
    };
    for (index, value) in values.iter().enumerate() {
        let at = format!("{at}.{index}");
        no_operators(&at, value)?;
        plain(&at, value, depth)?;
    }
    Ok(Predicate::Is(Test::In(List::of(values))))
}

fn no_operators(at: &str, value: &Value) -> Result<(), WhereError> {
    match value {
        Value::Object(members) if members.iter().any(|(name, _)| is_operator(name)) => {
            let got = "an object of operators";
            Err(WhereError::new(at, "a plain value", got))
        }
        _ => Ok(()),
    }
}

/// `$all`: each of the values, or each of the `$elemMatch`.
fn every(at: &str, value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    let Value::Array(values) = value else {
        return Err(WhereError::value(at, "an array of values", value));
    };
    if values.is_empty() {
        return Ok(Predicate::never());
    }
    let is_match = |value: &Value| {
        matches!(value, Value::Object(members)
            if matches!(members.as_slice(), [(name, _)] if name == b"$elemMatch"))
    };
    let matches = values.iter().any(is_match);
    let predicates: Result<Vec<_>, _> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let at = format!("{at}.{index}");
            if matches {
                if !is_match(value) {
                    let expected = "an `$elemMatch` as the others are";
                    return Err(WhereError::value(&at, expected, value));
                }
                return predicate(&at, value, depth);
            }
            no_operators(&at, value)?;
            equal(&at, value, depth)
        })
        .collect();
    Ok(join(predicates?))
}

/// `$elemMatch`: operators on the elements, or a query on those that are objects.
fn some_element(at: &str, value: &Value, depth: usize) -> Result<Predicate, WhereError> {
    let Value::Object(members) = value else {
        return Err(WhereError::value(at, "an object of conditions", value));
    };
    let depth = deeper(at, depth)?;
    let on_value = members.iter().any(|(name, _)| is_operator(name) && !is_logical(name));
    let test = if on_value {
        Test::HasElement(Box::new(predicate(at, value, depth)?))
    } else {
        Test::HasDocument(Box::new(query(at, value, None, depth)?))
    };
    Ok(Predicate::Is(test))
}

fn remainder(at: &str, value: &Value) -> Result<Predicate, WhereError> {
    if let Value::Array(values) = value
        && let [divisor, remainder] = values.as_slice()
        && let (Some(divisor), Some(remainder)) = (integer(divisor), integer(remainder))
        && divisor != 0
    {
        return Ok(Predicate::Is(Test::Mod { divisor, remainder }));
    }
    let expected = "an array of two integers, the divisor not 0";
    Err(WhereError::value(at, expected, value))
}

fn types(at: &str, value: &Value) -> Result<Types, WhereError> {
    match value {
        Value::Array(values) if !values.is_empty() => {
            values.iter().enumerate().try_fold(Types::default(), |types, (index, value)| {
                Ok(types.or(one_type(&format!("{at}.{index}"), value)?))
            })
        }
        _ => one_type(at, value),
    }
}

fn one_type(at: &str, value: &Value) -> Result<Types, WhereError> {
    let number = integer(value);
    let known = TYPES.iter().find(|(name, code, _)| match value {
        Value::Text(text) => text == name.as_bytes(),
        _ => number.is_some() && number == *code,
    });
    match (known, value) {
        (Some((_, _, types)), _) => Ok(*types),
        (None, Value::Text(text)) => {
            let names = TYPES.map(|(name, ..)| name);
            Err(WhereError::unknown(at, &names, &String::from_utf8_lossy(text)))
        }
        _ => {
            let expected = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
            Err(WhereError::value(at, expected, value))
        }
    }
}

/// The integer of 64 bits that a value is.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::BigInt(digits) => digits.parse().ok(),
        Value::Number(number) => {
            let limit = 9_223_372_036_854_775_808.0; // 2^63
            #[allow(clippy::cast_possible_truncation)] // in range and whole
            let integer = *number as i64;
            (number.fract() == 0.0 && (-limit..limit).contains(number)).then_some(integer)
        }
        _ => None,
    }
}

fn not(predicate: Predicate) -> Predicate {
    Predicate::Not(Box::new(predicate))
}

fn join(predicates: Vec<Predicate>) -> Predicate {
    match <[Predicate; 1]>::try_from(predicates) {
        Ok([predicate]) => predicate,
        Err(predicates) => Predicate::All(predicates),
    }
}
