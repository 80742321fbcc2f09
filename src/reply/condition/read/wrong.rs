//! What is wrong with a condition, told so that it can be mended.

use super::location::Location;
use super::spelling::nearest;
use crate::condition::value::Value;
use crate::condition::words::{text, words};

/// Deeper conditions are refused, as `MongoDB` refuses them: what is put to the rows follows their depth on the stack.
pub const DEEPEST: usize = 100;

/// One level less to go.
pub(super) fn deeper(at: &Location, depth: usize) -> Result<usize, Wrong> {
    match depth.checked_sub(1) {
        Some(left) => Ok(left),
        None => Err(Wrong::deep(at)),
    }
}

/// A condition that is none. In a box, since whatever reads a condition hands it up.
#[derive(Debug)]
pub struct Wrong(Box<Told>);

#[derive(Debug)]
struct Told {
    at: String,
    takes: Takes,
    got: Got,
}

#[derive(Clone, Copy, Debug)]
enum Takes {
    Words(&'static str),
    OneOf(&'static [&'static str]),
    /// This operator, with its sign.
    Sign(&'static str),
}

/// What was there.
#[derive(Debug)]
pub enum Got {
    /// In words.
    Words(String),
    /// A number.
    Number(f64),
    /// A string, without its quotes and not shortened yet.
    Text(String),
}

impl Wrong {
    /// What is at this location, in words, is not what it takes.
    #[cold]
    pub fn new(at: &Location, takes: &'static str, got: String) -> Self {
        Self::told(at, Takes::Words(takes), Got::Words(got))
    }

    /// Of a condition that has no end, as one within itself.
    #[cold]
    pub fn endless(at: &Location) -> Self {
        let got = text(&["a deeper one at `", &at.text(), "`"]);
        Self::new(&at.root(), "at most 100 levels deep", got)
    }

    /// A value of the wrong sort.
    #[cold]
    pub(super) fn value(at: &Location, takes: &'static str, got: &Value) -> Self {
        let words = match got {
            Value::Null => "null",
            Value::Bool(false) => "false",
            Value::Bool(true) => "true",
            Value::BigInt(digits) => &text(&[digits, "n"]),
            Value::Array(values) if values.is_empty() => "an empty array",
            Value::Array(_) => "an array",
            Value::Object(members) if members.is_empty() => "an empty object",
            Value::Object(_) => "an object",
            Value::Number(number) => return Self::told(at, Takes::Words(takes), Got::Number(*number)),
            Value::Text(text) => return Self::told(at, Takes::Words(takes), Got::Text(words(text))),
        };
        Self::new(at, takes, words.to_owned())
    }

    /// A word that is none of those known here.
    #[cold]
    pub(super) fn unknown(at: &Location, known: &'static [&'static str], got: &[u8]) -> Self {
        Self::told(at, Takes::OneOf(known), Got::Words(words(got)))
    }

    /// An operator without its sign.
    #[cold]
    pub(super) fn unsigned(at: &Location, operator: &'static str, got: &[u8]) -> Self {
        Self::told(at, Takes::Sign(operator), Got::Words(words(got)))
    }

    /// Deeper than a condition may be. The location itself is as long as the condition is deep, so its beginning does.
    #[cold]
    pub(super) fn deep(at: &Location) -> Self {
        let mut wrong = Self::new(at, "no deeper than 100 levels", "a deeper one".to_owned());
        let at = &mut wrong.0.at;
        if let Some((end, _)) = at.char_indices().nth(60) {
            at.truncate(end);
        }
        at.push('…');
        wrong
    }

    fn told(at: &Location, takes: Takes, got: Got) -> Self {
        Self(Box::new(Told { at: at.text(), takes, got }))
    }

    /// The message, in which `show` shows what was there.
    pub fn message(self, show: impl FnOnce(Got) -> String) -> String {
        let Told { at, takes, got } = *self.0;
        let got = show(got);
        let takes = match takes {
            Takes::Words(words) => words.to_owned(),
            Takes::Sign(operator) => text(&["`", operator, "` (what is meant as it stands goes into `$eq`)"]),
            Takes::OneOf(known) => {
                let mut takes = "one of".to_owned();
                let mut separator = " ";
                for name in known {
                    takes += separator;
                    takes += name;
                    separator = ", ";
                }
                text(&[&takes, " (did you mean `", nearest(&got, known), "`?)"])
            }
        };
        text(&["Expected `", &at, "` to be ", &takes, ", got ", &got])
    }
}
