//! The caller's side: notes every event and every settled batch, throws at a chosen call, aborts at a chosen time, and
//! may consume what it gets slowly.

use std::{
    ops::Range,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use filter_users::engine::{Event, Figures, Settled, Watcher};
use futures::FutureExt;

use crate::{
    log::{Batch, Record, Thrown, Told},
    scenario::Mood,
    service::SimService,
    time::Sleep,
    world::World,
};

pub struct SimWatcher<'a> {
    mood: &'a Mood,
    world: Rc<World>,
    calls: usize,
    signal: Option<Pin<Box<Sleep>>>,
    is_aborted: bool,
    held: usize,
    consumer: Option<Pin<Box<Sleep>>>,
    is_full: bool,
}

impl<'a> SimWatcher<'a> {
    pub fn new(mood: &'a Mood, world: Rc<World>) -> Self {
        let signal = mood.aborts_at.map(|at| Box::pin(world.time.sleep(at)));
        Self { mood, world, calls: 0, signal, is_aborted: false, held: 0, consumer: None, is_full: false }
    }

    /// One of the caller's functions is called.
    fn call(&mut self) -> Result<(), Thrown> {
        let call = self.calls;
        self.calls += 1;
        self.world.time.spend();
        self.is_aborted |= self.mood.aborts_in == Some(call);
        if self.mood.throws_at == Some(call) {
            self.world.note(Record::WatcherThrew);
            return Err(Thrown::ByWatcher);
        }
        Ok(())
    }
}

impl Watcher<SimService<'_>> for SimWatcher<'_> {
    fn event(&mut self, event: &Event<'_, Thrown>) -> Result<(), Thrown> {
        self.world.note(Record::Told(Told::from(event)));
        self.call()
    }

    fn settled(
        &mut self,
        settled: Settled<Range<usize>, Thrown, Range<usize>>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), Thrown> {
        self.world.note(Record::Settled(Box::new(Batch::new(settled, figures, quietly))));
        self.held += 1;
        if quietly { Ok(()) } else { self.call() }
    }

    fn poll_room(&mut self, cx: &mut Context<'_>, open: usize) -> Poll<()> {
        let Some(room) = self.mood.room else { return Poll::Ready(()) };
        loop {
            if self.held == 0 {
                self.consumer = None;
            } else {
                let consume = || Box::pin(self.world.time.sleep(self.mood.consumes));
                let consumer = self.consumer.get_or_insert_with(consume);
                if consumer.poll_unpin(cx).is_ready() {
                    self.consumer = None;
                    self.held -= 1;
                    continue;
                }
            }
            let was_full = std::mem::replace(&mut self.is_full, open + self.held >= room);
            if !self.is_full {
                return Poll::Ready(());
            }
            if !was_full {
                self.world.note(Record::NoRoom { open, held: self.held });
            }
            return Poll::Pending;
        }
    }

    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<Thrown> {
        let is_due = self.signal.as_mut().is_some_and(|signal| signal.poll_unpin(cx).is_ready());
        if is_due || self.is_aborted {
            self.signal = None;
            self.is_aborted = true;
            self.world.note(Record::AbortSeen);
            return Poll::Ready(Thrown::Abort);
        }
        Poll::Pending
    }
}
