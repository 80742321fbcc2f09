//! A source: users by their place in the input, at once or after a while, whole or closable, and one that throws.

use std::{
    ops::Range,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use filter_users::engine::{Rest, Source};
use futures::{FutureExt, ready};

use crate::{
    dice::{dice, falls},
    log::{Record, Thrown},
    scenario::Scenario,
    shared::Shared,
    time::Sleep,
};

pub struct SimSource<'a> {
    scenario: &'a Scenario,
    shared: Rc<Shared>,
    taken: usize,
    reading: Option<Pin<Box<Sleep>>>,
    /// Whether the next are read, or, where they come one by one, it is noted that they are waited for.
    is_read: bool,
    is_over: bool,
    /// When each user comes, where they come one by one.
    comes_at: Vec<f64>,
}

impl<'a> SimSource<'a> {
    pub fn new(scenario: &'a Scenario, shared: Rc<Shared>) -> Self {
        let users = if scenario.input.trickles { scenario.input.users } else { 0 };
        let comes_at = scenario.arrivals().take(users).map(|at| shared.began + at).collect();
        Self { scenario, shared, taken: 0, reading: None, is_read: false, is_over: false, comes_at }
    }

    /// Waits until `least` users are there, or the first is; returns how many are there. No more than `most` are looked at.
    fn poll_trickle(&mut self, cx: &mut Context<'_>, most: usize, least: usize) -> Poll<usize> {
        loop {
            let (now, left) = (self.shared.time.now(), &self.comes_at[self.taken..]);
            let there = left.iter().take(most).take_while(|comes| **comes <= now).count();
            let Some(next) = left.get(there).filter(|_| there < least) else { return Poll::Ready(there) };
            if !self.is_read {
                self.shared.note(Record::Reading);
                self.is_read = true;
            }
            if self.reading.is_none() {
                self.reading = Some(Box::pin(self.shared.time.sleep(next - now)));
            }
            if let Some(reading) = &mut self.reading {
                ready!(reading.poll_unpin(cx));
            }
            self.reading = None;
        }
    }

    /// Waits for the next users, where that takes a while.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let input = &self.scenario.input;
        if self.is_read {
            return Poll::Ready(());
        }
        let reading = match &mut self.reading {
            Some(reading) => reading,
            none => {
                let dice = &mut dice(self.scenario.seed, &[3, self.taken]);
                if !falls(dice, input.slow) {
                    self.is_read = true;
                    return Poll::Ready(());
                }
                self.shared.note(Record::Reading);
                none.insert(Box::pin(self.shared.time.sleep(input.wait * dice.f64())))
            }
        };
        ready!(reading.poll_unpin(cx));
        self.reading = None;
        self.is_read = true;
        Poll::Ready(())
    }
}

impl Source for SimSource<'_> {
    type Batch = Range<usize>;
    type Cause = Thrown;

    fn poll_take(
        &mut self,
        cx: &mut Context<'_>,
        size: usize,
        least: usize,
    ) -> Poll<Result<Option<Range<usize>>, Thrown>> {
        assert!(!self.is_over, "nothing is taken of a source that has no more, threw or was closed");
        let input = &self.scenario.input;
        let end = if input.trickles {
            self.taken + ready!(self.poll_trickle(cx, size, least))
        } else {
            ready!(self.poll_read(cx));
            (self.taken + size).min(input.users)
        };
        if input.throws_at.is_some_and(|at| at < end || at == input.users && end == at) {
            self.is_over = true;
            self.shared.note(Record::SourceThrew);
            return Poll::Ready(Err(Thrown::BySource));
        }
        if self.taken == end {
            if input.endless {
                self.shared.note(Record::Reading);
                return Poll::Pending;
            }
            self.is_over = true;
            self.shared.note(Record::Drained);
            return Poll::Ready(Ok(None));
        }
        let batch = self.taken..end;
        self.taken = end;
        self.is_read = false;
        self.shared.note(Record::Took(batch.clone()));
        Poll::Ready(Ok(Some(batch)))
    }

    fn waiting_since(&self) -> Option<f64> {
        // By the engine's clock, which may stand still.
        let comes_at = self.comes_at.get(self.taken).filter(|comes| **comes <= self.shared.time.now())?;
        Some(if self.scenario.tempo.stands_still { self.shared.began } else { *comes_at })
    }

    fn close(&mut self, size: usize) -> Rest<Range<usize>> {
        self.is_over = true;
        self.reading = None;
        let input = &self.scenario.input;
        let read = input.throws_at.unwrap_or(input.users).min(self.taken + input.ahead).max(self.taken);
        let known = if input.whole { input.users } else { read.min(input.users) };
        let batches: Vec<_> = (self.taken..known).step_by(size).map(|from| from..(from + size).min(known)).collect();
        self.shared.note(Record::Closed(batches.clone()));
        Rest { batches, is_cut: !input.whole }
    }

    fn len(batch: &Range<usize>) -> usize {
        batch.len()
    }

    fn counts(&self, batch: &Range<usize>) -> Option<Vec<u32>> {
        let has_equal = self.scenario.input.equal > 0.0;
        has_equal.then(|| batch.clone().map(|user| self.scenario.stands_for(user)).collect())
    }
}
