//! What is handed to JavaScript, as a tree: one `Serialize` for all of it, where a derived one for each struct is five times the
//! code.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_wasm_bindgen::preserve;
use wasm_bindgen::prelude::*;

use crate::web::text::text;

/// A value of JavaScript.
pub enum Tree {
    Number(f64),
    Flag(bool),
    Text(&'static str),
    /// One that came from there, or goes there as it is.
    Own(JsValue),
    Array(Vec<Tree>),
    Object(Vec<(&'static str, Tree)>),
    /// Numbers by numbers.
    Counts(Vec<(u16, f64)>),
}

impl Tree {
    /// An object of JavaScript's.
    pub fn to_js(&self) -> JsValue {
        // Members are written as those of maps: a struct's are 2 kB of code, in which their names are kept, too.
        let objects = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        self.serialize(&objects).unwrap_or_default()
    }

    /// How many there are.
    pub const fn count(count: usize) -> Self {
        Self::large(count as u64)
    }

    /// How many there are, where that may be more than memory holds at once.
    #[expect(clippy::cast_precision_loss, reason = "counts")]
    pub const fn large(count: u64) -> Self {
        Self::Number(count as f64)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => to.serialize_f64(*number),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Text(text) => to.serialize_str(text),
            Self::Own(value) => preserve::serialize(value, to),
            Self::Array(values) => to.collect_seq(values),
            Self::Object(members) => {
                let mut object = to.serialize_map(None)?;
                for (name, value) in members {
                    object.serialize_entry(&Name(name), value)?;
                }
                object.end()
            }
            Self::Counts(counts) => {
                let mut object = to.serialize_map(None)?;
                for (name, count) in counts {
                    object.serialize_entry(&name.to_string(), count)?;
                }
                object.end()
            }
        }
    }
}

struct Name(&'static str);

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        preserve::serialize(&text(self.0), to)
    }
}
