//! Keys and exact numbers, beside a model that moves the decimal point digit by digit.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::{condition, keys, letters, passes, question};
use crate::{Keys, Path, Question, RowKey};

/// Sign, digits before the point, digits behind it: no needless zeros, and no sign on zero.
type Plain = (bool, String, String);

fn plain(number: &str) -> Plain {
    let (negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (number, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (mut whole, mut fraction) = (whole.to_owned(), fraction.to_owned());
    let zero = !whole.bytes().chain(fraction.bytes()).any(|digit| digit != b'0');
    // Up to a thousand places: beyond that lie no keys, and zero stays what it is.
    let exponent = exponent.parse().map_or(1000, |exponent: i32| exponent.clamp(-1000, 1000));
    let exponent = if zero { 0 } else { exponent };
    for _ in 0..exponent.abs() {
        if exponent > 0 {
            whole.push(if fraction.is_empty() { '0' } else { fraction.remove(0) });
        } else {
            fraction.insert(0, whole.pop().unwrap_or('0'));
        }
    }
    let whole = whole.trim_start_matches('0').to_owned();
    let fraction = fraction.trim_end_matches('0').to_owned();
    (negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
}

/// The integer that a number is, as text.
pub(super) fn integer(number: &str) -> Option<String> {
    let (negative, whole, fraction) = plain(number);
    let whole = if whole.is_empty() { "0".to_owned() } else { whole };
    fraction.is_empty().then(|| format!("{}{whole}", if negative { "-" } else { "" }))
}

fn order(a: &str, b: &str) -> Ordering {
    let (a, b) = (plain(a), plain(b));
    let size = |a: &Plain, b: &Plain| (a.1.len(), &a.1, &a.2).cmp(&(b.1.len(), &b.1, &b.2));
    match (a.0, b.0) {
        (true, true) => size(&b, &a),
        (false, false) => size(&a, &b),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,3}0{0,3}|[1-9][0-9]{15,20})(\\.[0-9]{1,3}0{0,3})?([eE][+-]?0?[0-9])?"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_number_names_the_user_of_the_integer_it_is(number in number()) {
        let by_row = Question { row_key: RowKey::Path(Path::parse("")), ..question() };
        let told = |user: &str| letters(&by_row.decide(&keys(&format!("[{user}]")), format!("[{number}]").as_bytes()).unwrap());
        let integer = integer(&number);
        if let Some(integer) = &integer {
            prop_assert_eq!(told(&format!("\"{integer}\"")), "p");
            prop_assert_eq!(told(integer), "p");
            prop_assert_eq!(told(&format!("\"{integer}0\"")), "m");
        }
        if integer.as_ref() != Some(&number) {
            prop_assert_eq!(told(&format!("\"{number}\"")), "m");
            prop_assert_eq!(told(&number), "m");
        }
    }

    #[test]
    fn bigints_compare_exactly(number in number(), digits in "0|-?[1-9][0-9]{0,3}0{0,3}|-?[1-9][0-9]{15,20}", near in any::<bool>()) {
        let digits = if near { integer(&number).unwrap_or(digits) } else { digits };
        let holds = |operator: &str| {
            let condition = condition(&format!(r#"{{"":{{"{operator}":{{"$bigint":"{digits}"}}}}}}"#));
            passes(&condition, &number)
        };
        let order = order(&number, &digits);
        prop_assert_eq!(holds("$eq"), order.is_eq());
        prop_assert_eq!(holds("$gt"), order.is_gt());
        prop_assert_eq!(holds("$lte"), order.is_le());
    }

    #[test]
    fn every_key_is_found_in_any_order(
        users in prop::collection::btree_set("[ab]{0,9}|[0-9]{1,3}|[0-9]{20,40}", 0..40).prop_map(Vec::from_iter).prop_shuffle(),
        shift in 0usize..40,
        sort in any::<bool>(),
        again in any::<prop::sample::Index>(),
    ) {
        let mut users = users;
        if sort {
            users.sort_by_key(|user| (user.len(), user.clone()));
        }
        let mut rows = users.clone();
        rows.rotate_left(shift % users.len().max(1));
        if !users.is_empty() {
            rows.push(again.get(&users).clone());
        }
        let list = |keys: &[String]| format!("[{}]", keys.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(","));
        let by_row = Question { row_key: RowKey::Path(Path::parse("")), ..question() };
        let decided = by_row.decide(&keys(&list(&users)), list(&rows).as_bytes()).unwrap();
        prop_assert_eq!(letters(&decided), "p".repeat(users.len()));
        prop_assert_eq!(decided.duplicate, u32::from(!users.is_empty()));
        prop_assert_eq!(decided.unexpected, 0);
    }
}

#[test]
fn reads_keys() {
    assert_eq!(keys(r#" [ "a" , 7, -12 , 123456789012345678901234567890, "\ud83d", "" ] "#).len(), 6);
    assert!(keys("[]").is_empty());
    assert!(!keys("[0]").is_empty());
    for wrong in ["", "{}", "7", "[null]", "[true]", "[[1]]", "[{}]", "[1,]", "[1] 2", "[1", "[1 2,3,4,5,6,7,8,9]"] {
        assert!(Keys::from_json(wrong.as_bytes(), 7).is_err(), "{wrong}");
    }
}
