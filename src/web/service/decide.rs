//! From a reply to verdicts.

use js_sys::{Array, JSON, Map, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::body;
use crate::{
    engine::{Answer, Code, Failure, Rows, Traffic},
    reply::{BadReply, Keys, Place, Verdict},
    web::{host, reading::Reading},
};

/// What the service said.
pub enum Reply {
    /// The bytes of a body.
    Bytes(Vec<Uint8Array>),
    /// The rows themselves, from the caller's `send`.
    Rows(Array),
}

/// Decides what `reply` says of `users`, whose keys are `ids`. `scratch` is where it is decided.
pub fn decide(
    reading: &Reading,
    scratch: &mut Vec<u8>,
    reply: &Reply,
    ids: &str,
    users: &Array,
    traffic: &mut Traffic,
) -> Result<Answer<Map>, Failure<JsValue>> {
    let own;
    let bytes = match reply {
        Reply::Bytes(chunks) => gather(scratch, chunks),
        Reply::Rows(rows) => {
            own = to_json(rows)?;
            own.as_bytes()
        }
    };
    let status = traffic.status;
    let bad_reply = |error: BadReply| {
        let message = format!("The reply cannot be read: {} (at byte {})", error.why, error.at);
        let shown = match reply {
            Reply::Bytes(chunks) => Some(body::text(chunks)),
            Reply::Rows(_) => None,
        };
        Failure::new(Code::BadReply, message).with(|facts| (facts.status, facts.reply) = (status, shown))
    };
    let keys = Keys::from_json(ids.as_bytes()).map_err(bad_reply)?;
    let decided = match reply {
        Reply::Bytes(_) => reading.question.decide(&keys, bytes),
        Reply::Rows(_) => reading.own_rows.decide(&keys, bytes),
    };
    let decided = decided.map_err(bad_reply)?;
    traffic.rows = Rows {
        received: decided.received as usize,
        unexpected: decided.unexpected as usize,
        duplicate: decided.duplicate as usize,
    };
    let mut verdicts = decided.verdicts;
    let mut kept = None;
    if reading.question.locate {
        let (positions, places): (Vec<u32>, Vec<Place>) =
            (0..).zip(&decided.places).filter_map(|(position, place)| place.map(|place| (position, place))).unzip();
        let rows = match reply {
            Reply::Bytes(_) => parse(bytes, &places)?,
            Reply::Rows(rows) => places.iter().map(|place| rows.get(place.row)).collect(),
        };
        let at = Uint32Array::from(positions.as_slice());
        if let Some(wanted) = &reading.wanted {
            let passes = host::judge(wanted, users, &at, &rows).map_err(predicate)?;
            for (position, passes) in positions.iter().zip(passes) {
                if let Some(verdict) = verdicts.get_mut(*position as usize) {
                    *verdict = if passes == 1 { Verdict::Passed } else { Verdict::Skipped };
                }
            }
        }
        kept = reading.keep_rows.then(|| host::keep(users, &at, &rows));
    }
    Ok(Answer { verdicts, kept })
}

/// The bytes of `chunks` at the beginning of `scratch`, which keeps its length: to lengthen it is to write zeros first.
fn gather<'a>(scratch: &'a mut Vec<u8>, chunks: &[Uint8Array]) -> &'a [u8] {
    let length = chunks.iter().map(|chunk| chunk.length() as usize).sum();
    if scratch.len() < length {
        scratch.resize(length, 0);
    }
    let mut end = 0;
    for chunk in chunks {
        let start = end;
        end += chunk.length() as usize;
        if let Some(room) = scratch.get_mut(start..end) {
            chunk.copy_to(room);
        }
    }
    scratch.get(..length).unwrap_or_default()
}

/// The rows at `places` as objects: JSON.parse is asked for these alone, and once for all of them.
fn parse(reply: &[u8], places: &[Place]) -> Result<Array, Failure<JsValue>> {
    let mut text = Vec::with_capacity(reply.len() + 2);
    text.push(b'[');
    for (index, place) in places.iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        text.extend_from_slice(reply.get(place.start as usize..place.end as usize).unwrap_or_default());
    }
    text.push(b']');
    let rows = str::from_utf8(&text).ok().and_then(|text| JSON::parse(text).ok());
    rows.map(JsCast::unchecked_into)
        .ok_or_else(|| Failure::new(Code::BadReply, "JSON.parse refused a row of the reply"))
}

fn to_json(rows: &Array) -> Result<String, Failure<JsValue>> {
    let unreadable = |thrown: JsValue| {
        let message = format!("No JSON can be made of the rows that `send` answered: {}", host::describe(&thrown));
        Failure::new(Code::BadReply, message).thrown(thrown)
    };
    Ok(host::to_json(rows).map_err(unreadable)?.unwrap_or_default())
}

fn predicate(thrown: JsValue) -> Failure<JsValue> {
    Failure::new(Code::Predicate, format!("The function `where` failed: {}", host::describe(&thrown))).thrown(thrown)
}
