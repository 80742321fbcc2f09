//! What source, service, observer and clock of one run share.

use std::{cell::Cell, rc::Rc};

use crate::{
    log::{Id, Log, Record},
    time::{Tempo, Time},
};

#[derive(Debug)]
pub struct Shared {
    pub time: Rc<Time>,
    pub began: f64,
    pub seed: u64,
    log: Log,
    asked: Cell<Id>,
    alive: Cell<usize>,
}

impl Shared {
    pub fn new(tempo: Tempo, seed: u64) -> Rc<Self> {
        let time = Time::new(tempo, seed);
        let began = time.now();
        Rc::new(Self { time, began, seed, log: Log::default(), asked: Cell::new(0), alive: Cell::new(0) })
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

    /// Requests that are being built, are built or were sent.
    pub fn alive(&self) -> usize {
        self.alive.get()
    }

    /// Counts something as alive until what is returned is dropped.
    pub fn alive_one(self: &Rc<Self>) -> Alive {
        self.alive.set(self.alive.get() + 1);
        Alive(Rc::clone(self))
    }

    /// Counts a stage of a request as alive until what is returned is dropped, and notes `dropped` if that happens
    /// before it is done.
    pub fn stage(self: &Rc<Self>, dropped: Record) -> Stage {
        Stage { alive: self.alive_one(), dropped: Some(dropped) }
    }
}

#[derive(Debug)]
pub struct Alive(Rc<Shared>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.set(self.0.alive.get() - 1);
    }
}

#[derive(Debug)]
pub struct Stage {
    alive: Alive,
    dropped: Option<Record>,
}

impl Stage {
    pub fn done(mut self, record: Record) {
        self.dropped = None;
        self.alive.0.note(record);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(record) = self.dropped.take() {
            self.alive.0.note(record);
        }
    }
}
