//! Tests of the whole room, from the bytes of a reply to the verdicts.

mod condition;
mod conditions;
mod decide_model;
pub mod fuzz;
mod interpreter;
mod json;
mod keys;
mod model;
mod mutations;
mod null;
mod refused;
mod rows;

use super::{BadReply, Decided, Got, Keys, Path, Question, RowKey, Value, Verdict, Where, Wrong};
use condition::condition;

/// A question with the defaults of the package.
fn question() -> Question {
    Question {
        rows: Path::parse(""),
        row_key: RowKey::Path(Path::parse("id")),
        absent: Verdict::Missing,
        row_error: None,
        condition: None,
        locate: false,
    }
}

fn keys(json: &str) -> Keys {
    Keys::from_json(json.as_bytes(), 7).unwrap()
}

/// Whether a row passes a condition.
fn passes(condition: &Where, row: &str) -> bool {
    let question = Question { condition: Some(condition.clone()), row_key: RowKey::Position, ..question() };
    let decided = question.decide(&keys("[1]"), format!("[{row}]").as_bytes());
    decided.unwrap().verdicts == [Verdict::Passed]
}

/// The verdicts as letters: p, s, m.
fn letters(decided: &Decided) -> String {
    let letter = |verdict: &Verdict| match verdict {
        Verdict::Passed => 'p',
        Verdict::Skipped => 's',
        Verdict::Missing => 'm',
        Verdict::Unanswered => 'u',
    };
    decided.verdicts.iter().map(letter).collect()
}

/// Reads JSON that stands where nothing is looked at.
fn read(json: &[u8]) -> Result<Decided, BadReply> {
    let question = Question { rows: Path::parse("rows"), ..question() };
    question.decide(&keys("[1]"), &[b"{\"x\":", json, b",\"rows\":[]}"].concat())
}
