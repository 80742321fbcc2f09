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
    log::{Batch, Record, Thrown, Told},
    scenario::{Mood, Reader},
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
}

impl<'a> SimObserver<'a> {
    pub fn new(mood: &'a Mood, shared: Rc<Shared>) -> Self {
        let signal = mood.aborts_at.map(|at| Box::pin(shared.time.sleep(at)));
        Self { mood, shared, calls: 0, signal, is_aborted: false, unread: 0, read: 0, reading: None }
    }

    /// One of the caller's functions is called.
    fn call(&mut self) -> Result<(), Thrown> {
        let call = self.calls;
        self.calls += 1;
        self.shared.time.spend();
        self.is_aborted |= self.mood.aborts_in == Some(call);
        if self.mood.throws_at == Some(call) {
            self.shared.note(Record::ObserverThrew);
            return Err(Thrown::ByObserver);
        }
        Ok(())
    }
}

impl Observer<SimService<'_>> for SimObserver<'_> {
    fn event(&mut self, event: &Event<'_, Thrown>) -> Result<(), Thrown> {
        self.shared.note(Record::Told(Told::from(event)));
        self.call()
    }

    fn settled(
        &mut self,
        settled: Settled<Range<usize>, Thrown, Range<usize>>,
        figures: &Figures,
        quietly: bool,
    ) -> Result<(), Thrown> {
        self.shared.note(Record::Settled(Box::new(Batch::new(settled, figures, quietly))));
        self.unread += 1;
        if quietly { Ok(()) } else { self.call() }
    }

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
