//! Reads JSON strictly, building nothing: every byte is checked, also of what is skipped.
//!
//! What an ordinary row consists of is inlined into the loop over its members, so that the place stays in a register;
//! what is rare, or long enough to bear a call, stands apart.
#![allow(clippy::inline_always)] // measured: without it a row takes twice as long

use super::bytes;
use super::nesting::Nesting;
use super::span::Span;
use super::text::Raw;
use crate::bad_reply::Fault;

/// A place in a JSON text. Small enough to be copied into a loop and back, and never lent to what is not inlined.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    #[inline(always)]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline(always)]
    pub(crate) fn space(&mut self) {
        if let Some(b'\0'..=b' ') = self.peek() {
            self.at = bytes::space(self.bytes, self.at);
        }
    }

    #[inline(always)]
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        if self.peek() == Some(byte) {
            self.at += 1;
            return true;
        }
        false
    }

    /// Steps over the same bytes as stood in another place, where they stand here.
    #[inline(always)]
    pub(crate) fn eat_again(&mut self, place: Span) -> bool {
        let here = Span { start: self.at, end: self.at + place.len() };
        let is_again = bytes::same_at(self.bytes, place, self.bytes, here);
        if is_again {
            self.at = here.end;
        }
        is_again
    }

    /// Nothing but whitespace may follow.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end")),
        }
    }

    /// Inside an object: goes to the value of its next member, and tells the name; `None` where the object ends.
    #[inline(always)]
    pub(crate) fn member(&mut self, first: bool) -> Result<Option<Raw<'a>>, Fault> {
        if !self.next_member(first)? {
            return Ok(None);
        }
        self.name(first).map(Some)
    }

    /// Inside an object: goes to where the name of its next member has to be; false where the object ends.
    #[inline(always)]
    pub(crate) fn next_member(&mut self, first: bool) -> Result<bool, Fault> {
        self.space();
        if !first && self.eat(b',') {
            self.space();
            return Ok(true);
        }
        if self.eat(b'}') {
            return Ok(false);
        }
        if !first {
            return Err(self.unexpected("`,` or `}`"));
        }
        Ok(true)
    }

    /// Inside an array: goes to its next element; false where the array ends.
    #[inline(always)]
    pub(crate) fn element(&mut self, first: bool) -> Result<bool, Fault> {
        self.space();
        if !first && self.eat(b',') {
            self.space();
            return Ok(true);
        }
        if self.eat(b']') {
            return Ok(false);
        }
        if !first {
            return Err(self.unexpected("`,` or `]`"));
        }
        Ok(true)
    }

    /// Inside an array, behind an element: steps over the next one and the comma before it, if it is an integer that is
    /// written in digits alone, as most keys are, and others follow.
    #[inline(always)]
    pub(crate) fn plain_integer(&mut self) -> Option<Span> {
        let start = self.at + 1;
        if self.peek() != Some(b',') {
            return None;
        }
        self.at = bytes::plain_integer(self.bytes, start)?;
        Some(Span { start, end: self.at })
    }

    /// Steps over one value, whatever it holds.
    #[inline(always)]
    pub(crate) fn value(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        match self.peek() {
            Some(b'{' | b'[') => self.at = container(self.bytes, start)?,
            _ => self.scalar()?,
        }
        Ok(Span { start, end: self.at })
    }

    /// The same where it is rare, or comes behind what takes longer.
    pub(crate) fn any_value(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        self.at = container(self.bytes, start)?;
        Ok(Span { start, end: self.at })
    }

    /// Steps over a string, from its opening quote on.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Result<Raw<'a>, Fault> {
        let start = self.at + 1;
        let end = bytes::plain(self.bytes, start);
        if self.bytes.get(end) != Some(&b'"') {
            return self.special_string(start, end);
        }
        self.at = end + 1;
        Ok(Raw { bytes: self.bytes.get(start..end).unwrap_or_default(), escaped: false })
    }

    #[inline(always)]
    fn special_string(&mut self, start: usize, at: usize) -> Result<Raw<'a>, Fault> {
        let end = special_string(self.bytes, at)?;
        self.at = end + 1;
        Ok(Raw { bytes: self.bytes.get(start..end).unwrap_or_default(), escaped: true })
    }

    #[inline(always)]
    fn scalar(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            _ => Err(self.unexpected("a JSON value")),
        }
    }

    /// A member's name, its colon and the space behind.
    #[inline(always)]
    pub(crate) fn name(&mut self, may_close: bool) -> Result<Raw<'a>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(if may_close { "a member's name or `}`" } else { "a member's name" }));
        }
        let name = self.string()?;
        self.space();
        if !self.eat(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.space();
        Ok(name)
    }

    fn literal(&mut self, word: &'static [u8]) -> Result<(), Fault> {
        for &byte in word {
            if !self.eat(byte) {
                return Err(self.unexpected(match word {
                    b"true" => "`true`",
                    b"false" => "`false`",
                    _ => "`null`",
                }));
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn number(&mut self) -> Result<(), Fault> {
        match bytes::short_number(self.bytes, self.at) {
            Some(end) => self.at = end,
            None => self.at = long_number(self.bytes, self.at)?,
        }
        Ok(())
    }

    #[inline(always)]
    fn any_number(&mut self) -> Result<(), Fault> {
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if !self.eat(b'-') {
                self.eat(b'+');
            }
            self.digits()?;
        }
        Ok(())
    }

    /// One digit or more.
    #[inline(always)]
    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.unexpected("a digit"));
        }
        Ok(())
    }

    #[inline(always)]
    fn unexpected(&self, expected: &str) -> Fault {
        Fault::unexpected(self.bytes, self.at, expected)
    }
}

/// Steps over the value at `start`, mostly an object or array, and tells where it ends.
#[inline(never)]
fn container(bytes: &[u8], start: usize) -> Result<usize, Fault> {
    let mut scanner = Scanner::new(bytes, start);
    let mut nesting = Nesting::default();
    'value: loop {
        match scanner.peek() {
            Some(b'{') => {
                scanner.at += 1;
                scanner.space();
                if !scanner.eat(b'}') {
                    nesting.open(true);
                    scanner.name(true)?;
                    continue 'value;
                }
            }
            Some(b'[') => {
                scanner.at += 1;
                scanner.space();
                if !scanner.eat(b']') {
                    nesting.open(false);
                    continue 'value;
                }
            }
            _ => scanner.scalar()?,
        }
        while !nesting.is_empty() {
            scanner.space();
            let object = nesting.in_object();
            match scanner.peek() {
                Some(b',') => {
                    scanner.at += 1;
                    scanner.space();
                    if object {
                        scanner.name(false)?;
                    }
                    continue 'value;
                }
                Some(b'}') if object => scanner.at += 1,
                Some(b']') if !object => scanner.at += 1,
                _ if object => return Err(scanner.unexpected("`,` or `}`")),
                _ => return Err(scanner.unexpected("`,` or `]`")),
            }
            nesting.close();
        }
        return Ok(scanner.at);
    }
}

/// Steps over the number at `start`, and tells where it ends.
#[inline(never)]
fn long_number(bytes: &[u8], start: usize) -> Result<usize, Fault> {
    let mut scanner = Scanner::new(bytes, start);
    scanner.any_number()?;
    Ok(scanner.at)
}

/// Goes to the end of a string from a place in it that is not plain.
#[inline(never)]
fn special_string(bytes: &[u8], mut at: usize) -> Result<usize, Fault> {
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok(at),
            Some(b'\\') => at = escape(bytes, at)?,
            Some(byte) => {
                let why = format!("a control character (0x{byte:02X}) within a string");
                return Err(Fault::new(at, why));
            }
            None => return Err(ended_in_string(bytes)),
        }
        at = bytes::plain(bytes, at);
    }
}

/// Checks the escape whose backslash is at `at`, and tells where it ends.
fn escape(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let wrong = |at: usize, expected: &str| match bytes.get(at) {
        Some(_) => Err(Fault::unexpected(bytes, at, expected)),
        None => Err(ended_in_string(bytes)),
    };
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            for place in at + 2..at + 6 {
                if !bytes.get(place).is_some_and(u8::is_ascii_hexdigit) {
                    return wrong(place, "four hexadecimal digits after `\\u`");
                }
            }
            Ok(at + 6)
        }
        _ => wrong(at + 1, "one of \" \\ / b f n r t u after `\\`"),
    }
}

fn ended_in_string(bytes: &[u8]) -> Fault {
    Fault::new(bytes.len(), "the reply ended within a string")
}
