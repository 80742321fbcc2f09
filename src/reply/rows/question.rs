//! The question that is put to a reply, and its answer.

use super::path::Path;
use crate::condition::Where;

/// Where a row says whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKey {
    /// By the user's key, at this path of the row.
    Path(Path),
    /// By its own place: the first row is the first user's.
    Position,
}

/// What a readable reply makes of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// The user's row meets the condition.
    Passed,
    /// It does not.
    Skipped,
    /// There is no row.
    Missing,
    /// There is no answer: no row, where that is none, or one that is an error.
    Unanswered,
}

/// How replies are read.
#[derive(Clone, Debug)]
pub struct Question {
    /// Where the rows are in the reply.
    pub rows: Path,
    /// Where a row's key is. Not looked at where the rows are an object: there the members' names are the keys.
    pub row_key: RowKey,
    /// The verdict for a user without a row.
    pub absent: Verdict,
    /// Which rows are an error, and no answer. Has the same members captured as `condition`, where there are both.
    pub row_error: Option<Where>,
    /// Which rows pass; all where there is none.
    pub condition: Option<Where>,
    /// Whether the place of each user's row is wanted.
    pub locate: bool,
}

/// Where a user's row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number among the reply's rows.
    pub row: u32,
    /// Its first byte in the reply.
    pub start: u32,
    /// The byte behind its last.
    pub end: u32,
}

/// What a reply says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// One a user, in order.
    pub verdicts: Vec<Verdict>,
    /// The places of rows that are an answer: one a user where they were asked for, else none.
    pub places: Vec<Option<Place>>,
    /// The places of rows that are an error: one a user where any can be, else none.
    pub errors: Vec<Option<Place>>,
    /// Rows in the reply.
    pub received: u32,
    /// Rows that name none of the users.
    pub unexpected: u32,
    /// Rows for a user who had one already.
    pub duplicate: u32,
}
