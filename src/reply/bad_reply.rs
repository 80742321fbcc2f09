//! Why a reply cannot be used.

use std::fmt;

/// A reply that is no JSON, or JSON in which the rows cannot be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadReply {
    /// The byte of the reply at which it went wrong.
    pub at: usize,
    /// What is wrong there.
    pub why: String,
}

/// The same while it is handed up: in a box, for a pointer is all that the hot paths then have to carry.
#[derive(Debug)]
pub(crate) struct Fault(Box<BadReply>);

impl From<Fault> for BadReply {
    fn from(fault: Fault) -> Self {
        *fault.0
    }
}

impl Fault {
    #[cold]
    pub(crate) fn new(at: usize, why: impl Into<String>) -> Self {
        let why = why.into();
        Self(Box::new(BadReply { at, why }))
    }

    /// Something else stands at `at` than what JSON wants there, or nothing at all.
    #[cold]
    #[inline(never)]
    pub(crate) fn unexpected(bytes: &[u8], at: usize, expected: &str) -> Self {
        let why = match character(bytes, at) {
            None => format!("the reply ended, expected {expected}"),
            Some(found) => format!("unexpected `{}`, expected {expected}", visible(found)),
        };
        Self::new(at, why)
    }
}

impl fmt::Display for BadReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.why, self.at)
    }
}

impl std::error::Error for BadReply {}

/// A character so that it is seen. The library's `escape_debug` knows more of them, from large tables.
fn visible(character: char) -> String {
    match character {
        '\0'..='\u{7f}' => character.escape_default().collect(),
        '\u{80}'..='\u{a0}' | '\u{2000}'..='\u{206f}' | '\u{feff}' => character.escape_unicode().collect(),
        _ => character.into(),
    }
}

/// The character that begins at `at`.
fn character(bytes: &[u8], at: usize) -> Option<char> {
    let longest = bytes.get(at..)?;
    let longest = longest.get(..4).unwrap_or(longest);
    match longest.utf8_chunks().next() {
        Some(chunk) => chunk.valid().chars().next().or(Some('\u{fffd}')),
        None => None,
    }
}
