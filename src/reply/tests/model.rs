//! JSON as a plain tree: what the room under test never builds.

use std::fmt::Write;

use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Value;

/// A JSON value: numbers as written, members in order and as often as they stand there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(super) fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(text) => Value::Number(text.parse().unwrap()),
            Self::Text(text) => Value::Text(text.clone().into_bytes()),
            Self::Array(values) => Value::Array(values.iter().map(Self::to_value).collect()),
            Self::Object(members) => Value::Object(
                members.iter().map(|(name, value)| (name.clone().into_bytes(), value.to_value())).collect(),
            ),
        }
    }

    /// As JSON.parse makes it: a name that comes again has its first place and its last value.
    pub(super) fn distinct(&self) -> Self {
        match self {
            Self::Array(values) => Self::Array(values.iter().map(Self::distinct).collect()),
            Self::Object(members) => {
                let mut kept: Vec<(String, Json)> = Vec::new();
                for (name, value) in members {
                    match kept.iter_mut().find(|(known, _)| known == name) {
                        Some((_, known)) => *known = value.distinct(),
                        None => kept.push((name.clone(), value.distinct())),
                    }
                }
                Self::Object(kept)
            }
            other => other.clone(),
        }
    }

    /// What follows a dotted path through objects by name, and through arrays by index.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        if path.is_empty() {
            return Some(self);
        }
        path.split('.').try_fold(self, |value, name| match value {
            Self::Array(elements) => {
                elements.iter().enumerate().find(|(index, _)| index.to_string() == name).map(|(_, element)| element)
            }
            _ => value.member(name),
        })
    }

    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// As JSON, in one of many ways to write it: `style` picks the space and the escapes.
    pub(super) fn write(&self, style: u64) -> String {
        let mut out = String::new();
        self.write_to(&mut out, &mut Style(style | 1));
        out
    }

    fn write_to(&self, out: &mut String, style: &mut Style) {
        style.space(out);
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::Text(text) => style.text(text, out),
            Self::Array(values) => {
                out.push('[');
                style.space(out);
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    value.write_to(out, style);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                style.space(out);
                for (place, (name, value)) in members.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    style.space(out);
                    style.text(name, out);
                    style.space(out);
                    out.push(':');
                    value.write_to(out, style);
                }
                out.push('}');
            }
        }
        style.space(out);
    }
}

/// A stream of choices.
struct Style(u64);

impl Style {
    fn next(&mut self, of: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % of
    }

    fn space(&mut self, out: &mut String) {
        if self.next(4) == 0 {
            let spaces = [" ", "\n", "\t", "\r\n", "          ", "\n                 "];
            out.push_str(spaces[usize::try_from(self.next(6)).unwrap()]);
        }
    }

    fn text(&mut self, text: &str, out: &mut String) {
        out.push('"');
        for char in text.chars() {
            if self.next(8) == 0 || matches!(char, '"' | '\\' | '\0'..=' ') {
                let mut units = [0; 2];
                for unit in char.encode_utf16(&mut units) {
                    write!(out, "\\u{unit:04x}").unwrap();
                }
            } else {
                out.push(char);
            }
        }
        out.push('"');
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(member) = map.next_entry::<String, Json>()? {
            members.push(member);
        }
        // So serde_json hands over numbers of any precision.
        if let [(name, Json::Text(digits))] = members.as_slice()
            && name.starts_with("$serde_json::private")
        {
            return Ok(Json::Number(digits.clone()));
        }
        Ok(Json::Object(members))
    }
}

/// Any JSON, out of few names and values, so that chance finds equal ones.
pub(super) fn any_json() -> impl Strategy<Value = Json> {
    json_of(any_scalar(), 24)
}

pub(super) fn json_of(scalar: impl Strategy<Value = Json> + 'static, size: u32) -> impl Strategy<Value = Json> {
    scalar.prop_recursive(3, size, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((any_name(), inner), 0..4).prop_map(Json::Object),
        ]
    })
}

pub(super) fn any_name() -> impl Strategy<Value = String> {
    let names = ["a", "b", "c", "0", "1", "id", "é", "a long name of more than eight bytes"];
    prop::sample::select(names.to_vec()).prop_map(str::to_owned)
}

pub(super) fn any_scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any_number().prop_map(Json::Number),
        any_text().prop_map(Json::Text),
    ]
}

pub(super) fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["", "a", "b", "ab", "7", "é", "\u{ffff}", "😀", "\"\\\n"]).prop_map(str::to_owned),
        "[a-z0-9é😀\"\\\\\n]{0,20}",
    ]
}

pub(super) fn any_number() -> impl Strategy<Value = String> {
    prop_oneof![
        (-5i32..12).prop_map(|number| number.to_string()),
        prop::sample::select(vec![
            "0",
            "-0",
            "0.0",
            "7.0",
            "70e-1",
            "0.7e1",
            "1.5",
            "-2.5",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0",
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "123456789012345678901234567890",
            "1E+2",
            "1e999999999999999999999",
        ])
        .prop_map(str::to_owned),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
    ]
}
