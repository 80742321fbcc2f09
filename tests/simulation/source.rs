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
    is_read: bool,
    is_over: bool,
}

impl<'a> SimSource<'a> {
    pub const fn new(scenario: &'a Scenario, shared: Rc<Shared>) -> Self {
        Self { scenario, shared, taken: 0, reading: None, is_read: false, is_over: false }
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

    fn poll_take(&mut self, cx: &mut Context<'_>, size: usize) -> Poll<Result<Option<Range<usize>>, Thrown>> {
        assert!(!self.is_over, "nothing is taken of a source that has no more, threw or was closed");
        ready!(self.poll_read(cx));
        let input = &self.scenario.input;
        let end = (self.taken + size).min(input.users);
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
