//! What to make of a reply: the options under "reading the reply".

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::{condition::condition, error::invalid_option, options::Members};
use crate::reply::{Path, Question, RowKey, Verdict};

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
    pub max_reply_bytes: f64,
}

/// Offsets in a reply are 32 bits wide.
const LARGEST_REPLY: usize = u32::MAX as usize - 1;
const DEFAULT_REPLY: usize = 64 << 20;

impl Reading {
    /// Reads the options under "reading the reply".
    #[expect(clippy::cast_precision_loss, reason = "at most 32 bits")]
    pub fn read(options: &Members, key: &str, keep_rows: bool) -> Result<Self, JsValue> {
        let row_key = match options.get("rowKey")? {
            Some(value) if value.is_null() => RowKey::Position,
            Some(value) => {
                let path = value.as_string();
                RowKey::Path(Path::parse(
                    &path.ok_or_else(|| options.wrong("rowKey", "a dotted path, \"\" or null", &value))?,
                ))
            }
            None => RowKey::Path(Path::parse(key)),
        };
        let verdicts = [("missing", Verdict::Missing), ("skipped", Verdict::Skipped), ("passed", Verdict::Passed)];
        let where_option = options.get("where")?;
        let (mut wanted, mut own) = (None, None);
        if let Some(value) = where_option {
            match value.dyn_ref::<Function>() {
                Some(function) => wanted = Some(function.clone()),
                None => own = Some(condition(&value).map_err(|message| invalid_option(&message))?),
            }
        }
        let max_reply_bytes = options.integer("maxReplyBytes", 1)?.unwrap_or(DEFAULT_REPLY).min(LARGEST_REPLY);
        let question = Question {
            rows: Path::parse(&options.string("rows", "")?),
            row_key,
            absent: options.word("absent", &verdicts, Verdict::Missing)?,
            condition: own,
            locate: keep_rows || wanted.is_some(),
        };
        Ok(Self {
            own_rows: Question { rows: Path::parse(""), ..question.clone() },
            question,
            wanted,
            keep_rows,
            max_reply_bytes: max_reply_bytes as f64,
        })
    }
}
