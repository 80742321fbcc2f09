//! Reads a condition: what is asked of rows, of what paths reach, and of elements, each of which may hold the others.

use super::names::{LOGICAL, OPERATORS, is_logical, is_operator, names_of, signed};
use super::node::{Name, Node, Path, Test};
use super::operators::{LIST, check_is_plain, equal, test};
use super::value::{Member, Value};
use super::wrong::{DEEPEST, Location, Wrong, deeper, text, words};

/// Reads a query about a row, of whose members these are captured, or about an element.
pub(super) fn query(
    at: &Location,
    condition: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
) -> Result<Node, Wrong> {
    let Value::Object(members) = condition else {
        return Err(Wrong::value(at, "an object of conditions", condition));
    };
    let left = deeper(at, depth)?;
    let mut nodes = Vec::with_capacity(members.len());
    for (name, value) in members {
        nodes.push(clause(&at.path(name), name, value, captured, left)?);
    }
    Ok(Node::all(nodes))
}

fn clause(
    at: &Location,
    name: &[u8],
    value: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
) -> Result<Node, Wrong> {
    let join = match name {
        b"$and" => Node::all,
        b"$or" => Node::any,
        b"$nor" => Node::None,
        _ if is_operator(name) => return Err(Wrong::unknown(at, &LOGICAL, name)),
        _ => {
            if let Some(operator) = signed(&LOGICAL, name)
                && are_conditions(value)
            {
                return Err(Wrong::unsigned(at, operator, name));
            }
            return on_path(at, name, value, captured, depth);
        }
    };
    match value {
        Value::Array(conditions) if !conditions.is_empty() => {
            let mut nodes = Vec::with_capacity(conditions.len());
            for (index, condition) in conditions.iter_mut().enumerate() {
                nodes.push(query(&at.element(index), condition, captured, depth)?);
            }
            Ok(join(nodes))
        }
        _ => Err(Wrong::value(at, "a non-empty array of conditions", value)),
    }
}

/// Whether a value is what `$and` and its like take.
fn are_conditions(value: &Value) -> bool {
    let is_object = |value: &Value| matches!(value, Value::Object(_));
    matches!(value, Value::Array(conditions) if !conditions.is_empty() && conditions.iter().all(is_object))
}

fn on_path(
    at: &Location,
    dotted: &[u8],
    value: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
) -> Result<Node, Wrong> {
    let names: Vec<Name> = names_of(dotted).map(Name::new).collect();
    if names.len() > DEEPEST {
        let got = text(&[&names.len().to_string(), " names"]);
        return Err(Wrong::new(at, "a path of up to 100 names", got));
    }
    let captured = match (captured, names.first()) {
        (Some(captured), Some(first)) => captured.binary_search(&first.text).unwrap_or_default(),
        _ => 0,
    };
    let node = predicate(at, value, depth)?;
    Ok(Node::At(Path { names, captured }, Box::new(node)))
}

/// Reads what is wanted of a value, in so many levels at most. What is compared with is taken out of the tree.
fn predicate(at: &Location, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    if let Some(members) = operators(at, value)? {
        return all(at, members, depth);
    }
    check_signs(at, value)?;
    equal(at, value, depth)
}

/// Operators without their sign would be an object that no row has, so that everybody would be skipped without a word. An
/// object that has other names, too, may well be a row's.
fn check_signs(at: &Location, value: &Value) -> Result<(), Wrong> {
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
fn all(at: &Location, members: &mut [Member], depth: usize) -> Result<Node, Wrong> {
    let left = deeper(at, depth)?;
    let mut nodes = Vec::with_capacity(members.len());
    for (name, value) in members {
        nodes.push(operator(&at.path(name), name, value, left)?);
    }
    Ok(Node::all(nodes))
}

fn operator(at: &Location, name: &[u8], value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    match name {
        b"$not" => match operators(at, value)? {
            Some(members) => Ok(Node::not(all(at, members, depth)?)),
            None => Err(Wrong::value(at, "an object of operators", value)),
        },
        b"$all" => every(at, value, depth),
        b"$elemMatch" => some_element(at, value, depth),
        _ => match test(at, name, value, depth)? {
            Some(node) => Ok(node),
            None => Err(Wrong::unknown(at, &OPERATORS, name)),
        },
    }
}

/// `$all`: each of the values, or each of the `$elemMatch`.
fn every(at: &Location, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    let Value::Array(values) = value else { return Err(Wrong::value(at, LIST, value)) };
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
        nodes.push(if are_matches {
            predicate(&at, one, depth)?
        } else {
            check_is_plain(&at, one)?;
            equal(&at, one, depth)?
        });
    }
    Ok(Node::all(nodes))
}

fn is_match(value: &Value) -> bool {
    matches!(value, Value::Object(members) if matches!(members.as_slice(), [(name, _)] if name == b"$elemMatch"))
}

/// `$elemMatch`: operators on the elements, or a query on those that are objects.
fn some_element(at: &Location, value: &mut Value, depth: usize) -> Result<Node, Wrong> {
    let Value::Object(members) = value else {
        return Err(Wrong::value(at, "an object of conditions", value));
    };
    let left = deeper(at, depth)?;
    let is_on_value = members.iter().any(|(name, _)| is_operator(name) && !is_logical(name));
    Ok(Node::Test(if is_on_value {
        Test::HasElement(Box::new(predicate(at, value, left)?))
    } else {
        Test::HasDocument(Box::new(query(at, value, None, left)?))
    }))
}
