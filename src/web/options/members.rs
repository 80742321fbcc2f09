//! Reads the members of an object of the caller's, and says what is wrong with one in one style:
//! "Expected `batchSize` to be an integer from 1 up, got 1.5".

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::web::{error::invalid_option, host::show};

/// The members of an object, of which `prefix` says where it stands in the options.
pub struct Members {
    object: Object,
    prefix: &'static str,
}

impl Members {
    /// The members of `object`, which stands at `prefix` (empty, or ending with a dot).
    pub fn of(object: &Object, prefix: &'static str) -> Self {
        Self { object: object.clone(), prefix }
    }

    /// Refuses members with other names than `names`, and names the nearest.
    pub fn know(&self, names: &[&str]) -> Result<(), JsValue> {
        for name in Object::keys(&self.object).iter().filter_map(|name| name.as_string()) {
            if !names.contains(&name.as_str()) {
                let place = format!("{}{name}", self.prefix);
                let hint = match nearest(&name, names) {
                    Some(near) => format!("did you mean `{}{near}`?", self.prefix),
                    None => format!("there are {}", list(names)),
                };
                return Err(invalid_option(&format!("There is no option `{place}`: {hint}")));
            }
        }
        Ok(())
    }

    /// The object itself.
    pub fn into_object(self) -> Object {
        self.object
    }

    /// The member, unless it is undefined.
    pub fn get(&self, name: &str) -> Result<Option<JsValue>, JsValue> {
        let value = Reflect::get(&self.object, &name.into())?;
        Ok((!value.is_undefined()).then_some(value))
    }

    /// An error that says what `name` takes.
    pub fn wrong(&self, name: &str, takes: &str, got: &JsValue) -> JsValue {
        invalid_option(&expected(&format!("{}{name}", self.prefix), takes, got))
    }

    /// The member as `read` understands it.
    pub fn read<T>(
        &self,
        name: &str,
        takes: &str,
        read: impl FnOnce(&JsValue) -> Option<T>,
    ) -> Result<Option<T>, JsValue> {
        let Some(value) = self.get(name)? else { return Ok(None) };
        read(&value).map(Some).ok_or_else(|| self.wrong(name, takes, &value))
    }

    pub fn string(&self, name: &str, default: &str) -> Result<String, JsValue> {
        Ok(self.read(name, "a string", JsValue::as_string)?.unwrap_or_else(|| default.to_owned()))
    }

    pub fn boolean(&self, name: &str, default: bool) -> Result<bool, JsValue> {
        Ok(self.read(name, "true or false", JsValue::as_bool)?.unwrap_or(default))
    }

    pub fn function(&self, name: &str) -> Result<Option<Function>, JsValue> {
        self.read(name, "a function", |value| value.dyn_ref::<Function>().cloned())
    }

    /// An integer from `least` up.
    pub fn integer(&self, name: &str, least: u32) -> Result<Option<usize>, JsValue> {
        self.read(name, &format!("an integer from {least} up"), |value| to_integer(value, least))
    }

    /// Milliseconds, `least` or more.
    pub fn milliseconds(&self, name: &str, takes: &str, least: f64) -> Result<Option<f64>, JsValue> {
        self.read(name, takes, |value| value.as_f64().filter(|ms| ms.is_finite() && *ms >= least))
    }

    /// One of a few words, each with its meaning.
    pub fn word<T: Copy>(&self, name: &str, words: &[(&str, T)], default: T) -> Result<T, JsValue> {
        let names: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let word = self.read(name, &names.join(" or "), |value| {
            let given = value.as_string()?;
            words.iter().find(|(word, _)| *word == given).map(|(_, meaning)| *meaning)
        })?;
        Ok(word.unwrap_or(default))
    }

    /// The members of an object within this one.
    pub fn object(&self, name: &str, prefix: &'static str, takes: &str) -> Result<Option<Self>, JsValue> {
        let object = self.read(name, takes, |value| {
            // Not by `instanceof`: an object of another realm is one, too.
            (value.is_object() && !Array::is_array(value)).then(|| value.unchecked_ref::<Object>().clone())
        })?;
        Ok(object.map(|object| Self { object, prefix }))
    }
}

/// A safe integer from `least` up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a safe integer")]
pub fn to_integer(value: &JsValue, least: u32) -> Option<usize> {
    let number = value.as_f64()?;
    let is_fit = number.fract() == 0.0 && (f64::from(least)..=9_007_199_254_740_991.0).contains(&number);
    is_fit.then(|| usize::try_from(number as u64).unwrap_or(usize::MAX))
}

fn expected(name: &str, takes: &str, got: &JsValue) -> String {
    format!("Expected `{name}` to be {takes}, got {}", show(got))
}

fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| strsim::osa_distance(&name.to_ascii_lowercase(), &other.to_ascii_lowercase());
    let near = names.iter().min_by_key(|other| distance(other))?;
    (distance(near) <= near.len().div_ceil(2).min(4)).then_some(near)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
