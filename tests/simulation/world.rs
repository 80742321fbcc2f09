//! What source, service, watcher and clock of one run share.

use std::{cell::Cell, rc::Rc};

use crate::{
    log::{Id, Log, Record},
    time::{Tempo, Time},
};

#[derive(Debug)]
pub struct World {
    pub time: Rc<Time>,
    pub began: f64,
    log: Log,
    asked: Cell<Id>,
    alive: Cell<usize>,
}

impl World {
    pub fn new(tempo: Tempo, seed: u64) -> Rc<Self> {
        let time = Time::new(tempo, seed);
        let began = time.now();
        Rc::new(Self { time, began, log: Log::default(), asked: Cell::new(0), alive: Cell::new(0) })
    }

    pub fn note(&self, record: Record) {
        self.log.add(self.time.now(), record);
    }

    pub fn take_log(&self) -> Vec<(f64, Record)> {
        self.log.take()
    }

    pub fn next_id(&self) -> Id {
        let id = self.asked.get();
        self.asked.set(id + 1);
        id
    }

    /// Requests that are being built or on their way.
    pub fn alive(&self) -> usize {
        self.alive.get()
    }

    /// Counts a stage of a request as alive until what is returned is dropped, and notes `given_up` if that happens
    /// before it is done.
    pub fn stage(self: &Rc<Self>, given_up: Record) -> Stage {
        self.alive.set(self.alive.get() + 1);
        Stage { world: Rc::clone(self), given_up: Some(given_up) }
    }
}

#[derive(Debug)]
pub struct Stage {
    world: Rc<World>,
    given_up: Option<Record>,
}

impl Stage {
    pub fn done(mut self, record: Record) {
        self.given_up = None;
        self.world.note(record);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.world.alive.set(self.world.alive.get() - 1);
        if let Some(record) = self.given_up.take() {
            self.world.note(record);
        }
    }
}
