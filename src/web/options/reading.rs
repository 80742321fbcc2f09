//! What to make of a reply: the options under "reading the reply".

use js_sys::{Function, Math};
use wasm_bindgen::prelude::*;

use super::{Options, condition};
use crate::reply::{Path, Question, RowKey, Verdict};

/// What is asked of a reply.
pub struct Reading {
    /// What the engine decides itself.
    pub question: Question,
    /// The caller's own `where`, where that decides.
    pub wanted: Option<Function>,
    /// The caller's own `rowError`, where that decides.
    pub refused: Option<Function>,
    /// Whether rows are handed back.
    pub keep_rows: bool,
    /// What nobody can foretell, for the index of keys.
    pub seed: u64,
}

impl Reading {
    /// Whether a reply may have no answer for some of its users.
    pub fn may_be_partial(&self) -> bool {
        self.refused.is_some() || self.question.row_error.is_some() || self.question.absent == Verdict::Unanswered
    }

    /// Throws what is wrong with the condition.
    pub fn of(options: &Options) -> Result<Self, JsValue> {
        let (wanted, condition) = function_or_condition(options.wanted());
        let (refused, row_error) = function_or_condition(options.row_error());
        let has_condition = condition.is_some();
        let conditions: Vec<_> = [("where", condition), ("rowError", row_error)]
            .into_iter()
            .filter_map(|(name, condition)| Some((name, condition?)))
            .collect();
        let mut read = condition::read_all(&conditions)?.into_iter();
        let condition = if has_condition { read.next() } else { None };
        let row_error = read.next();
        let keep_rows = options.keep_rows();
        let question = Question {
            rows: Path::parse(&options.rows()),
            row_key: options.row_key().map_or(RowKey::Position, |path| RowKey::Path(Path::parse(&path))),
            absent: match options.absent().as_str() {
                "skipped" => Verdict::Skipped,
                "passed" => Verdict::Passed,
                "failed" => Verdict::Unanswered,
                _ => Verdict::Missing,
            },
            row_error,
            condition,
            locate: keep_rows || wanted.is_some() || refused.is_some(),
        };
        Ok(Self { question, wanted, refused, keep_rows, seed: Math::random().to_bits() })
    }
}

/// Of an option that is one of them, or nothing.
fn function_or_condition(given: JsValue) -> (Option<Function>, Option<JsValue>) {
    match given.dyn_into::<Function>() {
        Ok(function) => (Some(function), None),
        Err(nothing) if nothing.is_undefined() => (None, None),
        Err(condition) => (None, Some(condition)),
    }
}
