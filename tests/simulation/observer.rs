//! The caller's side: notes every event and every settled batch, throws at a chosen call, aborts at a chosen time, and
//! may read what has settled batch by batch: fast, slowly, not to the end, or never.

use std::{
    ops::Range,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use filter_users::engine::{Event, Figures, Observer, Settled};
use futures::{FutureExt, ready};

use crate::{
    dice::{dice, falls},
    ids::Ids,
    log::{Batch, Record, Thrown, Told},
    scenario::{Mood, Promises, Reader},
    service::SimService,
    shared::Shared,
    time::Sleep,
};

pub struct SimObserver<'a> {
    mood: &'a Mood,
    shared: Rc<Shared>,
    calls: usize,
    signal: Option<Pin<Box<Sleep>>>,
    is_aborted: bool,
    unread: usize,
    read: usize,
    reading: Option<Pin<Box<Sleep>>>,
    /// What functions have begun, whether that is about a settled batch, and whether it will be rejected.
    promises: Vec<(Pin<Box<Sleep>>, bool, bool)>,
    promised: usize,
}

impl<'a> SimObserver<'a> {
    pub fn new(mood: &'a Mood, shared: Rc<Shared>) -> Self {
        let signal = mood.aborts_at.map(|at| Box::pin(shared.time.sleep(at)));
        Self {
            mood,
            shared,
            calls: 0,
            signal,
            is_aborted: false,
            unread: 0,
            read: 0,
            reading: None,
            promises: Vec::new(),
            promised: 0,
        }
    }

    /// Promises that have not settled.
    pub const fn promises_left(&self) -> usize {
        self.promises.len()
    }

    /// One of the caller's functions is called.
    fn call(&mut self, is_batch: bool) -> Result<(), Thrown> {
        let call = self.calls;
        self.calls += 1;
        self.shared.time.spend();
        self.is_aborted |= self.mood.aborts_in == Some(call);
        if self.mood.throws_at == Some(call) {
            self.shared.note(Record::ObserverThrew);
            return Err(Thrown::ByObserver);
        }
        if let Some(Promises { share, wait, rejects }) = self.mood.promises {
            let dice = &mut dice(self.shared.seed, &[3, call]);
            if falls(dice, share) {
                let sleep = Box::pin(self.shared.time.sleep(wait * dice.f64()));
                self.promises.push((sleep, is_batch, rejects == Some(self.promised)));
                self.promised += 1;
                if is_batch {
                    self.shared.note(Record::Promised);
                }
            }
        }
        Ok(())
    }
}

impl Observer<SimService<'_>> for SimObserver<'_> {
    fn event(&mut self, event: &Event<'_, Thrown>) -> Result<(), Thrown> {
        self.shared.note(Record::Told(Told::from(event)));
        self.call(false)
    }

    fn settled(
        &mut self,
        settled: Settled<Range<usize>, Thrown, Ids>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), Thrown> {
        self.shared.note(Record::Settled(Box::new(Batch::new(settled, figures, quietly))));
        self.unread += 1;
        if quietly { Ok(()) } else { self.call(true) }
    }

    fn closed(&mut self, _: f64) {}

    fn unread(&self) -> Option<usize> {
        self.mood.reader.map(|_| self.unread)
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(Reader { pace, leaves_after }) = self.mood.reader else { return Poll::Pending };
        let Some(pace) = pace else { return Poll::Pending };
        let reading = self.reading.get_or_insert_with(|| Box::pin(self.shared.time.sleep(pace)));
        ready!(reading.poll_unpin(cx));
        self.reading = None;
        self.unread -= 1;
        self.read += 1;
        self.shared.note(Record::Read);
        self.is_aborted |= leaves_after == Some(self.read);
        Poll::Ready(())
    }

    fn batch_calls(&self) -> Option<usize> {
        self.mood.promises.map(|_| self.promises.iter().filter(|(_, is_batch, _)| *is_batch).count())
    }

    fn has_calls(&self) -> bool {
        !self.promises.is_empty()
    }

    fn poll_call(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Thrown>> {
        let Some(settled) = self.promises.iter_mut().position(|(sleep, ..)| sleep.poll_unpin(cx).is_ready()) else {
            return Poll::Pending;
        };
        let (_, is_batch, rejects) = self.promises.swap_remove(settled);
        self.shared.note(if rejects { Record::Broke { is_batch } } else { Record::Kept { is_batch } });
        Poll::Ready(if rejects { Err(Thrown::ByPromise) } else { Ok(()) })
    }

    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<Thrown> {
        let is_due = self.signal.as_mut().is_some_and(|signal| signal.poll_unpin(cx).is_ready());
        if is_due || self.is_aborted {
            self.signal = None;
            self.is_aborted = true;
            self.shared.note(Record::AbortSeen);
            return Poll::Ready(Thrown::Abort);
        }
        Poll::Pending
    }
}
