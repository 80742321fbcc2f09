//! Which members of a row a condition asks about.

use super::names::{is_logical, is_operator, names_of};
use crate::condition::sort::sorted;
use crate::condition::value::Value;

/// The members of a row that the paths of conditions begin with, in their order.
pub(crate) fn captured<'a>(conditions: impl Iterator<Item = &'a Value>) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for condition in conditions {
        add(condition, &mut all);
    }
    let get = |place: usize| all.get(place).copied().unwrap_or_default();
    let mut captured: Vec<Vec<u8>> = Vec::new();
    for place in sorted(all.len(), &mut |a, b| get(a).cmp(get(b))) {
        if captured.last().is_none_or(|last| last != get(place)) {
            captured.push(get(place).to_owned());
        }
    }
    captured
}

fn add<'a>(condition: &'a Value, all: &mut Vec<&'a [u8]>) {
    let Value::Object(members) = condition else { return };
    for (name, value) in members {
        match value {
            Value::Array(conditions) if is_logical(name) => {
                for condition in conditions {
                    add(condition, all);
                }
            }
            _ if is_operator(name) => {}
            _ => all.extend(names_of(name).next()),
        }
    }
}
