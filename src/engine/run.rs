//! The loop: top up what is in flight while the gate allows, take what lands first, enter it in the ledger.

use std::{
    collections::{BTreeMap, VecDeque},
    future::{Future, poll_fn},
    pin::{Pin, pin},
    rc::Rc,
    task::Poll,
};

use futures::{
    FutureExt, StreamExt,
    future::{Either, LocalBoxFuture, select},
    poll,
    stream::FuturesUnordered,
};

use super::{
    backoff::{Backoff, Step},
    batch::{OpenBatch, Piece},
    event::{Event, What},
    failure::{Code, Failure},
    figures::Figures,
    gate::{Admission, Gate},
    policy::{OnAbort, OnError, Policy},
    waiting::Waiting,
    world::{Answered, Ask, Clock, Request, Service, Source, Watcher},
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
    /// By a failed batch, where one is to end the run.
    Failed(Failure<C>),
}

/// Takes every user of `source` to a verdict, and returns how the run ended with its final figures.
pub async fn run<S, F, K, W>(
    policy: &Policy,
    source: &mut F,
    service: &S,
    clock: &K,
    watcher: &mut W,
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
        backoff: Backoff::new(policy.seed),
        figures: Figures::default(),
        open: BTreeMap::new(),
        ready: VecDeque::new(),
        waiting: Waiting::new(),
        flights: FuturesUnordered::new(),
        out: 0,
        batches: 0,
        drained: false,
        began: clock.now(),
        breathed: clock.now(),
    };
    let stop = run.go().await.err();
    let end = run.close(stop);
    run.figures.time.total = clock.now() - run.began;
    (end, run.figures)
}

/// Why the loop stops before its time.
enum Stop<C> {
    Deadline,
    Aborted(C),
    Threw(C),
    Failed(Failure<C>),
}

/// What the loop waited for.
enum Turn<S: Service> {
    Aborted(S::Cause),
    Woken,
    Taken(Result<Option<S::Batch>, S::Cause>),
    Landed(Box<Landed<S>>),
}

/// A stage of an attempt that is over.
enum Landed<S: Service> {
    Prepared(Piece<S::Cause>, f64, Result<Request<S::Request>, Failure<S::Cause>>),
    Answered(Piece<S::Cause>, f64, Answered<S::Cause, S::Kept>),
}

/// The batches without all their verdicts, by their index.
type Ledger<S> = BTreeMap<usize, OpenBatch<<S as Service>::Batch, <S as Service>::Cause, <S as Service>::Kept>>;

struct Run<'a, S: Service, F, K, W> {
    policy: &'a Policy,
    source: &'a mut F,
    service: &'a S,
    clock: &'a K,
    watcher: &'a mut W,
    gate: Gate<S::Cause>,
    backoff: Backoff,
    figures: Figures,
    open: Ledger<S>,
    ready: VecDeque<Piece<S::Cause>>,
    waiting: Waiting<S::Cause>,
    flights: FuturesUnordered<LocalBoxFuture<'a, Landed<S>>>,
    out: usize,
    batches: usize,
    drained: bool,
    began: f64,
    breathed: f64,
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
            let wake = self.top_up().await?;
            if self.drained && self.open.is_empty() {
                return Ok(());
            }
            let wake = [wake, self.waiting.next_due(), self.deadline()].into_iter().flatten().reduce(f64::min);
            if alarm.as_ref().map(|(at, _)| *at) != wake {
                alarm = wake.map(|at| (at, Box::pin(self.clock.sleep(at - self.clock.now()))));
            }
            let turn = self.wait(alarm.as_mut().map(|(_, sleep)| sleep)).await;
            match turn {
                Turn::Aborted(reason) => return Err(Stop::Aborted(reason)),
                Turn::Woken => alarm = None,
                Turn::Taken(Ok(Some(batch))) => self.enter(batch),
                Turn::Taken(Ok(None)) => self.drained = true,
                Turn::Taken(Err(thrown)) => return Err(Stop::Threw(thrown)),
                Turn::Landed(landed) => self.land(*landed)?,
            }
            if self.deadline().is_some_and(|at| at <= self.clock.now()) {
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

    fn deadline(&self) -> Option<f64> {
        self.policy.deadline.map(|deadline| self.began + deadline)
    }

    /// Sends all that may go now; says when the gate will open for what may not.
    async fn top_up(&mut self) -> Result<Option<f64>, Stop<S::Cause>> {
        while let Some(piece) = self.waiting.pop_due(self.clock.now()) {
            self.ready.push_back(piece);
        }
        while let Some(piece) = self.ready.pop_front() {
            match self.gate.admits(self.clock.now()) {
                Admission::Open if self.flights.len() < self.policy.concurrency => self.start(piece).await?,
                Admission::Open => {
                    self.ready.push_front(piece);
                    return Ok(None);
                }
                Admission::At(at) => {
                    self.ready.push_front(piece);
                    return Ok(Some(at));
                }
                Admission::Refused(failure) => {
                    let failure = Failure { attempts: piece.attempts, ..failure }.after(piece.last);
                    self.fail(piece.batch, piece.users, failure)?;
                }
            }
        }
        Ok(None)
    }

    /// Waits for whatever comes first. Users are taken only when there is nothing else to send and a place to send
    /// them from, but one batch ahead of a closed gate: only so is it known whether there is anything to wait for.
    async fn wait(&mut self, mut alarm: Option<&mut Pin<Box<impl Future<Output = ()>>>>) -> Turn<S> {
        let wanted = !self.drained && self.ready.is_empty() && self.flights.len() < self.policy.concurrency;
        poll_fn(|cx| {
            if let Poll::Ready(reason) = self.watcher.poll_abort(cx) {
                return Poll::Ready(Turn::Aborted(reason));
            }
            if let Some(alarm) = alarm.as_mut()
                && alarm.as_mut().poll(cx).is_ready()
            {
                return Poll::Ready(Turn::Woken);
            }
            if wanted
                && self.watcher.poll_room(cx, self.open.len()).is_ready()
                && let Poll::Ready(taken) = self.source.poll_take(cx, self.policy.batch_size)
            {
                return Poll::Ready(Turn::Taken(taken));
            }
            match self.flights.poll_next_unpin(cx) {
                Poll::Ready(Some(landed)) => Poll::Ready(Turn::Landed(Box::new(landed))),
                _ => Poll::Pending,
            }
        })
        .await
    }

    fn enter(&mut self, batch: S::Batch) {
        let (index, len) = (self.batches, F::len(&batch));
        self.batches += 1;
        self.open.insert(index, OpenBatch::new(Rc::new(batch), len));
        self.ready.push_back(Piece { batch: index, users: 0..len, attempts: 0, last: None });
    }

    /// Begins the next attempt of `piece`: builds its request, and sends it at once if that took no waiting.
    async fn start(&mut self, mut piece: Piece<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let Some(batch) = self.open.get_mut(&piece.batch) else { return Ok(()) };
        piece.attempts += 1;
        batch.note_attempt(piece.attempts);
        let ask = Ask { batch: piece.batch, attempt: piece.attempts, users: batch.users(), range: piece.users.clone() };
        let (service, clock, timeout) = (self.service, self.clock, self.policy.timeout);
        let mut preparing = async move {
            let started = clock.now();
            let request = within(clock, timeout, service.prepare(ask)).await;
            Landed::Prepared(piece, started, request.unwrap_or_else(|| Err(timed_out(timeout))))
        }
        .boxed_local();
        match poll!(preparing.as_mut()) {
            Poll::Ready(landed) => self.land(landed),
            Poll::Pending => {
                self.flights.push(preparing);
                Ok(())
            }
        }
    }

    fn land(&mut self, landed: Landed<S>) -> Result<(), Stop<S::Cause>> {
        match landed {
            Landed::Prepared(piece, started, Ok(request)) => self.send(piece, started, request),
            Landed::Prepared(piece, _, Err(failure)) => self.attempt_failed(piece, failure),
            Landed::Answered(piece, sent, answered) => {
                self.out -= 1;
                self.answered(piece, sent, answered)
            }
        }
    }

    fn send(
        &mut self,
        mut piece: Piece<S::Cause>,
        started: f64,
        request: Request<S::Request>,
    ) -> Result<(), Stop<S::Cause>> {
        self.figures.time.encoding += request.encoding;
        let now = self.clock.now();
        if !matches!(self.gate.admits(now), Admission::Open) {
            // It closed while the request was built. By the time it opens the headers may be stale: build it anew.
            piece.attempts -= 1;
            self.ready.push_front(piece);
            return Ok(());
        }
        self.gate.sent(now);
        self.out += 1;
        self.figures.sent(request.bytes, piece.last.is_some(), self.out);
        self.tell(&piece, What::Sent)?;
        let (service, clock, timeout) = (self.service, self.clock, self.policy.timeout);
        let left = timeout - (now - started);
        self.flights.push(
            async move {
                let answered = within(clock, left, service.send(request.inner)).await;
                let answered = answered.unwrap_or_else(|| Answered {
                    traffic: super::Traffic::default(),
                    outcome: Err(timed_out(timeout)),
                });
                Landed::Answered(piece, now, answered)
            }
            .boxed_local(),
        );
        Ok(())
    }

    fn answered(
        &mut self,
        piece: Piece<S::Cause>,
        sent: f64,
        answered: Answered<S::Cause, S::Kept>,
    ) -> Result<(), Stop<S::Cause>> {
        let Answered { traffic, outcome } = answered;
        let ms = self.clock.now() - sent;
        self.figures.answered(&traffic, ms);
        if let Some(status) = traffic.status {
            self.tell(&piece, What::Answered { status, bytes: traffic.received, ms })?;
        }
        match outcome {
            Ok(answer) => {
                if let Some(batch) = self.open.get_mut(&piece.batch) {
                    batch.decide(piece.users, &answer.verdicts, answer.kept);
                }
                self.settle(piece.batch)
            }
            Err(failure) => self.attempt_failed(piece, failure),
        }
    }

    fn attempt_failed(&mut self, piece: Piece<S::Cause>, failure: Failure<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let now = self.clock.now();
        let failure = Failure { attempts: piece.attempts, ..failure };
        self.figures.failed(failure.code, 1);
        if self.policy.retry.retry_after {
            self.gate.refused(&failure, now);
        }
        match self.backoff.after(&piece, &failure, self.policy, self.figures.requests.sent) {
            Step::Split => self.split(&piece),
            Step::Retry(delay) if self.deadline().is_some_and(|deadline| now + delay >= deadline) => {
                let late = Failure { attempts: piece.attempts, ..self.too_late() }.after(Some(failure));
                self.fail(piece.batch, piece.users, late)
            }
            Step::Retry(delay) => {
                self.tell(&piece, What::Retrying { error: &failure, delay })?;
                self.waiting.push(now + delay, Piece { last: Some(failure), ..piece });
                Ok(())
            }
            Step::Fail => self.fail(piece.batch, piece.users, failure),
        }
    }

    fn split(&mut self, piece: &Piece<S::Cause>) -> Result<(), Stop<S::Cause>> {
        let Some(halves) = piece.halves() else { return Ok(()) };
        self.tell(piece, What::Split { into: halves.each_ref().map(|half| half.users.len()) })?;
        if let Some(batch) = self.open.get_mut(&piece.batch) {
            batch.mark_split();
        }
        for half in halves.into_iter().rev() {
            self.ready.push_front(half);
        }
        Ok(())
    }

    fn fail(
        &mut self,
        batch: usize,
        users: std::ops::Range<usize>,
        failure: Failure<S::Cause>,
    ) -> Result<(), Stop<S::Cause>> {
        if let Some(open) = self.open.get_mut(&batch) {
            open.fail(users, failure);
        }
        self.settle(batch)
    }

    /// Hands `batch` on if every user of it has a verdict.
    fn settle(&mut self, batch: usize) -> Result<(), Stop<S::Cause>> {
        if !self.open.get(&batch).is_some_and(OpenBatch::is_settled) {
            return Ok(());
        }
        let first_failure = self.deliver(batch, false).map_err(Stop::Threw)?;
        match first_failure {
            Some(failure) if self.policy.on_error == OnError::Throw => Err(Stop::Failed(failure)),
            _ => Ok(()),
        }
    }

    fn deliver(&mut self, batch: usize, quietly: bool) -> Result<Option<Failure<S::Cause>>, S::Cause> {
        let Some(open) = self.open.remove(&batch) else { return Ok(None) };
        let attempt = open.attempts();
        let settled = open.settle(batch);
        let before = self.figures.users;
        self.figures.settled(&settled);
        let users = self.figures.users;
        self.figures.time.total = self.clock.now() - self.began;
        self.gate.settled(users.failed - before.failed == settled.verdicts.len(), self.clock.now());
        let first_failure = settled.failures.first().map(|(_, failure)| failure.clone());
        let event = Event {
            at: self.figures.time.total,
            batch,
            attempt,
            users: settled.verdicts.len(),
            what: What::Settled {
                passed: users.passed - before.passed,
                skipped: users.skipped - before.skipped,
                missing: users.missing - before.missing,
                failed: users.failed - before.failed,
            },
        };
        let told = if quietly { Ok(()) } else { self.watcher.event(&event) };
        // Entered whatever the watcher threw, or its users would be in no verdict.
        let entered = self.watcher.settled(settled, &self.figures, quietly || told.is_err());
        told.and(entered).map(|()| first_failure)
    }

    fn tell(&mut self, piece: &Piece<S::Cause>, what: What<'_, S::Cause>) -> Result<(), Stop<S::Cause>> {
        let at = self.clock.now() - self.began;
        let event = Event { at, batch: piece.batch, attempt: piece.attempts, users: piece.users.len(), what };
        self.watcher.event(&event).map_err(Stop::Threw)
    }

    fn too_late(&self) -> Failure<S::Cause> {
        let deadline = self.policy.deadline.unwrap_or_default();
        Failure::new(Code::Deadline, format!("The run took longer than {deadline} ms (option `deadline`)."))
    }

    /// Ends all that is under way and gives every user without a verdict the one that tells why.
    fn close(&mut self, stop: Option<Stop<S::Cause>>) -> End<S::Cause> {
        let failure = match &stop {
            Some(Stop::Deadline) => self.too_late(),
            Some(Stop::Aborted(reason)) => {
                Failure::new(Code::Aborted, "The run was aborted before these users had a verdict.")
                    .thrown(reason.clone())
            }
            _ => Failure::new(Code::Aborted, "The run was ended by an error before these users had a verdict."),
        };
        self.flights.clear();
        self.figures.failed(failure.code, std::mem::take(&mut self.out));
        let mut end = match stop {
            None | Some(Stop::Deadline) => End::Finished,
            Some(Stop::Aborted(_)) if self.policy.on_abort == OnAbort::Partial => End::Finished,
            Some(Stop::Aborted(reason)) => End::Aborted(reason),
            Some(Stop::Threw(thrown)) => End::Threw(thrown),
            Some(Stop::Failed(failure)) => End::Failed(failure),
        };
        while let Some(piece) = self.ready.pop_front().or_else(|| self.waiting.pop_due(f64::INFINITY)) {
            if let Some(batch) = self.open.get_mut(&piece.batch) {
                batch.fail(piece.users, Failure { attempts: piece.attempts, ..failure.clone() }.after(piece.last));
            }
        }
        if !self.drained {
            for batch in self.source.close(self.policy.batch_size) {
                self.enter(batch);
            }
            self.ready.clear();
        }
        while let Some((&index, batch)) = self.open.iter_mut().next() {
            batch.fail_rest(&failure);
            let quietly = !matches!(end, End::Finished);
            match self.deliver(index, quietly) {
                Ok(Some(failure))
                    if !quietly && failure.code == Code::Deadline && self.policy.on_error == OnError::Throw =>
                {
                    end = End::Failed(failure);
                }
                Ok(_) => {}
                Err(thrown) => end = End::Threw(thrown),
            }
        }
        end
    }
}

/// What `future` comes to, if it does within `ms`.
async fn within<T>(clock: &impl Clock, ms: f64, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(clock.sleep(ms))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

fn timed_out<C>(timeout: f64) -> Failure<C> {
    Failure::new(Code::Timeout, format!("No whole answer within {timeout} ms (option `timeout`)."))
}
