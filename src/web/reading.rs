//! What to make of a reply: the options under "reading the reply".

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::{error::broken, options::Options};
use crate::reply::{Path, Question, RowKey, Verdict, Where};

/// What is asked of a reply.
pub struct Reading {
    /// What the engine decides itself.
    pub question: Question,
    /// The same of rows that the caller's `send` answers, which lie at no path.
    pub own_rows: Question,
    /// The caller's own `where`.
    pub wanted: Option<Function>,
    /// Whether rows are handed on.
    pub keep_rows: bool,
    /// The largest reply, in bytes.
    pub max_reply_bytes: u32,
}

impl Reading {
    /// Throws if the condition is none, which would be a fault of this package.
    pub fn of(options: &Options) -> Result<Self, JsValue> {
        let condition = match options.condition() {
            Some(program) => Some(Where::read(&program).ok_or_else(|| broken("The condition cannot be read"))?),
            None => None,
        };
        let wanted = options.wanted();
        let keep_rows = options.keep_rows();
        let question = Question {
            rows: Path::parse(&options.rows()),
            row_key: options.row_key().map_or(RowKey::Position, |path| RowKey::Path(Path::parse(&path))),
            absent: match options.absent() {
                0 => Verdict::Missing,
                1 => Verdict::Skipped,
                _ => Verdict::Passed,
            },
            condition,
            locate: keep_rows || wanted.is_some(),
        };
        Ok(Self {
            own_rows: Question { rows: Path::parse(""), ..question.clone() },
            question,
            wanted,
            keep_rows,
            max_reply_bytes: options.max_reply_bytes(),
        })
    }
}
