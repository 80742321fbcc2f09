//! The verdicts beside those of a model that builds every row.

use proptest::prelude::*;

use super::condition::conditions;
use super::keys::integer;
use super::model::{Json, any_json};
use crate::{Decided, Keys, Path, Question, RowKey, Verdict};

/// What the model makes of a reply; `None` where that is refused.
#[derive(Debug, PartialEq)]
struct Told {
    verdicts: Vec<Verdict>,
    /// Rows that are an answer, and those that are an error.
    rows: Vec<Option<(usize, Json)>>,
    errors: Vec<Option<(usize, Json)>>,
    received: usize,
    unexpected: usize,
    duplicate: usize,
}

fn model(reply: &Json, asked: &Asked) -> Option<Told> {
    let &Asked { rows, row_key, absent, users, .. } = asked;
    let rows: Vec<(Option<&Json>, &Json)> = match reply.at(rows)? {
        Json::Array(rows) => rows.iter().map(|row| (row.at(row_key.unwrap_or("")), row)).collect(),
        Json::Object(members) => {
            let named = |(name, row): &(String, Json)| (Some(name.clone()), row.clone());
            let (told, named) = give(members.iter().map(named).collect(), true, asked);
            return (named || members.is_empty()).then_some(told);
        }
        _ => return None,
    };
    if row_key.is_none() {
        let all = rows.iter().map(|(_, row)| (*row).clone()).enumerate();
        let mut told = Told::nothing(absent, users.len(), rows.len());
        for (place, row) in all.filter(|(place, row)| *place < users.len() && !matches!(row, Json::Null)) {
            told.note(place, place, &row, asked);
        }
        return (rows.len() == users.len()).then_some(told);
    }
    let keyed: Vec<_> = rows.iter().map(|(key, row)| (key.and_then(key_text), (*row).clone())).collect();
    if !rows.is_empty() && keyed.iter().all(|(key, _)| key.is_none()) {
        return None;
    }
    Some(give(keyed, false, asked).0)
}

/// The text of a key; of a number that is no integer one that no user has.
fn key_text(key: &Json) -> Option<String> {
    match key {
        Json::Text(text) => Some(text.clone()),
        Json::Number(text) => Some(integer(text).unwrap_or("no such user".to_owned())),
        _ => None,
    }
}

/// Of two rows of one user the first counts; of two members of an object the last one, as everywhere in JSON.
fn give(rows: Vec<(Option<String>, Json)>, is_object: bool, asked: &Asked) -> (Told, bool) {
    let users = asked.users;
    let mut told = Told::nothing(asked.absent, users.len(), rows.len());
    let mut given = vec![false; users.len()];
    let mut named = false;
    for (place, (key, row)) in rows.into_iter().enumerate() {
        let of = users.iter().position(|user| key.as_ref() == Some(user));
        named |= of.is_some();
        match of {
            None => told.unexpected += 1,
            Some(user) if given[user] && !is_object => told.duplicate += 1,
            Some(user) => {
                told.duplicate += usize::from(given[user]);
                let is_null = is_object && matches!(row, Json::Null);
                given[user] = !is_null;
                if is_null {
                    (told.rows[user], told.errors[user], told.verdicts[user]) = (None, None, asked.absent);
                } else {
                    told.note(user, place, &row, asked);
                }
            }
        }
    }
    (told, named)
}

impl Told {
    fn nothing(absent: Verdict, users: usize, received: usize) -> Self {
        let (rows, errors) = (vec![None; users], vec![None; users]);
        Self { verdicts: vec![absent; users], rows, errors, received, unexpected: 0, duplicate: 0 }
    }

    /// Enters the row that counts for a user so far.
    fn note(&mut self, user: usize, place: usize, row: &Json, asked: &Asked) {
        let is_error = asked.has_errors && has(row, "b");
        let found = Some((place, reread(row)));
        (self.rows[user], self.errors[user]) = if is_error { (None, found) } else { (found, None) };
        self.verdicts[user] = match (is_error, has(row, "a")) {
            (true, _) => Verdict::Unanswered,
            (false, true) => Verdict::Passed,
            (false, false) => Verdict::Skipped,
        };
    }
}

/// The row with its numbers written as the parser of these tests hands them over.
fn reread(row: &Json) -> Json {
    Json::parse(&row.write(0))
}

/// The conditions of these tests: rows with a member `a` pass, those with a `b` are an error.
fn has(row: &Json, name: &str) -> bool {
    row.member(name).is_some() || matches!(row, Json::Array(rows) if rows.iter().any(|row| row.member(name).is_some()))
}

fn told(decided: &Decided, reply: &str) -> Told {
    let row = |place: &Option<crate::Place>| {
        place.map(|place| {
            let text = &reply[place.start as usize..place.end as usize];
            assert_eq!(text, text.trim());
            (place.row as usize, Json::parse(text))
        })
    };
    Told {
        verdicts: decided.verdicts.clone(),
        rows: decided.places.iter().map(row).collect(),
        errors: match decided.errors.len() {
            0 => vec![None; decided.verdicts.len()],
            _ => decided.errors.iter().map(row).collect(),
        },
        received: decided.received as usize,
        unexpected: decided.unexpected as usize,
        duplicate: decided.duplicate as usize,
    }
}

fn key() -> impl Strategy<Value = Json> {
    prop_oneof![
        8 => (0..9u8).prop_map(|number| Json::Number(number.to_string())),
        4 => (0..9u8).prop_map(|number| Json::Text(number.to_string())),
        1 => prop::sample::select(vec!["7.0", "70e-1", "-0", "1E+2", "7.5", "1e999999999999"])
            .prop_map(|text| Json::Number(text.to_owned())),
        1 => prop::sample::select(vec!["7.0", "é", "no such user"]).prop_map(|text| Json::Text(text.to_owned())),
        1 => prop::sample::select(vec![Json::Null, Json::Bool(true), Json::Array(vec![])]),
    ]
}

/// A row whose key is at `id` or at `ref.id`, its members in any order, some of them twice.
fn row() -> impl Strategy<Value = Json> {
    let id = key().prop_map(|key| ("id".to_owned(), key));
    let inner = key().prop_map(|key| ("ref".to_owned(), Json::Object(vec![("id".to_owned(), key)])));
    let other =
        (prop::sample::select(vec!["a", "b", "x"]), any_json()).prop_map(|(name, value)| (name.to_owned(), value));
    prop_oneof![
        8 => prop::collection::vec(prop_oneof![3 => id, 3 => inner, 2 => other], 0..5).prop_map(Json::Object),
        1 => key(),
        1 => any_json(),
    ]
}

fn rows() -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => prop::collection::vec(row(), 0..8).prop_map(Json::Array),
        // Rows in order, as services mostly answer.
        2 => (0..9usize, any::<bool>()).prop_map(|(count, passes)| {
            let row = |number: usize| {
                let mut members = vec![("id".to_owned(), Json::Number(number.to_string()))];
                if passes || number.is_multiple_of(2) {
                    members.push(("a".to_owned(), Json::Null));
                }
                Json::Object(members)
            };
            Json::Array((0..count).map(row).collect())
        }),
        2 => prop::collection::vec(("[0-9]|é", row()), 0..8).prop_map(Json::Object),
        1 => any_json(),
    ]
}

fn reply() -> impl Strategy<Value = Json> {
    let member = prop_oneof![
        3 => rows().prop_map(|rows| ("data".to_owned(), Json::Object(vec![("rows".to_owned(), rows)]))),
        1 => (rows(), rows()).prop_map(|(one, two)| {
            ("data".to_owned(), Json::Object(vec![("rows".to_owned(), one), ("rows".to_owned(), two)]))
        }),
        1 => any_json().prop_map(|json| ("data".to_owned(), json)),
        1 => any_json().prop_map(|json| ("x".to_owned(), json)),
    ];
    prop_oneof![rows(), prop::collection::vec(member, 1..4).prop_map(Json::Object),]
}

/// What is asked of a reply.
pub(super) struct Asked<'a> {
    pub(super) rows: &'static str,
    pub(super) row_key: Option<&'static str>,
    pub(super) absent: Verdict,
    /// Whether rows can be an error.
    pub(super) has_errors: bool,
    pub(super) users: &'a [String],
}

/// That `text`, which is `reply`, is decided as the model does, `list` being the users as JSON.
pub(super) fn check(reply: &Json, text: &str, list: &str, asked: &Asked) -> Result<(), TestCaseError> {
    let &Asked { rows, row_key, absent, has_errors, .. } = asked;
    let [condition, row_error] = conditions([r#"{"a":{"$exists":true}}"#, r#"{"b":{"$exists":true}}"#]);
    let question = Question {
        rows: Path::parse(rows),
        row_key: row_key.map_or(RowKey::Position, |path| RowKey::Path(Path::parse(path))),
        absent,
        row_error: has_errors.then_some(row_error),
        condition: Some(condition),
        locate: true,
    };
    let keys = Keys::from_json(list.as_bytes(), 7).unwrap();
    let decided = question.decide(&keys, text.as_bytes());
    let expected = model(reply, asked);
    match (&decided, &expected) {
        (Ok(decided), Some(expected)) => prop_assert_eq!(&told(decided, text), expected, "{}", text),
        (Err(_), None) => {}
        _ => prop_assert!(false, "{}\n{:?}\n{:?}", text, decided, expected),
    }
    // Where places are not wanted, all else is the same.
    let without = Question { locate: false, ..question }.decide(&keys, text.as_bytes());
    prop_assert_eq!(without.is_ok(), decided.is_ok());
    if let (Ok(without), Ok(decided)) = (without, decided) {
        prop_assert_eq!(without.verdicts, decided.verdicts);
        prop_assert_eq!(without.errors, decided.errors);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn verdicts_are_those_of_the_model(
        reply in reply(),
        rows in prop::sample::select(vec!["", "data.rows", "data.rows", "data"]),
        row_key in prop::sample::select(vec![Some("id"), Some("id"), Some("ref.id"), Some(""), None]),
        absent in prop::sample::select(vec![Verdict::Missing, Verdict::Skipped, Verdict::Passed, Verdict::Unanswered]),
        has_errors in any::<bool>(),
        users in prop_oneof![
            prop::collection::btree_set("[0-9]|é|7\\.0|100", 0..9).prop_map(Vec::from_iter).prop_shuffle(),
            (0..9usize).prop_map(|count| (0..count).map(|user| user.to_string()).collect::<Vec<_>>()),
        ],
        style in any::<u64>(),
    ) {
        let list = Json::Array(users.iter().map(|user| Json::Text(user.clone())).collect()).write(style);
        check(&reply, &reply.write(style), &list, &Asked { rows, row_key, absent, has_errors, users: &users })?;
    }
}

#[test]
fn the_model_has_teeth() {
    let reply = Json::parse(r#"[{"id":1,"a":0},{"id":2},{"id":2,"a":1},{"id":5}]"#);
    let users = ["1", "2", "3"].map(str::to_owned);
    let asked =
        |has_errors| Asked { rows: "", row_key: Some("id"), absent: Verdict::Missing, has_errors, users: &users };
    let told = model(&reply, &asked(false)).unwrap();
    assert_eq!(told.verdicts, [Verdict::Passed, Verdict::Skipped, Verdict::Missing]);
    assert_eq!((told.received, told.unexpected, told.duplicate), (4, 1, 1));
    let told = model(&Json::parse(r#"[{"id":1,"a":0,"b":0},{"id":2,"a":0}]"#), &asked(true)).unwrap();
    assert_eq!(told.verdicts, [Verdict::Unanswered, Verdict::Passed, Verdict::Missing]);
}
