//! The field's decoders, each as its documentation advises: typed, so that only what is asked for is kept. The users' keys
//! each reads as it reads replies.

use std::collections::HashMap;

use serde::Deserialize;

use crate::{Bench, with};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: u64,
    current_balance: f64,
}

#[unsafe(no_mangle)]
pub extern "C" fn serde_json(len: usize) -> bool {
    with(len, |bench, reply| {
        let rows: Vec<Row> = serde_json::from_slice(reply).ok()?;
        let ids: Vec<u64> = serde_json::from_slice(&bench.keys).ok()?;
        judge(bench, &ids, &rows)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn simd_json(len: usize) -> bool {
    with(len, |bench, reply| {
        // It writes into what it reads; the bytes are written anew for every reply.
        let rows: Vec<Row> = simd_json::serde::from_slice(reply).ok()?;
        let ids: Vec<u64> = simd_json::serde::from_slice(&mut bench.keys).ok()?;
        judge(bench, &ids, &rows)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn sonic_rs(len: usize) -> bool {
    with(len, |bench, reply| {
        let rows: Vec<Row> = sonic_rs::from_slice(reply).ok()?;
        let ids: Vec<u64> = sonic_rs::from_slice(&bench.keys).ok()?;
        judge(bench, &ids, &rows)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn jiter(len: usize) -> bool {
    with(len, |bench, reply| {
        let rows = read(&mut jiter::Jiter::new(reply)).ok()??;
        let ids = read_ids(&mut jiter::Jiter::new(&bench.keys)).ok()??;
        judge(bench, &ids, &rows)
    })
}

fn read(reply: &mut jiter::Jiter) -> Result<Option<Vec<Row>>, jiter::JiterError> {
    let mut rows = Vec::new();
    let mut next = reply.next_array()?;
    while next.is_some() {
        let (mut id, mut current_balance) = (None, None);
        let mut name = reply.next_object()?.map(Member::of);
        while let Some(member) = name {
            match member {
                Member::Id => {
                    id = to_id(&reply.next_int()?);
                }
                Member::CurrentBalance => current_balance = Some(reply.next_float()?),
                Member::Other => reply.next_skip()?,
            }
            name = reply.next_key()?.map(Member::of);
        }
        let (Some(id), Some(current_balance)) = (id, current_balance) else { return Ok(None) };
        rows.push(Row { id, current_balance });
        next = reply.array_step()?;
    }
    reply.finish()?;
    Ok(Some(rows))
}

fn read_ids(keys: &mut jiter::Jiter) -> Result<Option<Vec<u64>>, jiter::JiterError> {
    let mut ids = Vec::new();
    let mut next = keys.next_array()?;
    while next.is_some() {
        let Some(id) = to_id(&keys.next_int()?) else { return Ok(None) };
        ids.push(id);
        next = keys.array_step()?;
    }
    keys.finish()?;
    Ok(Some(ids))
}

fn to_id(number: &jiter::NumberInt) -> Option<u64> {
    match number {
        jiter::NumberInt::Int(id) => u64::try_from(*id).ok(),
        jiter::NumberInt::BigInt(_) => None,
    }
}

enum Member {
    Id,
    CurrentBalance,
    Other,
}

impl Member {
    fn of(name: &str) -> Self {
        match name {
            "id" => Self::Id,
            "currentBalance" => Self::CurrentBalance,
            _ => Self::Other,
        }
    }
}

/// Rows in the users' order are found by their place, as this package finds them; others by a map.
fn judge(bench: &mut Bench, ids: &[u64], rows: &[Row]) -> Option<()> {
    let minimum = bench.minimum;
    bench.verdicts.clear();
    if rows.iter().map(|row| row.id).eq(ids.iter().copied()) {
        bench.verdicts.extend(rows.iter().map(|row| u8::from(row.current_balance > minimum)));
    } else {
        let by_id: HashMap<u64, &Row> = rows.iter().map(|row| (row.id, row)).collect();
        let passes = |id: &u64| by_id.get(id).is_some_and(|row| row.current_balance > minimum);
        bench.verdicts.extend(ids.iter().map(|id| u8::from(passes(id))));
    }
    Some(())
}

/// `sonic-rs` wants random numbers for a map that is not used here, and there is no system to give them.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(_: *mut u8, _: usize) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}
