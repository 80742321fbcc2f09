//! What to make of a reply: the options under "reading the reply".

use wasm_bindgen::prelude::*;

use super::{error::broken, options::Options};
use crate::reply::{Path, Question, RowKey, Verdict, Where};

/// What is asked of a reply.
pub struct Reading {
    /// What the engine decides itself.
    pub question: Question,
    /// Whether the caller's own `where` decides.
    pub is_judged: bool,
}

impl Reading {
    /// Throws if the condition is none, which would be a fault of this package.
    pub fn of(options: &Options) -> Result<Self, JsValue> {
        let condition = match options.condition() {
            Some(program) => Some(Where::read(&program).ok_or_else(|| broken("The condition cannot be read"))?),
            None => None,
        };
        let is_judged = options.is_judged();
        let question = Question {
            rows: Path::parse(&options.rows()),
            row_key: options.row_key().map_or(RowKey::Position, |path| RowKey::Path(Path::parse(&path))),
            absent: match options.absent() {
                0 => Verdict::Missing,
                1 => Verdict::Skipped,
                _ => Verdict::Passed,
            },
            condition,
            locate: options.keep_rows() || is_judged,
        };
        Ok(Self { question, is_judged })
    }
}
