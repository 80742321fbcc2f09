//! A million batches that are open at once. Whatever took as long for each of them as there are of them would never end.

use std::{
    future,
    ops::Range,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use filter_users::{
    engine::{
        Answer, Answered, Ask, Built, Code, Concurrency, End, Error, Event, Figures, Hedge, Jitter, Observer, OnAbort,
        Policy, Rest, Service, Settled, Source, Traffic, run,
    },
    reply::Verdict,
};
use futures::{FutureExt, ready};

use crate::time::{Sleep, Tempo, Time, VirtualClock};

/// Fewer in the everyday build, which is not optimized and has debug assertions.
const MANY: usize = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };

/// A service that answers all requests in the same way: with this status, or not at all.
struct Same(Option<u16>);

impl Service for Same {
    type Batch = ();
    type Cause = ();
    type Kept = ();
    type Request = ();
    type Reply = ();

    async fn build(&self, _: &Ask<()>) -> Result<Built<()>, Error<()>> {
        Ok(Built { bytes: 1, encoding: 0.0, request: () })
    }

    async fn send(&self, (): ()) -> Answered<(), ()> {
        let Some(status) = self.0 else { return future::pending().await };
        let traffic = Traffic { is_answered: true, status: Some(status), ..Traffic::default() };
        let refused = || Error::new(Code::HttpStatus).with(|details| details.status = Some(status));
        Answered { traffic, reply: (status == 200).then_some(()).ok_or_else(refused) }
    }

    fn decide(&self, ask: &Ask<()>, (): (), _: &mut Traffic) -> Result<Answer<(), ()>, Error<()>> {
        let verdicts = vec![Verdict::Passed; ask.part.len()];
        Ok(Answer { verdicts, kept: None, unanswered: Vec::new() })
    }
}

/// So many batches of one user each.
struct Users(Range<usize>);

impl Source for Users {
    type Batch = ();
    type Cause = ();

    fn poll_take(&mut self, _: &mut Context<'_>, _: usize, _: usize) -> Poll<Result<Option<()>, ()>> {
        Poll::Ready(Ok(self.0.next().map(|_| ())))
    }

    fn waiting_since(&self) -> Option<f64> {
        None
    }

    fn close(&mut self, _: usize) -> Rest<()> {
        Rest { batches: vec![(); self.0.len()], is_cut: false }
    }

    fn len((): &()) -> usize {
        1
    }

    fn counts(&self, (): &()) -> Option<Vec<u32>> {
        None
    }
}

/// Aborts when this is over.
struct Patience(Pin<Box<Sleep>>);

impl Observer<Same> for Patience {
    fn event(&mut self, _: &Event<'_, ()>) -> Result<(), ()> {
        Ok(())
    }

    fn settled(&mut self, _: Settled<(), (), ()>, _: &Figures, _: bool) -> Result<(), ()> {
        Ok(())
    }

    fn closed(&mut self, _: f64) {}

    fn unread(&self) -> Option<usize> {
        None
    }

    fn poll_read(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    fn batch_calls(&self) -> Option<usize> {
        None
    }

    fn has_calls(&self) -> bool {
        false
    }

    fn poll_call(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Pending
    }

    fn poll_abort(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        ready!(self.0.poll_unpin(cx));
        Poll::Ready(())
    }
}

/// Runs very many batches, all in flight at once, until it ends or is aborted after a second.
fn play(service: &Same, change: impl FnOnce(&mut Policy)) -> Figures {
    let mut policy = Policy {
        batch_size: 1,
        concurrency: Concurrency::Fixed(MANY),
        on_abort: OnAbort::Partial,
        ..Policy::default()
    };
    change(&mut policy);
    let time = Time::new(Tempo::default(), 1);
    let clock = VirtualClock(Rc::clone(&time));
    let mut patience = Patience(Box::pin(time.sleep(1_000.0)));
    let mut users = Users(0..MANY);
    let (end, figures) = {
        let run = run(&policy, None, &mut users, service, &clock, &mut patience, time.now());
        time.drive(run, usize::MAX).expect("it ends").0
    };
    assert!(matches!(end, End::Finished), "{end:?}");
    assert_eq!((figures.users.total, figures.batches.total), (MANY as u64, MANY as u64));
    figures
}

#[test]
fn very_many_batches_in_flight_are_aborted() {
    let figures = play(&Same(None), |_| {});
    assert_eq!(figures.requests.max_in_flight, MANY);
    assert_eq!(figures.requests.by_error[&Code::Aborted], MANY as u64);
}

#[test]
fn very_many_batches_in_flight_time_out() {
    let figures = play(&Same(None), |policy| (policy.timeout, policy.retry.limit) = (500.0, 0));
    assert_eq!(figures.requests.by_error[&Code::Timeout], MANY as u64);
}

#[test]
fn very_many_batches_in_flight_are_looked_through_for_slow_ones() {
    let figures = play(&Same(None), |policy| {
        policy.hedge = Some(Hedge::After(500.0));
        policy.concurrency = Concurrency::Fixed(2 * MANY);
    });
    assert_eq!(figures.requests.hedged, MANY as u64 / 20);
}

#[test]
fn very_many_batches_wait_for_their_retry() {
    let figures = play(&Same(Some(503)), |policy| {
        (policy.retry.budget, policy.retry.delay, policy.retry.jitter) = (1.0, 5_000.0, Jitter::Full);
        policy.concurrency = Concurrency::Fixed(6);
    });
    assert!(figures.requests.sent > MANY as u64);
    assert_eq!(figures.users.failed, MANY as u64);
}

#[test]
fn very_many_batches_are_handed_out_at_the_end() {
    let figures = play(&Same(None), |policy| policy.concurrency = Concurrency::Fixed(6));
    assert_eq!((figures.requests.sent, figures.users.failed), (6, MANY as u64));
}
