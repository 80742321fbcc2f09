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
    /// Whether rows are handed back.
    pub keep_rows: bool,
    /// What nobody can foretell, for the index of keys.
    pub seed: u64,
}

impl Reading {
    /// Throws what is wrong with the condition.
    pub fn of(options: &Options) -> Result<Self, JsValue> {
        let (wanted, condition) = match options.wanted().dyn_into::<Function>() {
            Ok(function) => (Some(function), None),
            Err(nothing) if nothing.is_undefined() => (None, None),
            Err(condition) => (None, Some(condition::read(&condition)?)),
        };
        let keep_rows = options.keep_rows();
        let question = Question {
            rows: Path::parse(&options.rows()),
            row_key: options.row_key().map_or(RowKey::Position, |path| RowKey::Path(Path::parse(&path))),
            absent: match options.absent().as_str() {
                "skipped" => Verdict::Skipped,
                "passed" => Verdict::Passed,
                _ => Verdict::Missing,
            },
            condition,
            locate: keep_rows || wanted.is_some(),
        };
        Ok(Self { question, wanted, keep_rows, seed: Math::random().to_bits() })
    }
}
