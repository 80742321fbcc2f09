//! Requests in flight: those that are being built and those that were sent. A request may have a copy (a hedge): the two
//! are known to each other.

mod running;

use std::{
    collections::VecDeque,
    task::{Context, Poll},
};

use futures::{StreamExt, future::LocalBoxFuture, stream::FuturesUnordered};

use self::running::Handle;
pub use self::running::{Progress, Running};
use super::{
    alarm::Moment,
    ledger::{RequestId, SubBatch},
    limits::Place,
    permit::Permit,
    sequence::Sequence,
};

/// A request in flight.
#[derive(Debug)]
pub struct Request<C> {
    /// Whom it is about.
    pub sub_batch: SubBatch<C>,
    /// When its building began.
    pub begun: f64,
    /// When it was sent; nothing while it is being built.
    pub sent: Option<Moment>,
    /// The request that it is a copy of.
    pub copy_of: Option<RequestId>,
    /// Its copy or its original, while that is in flight, too.
    pub other: Option<RequestId>,
    /// Whether a copy of it was made: there is no second.
    pub is_hedged: bool,
    /// Its number among the requests that the run has sent.
    pub number: u64,
    /// Its place among the requests of the runs that share a limiter.
    pub place: Option<Place<C>>,
}

impl<C> Request<C> {
    /// Its sub-batch as it was before this attempt, which did not take place. None of a copy: its original has it.
    pub fn before(mut self) -> Option<SubBatch<C>> {
        self.sub_batch.attempts = self.sub_batch.attempts.saturating_sub(1);
        self.copy_of.is_none().then_some(self.sub_batch)
    }
}

/// The requests in flight, numbered as their building begins, so that the oldest has been in flight longest; each with
/// its attempt, which comes to `T`. To take a request out is to abort what it is at, at once.
pub struct InFlight<'a, C, T> {
    requests: Sequence<(Request<C>, Handle<'a, T>)>,
    attempts: FuturesUnordered<Running<'a, T>>,
    sent: usize,
    copies_being_built: usize,
    /// The requests that were sent and may get a copy, the one sent first in front, and some that are gone.
    unhedged: VecDeque<RequestId>,
}

impl<'a, C, T: 'a> InFlight<'a, C, T> {
    /// None.
    pub fn new() -> Self {
        Self {
            requests: Sequence::new(),
            attempts: FuturesUnordered::new(),
            sent: 0,
            copies_being_built: 0,
            unhedged: VecDeque::new(),
        }
    }

    /// Requests that are being built or were sent.
    pub const fn len(&self) -> usize {
        self.requests.len()
    }

    /// Requests that were sent.
    pub const fn sent(&self) -> usize {
        self.sent
    }

    /// Copies that are being built.
    pub const fn copies_being_built(&self) -> usize {
        self.copies_being_built
    }

    /// The name of the request that begins next.
    pub fn next_id(&self) -> RequestId {
        self.requests.next_number()
    }

    /// Takes on a request that is to be built by `attempt`.
    pub fn begin(
        &mut self,
        sub_batch: SubBatch<C>,
        begun: f64,
        copy_of: Option<RequestId>,
        place: Option<Place<C>>,
        permit: &'a Permit,
        attempt: LocalBoxFuture<'a, T>,
    ) {
        let id = self.next_id();
        if let Some((original, _)) = copy_of.and_then(|original| self.requests.get_mut(original)) {
            (original.other, original.is_hedged) = (Some(id), true);
        }
        self.copies_being_built += usize::from(copy_of.is_some());
        let request =
            Request { sub_batch, begun, sent: None, copy_of, other: copy_of, is_hedged: false, number: 0, place };
        self.requests.push((request, Handle::new(permit, attempt)));
    }

    /// Notes that a request is sent as the one of this number, which allows for such a part of a retry.
    pub fn send(&mut self, id: RequestId, sent: Moment, number: u64, retries: f64) {
        // Those in front that are gone go now, or they would be kept for ever where no copies are made.
        self.first_unhedged();
        let Some((request, _)) = self.requests.get_mut(id) else { return };
        (request.sent, request.number) = (Some(sent), number);
        if let Some(place) = &mut request.place {
            place.sent(sent.at, retries);
        }
        self.sent += 1;
        if request.copy_of.is_some() {
            self.copies_being_built -= 1;
        } else {
            self.unhedged.push_back(id);
        }
    }

    /// The request of this name.
    pub fn get(&self, id: RequestId) -> Option<&Request<C>> {
        self.requests.get(id).map(|(request, _)| request)
    }

    /// Takes out a request; its copy or its original is alone from now on.
    pub fn take(&mut self, id: RequestId) -> Option<Request<C>> {
        let (request, _) = self.requests.remove(id)?;
        if let Some((other, _)) = request.other.and_then(|other| self.requests.get_mut(other)) {
            other.other = None;
        }
        match request.sent {
            Some(_) => self.sent -= 1,
            None => self.copies_being_built -= usize::from(request.copy_of.is_some()),
        }
        Some(request)
    }

    /// Takes out all.
    pub fn take_all(&mut self) -> Vec<(RequestId, Request<C>)> {
        let all = std::iter::from_fn(|| self.requests.pop_first());
        let all = all.map(|(id, (request, _))| (id, request)).collect();
        self.attempts.clear();
        (self.sent, self.copies_being_built) = (0, 0);
        all
    }

    /// The request sent first that has no copy, and when it was sent.
    pub fn first_unhedged(&mut self) -> Option<(RequestId, f64)> {
        while let Some(&id) = self.unhedged.front() {
            match self.get(id) {
                Some(Request { sent: Some(sent), is_hedged: false, .. }) => return Some((id, sent.at)),
                _ => self.unhedged.pop_front(),
            };
        }
        None
    }

    /// The request that was begun first.
    pub fn first(&self) -> Option<(RequestId, &Request<C>)> {
        self.requests.first().map(|(id, (request, _))| (id, request))
    }

    /// The attempt of a request, to be polled and then to be given back.
    pub fn running(&self, id: RequestId) -> Option<Running<'a, T>> {
        self.requests.get(id).map(|(_, attempt)| attempt.running(id))
    }

    /// Takes an attempt among those that are waited for.
    pub fn wait_for(&self, attempt: Running<'a, T>) {
        self.attempts.push(attempt);
    }

    /// The next progress of any attempt; pending also while there is none.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<(RequestId, Progress<T>)> {
        while let Poll::Ready(Some(progress)) = self.attempts.poll_next_unpin(cx) {
            // Of one that was dropped there is none.
            if let Some(progress) = progress {
                return Poll::Ready(progress);
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future, rc::Rc};

    use futures::task::noop_waker_ref;

    use super::*;

    /// Notes that it was dropped.
    struct Noted(Rc<Cell<bool>>);

    impl Drop for Noted {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }

    #[test]
    fn what_is_taken_out_is_dropped_at_once_and_leaves_the_set() {
        let (permit, is_dropped) = (Permit::default(), Rc::new(Cell::new(false)));
        let mut in_flight: InFlight<'_, (), ()> = InFlight::new();
        let cx = &mut Context::from_waker(noop_waker_ref());
        let noted = Noted(Rc::clone(&is_dropped));
        let attempt = async move {
            let _noted = noted;
            future::pending::<()>().await;
        };
        in_flight.begin(SubBatch::whole(0, 1), 0.0, None, None, &permit, Box::pin(attempt));
        in_flight.wait_for(in_flight.running(0).expect("it has begun"));
        assert!(in_flight.poll_next(cx).is_pending());
        in_flight.take(0);
        assert!(is_dropped.get());
        assert!(in_flight.poll_next(cx).is_pending());
        assert!(in_flight.attempts.is_empty(), "or they would be kept for as long as the run lasts");
    }

    #[test]
    fn those_that_are_gone_are_not_kept_for_copies() {
        let permit = Permit::default();
        let mut in_flight: InFlight<'_, (), ()> = InFlight::new();
        for id in 0..100 {
            in_flight.begin(SubBatch::whole(id, 1), 0.0, None, None, &permit, Box::pin(future::pending()));
            in_flight.send(id, Moment { at: 0.0, by_clock: 0.0 }, 0, 0.0);
            in_flight.take(id);
        }
        assert!(in_flight.unhedged.len() <= 1);
    }
}
