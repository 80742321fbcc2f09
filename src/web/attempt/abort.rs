//! What one attempt is aborted by.

use std::rc::Rc;

use web_sys::{AbortController, AbortSignal};

use super::turn::Turns;
use crate::{
    engine::Error,
    web::{
        imports::Call,
        output::{Cause, lost},
    },
};

/// Holds the abort signal of one attempt: to drop it is to abort, unless the attempt has what it wants.
pub struct Attempt {
    call: Rc<Call>,
    turns: Rc<Turns>,
    controller: AbortController,
    is_done: bool,
}

impl Attempt {
    pub fn begin(call: &Rc<Call>, turns: &Rc<Turns>) -> Result<Self, Error<Cause>> {
        let controller = AbortController::new()
            .map_err(|thrown| lost("No request can be aborted here, and so none is made", thrown))?;
        call.add(&controller);
        turns.begin();
        Ok(Self { call: Rc::clone(call), turns: Rc::clone(turns), controller, is_done: false })
    }

    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Those of its run.
    pub fn turns(&self) -> Rc<Turns> {
        Rc::clone(&self.turns)
    }

    /// What is in flight is of no use any more.
    pub fn abort(&mut self) {
        if !self.is_done {
            self.is_done = true;
            self.controller.abort_with_reason(&self.call.reason());
        }
    }

    /// It has what it wants.
    pub fn finish(mut self) {
        self.is_done = true;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.abort();
        self.call.remove(&self.controller);
        self.turns.end();
    }
}
