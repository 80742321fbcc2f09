//! Why a batch, or a part of it, has no verdict from the service.

use std::fmt::Write as _;

/// The kinds of failure that a run can meet: the `ErrorCode`s of the package, in the order of `pkg/errors.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Code {
    /// A `url`, `headers` or `body` function of the caller failed.
    Request,
    /// The request could not be made, or its connection was lost.
    Network,
    /// One attempt took too long.
    Timeout,
    /// The run took too long.
    Deadline,
    /// The caller ended the run.
    Aborted,
    /// The service refused.
    HttpStatus,
    /// The reply cannot be read.
    BadReply,
    /// The reply is larger than allowed.
    ReplyTooLarge,
    /// The caller's `where` function failed.
    Predicate,
    /// Too many batches failed in a row.
    CircuitOpen,
}

/// What lies behind a failure.
#[derive(Clone, Debug)]
pub enum Cause<C> {
    /// Something the service or the caller's code threw.
    Thrown(C),
    /// The failure of the attempt before, where the run ended while a retry was due.
    Earlier(Box<Failure<C>>),
}

/// One failure, with all that is known of it.
#[derive(Clone, Debug)]
pub struct Failure<C> {
    /// Its kind.
    pub code: Code,
    /// What happened and what to do, in a sentence.
    pub message: String,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// Attempts made when it was met; 0 for a batch that was never sent.
    pub attempts: u32,
    /// Milliseconds for which the service asked to be left alone.
    pub retry_after: Option<f64>,
    /// The beginning of the reply that was refused.
    pub reply: Option<String>,
    /// What lies behind it.
    pub cause: Option<Cause<C>>,
}

impl<C> Failure<C> {
    /// A failure of which only kind and message are known.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), status: None, attempts: 0, retry_after: None, reply: None, cause: None }
    }

    /// The same, with what was thrown.
    #[must_use]
    pub fn thrown(mut self, cause: C) -> Self {
        self.cause = Some(Cause::Thrown(cause));
        self
    }

    /// The same, with the failure that came before it, if any.
    #[must_use]
    pub fn after(mut self, earlier: Option<Failure<C>>) -> Self {
        if let Some(earlier) = earlier {
            let _ = write!(self.message, " The attempt before ended with: {}", earlier.message);
            self.status = self.status.or(earlier.status);
            self.retry_after = self.retry_after.or(earlier.retry_after);
            self.cause = Some(Cause::Earlier(Box::new(earlier)));
        }
        self
    }
}
