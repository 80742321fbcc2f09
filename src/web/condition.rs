//! The caller's condition as a tree: taken over once and for all, so that what is checked is what is asked.
//!
//! Not by serde, which cannot tell a bigint from a number nor what is left out from null. Whatever may run the caller's
//! code (getters, proxies) is imported with `catch`: what it throws comes out as it is.

use js_sys::{JsString, Reflect};
use wasm_bindgen::prelude::*;

use super::{
    error::wrong,
    host::{array_from, digits, is_array, keys, show},
};
use crate::reply::{DEEPEST, Location, Value, Where, Wrong, text, words};

/// Reads a condition; throws what is wrong with it.
pub fn read(condition: &JsValue) -> Result<Where, JsValue> {
    if !condition.is_object() || is_array(condition)? {
        return Err(refused(&Wrong::new(&Location::WHOLE, "a condition or a function", show(condition)?)));
    }
    let tree = take_over(condition, &Location::WHOLE, 0)?;
    Where::read(tree).map_err(|wrong| refused(&wrong))
}

fn take_over(value: &JsValue, at: &Location, depth: usize) -> Result<Value, JsValue> {
    if depth > DEEPEST {
        let got = text(&["a deeper one at `", &at.text(), "`"]);
        return Err(refused(&Wrong::new(&Location::WHOLE, "at most 100 levels deep", got)));
    }
    // The most frequent first.
    if let Some(number) = value.as_f64() {
        // Which no row has, so that everybody would be skipped without a word.
        return if number.is_nan() {
            Err(refused(&Wrong::new(at, "a number", "NaN".to_owned())))
        } else {
            Ok(Value::Number(number))
        };
    }
    if let Some(text) = wtf8(value) {
        return Ok(Value::Text(text));
    }
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if value.is_bigint() {
        return digits(value).map(Value::BigInt);
    }
    if is_array(value)? {
        let values = array_from(value)?.into_iter().enumerate();
        let values = values.map(|(index, value)| take_over(&value, &at.element(index), depth + 1));
        return values.collect::<Result<_, _>>().map(Value::Array);
    }
    if !is_plain(value)? {
        let takes = "a string, a number, a bigint, a boolean, null, an array or a plain object";
        return Err(refused(&Wrong::new(at, takes, show(value)?)));
    }
    let members = keys(value)?.into_iter().map(|key| {
        let name = wtf8(&key).unwrap_or_default();
        let member = take_over(&Reflect::get(value, &key)?, &at.member(&name), depth + 1)?;
        Ok((name, member))
    });
    members.collect::<Result<_, _>>().map(Value::Object)
}

/// Not a `Date`, a `RegExp`, a `Map`: JSON knows no such values, so that no row could ever match.
fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    if !value.is_object() {
        return Ok(false);
    }
    let prototype = Reflect::get_prototype_of(value)?;
    Ok(prototype.is_null() || Reflect::get_prototype_of(&prototype)?.is_null())
}

const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// A string in UTF-8, but with lone surrogates kept as they would be encoded; nothing for what is no string.
fn wtf8(value: &JsValue) -> Option<Vec<u8>> {
    let text = value.as_string()?;
    // What stands for a lone surrogate may stand in the string itself, too.
    if !text.as_bytes().windows(REPLACEMENT.len()).any(|bytes| bytes == REPLACEMENT) {
        return Some(text.into_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for character in char::decode_utf16(value.unchecked_ref::<JsString>().iter()) {
        match character {
            Ok(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(lone) => {
                let [high, low] = lone.unpaired_surrogate().to_be_bytes();
                bytes.extend_from_slice(&[0xED, 0x80 | (high & 0x0F) << 2 | low >> 6, 0x80 | low & 0x3F]);
            }
        }
    }
    Some(bytes)
}

fn refused(condition: &Wrong) -> JsValue {
    wrong(&condition.message(|value| match value {
        Value::Number(number) => shown(&(*number).into()),
        Value::Text(text) => shown(&JsValue::from_str(&words(text))),
        _ => String::new(),
    }))
}

fn shown(scalar: &JsValue) -> String {
    show(scalar).unwrap_or_default()
}
