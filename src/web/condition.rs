//! The caller's `where`, as far as it is a condition, taken over from JavaScript.

use js_sys::{Array, BigInt, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::host::show;
use crate::reply::{Got, Value, Where};

/// Deeper than anybody writes by hand, and no deeper than the stack bears.
const DEEPEST: usize = 100;

/// Compiles a condition, or says what is wrong with it.
pub fn condition(value: &JsValue) -> Result<Where, String> {
    if !value.is_object() || Array::is_array(value) {
        return Err(format!("Expected `where` to be a condition or a function, got {}", show(value)));
    }
    let value = take_over(value, "where", 0)?;
    Where::compile(&value)
        .map_err(|error| format!("Expected `{}` to be {}, got {}", error.at, error.expected, in_words(error.got)))
}

fn in_words(got: Got) -> String {
    match got {
        Got::Words(words) => words,
        Got::Value(Value::Null) => "null".to_owned(),
        Got::Value(Value::Bool(flag)) => flag.to_string(),
        Got::Value(Value::Number(number)) => show(&number.into()),
        Got::Value(Value::BigInt(digits)) => digits + "n",
        Got::Value(Value::Text(text)) => show(&String::from_utf8_lossy(&text).as_ref().into()),
        Got::Value(Value::Array(values)) if values.is_empty() => "an empty array".to_owned(),
        Got::Value(Value::Array(_)) => "an array".to_owned(),
        Got::Value(Value::Object(members)) if members.is_empty() => "an empty object".to_owned(),
        Got::Value(Value::Object(_)) => "an object".to_owned(),
    }
}

fn take_over(value: &JsValue, at: &str, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err(format!("Expected `where` to be at most {DEEPEST} levels deep, got a deeper one at `{at}`"));
    }
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if let Some(number) = value.as_f64() {
        if number.is_nan() {
            // Which no row has, so that everybody would be skipped without a word.
            return Err(format!("Expected `{at}` to be a number, got NaN"));
        }
        return Ok(Value::Number(number));
    }
    if let Some(text) = value.dyn_ref::<JsString>() {
        return Ok(Value::Text(wtf8(text)));
    }
    if let Some(number) = value.dyn_ref::<BigInt>() {
        return Ok(Value::BigInt(String::from(number.to_string(10).map_err(|_| "where".to_owned())?)));
    }
    if Array::is_array(value) {
        let items = Array::from(value);
        let items = items.iter().enumerate().map(|(index, item)| take_over(&item, &format!("{at}.{index}"), depth + 1));
        return items.collect::<Result<_, _>>().map(Value::Array);
    }
    if is_plain(value) {
        let entries = Object::entries(value.unchecked_ref());
        let members = entries.iter().map(|entry| {
            let entry: Array = entry.unchecked_into();
            let name: JsString = entry.get(0).unchecked_into();
            let member = take_over(&entry.get(1), &format!("{at}.{}", String::from(&name)), depth + 1)?;
            Ok((wtf8(&name), member))
        });
        return members.collect::<Result<_, String>>().map(Value::Object);
    }
    let expected = "a string, a number, a bigint, a boolean, null, an array or a plain object";
    Err(format!("Expected `{at}` to be {expected}, got {}", show(value)))
}

/// Not a Date, a `RegExp`, a Map: JSON knows no such values, so that no row could ever match.
fn is_plain(value: &JsValue) -> bool {
    value.is_object()
        && Reflect::get_prototype_of(value).is_ok_and(|prototype| {
            prototype.is_null() || Reflect::get_prototype_of(&prototype).is_ok_and(|above| above.is_null())
        })
}

/// UTF-8, but with unpaired surrogates kept as they would be encoded: a string of JavaScript may hold them.
fn wtf8(text: &JsString) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.length() as usize);
    for unit in char::decode_utf16(text.iter()) {
        match unit {
            Ok(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(unpaired) => {
                let unit = unpaired.unpaired_surrogate();
                let [high, low] = [(unit >> 6) & 0x3f, unit & 0x3f].map(|bits| 0x80 | bits.to_le_bytes()[0]);
                bytes.extend_from_slice(&[0xed, high, low]);
            }
        }
    }
    bytes
}
