//! What `$type` takes.

use super::location::Location;
use super::names::position;
use super::wrong::Wrong;
use crate::condition::types::{ARRAY, BOOL, DOUBLE, INT, LONG, NULL, OBJECT, STRING};
use crate::condition::value::Value;

const NAMES: [&str; 9] = ["double", "string", "object", "array", "bool", "null", "int", "long", "number"];
/// Each, in the same order, by its number if it has one, and as bits.
const NUMBERS: [(Option<i64>, u8); NAMES.len()] = [
    (Some(1), DOUBLE),
    (Some(2), STRING),
    (Some(3), OBJECT),
    (Some(4), ARRAY),
    (Some(8), BOOL),
    (Some(10), NULL),
    (Some(16), INT),
    (Some(18), LONG),
    (None, DOUBLE | INT | LONG),
];

/// The types that `$type` takes, a bit for each.
pub(super) fn types(at: &Location, value: &Value) -> Result<u8, Wrong> {
    let mut bits = 0;
    match value {
        Value::Array(values) if !values.is_empty() => {
            for (index, one) in values.iter().enumerate() {
                bits |= of_operand(&at.element(index), one)?;
            }
        }
        _ => bits = of_operand(at, value)?,
    }
    Ok(bits)
}

fn of_operand(at: &Location, value: &Value) -> Result<u8, Wrong> {
    let number = value.integer();
    let place = match value {
        Value::Text(name) => position(&NAMES, name),
        _ => NUMBERS.iter().position(|(known, _)| number.is_some() && *known == number),
    };
    if let Some((_, bits)) = place.and_then(|place| NUMBERS.get(place)) {
        return Ok(*bits);
    }
    if let Value::Text(name) = value {
        return Err(Wrong::unknown(at, &NAMES, name));
    }
    let takes = "a type's name or number (1, 2, 3, 4, 8, 10, 16, 18), or an array of them";
    Err(Wrong::value(at, takes, value))
}
