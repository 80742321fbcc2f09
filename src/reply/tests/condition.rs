//! Conditions written as JSON, as a caller would write them in JavaScript: `{"$bigint":"7"}` stands for 7n.

use super::{BadReply, Got, Value, Where, Wrong};
use crate::scan::numbers::float;
use crate::scan::text::Raw;
use crate::scan::walk::{Kind, elements, members};
use crate::scan::{Scanner, Span};

/// The condition that `json` is.
pub(super) fn condition(json: &str) -> Where {
    read(json).unwrap_or_else(|message| panic!("{json}: {message}"))
}

/// Several that are put to the same rows.
pub(super) fn conditions<const N: usize>(json: [&str; N]) -> [Where; N] {
    let all = json.map(|json| ("where", value(json))).into_iter().collect();
    Where::read_all(all).unwrap_or_else(|_| panic!("{json:?}")).try_into().unwrap()
}

/// The same, or what is wrong with it.
pub(super) fn read(json: &str) -> Result<Where, String> {
    read_value(value(json)).map_err(|wrong| wrong.message(shown))
}

/// The condition that a value is, alone.
pub(super) fn read_value(value: Value) -> Result<Where, Wrong> {
    Where::read_all(vec![("where", value)]).map(|mut all| all.remove(0))
}

/// A value as JavaScript has it.
pub(super) fn value(json: &str) -> Value {
    value_of(json.as_bytes()).unwrap()
}

/// The same of any bytes, which may be no JSON.
pub(super) fn value_of(bytes: &[u8]) -> Result<Value, BadReply> {
    let mut scanner = Scanner::new(bytes, 0);
    scanner.space();
    let whole = scanner.any_value()?;
    scanner.end()?;
    Ok(value_at(bytes, whole))
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
                [(name, Value::Text(digits))] if name == b"$bigint" && is_integer(digits) => {
                    Value::BigInt(String::from_utf8(digits.clone()).unwrap())
                }
                _ => in_order(Value::Object(members)),
            }
        }
    }
}

fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
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
