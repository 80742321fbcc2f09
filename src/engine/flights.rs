//! Requests on their way. A request may have a copy (a hedge): the two are known to each other, and the one that is not
//! needed any more is dropped at once, which aborts it.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use futures::{StreamExt, future::LocalBoxFuture, stream::FuturesUnordered};
use litemap::LiteMap;

use super::batch::Piece;

/// Names a request in the run.
pub type Id = usize;

/// A request that was sent and not yet answered.
#[derive(Debug)]
pub struct Sent<C> {
    /// Whom it is about.
    pub piece: Piece<C>,
    /// When it went.
    pub at: f64,
    /// Its copy, or the request that it is a copy of, while that is on its way too.
    pub twin: Option<Id>,
    /// Whether a copy of it was made, or it is one: there is no second.
    pub is_hedged: bool,
}

/// A request that is being built.
#[derive(Debug)]
pub enum Preparing<C> {
    /// Its piece, as it was before this attempt.
    Attempt(Piece<C>),
    /// A copy of this request.
    CopyOf(Id),
}

/// What was given up when all was.
pub struct GivenUp<C> {
    /// Requests that were on their way.
    pub sent: Vec<(Id, Sent<C>)>,
    /// What those that were being built are about, as it was before this attempt.
    pub unsent: Vec<Piece<C>>,
}

/// What is under way: `T` is what a stage of an attempt comes to.
pub struct Flights<'a, C, T> {
    stages: FuturesUnordered<Stage<'a, T>>,
    preparing: LiteMap<Id, (Preparing<C>, Slot<'a, T>)>,
    sent: LiteMap<Id, (Sent<C>, Slot<'a, T>)>,
    next: Id,
}

impl<'a, C, T> Flights<'a, C, T> {
    pub fn new() -> Self {
        Self { stages: FuturesUnordered::new(), preparing: LiteMap::new(), sent: LiteMap::new(), next: 0 }
    }

    /// Requests that are being built or on their way.
    pub fn len(&self) -> usize {
        self.preparing.len() + self.sent.len()
    }

    /// Requests on their way.
    pub fn sent(&self) -> usize {
        self.sent.len()
    }

    /// Copies that are being built.
    pub fn copies_to_come(&self) -> usize {
        self.preparing.values().filter(|(of, _)| matches!(of, Preparing::CopyOf(_))).count()
    }

    /// A name for the next request.
    pub fn name(&mut self) -> Id {
        let name = self.next;
        self.next += 1;
        name
    }

    /// Takes on a request that is being built; whoever takes it from `poll_landed` calls `prepared`.
    pub fn prepare(&mut self, id: Id, of: Preparing<C>, stage: LocalBoxFuture<'a, T>) {
        let slot = Slot::new(stage);
        self.stages.push(Stage(slot.clone()));
        self.preparing.insert(id, (of, slot));
    }

    /// A request is built.
    pub fn prepared(&mut self, id: Id) {
        self.preparing.remove(&id);
    }

    /// Takes on a request that goes now.
    pub fn send(&mut self, id: Id, piece: Piece<C>, at: f64, copy_of: Option<Id>, stage: LocalBoxFuture<'a, T>) {
        let slot = Slot::new(stage);
        self.stages.push(Stage(slot.clone()));
        if let Some((original, _)) = copy_of.and_then(|original| self.sent.get_mut(&original)) {
            original.twin = Some(id);
            original.is_hedged = true;
        }
        self.sent.insert(id, (Sent { piece, at, twin: copy_of, is_hedged: copy_of.is_some() }, slot));
    }

    /// Whether `id` is still on its way.
    pub fn is_sent(&self, id: Id) -> bool {
        self.sent.contains_key(&id)
    }

    /// Takes down a request that was answered; its twin is alone from now on, and a copy that is still being built is
    /// not needed.
    pub fn landed(&mut self, id: Id) -> Option<Sent<C>> {
        let (sent, _) = self.sent.remove(&id)?;
        let is_copy = |of: &Preparing<C>| matches!(of, Preparing::CopyOf(original) if *original == id);
        let copy = self.preparing.iter().find(|(_, (of, _))| is_copy(of)).map(|(copy, _)| *copy);
        if let Some((_, slot)) = copy.and_then(|copy| self.preparing.remove(&copy)) {
            slot.empty();
        }
        if let Some((twin, _)) = sent.twin.and_then(|twin| self.sent.get_mut(&twin)) {
            twin.twin = None;
        }
        Some(sent)
    }

    /// Aborts a request.
    pub fn abort(&mut self, id: Id) -> Option<Sent<C>> {
        let (sent, slot) = self.sent.remove(&id)?;
        slot.empty();
        Some(sent)
    }

    /// Aborts all.
    pub fn abort_all(&mut self) -> GivenUp<C> {
        self.stages.clear();
        let unsent = std::mem::take(&mut self.preparing).into_iter().filter_map(|(_, (of, _))| match of {
            Preparing::Attempt(piece) => Some(piece),
            Preparing::CopyOf(_) => None,
        });
        let sent = std::mem::take(&mut self.sent).into_iter().map(|(id, (sent, _))| (id, sent));
        GivenUp { sent: sent.collect(), unsent: unsent.collect() }
    }

    /// The request sent first that has no copy.
    pub fn first_unhedged(&self) -> Option<(Id, &Sent<C>)> {
        let unhedged = self.sent.iter().filter(|(_, (sent, _))| !sent.is_hedged);
        // Names are given when a request is begun, and of two the one begun first may go last.
        let first = unhedged.min_by(|(_, (one, _)), (_, (other, _))| one.at.total_cmp(&other.at));
        first.map(|(id, (sent, _))| (*id, sent))
    }

    /// There will be no copy of `id`.
    pub fn mark_hedged(&mut self, id: Id) {
        if let Some((sent, _)) = self.sent.get_mut(&id) {
            sent.is_hedged = true;
        }
    }

    /// The next stage that is over; pending also while there is none.
    pub fn poll_landed(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        loop {
            match self.stages.poll_next_unpin(cx) {
                Poll::Ready(Some(Some(landed))) => return Poll::Ready(landed),
                Poll::Ready(Some(None)) => {}
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// A future that can be dropped from outside of the set that polls it.
struct Slot<'a, T>(Rc<RefCell<Content<'a, T>>>);

struct Content<'a, T> {
    future: Option<LocalBoxFuture<'a, T>>,
    waker: Option<Waker>,
}

impl<'a, T> Slot<'a, T> {
    fn new(future: LocalBoxFuture<'a, T>) -> Self {
        Self(Rc::new(RefCell::new(Content { future: Some(future), waker: None })))
    }

    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }

    fn empty(&self) {
        let (future, waker) = {
            let mut content = self.0.borrow_mut();
            (content.future.take(), content.waker.take())
        };
        drop(future);
        // Lets the set find out that there is nothing more to poll.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// Comes to nothing once its slot is empty.
struct Stage<'a, T>(Slot<'a, T>);

impl<T> Future for Stage<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut content = self.0.0.borrow_mut();
        let Some(future) = &mut content.future else { return Poll::Ready(None) };
        match future.as_mut().poll(cx) {
            Poll::Ready(value) => {
                content.future = None;
                Poll::Ready(Some(value))
            }
            Poll::Pending => {
                content.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
