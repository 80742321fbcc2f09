//! A run that is read batch by batch, as it goes on.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::poll_fn,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use wasm_bindgen::prelude::*;

use super::imports::Call;

/// What a run and its reader know of each other. The settled batches themselves are in the ledger.
pub struct Unread {
    call: Rc<Call>,
    /// Settled batches that are not read yet.
    count: Cell<usize>,
    /// How many were read.
    reads: Cell<usize>,
    /// Who waits for a batch, in the order in which they asked.
    readers: RefCell<VecDeque<Waker>>,
    /// The run, while it waits for a batch to be read.
    run: Cell<Option<Waker>>,
    /// Whether the run is over, and what ended it, if that was an error.
    end: RefCell<Option<Result<(), JsValue>>>,
}

impl Unread {
    pub fn new(call: Rc<Call>) -> Self {
        Self {
            call,
            count: Cell::new(0),
            reads: Cell::new(0),
            readers: RefCell::default(),
            run: Cell::new(None),
            end: RefCell::new(None),
        }
    }

    // ---- the run's side

    pub fn len(&self) -> usize {
        self.count.get()
    }

    /// A batch may be read.
    pub fn add(&self) {
        self.count.set(self.count.get() + 1);
        let reader = self.readers.borrow_mut().pop_front();
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// Ready when more batches were read than `seen` says.
    pub fn poll_read(&self, cx: &mut Context<'_>, seen: &mut usize) -> Poll<()> {
        if self.reads.get() != *seen {
            *seen = self.reads.get();
            return Poll::Ready(());
        }
        self.run.set(Some(cx.waker().clone()));
        Poll::Pending
    }

    /// The run is over, with these figures or by this error.
    pub fn finish(&self, end: Result<JsValue, JsValue>) {
        let end = match end {
            Ok(stats) => {
                self.call.finished(&stats);
                Ok(())
            }
            Err(error) => {
                self.call.failed(&error);
                Err(error)
            }
        };
        *self.end.borrow_mut() = Some(end);
        self.wake_readers();
    }

    fn wake_readers(&self) {
        for reader in self.readers.take() {
            reader.wake();
        }
    }

    // ---- the reader's side

    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<JsValue, JsValue>> {
        let is_left = self.call.is_left();
        if let Some(Err(error)) = &*self.end.borrow()
            && !is_left
        {
            return Poll::Ready(Err(error.clone()));
        }
        if self.count.get() > 0 && !is_left {
            self.count.set(self.count.get() - 1);
            self.reads.set(self.reads.get() + 1);
            if let Some(run) = self.run.take() {
                run.wake();
            }
            return Poll::Ready(Ok(self.call.ledger().next_settled()));
        }
        if is_left || self.end.borrow().is_some() {
            return Poll::Ready(Ok(JsValue::UNDEFINED));
        }
        self.readers.borrow_mut().push_back(cx.waker().clone());
        Poll::Pending
    }
}

/// The reader's side of a stream, of which `pkg/users/stream.js` makes iterators.
#[wasm_bindgen]
pub struct BatchStream(Rc<Unread>);

impl BatchStream {
    pub const fn of(unread: Rc<Unread>) -> Self {
        Self(unread)
    }
}

#[wasm_bindgen]
impl BatchStream {
    /// The next settled batch; undefined when there are no more.
    #[wasm_bindgen(js_name = nextBatch)]
    pub async fn next_batch(&self) -> Result<JsValue, JsValue> {
        let unread = Rc::clone(&self.0);
        poll_fn(move |cx| unread.poll_next(cx)).await
    }

    /// Nobody reads any more: whoever waits for a batch gets none.
    pub fn leave(&self) {
        self.0.call.ledger().drop_settled();
        self.0.wake_readers();
    }
}
