//! From a reply to verdicts.

use std::cell::RefCell;

use js_sys::Uint32Array;
use wasm_bindgen::prelude::*;

use super::answer::{Content, Reply};
use crate::{
    engine::{Answer, Code, Error, Rows, Traffic},
    reply::{BadReply, Keys, Path, Verdict},
    web::{
        imports,
        options::Reading,
        output::{Cause, failed, lost},
    },
};

/// A scratch buffer that has grown beyond this is given back: memory of wasm never shrinks.
const LARGE: usize = 4 * 1024 * 1024;

thread_local! {
    /// Where replies are decided, one after the other, those of all runs.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Decides what `reply` says of its users.
pub fn decide(reading: &Reading, reply: &Reply, traffic: &mut Traffic) -> Result<Answer<JsValue>, Error<Cause>> {
    match &reply.content {
        Content::Rows(_, bytes) => decide_bytes(reading, reply, bytes, traffic),
        Content::Body(body) => SCRATCH.with_borrow_mut(|scratch| {
            let length = body.length();
            // It keeps its length: to lengthen it is to write zeros first.
            if let Some(more) = length.checked_sub(scratch.len()) {
                // Not to find room for one reply is no end of all runs.
                if scratch.try_reserve_exact(more).is_err() {
                    let message = "There is no memory left for a reply that large; ask about fewer users (`batchSize`)";
                    return Err(failed(Code::ReplyTooLarge, message, None));
                }
                scratch.resize(length, 0);
            }
            let bytes = scratch.get_mut(..length).unwrap_or_default();
            let decided = match body.copy_to(bytes) {
                Ok(()) => decide_bytes(reading, reply, bytes, traffic),
                Err(thrown) => Err(lost("The bytes of the reply are gone", thrown)),
            };
            if length > LARGE {
                *scratch = Vec::new();
            }
            decided
        }),
    }
}

fn decide_bytes(
    reading: &Reading,
    reply: &Reply,
    bytes: &[u8],
    traffic: &mut Traffic,
) -> Result<Answer<JsValue>, Error<Cause>> {
    let ids = reply.batch.bytes();
    #[cfg(feature = "panics")]
    assert!(!ids.windows(7).any(|ids| ids == b"\"panic\""), "on purpose");
    let question = &reading.question;
    // Rows that the caller's `send` answers lie at no path.
    let whole = Path::default();
    let is_own = matches!(reply.content, Content::Rows(..));
    let rows = if is_own { &whole } else { &question.rows };
    let decided = Keys::from_json(&ids, reading.seed).and_then(|keys| question.decide_at(rows, &keys, bytes));
    let decided = decided.map_err(|bad| unreadable(&bad, reply, traffic.status))?;
    traffic.rows = Rows {
        received: decided.received.into(),
        unexpected: decided.unexpected.into(),
        duplicate: decided.duplicate.into(),
    };
    let (mut verdicts, mut kept) = (decided.verdicts, None);
    if question.locate {
        let (positions, rows) = match &reply.content {
            Content::Rows(rows, _) => {
                let (positions, places): (Vec<u32>, Vec<u32>) = (0..)
                    .zip(&decided.places)
                    .filter_map(|(position, place)| place.as_ref().map(|place| (position, place.row)))
                    .unzip();
                (positions, imports::pick(rows, &places))
            }
            Content::Body(_) => {
                let (mut positions, mut json) = (Vec::new(), vec![b'[']);
                for (position, place) in (0..).zip(&decided.places) {
                    let Some(place) = place else { continue };
                    if !positions.is_empty() {
                        json.push(b',');
                    }
                    json.extend_from_slice(bytes.get(place.start as usize..place.end as usize).unwrap_or_default());
                    positions.push(position);
                }
                json.push(b']');
                (positions, imports::parse(&json))
            }
        };
        let (users, places) = (reply.batch.users(), Uint32Array::from(positions.as_slice()));
        if let Some(wanted) = &reading.wanted {
            let passes = imports::judge(wanted, &rows, &users, &places).map_err(threw)?;
            for (position, passes) in positions.iter().zip(passes) {
                if let Some(verdict) = verdicts.get_mut(*position as usize) {
                    *verdict = if passes == 1 { Verdict::Passed } else { Verdict::Skipped };
                }
            }
        }
        if reading.keep_rows {
            kept = Some(imports::keep(&rows, &users, &places));
        }
    }
    Ok(Answer { verdicts, kept })
}

fn threw(thrown: JsValue) -> Error<Cause> {
    let message = ["The function `where` failed: ", &imports::describe(&thrown)].concat();
    failed(Code::Predicate, &message, Some(thrown))
}

fn unreadable(bad: &BadReply, reply: &Reply, status: Option<u16>) -> Error<Cause> {
    let message = ["The reply cannot be read: ", &bad.why, " (at byte ", &bad.at.to_string(), ")"].concat();
    let beginning = match &reply.content {
        Content::Body(body) => body.beginning().unwrap_or_default(),
        Content::Rows(..) => JsValue::UNDEFINED,
    };
    let cause = Cause { message: Some(message.into()), reply: beginning, thrown: None };
    Error::new(Code::BadReply).caused(cause).with(|details| details.status = status)
}
