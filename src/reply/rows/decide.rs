//! From a reply to verdicts.

use super::keys::Keys;
use super::path::Path;
use super::question::{Decided, Question};
use super::reading::Reading;
use crate::bad_reply::BadReply;
use crate::scan::utf8;

impl Question {
    /// Reads a reply to the end and tells what became of each user.
    pub fn decide(&self, keys: &Keys, reply: &[u8]) -> Result<Decided, BadReply> {
        self.decide_at(&self.rows, keys, reply)
    }

    /// The same of rows that are elsewhere.
    pub fn decide_at(&self, rows: &Path, keys: &Keys, reply: &[u8]) -> Result<Decided, BadReply> {
        utf8::check(reply)?;
        Reading::new(self, rows, keys, reply).decide().map_err(BadReply::from)
    }

    /// The same of a reply in which each line is a row (<https://jsonlines.org>); blank ones are none.
    pub fn decide_lines(&self, keys: &Keys, reply: &[u8]) -> Result<Decided, BadReply> {
        utf8::check(reply)?;
        Reading::new(self, &self.rows, keys, reply).decide_lines().map_err(BadReply::from)
    }
}
