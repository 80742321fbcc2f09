//! What to make of a reply: the options under "reading the reply".

use js_sys::Math;
use wasm_bindgen::prelude::*;

use super::{condition, options::Options};
use crate::reply::{Path, Question, RowKey, Verdict};

/// What is asked of a reply.
pub struct Reading {
    /// What the engine decides itself.
    pub question: Question,
    /// Whether the caller's own `where` decides.
    pub is_judged: bool,
    /// What nobody can foretell, for the index of keys.
    pub seed: u64,
}

impl Reading {
    /// Throws what is wrong with the condition.
    pub fn of(options: &Options) -> Result<Self, JsValue> {
        let condition = options.condition();
        let condition = if condition.is_undefined() { None } else { Some(condition::read(&condition)?) };
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
        Ok(Self { question, is_judged, seed: Math::random().to_bits() })
    }
}
