//! One pass over a reply: the way to the rows, then row by row.

use super::capture::Capture;
use super::key::Key;
use super::keys::Keys;
use super::path::Path;
use super::question::{Decided, Question, RowKey};
use super::verdicts::Verdicts;
use crate::bad_reply::Fault;
use crate::condition::Row;
use crate::scan::walk::{Kind, index_of, through};
use crate::scan::{Scanner, Span};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A reply being read.
pub(super) struct Reading<'a> {
    question: &'a Question,
    rows: &'a Path,
    keys: &'a Keys,
    reply: &'a [u8],
    scanner: Scanner<'a>,
    capture: Capture<'a>,
    key: KeyAt<'a>,
}

/// Where a row's key is.
#[derive(Clone, Copy)]
enum KeyAt<'a> {
    Position,
    /// The row is the key.
    Row,
    /// In the captured member of this number, then along these names.
    Member(usize, &'a [Vec<u8>]),
}

/// What is at the path of the rows. Nothing is made of it before the reply is known to be JSON to its end: a later
/// member of the same name may put something else there.
enum Found<'a> {
    Array(Verdicts<'a>),
    Object(Verdicts<'a>),
    /// An object on the way has no member of the next name. Then come how many names were followed so far.
    Nothing(usize),
    /// What stands there is no object to go through, or can hold no rows.
    Other(Kind, usize),
}

/// What is open on the way to the rows.
enum Around {
    Object,
    /// The element that is wanted, and the one that comes next.
    Array {
        wanted: usize,
        next: usize,
    },
}

impl<'a> Reading<'a> {
    pub(super) fn new(question: &'a Question, rows: &'a Path, keys: &'a Keys, reply: &'a [u8]) -> Self {
        let mut names: Vec<&[u8]> = match question.condition.as_ref().or(question.row_error.as_ref()) {
            Some(condition) => condition.captured().collect(),
            None => Vec::new(),
        };
        let key = match &question.row_key {
            RowKey::Position => KeyAt::Position,
            RowKey::Path(path) => match path.names().split_first() {
                None => KeyAt::Row,
                Some((first, rest)) => {
                    let known = names.iter().position(|name| name == first);
                    let member = known.unwrap_or_else(|| {
                        names.push(first);
                        names.len() - 1
                    });
                    KeyAt::Member(member, rest)
                }
            },
        };
        let start = if reply.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Self { question, rows, keys, reply, scanner: Scanner::new(reply, start), capture: Capture::new(names), key }
    }

    pub(super) fn decide(mut self) -> Result<Decided, Fault> {
        self.scanner.space();
        let (at, found) = self.find_rows()?;
        self.scanner.end()?;
        match found {
            Found::Array(verdicts) => self.accept_array(at, verdicts),
            Found::Object(verdicts) => self.accept_object(at, verdicts),
            Found::Nothing(followed) => Err(self.no_rows(at, "nothing", followed + 1)),
            Found::Other(kind, followed) => Err(self.no_rows(at, kind.name(), followed)),
        }
    }

    pub(super) fn decide_lines(mut self) -> Result<Decided, Fault> {
        let mut verdicts = Verdicts::new(self.question, self.keys);
        self.scanner.space();
        while self.scanner.at() < self.reply.len() {
            let start = self.scanner.at();
            let row = self.capture.any_row(self.reply, &mut self.scanner)?;
            give(self.key, self.question, &mut verdicts, row);
            let end = self.scanner.at();
            self.scanner.space();
            // A row is one line, and a line is one row.
            let within = self.reply.get(start..end).unwrap_or_default().iter().position(|byte| *byte == b'\n');
            if let Some(within) = within {
                return Err(Fault::new(start + within, "a row ends with its line".to_owned()));
            }
            let between = self.reply.get(end..self.scanner.at()).unwrap_or_default();
            if self.scanner.at() < self.reply.len() && !between.contains(&b'\n') {
                return Err(Fault::unexpected(self.reply, self.scanner.at(), "the end of the line"));
            }
        }
        self.accept_array(0, verdicts)
    }

    /// Reads the root value, and with it the rows. Tells where what was found begins.
    fn find_rows(&mut self) -> Result<(usize, Found<'a>), Fault> {
        let path = self.rows.names();
        // What is open around the value at hand, which is the one that `path[..open.len()]` names.
        let mut open: Vec<Around> = Vec::new();
        loop {
            let start = self.scanner.at();
            let mut first = false;
            let index = path.get(open.len()).and_then(|name| index_of(name));
            let found = if open.len() == path.len() {
                self.rows()?
            } else if self.scanner.eat(b'{') {
                first = true;
                open.push(Around::Object);
                Found::Nothing(open.len() - 1)
            } else if let Some(wanted) = index
                && self.scanner.eat(b'[')
            {
                first = true;
                open.push(Around::Array { wanted, next: 0 });
                Found::Nothing(open.len() - 1)
            } else {
                self.scanner.any_value()?;
                Found::Other(Kind::at(self.reply, start), open.len())
            };
            // On to the next value that the path names, out of what has no more of them.
            loop {
                let level = open.len();
                let Some(around) = open.last_mut() else { return Ok((start, found)) };
                let is_wanted = match around {
                    Around::Object => {
                        let name = self.scanner.member(first)?;
                        name.map(|name| path.get(level - 1).is_some_and(|wanted| name.is(wanted)))
                    }
                    Around::Array { wanted, next } => {
                        let is_wanted = next == wanted;
                        *next += 1;
                        self.scanner.element(first)?.then_some(is_wanted)
                    }
                };
                match is_wanted {
                    Some(true) => break,
                    Some(false) => drop(self.scanner.any_value()?),
                    None => drop(open.pop()),
                }
                first = false;
            }
        }
    }

    fn rows(&mut self) -> Result<Found<'a>, Fault> {
        let start = self.scanner.at();
        if self.scanner.eat(b'[') {
            self.array().map(Found::Array)
        } else if self.scanner.eat(b'{') {
            self.object().map(Found::Object)
        } else {
            self.scanner.any_value()?;
            let followed = self.rows.names().len();
            Ok(Found::Other(Kind::at(self.reply, start), followed))
        }
    }

    fn array(&mut self) -> Result<Verdicts<'a>, Fault> {
        let mut verdicts = Verdicts::new(self.question, self.keys);
        let mut first = true;
        while self.scanner.element(first)? {
            first = false;
            let row = self.capture.row(self.reply, &mut self.scanner)?;
            give(self.key, self.question, &mut verdicts, row);
        }
        Ok(verdicts)
    }

    fn object(&mut self) -> Result<Verdicts<'a>, Fault> {
        let mut verdicts = Verdicts::new(self.question, self.keys);
        let mut first = true;
        while let Some(name) = self.scanner.member(first)? {
            first = false;
            let row = self.capture.any_row(self.reply, &mut self.scanner)?;
            verdicts.row_named(Key::Text(name), row);
        }
        Ok(verdicts)
    }

    fn accept_array(&self, at: usize, verdicts: Verdicts<'a>) -> Result<Decided, Fault> {
        let received = verdicts.received();
        match &self.question.row_key {
            RowKey::Position if received as usize != self.keys.len() => Err(Fault::new(
                at,
                format!("expected a row for each of the {} users, found {received}", self.keys.len()),
            )),
            RowKey::Path(path) if received > 0 && verdicts.keyed() == 0 => {
                let key = path.dotted();
                let why =
                    if key.is_empty() { "no row is a key".to_owned() } else { format!("no row has a key at `{key}`") };
                Err(Fault::new(at, why))
            }
            _ => Ok(verdicts.into_decided()),
        }
    }

    fn accept_object(&self, at: usize, verdicts: Verdicts<'a>) -> Result<Decided, Fault> {
        if verdicts.received() > 0 && verdicts.named() == 0 {
            let path = self.rows.dotted();
            let place = if path.is_empty() { String::new() } else { format!(" at `{path}`") };
            let why = format!("the object of rows{place} names none of the users");
            return Err(Fault::new(at, why));
        }
        Ok(verdicts.into_decided())
    }

    fn no_rows(&self, at: usize, what: &str, followed: usize) -> Fault {
        let path = self.rows;
        let rows = match path.dotted() {
            "" => "rows as the whole reply".to_owned(),
            path => format!("rows at `{path}`"),
        };
        let place = match followed {
            0 => String::new(),
            _ => format!(" at `{}`", path.first(followed)),
        };
        Fault::new(at, format!("expected {rows}, found {what}{place}"))
    }
}

/// Gives a row of a list to whom it is about.
#[allow(clippy::inline_always)] // once a row
#[inline(always)]
fn give(key: KeyAt, question: &Question, verdicts: &mut Verdicts, row: Row) {
    let at = match key {
        KeyAt::Position => {
            verdicts.row_by_position(row);
            return;
        }
        KeyAt::Row => Some(row.span),
        KeyAt::Member(member, rest) => inner(row, member, rest).or_else(|| in_array(row, &question.row_key)),
    };
    verdicts.row_with(at, row);
}

/// The value in a captured member along these names.
#[inline]
fn inner(row: Row, member: usize, rest: &[Vec<u8>]) -> Option<Span> {
    let value = row.members.get(member).copied().flatten()?;
    if rest.is_empty() {
        return Some(value);
    }
    through(row.bytes, value, rest)
}

/// The key of a row that is an array.
#[cold]
fn in_array(row: Row, row_key: &RowKey) -> Option<Span> {
    let RowKey::Path(path) = row_key else { return None };
    let is_array = Kind::at(row.bytes, row.span.start) == Kind::Array;
    if is_array { through(row.bytes, row.span, path.names()) } else { None }
}
