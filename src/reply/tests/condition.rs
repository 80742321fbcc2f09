//! Conditions written as JSON, as a caller would write them in JavaScript: `{"$bigint":"7"}` stands for 7n.

use super::{Got, Value, Where};
use crate::scan::numbers::float;
use crate::scan::text::Raw;
use crate::scan::walk::{Kind, elements, members};
use crate::scan::{Scanner, Span};

/// The condition that `json` is.
pub(super) fn condition(json: &str) -> Where {
    read(json).unwrap_or_else(|message| panic!("{json}: {message}"))
}

/// The same, or what is wrong with it.
pub(super) fn read(json: &str) -> Result<Where, String> {
    Where::read(value(json)).map_err(|wrong| wrong.message(shown))
}

/// A value as JavaScript has it.
pub(super) fn value(json: &str) -> Value {
    let bytes = json.as_bytes();
    let mut scanner = Scanner::new(bytes, 0);
    scanner.space();
    let whole = scanner.any_value().unwrap();
    scanner.end().unwrap();
    value_at(bytes, whole)
}

fn value_at(bytes: &[u8], span: Span) -> Value {
    let token = span.of(bytes);
    let text = || Raw::of(token).unwrap().text().into_owned();
    match Kind::at(bytes, span.start) {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(token == b"true"),
        Kind::Number => Value::Number(float(token)),
        Kind::Text => Value::Text(text()),
        Kind::Array => Value::Array(elements(bytes, span).map(|element| value_at(bytes, element)).collect()),
        Kind::Object => {
            let members: Vec<_> =
                members(bytes, span).map(|(name, value)| (name.text().into_owned(), value_at(bytes, value))).collect();
            match members.as_slice() {
                [(name, Value::Text(digits))] if name == b"$bigint" => {
                    Value::BigInt(String::from_utf8(digits.clone()).unwrap())
                }
                _ => in_order(Value::Object(members)),
            }
        }
    }
}

/// As an object of JavaScript has its members: indexes come first in their order, and of two with one name the last one
/// counts, in the place of the first.
pub(super) fn in_order(value: Value) -> Value {
    match value {
        Value::Array(values) => Value::Array(values.into_iter().map(in_order).collect()),
        Value::Object(members) => {
            let mut distinct: Vec<(Vec<u8>, Value)> = Vec::new();
            for (name, value) in members {
                let value = in_order(value);
                match distinct.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known = value,
                    None => distinct.push((name, value)),
                }
            }
            distinct.sort_by_key(|(name, _)| index(name).unwrap_or(u32::MAX));
            Value::Object(distinct)
        }
        other => other,
    }
}

fn index(name: &[u8]) -> Option<u32> {
    let name = std::str::from_utf8(name).ok()?;
    name.parse().ok().filter(|index: &u32| index.to_string() == name)
}

/// As JavaScript would show it.
fn shown(got: Got) -> String {
    match got {
        Got::Words(words) => words,
        Got::Number(number) => number.to_string(),
        Got::Text(text) => format!("{text:?}"),
    }
}
