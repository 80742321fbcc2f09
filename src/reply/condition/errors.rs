//! What is wrong with a condition, told so that it can be mended.

use super::super::value::Value;

/// A condition that is none. Reads as: expected `at` to be `expected`, got `got`.
#[derive(Clone, Debug, PartialEq)]
pub struct WhereError {
    /// The place in the condition, dotted, beginning with `where`.
    pub at: String,
    /// What it takes.
    pub expected: String,
    /// What was there.
    pub got: Got,
}

/// What was there in place of something else.
#[derive(Clone, Debug, PartialEq)]
pub enum Got {
    /// A value of the caller's.
    Value(Value),
    /// Something told in words.
    Words(String),
}

impl WhereError {
    pub(super) fn new(at: &str, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { at: at.to_owned(), expected: expected.into(), got: Got::Words(got.into()) }
    }

    /// A value of the wrong sort.
    pub(super) fn value(at: &str, expected: impl Into<String>, got: &Value) -> Self {
        Self { at: at.to_owned(), expected: expected.into(), got: Got::Value(got.clone()) }
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

/// The place of a member within a place.
pub(super) fn within(at: &str, name: &[u8]) -> String {
    if name.is_empty() {
        return format!("{at}[\"\"]");
    }
    format!("{at}.{}", String::from_utf8_lossy(name))
}
