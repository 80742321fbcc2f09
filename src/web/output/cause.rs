//! What is told of a failure, or was thrown.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::{
    engine::{Code, Error},
    web::imports,
};

/// What the engine hands on without looking into it.
#[derive(Clone)]
pub struct Cause {
    /// What to say, where the kind of failure alone does not tell.
    pub message: Option<Rc<str>>,
    /// The beginning of the reply, as text; or undefined.
    pub reply: JsValue,
    /// What was thrown, if something was.
    pub thrown: Option<JsValue>,
}

impl Cause {
    /// Something that was thrown, and goes on to the caller as it is.
    pub const fn thrown(thrown: JsValue) -> Self {
        Self { message: None, reply: JsValue::UNDEFINED, thrown: Some(thrown) }
    }

    /// What was thrown; undefined if nothing was.
    pub fn into_thrown(self) -> JsValue {
        self.thrown.unwrap_or_default()
    }
}

/// A failure with what there is to say of it.
pub fn failed(code: Code, message: &str, thrown: Option<JsValue>) -> Error<Cause> {
    Error::new(code).caused(Cause { message: Some(message.into()), reply: JsValue::UNDEFINED, thrown })
}

/// A failure of the network, or of what stands for it.
pub fn lost(what: &str, thrown: JsValue) -> Error<Cause> {
    failed(Code::Network, &[what, ": ", &imports::describe(&thrown)].concat(), Some(thrown))
}
