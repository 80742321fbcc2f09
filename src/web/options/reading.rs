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
        let mut conditions = Vec::new();
        let [wanted, refused] =
            [("where", options.wanted()), ("rowError", options.row_error())].map(|(name, given)| {
                match given.dyn_into::<Function>() {
                    Ok(function) => Some(function),
                    Err(nothing) if nothing.is_undefined() => None,
                    Err(condition) => {
                        conditions.push((name, condition));
                        None
                    }
                }
            });
        let (mut condition, mut row_error) = (None, None);
        for (read, (name, _)) in condition::read_all(&conditions)?.into_iter().zip(&conditions) {
            *if *name == "where" { &mut condition } else { &mut row_error } = Some(read);
        }
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
