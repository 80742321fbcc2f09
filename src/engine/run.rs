//! The loop: top up what is in flight while the gate allows, take what lands first, enter it in the ledger.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use litemap::LiteMap;

use super::{
    backoff::Backoff,
    batch::{OpenBatch, Piece},
    failure::Failure,
    figures::Figures,
    flights::Flights,
    gate::{Admission, Gate},
    hedge,
    limit::Limit,
    policy::Policy,
    waiting::Waiting,
    world::{Clock, Landed, Service, Source, Watcher},
};

/// How long the loop may go on before it lets others have their turn: replies that are there at once would
/// otherwise keep timers, aborts and painting out for the whole run.
const TURN: f64 = 10.0;

/// How a run ended. Every user has a verdict in each case.
#[derive(Debug)]
pub enum End<C> {
    /// With every user asked about, or what could not be asked listed as failed.
    Finished,
    /// By the caller, with this reason.
    Aborted(C),
    /// By something the source or a callback threw.
    Threw(C),
    /// By a failed batch, of this index, where one is to end the run.
    Failed(usize, Failure<C>),
}

/// Takes every user of `source` to a verdict, and returns how the run ended with its final figures. Others had their turn
/// last at `breathed`: to make ready for a run may take a while, too.
pub async fn run<S, F, K, W>(
    policy: &Policy,
    source: &mut F,
    service: &mut S,
    clock: &K,
    watcher: &mut W,
    breathed: f64,
) -> (End<S::Cause>, Figures)
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Watcher<S>,
{
    let mut run = Run {
        policy,
        source,
        service,
        clock,
        watcher,
        gate: Gate::new(policy),
        limit: Limit::new(policy.concurrency),
        backoff: Backoff::new(policy.seed),
        figures: Figures::default(),
        open: LiteMap::new(),
        ready: Vec::new(),
        waiting: Waiting::new(),
        flights: Flights::new(),
        batches: 0,
        began: clock.now(),
        breathed,
    };
    let stop = run.go().await.err();
    let end = run.close(stop);
    run.figures.time.total = clock.now() - run.began;
    (end, run.figures)
}

/// Why the loop stops before its time.
pub(super) enum Stop<C> {
    Deadline,
    Aborted(C),
    Threw(C),
    Failed(usize, Failure<C>),
}

/// What the loop waited for.
enum Turn<S: Service> {
    Aborted(S::Cause),
    Woken,
    Read,
    Taken(Result<Option<S::Batch>, S::Cause>),
    Landed(Landed<S::Cause, S::Kept>),
}

/// The batches without all their verdicts, by their index.
pub(super) type Ledger<S> =
    LiteMap<usize, OpenBatch<<S as Service>::Batch, <S as Service>::Cause, <S as Service>::Kept>>;

/// One run. What becomes of an attempt stands in [`super::attempt`], how batches and the run end in [`super::ending`].
pub(super) struct Run<'a, S: Service, F, K, W> {
    pub policy: &'a Policy,
    pub source: &'a mut F,
    pub service: &'a mut S,
    pub clock: &'a K,
    pub watcher: &'a mut W,
    pub gate: Gate<S::Cause>,
    pub limit: Limit,
    pub backoff: Backoff,
    pub figures: Figures,
    /// Every user that was taken and has no verdict is in here, wherever its piece is.
    pub open: Ledger<S>,
    /// Pieces that may go as soon as the gate opens, the next one last.
    pub ready: Vec<Piece<S::Cause>>,
    /// Pieces whose next attempt is not due yet.
    pub waiting: Waiting<S::Cause>,
    pub flights: Flights<S::Cause>,
    /// Batches taken so far.
    pub batches: usize,
    pub began: f64,
    pub breathed: f64,
}

impl<S, F, K, W> Run<'_, S, F, K, W>
where
    S: Service,
    F: Source<Batch = S::Batch, Cause = S::Cause>,
    K: Clock,
    W: Watcher<S>,
{
    async fn go(&mut self) -> Result<(), Stop<S::Cause>> {
        let mut alarm: Option<(f64, Pin<Box<_>>)> = None;
        loop {
            self.breathe().await;
            let wake = self.top_up()?;
            if self.figures.complete && self.open.is_empty() {
                return Ok(());
            }
            let wake = [wake, self.waiting.next_due(), self.hedge_due(), self.timeout_due(), self.deadline()];
            let wake = wake.into_iter().flatten().reduce(f64::min);
            // One that rings too early does no harm: most attempts end long before their timeout.
            if alarm.as_ref().is_none_or(|(at, _)| wake.is_none_or(|wake| wake < *at)) {
                alarm = wake.map(|at| (at, Box::pin(self.clock.sleep(at - self.clock.now()))));
            }
            match self.wait(alarm.as_mut().map(|(_, sleep)| sleep)).await {
                Turn::Aborted(reason) => return Err(Stop::Aborted(reason)),
                Turn::Woken => alarm = None,
                Turn::Read => {}
                Turn::Taken(Ok(Some(batch))) => self.enter(batch),
                Turn::Taken(Ok(None)) => self.figures.complete = true,
                Turn::Taken(Err(thrown)) => return Err(Stop::Threw(thrown)),
                Turn::Landed(landed) => self.land(landed)?,
            }
            if self.is_late() {
                return Err(Stop::Deadline);
            }
        }
    }

    async fn breathe(&mut self) {
        if self.clock.now() - self.breathed >= TURN {
            self.clock.breathe().await;
            self.breathed = self.clock.now();
        }
    }

    pub(super) fn deadline(&self) -> Option<f64> {
        self.policy.deadline.map(|deadline| self.began + deadline)
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline().is_some_and(|at| at <= self.clock.now())
    }

    /// A settled batch keeps the place of its request until it is read: so no more of them are ever held than requests
    /// may be in flight, however slowly they are read.
    fn has_room(&self) -> bool {
        self.flights.len() + self.watcher.unread().unwrap_or_default() < self.limit.now()
    }

    /// Batches that wait for a retry hold no place. Where they are read one by one, there must not be any number of
    /// them either.
    fn has_memory(&self) -> bool {
        self.watcher.unread().is_none_or(|unread| self.open.len() + unread < 2 * self.limit.now())
    }

    /// Sends all that may go now; says when the gate will open for what may not.
    fn top_up(&mut self) -> Result<Option<f64>, Stop<S::Cause>> {
        while let Some(piece) = self.waiting.pop_due(self.clock.now()) {
            self.ready.insert(0, piece);
        }
        self.hedge()?;
        while let Some(piece) = self.ready.pop() {
            if self.is_late() {
                self.ready.push(piece);
                return Err(Stop::Deadline);
            }
            if self.watcher.unread().is_some() && !self.has_room() {
                // What the gate refuses settles at once, and is to be read as well.
                self.ready.push(piece);
                return Ok(None);
            }
            match self.gate.admits(self.clock.now()) {
                Admission::Open if self.has_room() => self.start(piece)?,
                Admission::Open => {
                    self.ready.push(piece);
                    return Ok(None);
                }
                Admission::At(at) => {
                    self.ready.push(piece);
                    return Ok(Some(at));
                }
                Admission::Refused(failure) => {
                    let failure = failure.attempted(piece.attempts).after(piece.last);
                    self.fail(piece.batch, piece.users, failure)?;
                }
            }
        }
        Ok(None)
    }

    /// Sends a copy of every request that is slow, as far as copies are within their budget.
    fn hedge(&mut self) -> Result<(), Stop<S::Cause>> {
        while let Some(due) = self.hedge_due()
            && due <= self.clock.now()
            && !self.is_late()
            && let Some((id, _, slowest)) = self.flights.first_unhedged()
        {
            slowest.is_hedged = true;
            let piece = slowest.piece.clone();
            self.prepare(piece, Some(id))?;
        }
        Ok(())
    }

    /// When the next copy is due, if one may be made.
    fn hedge_due(&mut self) -> Option<f64> {
        let delay = hedge::delay(self.policy.hedge, &self.figures)?;
        let may = self.has_room() && hedge::is_within_budget(&self.figures, self.flights.copies_to_come());
        let (_, sent, _) = self.flights.first_unhedged().filter(|_| may)?;
        let due = sent + delay;
        match self.gate.admits(self.clock.now()) {
            Admission::Open => Some(due),
            Admission::At(at) => Some(due.max(at)),
            Admission::Refused(_) => None,
        }
    }

    /// Waits for whatever comes first. Users are taken only when there is nothing else to send and a place to send
    /// them from, but one batch ahead of a closed gate: only so is it known whether there is anything to wait for.
    async fn wait(&mut self, mut alarm: Option<&mut Pin<Box<impl Future<Output = ()>>>>) -> Turn<S> {
        let wanted = !self.figures.complete && self.ready.is_empty() && self.has_room() && self.has_memory();
        let is_read = self.watcher.unread().is_some_and(|unread| unread > 0);
        poll_fn(|cx| {
            if let Poll::Ready(reason) = self.watcher.poll_abort(cx) {
                return Poll::Ready(Turn::Aborted(reason));
            }
            if let Some(alarm) = alarm.as_mut()
                && alarm.as_mut().poll(cx).is_ready()
            {
                return Poll::Ready(Turn::Woken);
            }
            if is_read && self.watcher.poll_read(cx).is_ready() {
                return Poll::Ready(Turn::Read);
            }
            if wanted && let Poll::Ready(taken) = self.source.poll_take(cx, self.policy.batch_size) {
                return Poll::Ready(Turn::Taken(taken));
            }
            self.poll_landed(cx).map(Turn::Landed)
        })
        .await
    }

    pub(super) fn enter(&mut self, batch: S::Batch) {
        let (index, len) = (self.batches, F::len(&batch));
        self.batches += 1;
        self.open.insert(index, OpenBatch::new(batch, len));
        self.ready.insert(0, Piece { batch: index, users: 0..len, attempts: 0, last: None });
    }
}
