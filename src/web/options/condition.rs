//! The caller's condition as a tree: taken over once and for all, so that what is checked is what is asked.
//!
//! Not by serde, which cannot tell a bigint from a number nor what is left out from null. Whatever may run the caller's
//! code (getters, proxies) is imported with `catch`: what it throws comes out as it is.

use js_sys::{JSON, Reflect};
use wasm_bindgen::prelude::*;

use crate::{
    reply::{DEEPEST, Got, Location, Value, Where, Wrong, unescaped},
    web::{
        imports::{array_from, digits, is_array, keys, show},
        output::invalid_option,
    },
};

/// Reads the conditions that are options of these names, in turn; throws what is wrong with one.
pub fn read_all(conditions: &[(&'static str, JsValue)]) -> Result<Vec<Where>, JsValue> {
    let mut trees = Vec::new();
    for (name, condition) in conditions {
        let at = Location::whole(name);
        if !condition.is_object() || is_array(condition)? {
            return Err(other(&at, "a condition or a function", condition));
        }
        trees.push((*name, tree(condition, &at, 0)?));
    }
    Where::read_all(trees).map_err(refused)
}

fn tree(value: &JsValue, at: &Location, depth: usize) -> Result<Value, JsValue> {
    if depth > DEEPEST {
        return Err(refused(Wrong::endless(at)));
    }
    // The most frequent first.
    if let Some(number) = value.as_f64() {
        // Which no row has, so that everybody would be skipped without a word.
        return if number.is_nan() { Err(other(at, "a number", value)) } else { Ok(Value::Number(number)) };
    }
    if let Some(text) = wtf8(value)? {
        return Ok(Value::Text(text));
    }
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if value.is_bigint() {
        return Ok(Value::BigInt(digits(value)?));
    }
    if is_array(value)? {
        let mut values = Vec::new();
        for element in array_from(value)? {
            values.push(tree(&element, &at.element(values.len()), depth + 1)?);
        }
        return Ok(Value::Array(values));
    }
    if !is_plain(value)? {
        return Err(other(at, "a string, a number, a bigint, a boolean, null, an array or a plain object", value));
    }
    let mut members = Vec::new();
    for key in keys(value)? {
        let name = wtf8(&key)?.unwrap_or_default();
        let member = tree(&Reflect::get(value, &key)?, &at.member(&name), depth + 1)?;
        members.push((name, member));
    }
    Ok(Value::Object(members))
}

/// Not a `Date`, a `RegExp`, a `Map`: JSON knows no such values, so that no row could ever match.
fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    if !value.is_object() {
        return Ok(false);
    }
    let prototype = Reflect::get_prototype_of(value)?;
    Ok(prototype.is_null() || Reflect::get_prototype_of(&prototype)?.is_null())
}

/// What stands for a lone surrogate in UTF-8, and may stand in a string itself, too.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// A string in UTF-8, but with lone surrogates kept as they would be encoded; nothing for what is no string.
fn wtf8(value: &JsValue) -> Result<Option<Vec<u8>>, JsValue> {
    let text = value.as_string().map(String::into_bytes);
    Ok(match &text {
        Some(text) if text.windows(REPLACEMENT.len()).any(|bytes| bytes == REPLACEMENT) => {
            JSON::stringify(value)?.as_string().map(|json| unescaped(json.as_bytes()))
        }
        _ => text,
    })
}

fn other(at: &Location, takes: &'static str, got: &JsValue) -> JsValue {
    match show(got) {
        Ok(got) => refused(Wrong::new(at, takes, got)),
        Err(thrown) => thrown,
    }
}

fn refused(condition: Wrong) -> JsValue {
    invalid_option(&condition.message(|got| match got {
        Got::Words(words) => words,
        Got::Number(number) => show(&number.into()).unwrap_or_default(),
        Got::Text(text) => show(&text.into()).unwrap_or_default(),
    }))
}
