//! Reads a condition: what it asks, and what is wrong with it.

use super::node::{Name, Node, Path};
use super::operators::{is_operator, predicate};
use super::sort::sorted;
use super::value::Value;
use super::wrong::{Location, Wrong, text};

/// Deeper conditions are refused, as `MongoDB` refuses them: what is put to the rows follows their depth on the stack.
pub const DEEPEST: usize = 100;

const LOGICAL: [&str; 3] = ["$and", "$or", "$nor"];

/// Whether a member of an object says that the object is a query and not operators on one value.
pub(super) fn is_logical(name: &[u8]) -> bool {
    LOGICAL.iter().any(|known| known.as_bytes() == name)
}

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
        _ => return on_path(at, name, value, captured, depth),
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

fn on_path(
    at: &Location,
    dotted: &[u8],
    value: &mut Value,
    captured: Option<&[Vec<u8>]>,
    depth: usize,
) -> Result<Node, Wrong> {
    let mut names = Vec::new();
    if !dotted.is_empty() {
        names.extend(names_of(dotted).map(Name::new));
    }
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

/// The members of a row that the paths of a condition begin with, in their order.
pub(super) fn captured(condition: &Value) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    add_captured(condition, &mut all);
    let get = |place: usize| all.get(place).copied().unwrap_or_default();
    let mut in_order = sorted(all.len(), &mut |a, b| get(a).cmp(get(b)));
    in_order.dedup_by_key(|place| get(*place));
    in_order.into_iter().map(|place| get(place).to_owned()).collect()
}

fn add_captured<'a>(condition: &'a Value, all: &mut Vec<&'a [u8]>) {
    let Value::Object(members) = condition else { return };
    for (name, value) in members {
        match value {
            Value::Array(conditions) if is_logical(name) => {
                for condition in conditions {
                    add_captured(condition, all);
                }
            }
            _ if name.is_empty() || is_operator(name) => {}
            _ => all.extend(names_of(name).next()),
        }
    }
}

/// The names that a path consists of.
fn names_of(dotted: &[u8]) -> impl Iterator<Item = &[u8]> {
    dotted.split(|&byte| byte == b'.')
}

/// One level less to go.
pub(super) fn deeper(at: &Location, depth: usize) -> Result<usize, Wrong> {
    match depth.checked_sub(1) {
        Some(left) => Ok(left),
        None => Err(Wrong::deep(at)),
    }
}
