//! Reads a condition: what is asked of rows, of what paths reach, and of elements, each of which may hold the others.

use super::location::Location;
use super::names::{LOGICAL, OPERATORS, Operator, is_logical, is_operator, names_of, signed};
use super::operators::{LIST, check_is_plain, test};
use super::wrong::{DEEPEST, Wrong, deeper};
use crate::condition::node::{Name, Node, Path, Test};
use crate::condition::value::{Member, Value};
use crate::condition::words::{text, words};

/// What was read is added to a list, all of which has to hold.
type Read = Result<(), Wrong>;

/// Reads a query about a row, of whose members these are captured, or about an element.
pub(crate) fn query(
    at: &Location,
    condition: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
    to: &mut Vec<Node>,
) -> Read {
    let Value::Object(members) = condition else {
        return Err(Wrong::value(at, "an object of conditions", condition));
    };
    let left = deeper(at, depth)?;
    for (name, value) in members {
        let at = &at.path(name);
        if is_logical(name) {
            logical(at, name, value, captured, left, to)?;
        } else {
            check_path(at, name, value)?;
            on_path(at, name, value, captured, left, to)?;
        }
    }
    Ok(())
}

fn logical(
    at: &Location,
    name: &[u8],
    value: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
    to: &mut Vec<Node>,
) -> Read {
    let conditions = match value {
        Value::Array(conditions) if !conditions.is_empty() => conditions,
        _ => return Err(Wrong::value(at, "a non-empty array of conditions", value)),
    };
    let mut alternatives = Vec::new();
    for (index, condition) in conditions.iter_mut().enumerate() {
        let mut nodes = Vec::new();
        query(&at.element(index), condition, captured, depth, &mut nodes)?;
        match name {
            b"$and" => to.append(&mut nodes),
            b"$or" => alternatives.push(nodes),
            _ => to.push(Node::Not(nodes)),
        }
    }
    if name == b"$or" {
        to.push(Node::Any(alternatives));
    }
    Ok(())
}

/// A name that is no path, or hardly meant as one.
fn check_path(at: &Location, name: &[u8], value: &Value) -> Read {
    if is_operator(name) {
        return Err(Wrong::unknown(at, &LOGICAL, name));
    }
    let is_object = |value: &Value| matches!(value, Value::Object(_));
    match value {
        Value::Array(conditions) if !conditions.is_empty() && conditions.iter().all(is_object) => {
            match signed(&LOGICAL, name) {
                Some(operator) => Err(Wrong::unsigned(at, operator, name)),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn on_path(
    at: &Location,
    dotted: &[u8],
    value: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
    to: &mut Vec<Node>,
) -> Read {
    let mut names = Vec::new();
    for name in names_of(dotted) {
        names.push(Name::new(name));
    }
    if names.len() > DEEPEST {
        let got = text(&[&names.len().to_string(), " names"]);
        return Err(Wrong::new(at, "a path of up to 100 names", got));
    }
    let captured = match (captured, names.first()) {
        (Some(captured), Some(first)) => captured.binary_search(&first.text).unwrap_or_default(),
        _ => 0,
    };
    let mut nodes = Vec::new();
    predicate(at, value, depth, &mut nodes)?;
    to.push(Node::At(Path { names, captured }, nodes));
    Ok(())
}

/// Reads what is wanted of a value, in so many levels at most.
fn predicate(at: &Location, value: &mut Value, depth: usize, to: &mut Vec<Node>) -> Read {
    if let Some(members) = operators(at, value)? {
        return all(at, members, depth, to);
    }
    check_signs(at, value)?;
    equal(at, value, depth, to)
}

/// Operators without their sign would be an object that no row has, so that everybody would be skipped without a word. An
/// object that has other names, too, may well be a row's.
fn check_signs(at: &Location, value: &Value) -> Read {
    let Value::Object(members) = value else { return Ok(()) };
    let mut first = None;
    for (name, _) in members {
        match signed(&OPERATORS, name) {
            Some(operator) => first = first.or(Some((name, operator))),
            None => return Ok(()),
        }
    }
    match first {
        Some((name, operator)) => Err(Wrong::unsigned(&at.member(name), operator, name)),
        None => Ok(()),
    }
}

/// The operators that a value is, if it is no plain one; an object that mixes them with other members is wrong.
fn operators<'a>(at: &Location, value: &'a mut Value) -> Result<Option<&'a mut Vec<Member>>, Wrong> {
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
fn all(at: &Location, members: &mut [Member], depth: usize, to: &mut Vec<Node>) -> Read {
    let left = deeper(at, depth)?;
    for (name, value) in members {
        let at = &at.path(name);
        match Operator::of(name) {
            Some(operator) => one(at, operator, value, left, to)?,
            None => return Err(Wrong::unknown(at, &OPERATORS, name)),
        }
    }
    Ok(())
}

fn one(at: &Location, operator: Operator, value: &mut Value, depth: usize, to: &mut Vec<Node>) -> Read {
    match operator {
        Operator::Not => {
            let Some(members) = operators(at, value)? else {
                return Err(Wrong::value(at, "an object of operators", value));
            };
            let mut nodes = Vec::new();
            all(at, members, depth, &mut nodes)?;
            to.push(Node::Not(nodes));
        }
        Operator::All => every(at, value, depth, to)?,
        Operator::ElemMatch => to.push(Node::Test(some_element(at, value, depth)?)),
        _ => {
            let test = Node::Test(test(at, operator, value, depth)?);
            let is_negated = match operator {
                Operator::Exists => matches!(value, Value::Bool(false)),
                Operator::Ne | Operator::Nin => true,
                _ => false,
            };
            to.push(if is_negated { Node::Not(vec![test]) } else { test });
        }
    }
    Ok(())
}

fn equal(at: &Location, value: &mut Value, depth: usize, to: &mut Vec<Node>) -> Read {
    one(at, Operator::Eq, value, depth, to)
}

/// `$all`: each of the values, or each of the `$elemMatch`.
fn every(at: &Location, value: &mut Value, depth: usize, to: &mut Vec<Node>) -> Read {
    let Value::Array(values) = value else { return Err(Wrong::value(at, LIST, value)) };
    if values.is_empty() {
        // None has them all.
        to.push(Node::Any(Vec::new()));
    }
    let are_matches = values.iter().any(is_match);
    for (index, one) in values.iter_mut().enumerate() {
        let at = at.element(index);
        if !are_matches {
            check_is_plain(&at, one)?;
            equal(&at, one, depth, to)?;
        } else if is_match(one) {
            predicate(&at, one, depth, to)?;
        } else {
            return Err(Wrong::value(&at, "an `$elemMatch` as the others are", one));
        }
    }
    Ok(())
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
    let mut nodes = Vec::new();
    Ok(if is_on_value {
        predicate(at, value, left, &mut nodes)?;
        Test::HasElement(nodes)
    } else {
        query(at, value, None, left, &mut nodes)?;
        Test::HasDocument(nodes)
    })
}
