//! What a fuzzer may feed this room, and what has to hold then. `fuzz/` has the targets; what they kept is tried again here.
//!
//! Each is a function of any bytes, and panics where what has to hold does not.

use proptest::test_runner::TestCaseError;

use super::condition::{read_value, value_of};
use super::decide_model::{self, Asked};
use super::model::Json;
use super::{Verdict, interpreter, mutations, passes};

fn hold(checked: Result<(), TestCaseError>) {
    if let Err(TestCaseError::Fail(why)) = checked {
        panic!("{why}");
    }
}

/// JSON as text and as a tree.
fn parsed(bytes: &[u8]) -> Option<(&str, Json)> {
    let text = std::str::from_utf8(bytes).ok()?;
    // A member of that name is how serde_json hands over numbers of any precision.
    (!text.contains("$serde_json")).then_some(())?;
    Some((text, serde_json::from_str(text).ok()?))
}

/// What is JSON and what is not, beside `serde_json`.
pub fn json(data: &[u8]) {
    hold(mutations::check(data));
}

/// The verdicts of a reply, beside a model that builds every row. The first two bytes choose what is asked.
pub fn reply(data: &[u8]) {
    let [choices, users, text @ ..] = data else { return };
    let Some((text, reply)) = parsed(text) else { return };
    let choose = |shift: u8, of: usize| usize::from(choices >> shift) % of;
    let names: Vec<String> = (0..users % 9).map(|user| user.to_string()).chain([String::from("é")]).collect();
    let asked = Asked {
        rows: ["", "data.rows", "data", "data.0"][choose(0, 4)],
        row_key: [Some("id"), Some("ref.id"), Some(""), None][choose(2, 4)],
        absent: [Verdict::Missing, Verdict::Skipped, Verdict::Passed, Verdict::Unanswered][choose(4, 4)],
        has_errors: choose(6, 2) == 1,
        users: &names,
    };
    let list = Json::Array(names.iter().cloned().map(Json::Text).collect()).write(0);
    hold(decide_model::check(&reply, text, &list, &asked));
}

/// A condition in the first line, a row in the rest: it says what the plain interpreter says, as far as that goes; within
/// `$and`, `$or` and `$nor` it says the same or the opposite; and nothing panics.
pub fn condition(data: &[u8]) {
    let Some(end) = data.iter().position(|&byte| byte == b'\n') else { return };
    let (written, row) = (&data[..end], &data[end + 1..]);
    let Ok(value) = value_of(written) else { return };
    let Ok(condition) = read_value(value.clone()) else { return };
    let Some((row, document)) = parsed(row) else { return };
    if document == Json::Null {
        return;
    }
    let joined = |operator: &str| {
        let one = super::Value::Array(vec![value.clone()]);
        read_value(super::Value::Object(vec![(operator.into(), one)]))
    };
    let is_met = passes(&condition, row);
    if let Some(expected) = interpreter::says(&value, &document) {
        assert_eq!(is_met, expected, "{row}");
    }
    for (operator, expected) in [("$and", is_met), ("$or", is_met), ("$nor", !is_met)] {
        // One level more may be one too deep.
        if let Ok(joined) = joined(operator) {
            assert_eq!(passes(&joined, row), expected, "{operator} {row}");
        }
    }
}

/// Whoever has no fuzzer tries what they kept.
#[test]
fn what_fuzzing_kept() {
    type Target = fn(&[u8]);
    for (name, target) in [("json", json as Target), ("reply", reply), ("condition", condition)] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
        let mut tried = 0;
        for file in std::fs::read_dir(&folder).unwrap() {
            target(&std::fs::read(file.unwrap().path()).unwrap());
            tried += 1;
        }
        assert!(tried > 20, "{name}: only {tried}");
    }
}
