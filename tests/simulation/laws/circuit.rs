//! The circuit breaker, walked through a second time.

use super::{Case, ensure};
use crate::log::Record;

pub fn only_probes_pass(case: &Case) -> Result<(), String> {
    let Some(circuit) = case.scenario.policy.circuit else { return Ok(()) };
    let (mut in_a_row, mut next_probe) = (0, f64::INFINITY);
    for (at, record) in &case.played.log {
        match record {
            Record::Settled(batch) if batch.all_failed() => {
                in_a_row += 1;
                if in_a_row == circuit.failures {
                    // It opens before those who are told take their time.
                    next_probe = case.played.began + batch.figures.total_time + circuit.cooldown - 1e-6;
                }
            }
            Record::Settled(_) => in_a_row = 0,
            Record::Told(told) if told.what.is_departure() && in_a_row >= circuit.failures => {
                ensure(*at >= next_probe - case.early(), || {
                    let (at, next) = (at - case.played.began, next_probe - case.played.began);
                    format!("{told:?} at {at}, the circuit being open and the next probe due at {next}")
                })?;
                next_probe = at + circuit.cooldown;
            }
            _ => {}
        }
    }
    Ok(())
}
