//! Reads a condition into a query.

use super::super::path::Path;
use super::super::value::Value;
use super::errors::{WhereError, within};
use super::operators::{is_operator, predicate};
use super::query::{Place, Query, Segment};

/// Deeper conditions are refused, as `MongoDB` refuses them: what is put to the rows follows their depth on the stack.
pub(super) const DEEPEST: usize = 100;

/// The members of an object.
pub(super) type Members = [(Vec<u8>, Value)];

const LOGICAL: [&str; 3] = ["$and", "$or", "$nor"];

/// The query, and the members of a row that its paths begin with.
pub(super) fn compile(condition: &Value) -> Result<(Query, Vec<Vec<u8>>), WhereError> {
    let mut members = Vec::new();
    let query = query("where", condition, Some(&mut members), DEEPEST)?;
    Ok((query, members))
}

/// Whether a member of an object says that the object is a query and not operators on one value.
pub(super) fn is_logical(name: &[u8]) -> bool {
    LOGICAL.iter().any(|known| known.as_bytes() == name)
}

/// Reads a query about a row, whose `members` are to be captured, or about an element.
pub(super) fn query(
    at: &str,
    condition: &Value,
    mut members: Option<&mut Vec<Vec<u8>>>,
    depth: usize,
) -> Result<Query, WhereError> {
    let Value::Object(clauses) = condition else {
        return Err(WhereError::value(at, "an object of conditions", condition));
    };
    let depth = deeper(at, depth)?;
    let mut queries = Vec::new();
    for (name, value) in clauses {
        let at = within(at, name);
        let members = members.as_deref_mut();
        queries.push(match name.as_slice() {
            b"$and" => Query::All(branches(&at, value, members, depth)?),
            b"$or" => Query::Any(branches(&at, value, members, depth)?),
            b"$nor" => Query::None(branches(&at, value, members, depth)?),
            name if name.starts_with(b"$") => {
                let name = String::from_utf8_lossy(name);
                return Err(WhereError::unknown(&at, &LOGICAL, &name));
            }
            name => Query::At(place(&at, name, members)?, predicate(&at, value, depth)?),
        });
    }
    Ok(match <[Query; 1]>::try_from(queries) {
        Ok([query]) => query,
        Err(queries) => Query::All(queries),
    })
}

fn branches(
    at: &str,
    value: &Value,
    mut members: Option<&mut Vec<Vec<u8>>>,
    depth: usize,
) -> Result<Vec<Query>, WhereError> {
    match value {
        Value::Array(conditions) if !conditions.is_empty() => conditions
            .iter()
            .enumerate()
            .map(|(index, condition)| query(&format!("{at}.{index}"), condition, members.as_deref_mut(), depth))
            .collect(),
        _ => Err(WhereError::value(at, "a non-empty array of conditions", value)),
    }
}

fn place(at: &str, dotted: &[u8], members: Option<&mut Vec<Vec<u8>>>) -> Result<Place, WhereError> {
    let segments: Vec<_> = Path::of(dotted).names().iter().map(segment).collect();
    if segments.len() > DEEPEST {
        let got = format!("{} names", segments.len());
        return Err(WhereError::new(at, format!("a path of up to {DEEPEST} names"), got));
    }
    let member = match (segments.first(), members) {
        (Some(first), Some(members)) => {
            Some(members.iter().position(|name| *name == first.name).unwrap_or_else(|| {
                members.push(first.name.clone());
                members.len() - 1
            }))
        }
        _ => None,
    };
    Ok(Place { segments, member })
}

fn segment(name: &Vec<u8>) -> Segment {
    let index = std::str::from_utf8(name)
        .ok()
        .and_then(|text| text.parse::<usize>().ok())
        .filter(|index| index.to_string().as_bytes() == name.as_slice());
    Segment { name: name.clone(), index }
}

/// One level less to go.
pub(super) fn deeper(at: &str, depth: usize) -> Result<usize, WhereError> {
    depth.checked_sub(1).ok_or_else(|| {
        // The place itself is as long as the condition is deep.
        let at: String = at.chars().take(60).collect();
        WhereError::new(&format!("{at}…"), format!("no deeper than {DEEPEST} levels"), "a deeper one")
    })
}

/// Whether a value is operators on another value; an object that mixes them with other members is an error.
pub(super) fn operators<'a>(at: &str, value: &'a Value) -> Result<Option<&'a Members>, WhereError> {
    let Value::Object(members) = value else {
        return Ok(None);
    };
    let operator = members.iter().find(|(name, _)| is_operator(name));
    let other = members.iter().find(|(name, _)| !is_operator(name));
    match (operator, other) {
        (None, _) => Ok(None),
        (Some(_), None) => Ok(Some(members)),
        (Some((operator, _)), Some((other, _))) => Err(WhereError::new(
            at,
            "either operators only or a plain value",
            format!("`{}` beside `{}`", String::from_utf8_lossy(operator), String::from_utf8_lossy(other)),
        )),
    }
}
