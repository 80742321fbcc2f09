//! From a reply to verdicts.

use wasm_bindgen::prelude::*;

use super::explained;
use crate::{
    engine::{Answer, Failure, Rows, Traffic},
    reply::{BadReply, Keys, Path, Verdict},
    web::{
        host::{Attempt, Kept},
        reading::Reading,
    },
};

/// Decides replies, one after the other.
pub struct Decider {
    reading: Reading,
    /// Where that is done: it grows to the largest of them and no further.
    scratch: Vec<u8>,
}

impl Decider {
    pub const fn new(reading: Reading) -> Self {
        Self { reading, scratch: Vec::new() }
    }

    /// Decides what the reply to `attempt` says of its users: `length` bytes, which may be rows that the caller's `send`
    /// answered itself.
    pub fn decide(
        &mut self,
        attempt: &Attempt,
        length: usize,
        is_own: bool,
        traffic: &mut Traffic,
    ) -> Result<Answer<Kept>, Failure<JsValue>> {
        let Self { reading, scratch } = self;
        // It keeps its length: to lengthen it is to write zeros first.
        if scratch.len() < length {
            scratch.resize(length, 0);
        }
        let bytes = scratch.get_mut(..length).unwrap_or_default();
        attempt.copy_to(bytes);
        let ids = attempt.ids();
        #[cfg(feature = "panics")]
        assert!(!ids.windows(7).any(|ids| ids == b"\"panic\""), "on purpose");
        let question = &reading.question;
        // Rows that the caller's `send` answers lie at no path.
        let whole = Path::default();
        let rows = if is_own { &whole } else { &question.rows };
        let decided = Keys::from_json(&ids, reading.seed).and_then(|keys| question.decide_at(rows, &keys, bytes));
        let status = traffic.status;
        let decided = decided.map_err(|BadReply { at, why }| {
            explained(&attempt.unreadable(&why, at)).with(|facts| facts.status = status)
        })?;
        traffic.rows = Rows {
            received: decided.received as usize,
            unexpected: decided.unexpected as usize,
            duplicate: decided.duplicate as usize,
        };
        let (mut verdicts, mut kept) = (decided.verdicts, None);
        if question.locate {
            let (mut positions, mut places, mut rows) = (Vec::new(), Vec::new(), vec![b'[']);
            for (position, place) in (0..).zip(decided.places) {
                let Some(place) = place else { continue };
                if is_own {
                    places.push(place.row);
                } else {
                    if !positions.is_empty() {
                        rows.push(b',');
                    }
                    rows.extend_from_slice(bytes.get(place.start as usize..place.end as usize).unwrap_or_default());
                }
                positions.push(position);
            }
            rows.push(b']');
            let mut passes = vec![0; positions.len()];
            attempt.judge(&positions, &places, &rows, &mut passes).map_err(|explanation| explained(&explanation))?;
            if reading.is_judged {
                for (position, passes) in positions.iter().zip(passes) {
                    if let Some(verdict) = verdicts.get_mut(*position as usize) {
                        *verdict = if passes == 1 { Verdict::Passed } else { Verdict::Skipped };
                    }
                }
            }
            kept = attempt.kept();
        }
        Ok(Answer { verdicts, kept })
    }
}
