//! Reads what a condition says of one path: a plain value, or operators.

use super::super::decimal::digits;
use super::list::List;
use super::node::{Comparison, Node, Test};
use super::read::{deeper, is_logical, query};
use super::value::Value;
use super::wrong::{Location, Wrong, text, words};

type Members = [(Vec<u8>, Value)];

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

/// The types' names.
const TYPES: [&str; 9] = ["double", "string", "object", "array", "bool", "null", "int", "long", "number"];
/// `MongoDB`'s number of each but the last, and a bit to put several into one byte.
const NUMBERS: [(i64, u8); 9] = [
    (1, DOUBLE),
    (2, STRING),
    (3, OBJECT),
    (4, ARRAY),
    (8, BOOL),
    (10, NULL),
    (16, INT),
    (18, LONG),
    // It has none that anybody could give.
    (i64::MIN, DOUBLE | INT | LONG),
];
pub(super) const DOUBLE: u8 = 1;
pub(super) const STRING: u8 = 2;
pub(super) const OBJECT: u8 = 4;
pub(super) const ARRAY: u8 = 8;
pub(super) const BOOL: u8 = 16;
pub(super) const NULL: u8 = 32;
pub(super) const INT: u8 = 64;
pub(super) const LONG: u8 = 128;

/// Whether a member's name is that of an operator, known or not.
pub(super) fn is_operator(name: &[u8]) -> bool {
    name.starts_with(b"$")
}

/// Reads what is wanted of a value, in so many levels at most. What is compared with is taken out of the tree.
pub(super) fn predicate(at: &Location, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    match operators(at, value)? {
        Some(members) => all(at, members, depth),
        None => equal(at, value, depth),
    }
}

/// The operators that a value is, if it is no plain one; an object that mixes them with other members is wrong.
fn operators<'a>(at: &Location, value: &'a mut Value) -> Result<Option<&'a mut Members>, Wrong> {
    let Value::Object(members) = value else { return Ok(None) };
    let operator = members.iter().find(|(name, _)| is_operator(name));
    let other = members.iter().find(|(name, _)| !is_operator(name));
    match (operator, other) {
        (Some((operator, _)), Some((other, _))) => {
            let got = text(&["`", &words(operator), "` beside `", &words(other), "`"]);
            Err(Wrong::new(at, "either operators only or a plain value", got))
        }
        (Some(_), None) => Ok(Some(members)),
        (None, _) => Ok(None),
    }
}

/// Operators that all have to hold.
fn all(at: &Location, members: &mut Members, depth: usize) -> Result<Node, Wrong> {
    let left = deeper(at, depth)?;
    let mut nodes = Vec::with_capacity(members.len());
    for (name, value) in members {
        nodes.push(operator(&at.path(name), name, value, left)?);
    }
    Ok(Node::all(nodes))
}

fn operator(at: &Location, name: &[u8], value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    let comparison = match name {
        b"$eq" | b"$ne" => Comparison::Equal,
        b"$gt" => Comparison::Greater,
        b"$gte" => Comparison::GreaterOrEqual,
        b"$lt" => Comparison::Less,
        b"$lte" => Comparison::LessOrEqual,
        _ => return other_operator(at, name, value, depth),
    };
    let node = compare(at, comparison, value, depth)?;
    Ok(if name == b"$ne" { Node::not(node) } else { node })
}

fn other_operator(at: &Location, name: &[u8], value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    let test = match name {
        b"$in" => one_of(at, value, depth)?,
        b"$nin" => return Ok(Node::not(Node::Test(one_of(at, value, depth)?))),
        b"$exists" => match value {
            Value::Bool(true) => Test::Exists,
            Value::Bool(false) => return Ok(Node::not(Node::Test(Test::Exists))),
            _ => return Err(Wrong::value(at, "true or false", value)),
        },
        b"$not" => match operators(at, value)? {
            Some(members) => return Ok(Node::not(all(at, members, depth)?)),
            None => return Err(Wrong::value(at, "an object of operators", value)),
        },
        // No array of a reply has more elements.
        b"$size" => match value.integer().map(u32::try_from) {
            Some(Ok(size)) => Test::Size(size as usize),
            _ => return Err(Wrong::value(at, "an integer of 0 or more", value)),
        },
        b"$all" => return every(at, value, depth),
        b"$elemMatch" => some_element(at, value, depth)?,
        b"$mod" => remainder(at, value)?,
        b"$type" => Test::Type(types(at, value)?),
        _ => return Err(Wrong::unknown(at, &OPERATORS, name)),
    };
    Ok(Node::Test(test))
}

fn equal(at: &Location, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    compare(at, Comparison::Equal, value, depth)
}

fn compare(at: &Location, comparison: Comparison, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    make_operand(at, value, depth)?;
    Ok(Node::Test(Test::Compare(comparison, std::mem::replace(value, Value::Null))))
}

/// Makes a value one to compare with: it has to end within so many levels, being compared level by level, and a number
/// that is beyond those that doubles hold without a gap is what it exactly is.
fn make_operand(at: &Location, value: &mut Value, depth: usize) -> Result<(), Wrong> {
    match value {
        Value::Number(number) if number.abs() >= FIRST_WITH_GAPS && number.is_finite() => {
            *value = Value::BigInt(digits(*number));
        }
        Value::Array(values) => {
            let left = deeper(at, depth)?;
            for value in values {
                make_operand(at, value, left)?;
            }
        }
        Value::Object(members) => {
            let left = deeper(at, depth)?;
            for (_, value) in members {
                make_operand(at, value, left)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// 2^53: this, and one more, are one double.
const FIRST_WITH_GAPS: f64 = 9_007_199_254_740_992.0;

fn one_of(at: &Location, value: &mut Value, depth: usize) -> Result<Test, Wrong> {
    let Value::Array(values) = value else { return Err(Wrong::value(at, A_LIST, value)) };
    for (index, one) in values.iter_mut().enumerate() {
        let at = at.element(index);
        check_is_plain(&at, one)?;
        make_operand(&at, one, depth)?;
    }
    Ok(Test::In(List::of(std::mem::take(values))))
}

const A_LIST: &str = "an array of values";

fn check_is_plain(at: &Location, value: &Value) -> Result<(), Wrong> {
    match value {
        Value::Object(members) if members.iter().any(|(name, _)| is_operator(name)) => {
            Err(Wrong::new(at, "a plain value", "an object of operators".to_owned()))
        }
        _ => Ok(()),
    }
}

/// `$all`: each of the values, or each of the `$elemMatch`.
fn every(at: &Location, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    let Value::Array(values) = value else { return Err(Wrong::value(at, A_LIST, value)) };
    if values.is_empty() {
        // None has them all.
        return Ok(Node::not(Node::All(Vec::new())));
    }
    let are_matches = values.iter().any(is_match);
    let mut nodes = Vec::with_capacity(values.len());
    for (index, one) in values.iter_mut().enumerate() {
        let at = at.element(index);
        if are_matches && !is_match(one) {
            return Err(Wrong::value(&at, "an `$elemMatch` as the others are", one));
        }
        if !are_matches {
            check_is_plain(&at, one)?;
        }
        // What is plain is equality.
        nodes.push(predicate(&at, one, depth)?);
    }
    Ok(Node::all(nodes))
}

fn is_match(value: &Value) -> bool {
    matches!(value, Value::Object(members) if matches!(members.as_slice(), [(name, _)] if name == b"$elemMatch"))
}

/// `$elemMatch`: operators on the elements, or a query on those that are objects.
fn some_element(at: &Location, value: &mut Value, depth: usize) -> Result<Test, Wrong> {
    let Value::Object(members) = value else {
        return Err(Wrong::value(at, "an object of conditions", value));
    };
    let left = deeper(at, depth)?;
    let is_on_value = members.iter().any(|(name, _)| is_operator(name) && !is_logical(name));
    Ok(if is_on_value {
        Test::HasElement(Box::new(predicate(at, value, left)?))
    } else {
        Test::HasDocument(Box::new(query(at, value, None, left)?))
    })
}

fn remainder(at: &Location, value: &Value) -> Result<Test, Wrong> {
    if let Value::Array(values) = value
        && let [divisor, rest] = values.as_slice()
        && let (Some(divisor), Some(rest)) = (divisor.integer(), rest.integer())
        && divisor != 0
    {
        return Ok(Test::Mod { divisor, rest });
    }
    Err(Wrong::value(at, "an array of two integers, the divisor not 0", value))
}

fn types(at: &Location, value: &Value) -> Result<u8, Wrong> {
    let mut bits = 0;
    match value {
        Value::Array(values) if !values.is_empty() => {
            for (index, one) in values.iter().enumerate() {
                bits |= type_of(&at.element(index), one)?;
            }
        }
        _ => bits = type_of(at, value)?,
    }
    Ok(bits)
}

fn type_of(at: &Location, value: &Value) -> Result<u8, Wrong> {
    let integer = value.integer();
    for (name, (number, bits)) in TYPES.iter().zip(NUMBERS) {
        if integer == Some(number) || matches!(value, Value::Text(text) if text == name.as_bytes()) {
            return Ok(bits);
        }
    }
    if let Value::Text(text) = value {
        return Err(Wrong::unknown(at, &TYPES, text));
    }
    let takes = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
    Err(Wrong::value(at, takes, value))
}
