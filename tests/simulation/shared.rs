//! What source, service, observer and clock of one run share.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

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
    /// The window that the service is in, and how many requests it has answered in that.
    pub served: Rc<Cell<(f64, u32)>>,
    /// Where all that happens in a crowd of runs is noted, and which of them this is.
    crowd: Option<(usize, Rc<CrowdLog>)>,
}

/// What happens in a crowd of runs, in order: in which of them, when, and what.
pub type CrowdLog = RefCell<Vec<(usize, f64, Record)>>;

impl Shared {
    pub fn new(tempo: Tempo, seed: u64) -> Rc<Self> {
        let (time, served) = (Time::new(tempo, seed), Rc::default());
        Rc::new(Self::beginning(time, seed, served, None))
    }

    /// For one run of a crowd, which begins now, and whose service answers them all.
    pub fn beside(
        time: &Rc<Time>,
        seed: u64,
        served: &Rc<Cell<(f64, u32)>>,
        run: usize,
        log: &Rc<CrowdLog>,
    ) -> Rc<Self> {
        Rc::new(Self::beginning(Rc::clone(time), seed, Rc::clone(served), Some((run, Rc::clone(log)))))
    }

    fn beginning(
        time: Rc<Time>,
        seed: u64,
        served: Rc<Cell<(f64, u32)>>,
        crowd: Option<(usize, Rc<CrowdLog>)>,
    ) -> Self {
        let (began, log) = (time.now(), Log::default());
        Self { time, began, seed, log, asked: Cell::new(0), alive: Cell::new(0), served, crowd }
    }

    pub fn note(&self, record: Record) {
        if let Some((run, crowd)) = &self.crowd {
            crowd.borrow_mut().push((*run, self.time.now(), record.clone()));
        }
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
