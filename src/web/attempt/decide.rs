//! From a reply to verdicts.

use std::cell::RefCell;

use js_sys::{Array, Function, Uint32Array};
use wasm_bindgen::prelude::*;

use super::answer::{Content, Reply};
use crate::{
    engine::{Answer, Code, Error, Rows, Traffic},
    reply::{BadReply, Decided, Keys, Path, Place, Question, RowKey, Verdict},
    web::{
        imports::{self, Body},
        options::Reading,
        output::{Cause, failed, lost},
    },
};

/// A scratch buffer that has grown beyond this is given back: memory of wasm never shrinks.
const LARGE: usize = 4 * 1024 * 1024;

/// Of a reply for which there is no memory.
const NO_ROOM: &str = "There is no memory left for a reply that large; ask about fewer users (`batchSize`)";

thread_local! {
    /// Where replies are decided, one after the other, those of all runs.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Decides what `reply` says of its users.
pub fn decide(reading: &Reading, reply: &Reply, traffic: &mut Traffic) -> Result<Answer<JsValue, Cause>, Error<Cause>> {
    match &reply.content {
        Content::Rows(_, bytes) => decide_bytes(reading, reply, bytes, traffic),
        Content::Body(body) | Content::Lines(body) => match body.take_large() {
            Some(mut large) => decide_bytes(reading, reply, large.bytes(), traffic),
            None => decide_copied(reading, reply, body, traffic),
        },
    }
}

/// Decides a body that JavaScript holds.
fn decide_copied(
    reading: &Reading,
    reply: &Reply,
    body: &Body,
    traffic: &mut Traffic,
) -> Result<Answer<JsValue, Cause>, Error<Cause>> {
    SCRATCH.with_borrow_mut(|scratch| {
        let length = body.length();
        // It keeps its length: to lengthen it is to write zeros first.
        if let Some(more) = length.checked_sub(scratch.len()) {
            // Not to find room for one reply is no end of all runs.
            if scratch.try_reserve_exact(more).is_err() {
                return Err(failed(Code::ReplyTooLarge, NO_ROOM, None));
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
    })
}

fn decide_bytes(
    reading: &Reading,
    reply: &Reply,
    bytes: &[u8],
    traffic: &mut Traffic,
) -> Result<Answer<JsValue, Cause>, Error<Cause>> {
    let ids = reply.batch.bytes();
    #[cfg(feature = "panics")]
    assert!(!ids.windows(7).any(|ids| ids == b"\"panic\""), "on purpose");
    let question = &reading.question;
    let decided = Keys::from_json(&ids, reading.seed).and_then(|keys| match reply.content {
        // Rows that the caller's `send` answers lie at no path.
        Content::Rows(..) => question.decide_at(&Path::default(), &keys, bytes),
        Content::Lines(_) => question.decide_lines(&keys, bytes),
        Content::Body(_) => question.decide(&keys, bytes),
    });
    let decided = decided.map_err(|bad| unreadable(&bad, question, reply, traffic.status))?;
    traffic.rows = Rows {
        received: decided.received.into(),
        unexpected: decided.unexpected.into(),
        duplicate: decided.duplicate.into(),
    };
    let Decided { mut verdicts, places, mut errors, .. } = decided;
    let mut kept = None;
    if question.locate {
        let (users, mut located) = (reply.batch.users(), Located::of(&places, reply, bytes));
        if let Some(refused) = &reading.refused {
            let is_error = located.ask("rowError", refused, &users)?;
            errors.resize(verdicts.len(), None);
            for position in located.take_out(&is_error) {
                set(&mut verdicts, position, Verdict::Unanswered);
                set(&mut errors, position, places.get(position).copied().flatten());
            }
        }
        if let Some(wanted) = &reading.wanted {
            let passes = located.ask("where", wanted, &users)?;
            for (position, passes) in located.positions.iter().zip(passes) {
                let verdict = if passes == 1 { Verdict::Passed } else { Verdict::Skipped };
                set(&mut verdicts, *position as usize, verdict);
            }
        }
        if reading.keep_rows {
            kept = Some(imports::keep(&located.rows, &users, &located.positions()));
        }
    }
    let unanswered = if reading.may_be_partial() {
        unanswered(&verdicts, &errors, reply, bytes, traffic.status)
    } else {
        Vec::new()
    };
    Ok(Answer { verdicts, kept, unanswered })
}

fn set<T>(list: &mut [T], position: usize, to: T) {
    if let Some(place) = list.get_mut(position) {
        *place = to;
    }
}

/// Rows that JavaScript looks at, and the positions of the users whose they are.
struct Located {
    positions: Vec<u32>,
    rows: Array,
}

impl Located {
    fn of(places: &[Option<Place>], reply: &Reply, bytes: &[u8]) -> Self {
        let found = || (0..).zip(places).filter_map(|(position, place)| place.as_ref().map(|place| (position, place)));
        let positions = found().map(|(position, _)| position).collect();
        let rows = match &reply.content {
            Content::Rows(rows, _) => {
                let places: Vec<u32> = found().map(|(_, place)| place.row).collect();
                imports::pick(rows, &places)
            }
            Content::Body(_) | Content::Lines(_) => {
                let mut json = vec![b'['];
                for (_, place) in found() {
                    if json.len() > 1 {
                        json.push(b',');
                    }
                    json.extend_from_slice(part(bytes, place));
                }
                json.push(b']');
                imports::parse(&json)
            }
        };
        Self { positions, rows }
    }

    fn positions(&self) -> Uint32Array {
        Uint32Array::from(self.positions.as_slice())
    }

    /// What the caller's function, which is the option of this name, says of each row: a 1 for yes.
    fn ask(&self, option: &str, function: &Function, users: &Array) -> Result<Vec<u8>, Error<Cause>> {
        imports::judge(option, function, &self.rows, users, &self.positions()).map_err(|thrown| {
            let message = ["The function `", option, "` failed: ", &imports::describe(&thrown)].concat();
            failed(Code::Predicate, &message, Some(thrown))
        })
    }

    /// Takes out those rows for which there is a 1, and tells whose they are.
    fn take_out(&mut self, which: &[u8]) -> Vec<usize> {
        let (mut taken, mut left, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (position, which)) in (0..).zip(self.positions.iter().zip(which)) {
            if *which == 1 {
                taken.push(*position as usize);
            } else {
                left.push(index);
                positions.push(*position);
            }
        }
        if !taken.is_empty() {
            (self.rows, self.positions) = (imports::pick(&self.rows, &left), positions);
        }
        taken
    }
}

fn part<'a>(bytes: &'a [u8], place: &Place) -> &'a [u8] {
    bytes.get(place.start as usize..place.end as usize).unwrap_or_default()
}

/// Who has no answer, and why: all without a row for the same reason, each with a row that is an error for that row.
fn unanswered(
    verdicts: &[Verdict],
    errors: &[Option<Place>],
    reply: &Reply,
    bytes: &[u8],
    status: Option<u16>,
) -> Vec<(Vec<usize>, Error<Cause>)> {
    let error = |code, message: &str, beginning| {
        let cause = Cause { message: Some(message.into()), reply: beginning, thrown: None };
        Error::new(code).caused(cause).with(|details| {
            details.status = status;
            details.retry_after = reply.retry_after;
        })
    };
    let (mut without, mut groups) = (Vec::new(), Vec::new());
    for (position, verdict) in verdicts.iter().enumerate() {
        if *verdict != Verdict::Unanswered {
            continue;
        }
        match errors.get(position).and_then(Option::as_ref) {
            Some(place) => {
                let message = "The user's row is an error (option `rowError`); see `reply`";
                groups
                    .push((vec![position], error(Code::RowError, message, imports::beginning_of(part(bytes, place)))));
            }
            None => without.push(position),
        }
    }
    if !without.is_empty() {
        let message = "The reply has no row for these users, and `absent` says that there has to be one";
        groups.push((without, error(Code::NoRow, message, JsValue::UNDEFINED)));
    }
    groups
}

fn unreadable(bad: &BadReply, question: &Question, reply: &Reply, status: Option<u16>) -> Error<Cause> {
    let (content, beginning): (&JsValue, _) = match &reply.content {
        Content::Body(body) | Content::Lines(body) => (body, body.beginning().unwrap_or_default()),
        Content::Rows(rows, _) => (rows, JsValue::UNDEFINED),
    };
    let row_key = if let RowKey::Path(path) = &question.row_key { Some(path.dotted()) } else { None };
    let hint = imports::hint_of(content, &reply.batch, question.rows.dotted(), row_key);
    let message = ["The reply cannot be read: ", &bad.why, " (at byte ", &bad.at.to_string(), ")", &hint].concat();
    let cause = Cause { message: Some(message.into()), reply: beginning, thrown: None };
    Error::new(Code::BadReply).caused(cause).with(|details| details.status = status)
}
