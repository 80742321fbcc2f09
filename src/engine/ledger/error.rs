//! Why a batch, or a part of it, has no verdict from the service.

use std::ops::{Deref, DerefMut};

/// The kinds of error that a run can meet: the `ErrorCode`s of the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// The reply has no row for the user, who is to have one.
    NoRow,
    /// The user's row is an error.
    RowError,
    /// Too many batches failed in a row.
    CircuitOpen,
    /// More users failed than may.
    TooManyFailed,
}

/// One error: in a box, since it is handed on many times, and to move a dozen words each time would be a good part of the
/// engine's code.
#[derive(Clone, Debug)]
pub struct Error<C>(Box<Details<C>>);

/// All that is known of an error.
#[derive(Clone, Debug)]
pub struct Details<C> {
    /// Its kind.
    pub code: Code,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// Attempts made when it was met; 0 for a batch that was never sent.
    pub attempts: u32,
    /// Milliseconds for which the service asked to be left alone.
    pub retry_after: Option<f64>,
    /// What the service or the caller tells of it.
    pub cause: Option<C>,
    /// The error of the attempt before, where something else than the service ended the way of its users.
    pub earlier: Option<Error<C>>,
}

impl<C> Error<C> {
    /// An error of which only the kind is known.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Details { code, status: None, attempts: 0, retry_after: None, cause: None, earlier: None }))
    }

    /// The same, changed.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Details<C>)) -> Self {
        change(&mut self.0);
        self
    }

    /// The same, met after so many attempts.
    #[must_use]
    pub fn attempted(self, attempts: u32) -> Self {
        self.with(|details| details.attempts = attempts)
    }

    /// The same, with what is told of it.
    #[must_use]
    pub fn caused(self, cause: C) -> Self {
        self.with(|details| details.cause = Some(cause))
    }

    /// The same, with the error of the attempt before, if there was one.
    #[must_use]
    pub fn after(mut self, earlier: Option<Error<C>>) -> Self {
        if let Some(earlier) = earlier {
            self.status = self.status.or(earlier.status);
            self.retry_after = self.retry_after.or(earlier.retry_after);
            self.earlier = Some(earlier);
        }
        self
    }
}

impl<C> Deref for Error<C> {
    type Target = Details<C>;

    fn deref(&self) -> &Details<C> {
        &self.0
    }
}

impl<C> DerefMut for Error<C> {
    fn deref_mut(&mut self) -> &mut Details<C> {
        &mut self.0
    }
}
