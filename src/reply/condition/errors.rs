//! What is wrong with a condition, told so that it can be mended.

use std::fmt;

use super::super::value::Value;

/// A condition that is none. Reads as: expected `at` to be `expected`, got `got`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhereError {
    /// The place in the condition, dotted, beginning with `where`.
    pub at: String,
    /// What it takes.
    pub expected: String,
    /// What was there.
    pub got: String,
}

impl WhereError {
    pub(super) fn new(at: &str, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { at: at.to_owned(), expected: expected.into(), got: got.into() }
    }

    /// A value of the wrong sort.
    pub(super) fn value(at: &str, expected: impl Into<String>, got: &Value) -> Self {
        Self::new(at, expected, shown(got))
    }

    /// A word that is none of those known here.
    pub(super) fn unknown(at: &str, known: &[&str], got: &str) -> Self {
        let nearest = known.iter().min_by_key(|name| {
            let distance = strsim::osa_distance(&got.to_ascii_lowercase(), &name.to_ascii_lowercase());
            (distance, name.len())
        });
        let hint = nearest.map_or(String::new(), |name| format!(" (did you mean `{name}`?)"));
        Self::new(at, format!("one of {}{hint}", known.join(", ")), got)
    }
}

impl fmt::Display for WhereError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, expected, got } = self;
        write!(f, "expected `{at}` to be {expected}, got {got}")
    }
}

impl std::error::Error for WhereError {}

/// The place of a member within a place.
pub(super) fn within(at: &str, name: &[u8]) -> String {
    if name.is_empty() {
        return format!("{at}[\"\"]");
    }
    format!("{at}.{}", String::from_utf8_lossy(name))
}

/// A value, shortly.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 40;
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) if number.is_infinite() && *number > 0.0 => "Infinity".to_owned(),
        Value::Number(number) if number.is_infinite() => "-Infinity".to_owned(),
        Value::Number(number) if number.abs() < 1e21 => number.to_string(),
        Value::Number(number) => format!("{number:e}"),
        Value::BigInt(digits) => format!("{digits}n"),
        Value::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let short: String = text.chars().take(LONGEST).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            format!("\"{}{dots}\"", short.escape_debug())
        }
        Value::Array(values) if values.is_empty() => "an empty array".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(members) => match members.first() {
            None => "an empty object".to_owned(),
            Some(_) => "an object".to_owned(),
        },
    }
}
