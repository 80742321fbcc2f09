//! What is wrong with a condition, told so that it can be mended.

use super::value::Value;

/// Deeper conditions are refused, as `MongoDB` refuses them: what is put to the rows follows their depth on the stack.
pub const DEEPEST: usize = 100;

/// One level less to go.
pub(super) fn deeper(at: &Location, depth: usize) -> Result<usize, Wrong> {
    match depth.checked_sub(1) {
        Some(left) => Ok(left),
        None => Err(Wrong::deep(at)),
    }
}
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

    fn text(&self) -> String {
        let mut all = self.within.map(Self::text).unwrap_or_default();
        let (separator, name) = match self.step {
            Step::Name(name) => ("", name),
            Step::Member(name) => (".", &*words(name)),
            Step::Element(index) => (".", &*index.to_string()),
        };
        all += separator;
        all += name;
        all
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
        Self::new(&Location::WHOLE, "at most 100 levels deep", got)
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

/// One text of several.
pub(super) fn text(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text += part;
    }
    text
}

/// WTF-8 as a text, in which a lone surrogate is the character that stands for what is none.
pub(super) fn words(text: &[u8]) -> String {
    let mut words = String::new();
    for chunk in text.utf8_chunks() {
        words += chunk.valid();
        // A surrogate's other two bytes are chunks of their own.
        if chunk.invalid() == b"\xED" {
            words.push('\u{fffd}');
        }
    }
    words
}

/// The name that was most likely meant; of those equally near the shortest.
fn nearest(got: &str, known: &[&'static str]) -> &'static str {
    let (mut nearest, mut least) = ("", (usize::MAX, 0));
    for name in known {
        let apart = (distance(got.as_bytes(), name.as_bytes()), name.len());
        if apart < least {
            (nearest, least) = (name, apart);
        }
    }
    nearest
}

/// How far apart two names are, of which one may be the other misspelt: the fewest letters to add, leave out, replace or
/// swap with their neighbour (optimal string alignment, <https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance>).
/// Small and capital letters are the same.
fn distance(from: &[u8], to: &[u8]) -> usize {
    /// No name that is known has so many letters.
    const LONGEST: usize = 16;
    // Rows of the table of distances between beginnings: the latest, and the one before it.
    let (mut before, mut row) = ([0; LONGEST], std::array::from_fn::<_, LONGEST, _>(|letters| letters));
    let mut letter_before = 0;
    for (i, letter) in from.iter().map(u8::to_ascii_lowercase).enumerate() {
        let mut next = [i + 1; LONGEST];
        let mut wanted_before = 0;
        for (j, wanted) in to.iter().map(u8::to_ascii_lowercase).enumerate() {
            let at = |row: &[usize; LONGEST], place: usize| row.get(place).copied().unwrap_or_default();
            let mut fewest = at(&next, j).min(at(&row, j + 1)) + 1;
            fewest = fewest.min(at(&row, j) + usize::from(letter != wanted));
            if j > 0 && (letter, letter_before) == (wanted_before, wanted) {
                fewest = fewest.min(at(&before, j - 1) + 1);
            }
            if let Some(place) = next.get_mut(j + 1) {
                *place = fewest;
            }
            wanted_before = wanted;
        }
        (before, row) = (row, next);
        letter_before = letter;
    }
    row.get(to.len()).copied().unwrap_or_default()
}
