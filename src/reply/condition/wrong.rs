//! What is wrong with a condition, told so that it can be mended.

use super::value::Value;

/// A place in a condition. What leads there is put together only where something is wrong.
#[derive(Clone, Copy)]
pub struct Location<'a> {
    within: Option<&'a Location<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Member(&'a [u8]),
    Element(usize),
}

impl<'a> Location<'a> {
    /// The condition itself.
    pub const WHOLE: Location<'static> = Location { within: None, step: Step::Name("where") };

    /// A member of the object here.
    #[must_use]
    pub fn member(&'a self, name: &'a [u8]) -> Self {
        Self { within: Some(self), step: Step::Member(name) }
    }

    /// An element of the array here.
    #[must_use]
    pub fn element(&'a self, index: usize) -> Self {
        Self { within: Some(self), step: Step::Element(index) }
    }

    /// What is asked of a path, or an operator: a path may be empty.
    pub(super) fn path(&'a self, dotted: &'a [u8]) -> Self {
        if dotted.is_empty() { Self { within: Some(self), step: Step::Name("[\"\"]") } } else { self.member(dotted) }
    }

    fn write(&self, to: &mut String) {
        if let Some(outer) = self.within {
            outer.write(to);
        }
        match self.step {
            Step::Name(name) => to.push_str(name),
            Step::Member(name) => {
                to.push('.');
                to.push_str(&words(name));
            }
            Step::Element(index) => {
                to.push('.');
                to.push_str(&index.to_string());
            }
        }
    }

    /// All of it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

/// A condition that is none. In a box: whatever reads a condition hands it up.
#[derive(Debug)]
pub struct Wrong(Box<Told>);

#[derive(Debug)]
struct Told {
    at: String,
    takes: String,
    got: Got,
}

#[derive(Debug)]
enum Got {
    Words(String),
    /// A number or a string.
    Scalar(Value),
}

impl Wrong {
    /// What is at this location, in words, is not what it takes.
    #[cold]
    pub fn new(at: &Location, takes: &str, got: String) -> Self {
        Self::told(at, takes, Got::Words(got))
    }

    fn told(at: &Location, takes: &str, got: Got) -> Self {
        Self(Box::new(Told { at: at.text(), takes: takes.to_owned(), got }))
    }

    /// A value of the wrong sort.
    #[cold]
    pub(super) fn value(at: &Location, takes: &str, got: &Value) -> Self {
        let words = match got {
            Value::Null => "null",
            Value::Bool(false) => "false",
            Value::Bool(true) => "true",
            Value::BigInt(digits) => return Self::new(at, takes, text(&[digits, "n"])),
            Value::Array(values) if values.is_empty() => "an empty array",
            Value::Array(_) => "an array",
            Value::Object(members) if members.is_empty() => "an empty object",
            Value::Object(_) => "an object",
            Value::Number(_) | Value::Text(_) => return Self::told(at, takes, Got::Scalar(got.clone())),
        };
        Self::new(at, takes, words.to_owned())
    }

    /// A word that is none of those known here.
    #[cold]
    pub(super) fn unknown(at: &Location, known: &[&str], got: &[u8]) -> Self {
        let got = words(got);
        let (mut takes, mut nearest, mut least) = (String::new(), "", (usize::MAX, 0));
        for name in known {
            takes.push_str(if takes.is_empty() { "one of " } else { ", " });
            takes.push_str(name);
            let apart = (distance(&got, name), name.len());
            if apart < least {
                (nearest, least) = (name, apart);
            }
        }
        Self::new(at, &text(&[&takes, " (did you mean `", nearest, "`?)"]), got)
    }

    /// Deeper than a condition may be. The location itself is as long as the condition is deep, so its beginning does.
    #[cold]
    pub(super) fn deep(at: &Location, takes: &str) -> Self {
        let mut wrong = Self::new(at, takes, "a deeper one".to_owned());
        let at = &mut wrong.0.at;
        if let Some((end, _)) = at.char_indices().nth(60) {
            at.truncate(end);
        }
        at.push('…');
        wrong
    }

    /// The message, in which `show` shows a number or a string as JavaScript would write it.
    pub fn message(&self, show: impl FnOnce(&Value) -> String) -> String {
        let Told { at, takes, got } = &*self.0;
        let got = match got {
            Got::Words(words) => words,
            Got::Scalar(value) => &show(value),
        };
        text(&["Expected `", at, "` to be ", takes, ", got ", got])
    }
}

/// One text of several.
pub fn text(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// WTF-8 as a text, in which a lone surrogate is the character that stands for what is none.
pub fn words(text: &[u8]) -> String {
    let mut words = String::new();
    for chunk in text.utf8_chunks() {
        words.push_str(chunk.valid());
        // A surrogate's other two bytes are chunks of their own.
        if chunk.invalid() == b"\xED" {
            words.push('\u{fffd}');
        }
    }
    words
}

/// How far apart two names are, of which one may be the other misspelt: the fewest letters to add, leave out, replace or
/// swap with their neighbour (optimal string alignment, <https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance>).
/// Small and capital letters are the same.
fn distance(one: &str, other: &str) -> usize {
    let letters = |name: &str| name.chars().map(|letter| letter.to_ascii_lowercase()).collect::<Vec<_>>();
    let (from, to) = (letters(one), letters(other));
    // Rows of the table of distances between beginnings: the latest, and the one before it.
    let (mut before, mut row): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=to.len()).collect());
    let mut letter_before = None;
    for (i, &letter) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        let mut fewest = i + 1;
        let mut wanted_before = None;
        for (j, &wanted) in to.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX);
            fewest = (fewest.min(at(&row, j + 1)) + 1).min(at(&row, j) + usize::from(letter != wanted));
            if Some(letter) == wanted_before
                && Some(wanted) == letter_before
                && let Some(place) = j.checked_sub(1)
            {
                fewest = fewest.min(at(&before, place) + 1);
            }
            next.push(fewest);
            wanted_before = Some(wanted);
        }
        (before, row) = (row, next);
        letter_before = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}
