//! How a run shall behave: the caller's options, checked and with their defaults filled in.

/// Options of one run. All times are milliseconds.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Users a request.
    pub batch_size: usize,
    /// How long a user may wait for others before a batch goes that is not full.
    pub max_wait: Option<f64>,
    /// Requests in flight at once.
    pub concurrency: Concurrency,
    /// At most so many requests in any window of so long.
    pub rate_limit: Option<RateLimit>,
    /// Whether what the service says that is left is heeded.
    pub heeds_quota: bool,
    /// How long one attempt may take.
    pub timeout: f64,
    /// How long the run may take.
    pub deadline: Option<f64>,
    /// When and how often to try again.
    pub retry: Retry,
    /// Statuses on which a batch is halved.
    pub split: Vec<u16>,
    /// When to send a second copy of a slow request.
    pub hedge: Option<Hedge>,
    /// When to stop asking a service that only fails.
    pub circuit: Option<Circuit>,
    /// What a failed batch means for the run.
    pub on_error: OnError,
    /// How many users may fail before the run ends.
    pub max_failed: Option<MaxFailed>,
    /// What an abort means for the run.
    pub on_abort: OnAbort,
    /// Where jitter begins.
    pub seed: u64,
}

/// Requests in flight at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concurrency {
    /// So many.
    Fixed(usize),
    /// As many as the service bears; see [`super::limits`].
    Auto,
}

/// When a request is slow enough for a second copy of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hedge {
    /// After so many milliseconds.
    After(f64),
    /// When it is slower than this share of the answers of the run so far.
    Percentile(f64),
}

/// At most `requests` in any window of `per` milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct RateLimit {
    /// Requests a window.
    pub requests: usize,
    /// Length of the window.
    pub per: f64,
}

/// When and how often to try again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// Attempts after the first.
    pub limit: u32,
    /// Statuses worth another attempt.
    pub statuses: Vec<u16>,
    /// First ceiling of the wait; it doubles with every retry.
    pub delay: f64,
    /// Highest ceiling, and the longest `Retry-After` that is waited for.
    pub max_delay: f64,
    /// How a wait is drawn.
    pub jitter: Jitter,
    /// Whether the service's `Retry-After` is heeded.
    pub retry_after: bool,
    /// Share of requests that may be retries.
    pub budget: f64,
}

/// How the wait before a retry is drawn below its ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// Anywhere from nothing to the ceiling.
    Full,
    /// The ceiling itself.
    None,
}

/// After `failures` failed batches in a row, only a probe every `cooldown` is sent.
#[derive(Clone, Copy, Debug)]
pub struct Circuit {
    /// Failed batches in a row that open the circuit.
    pub failures: u32,
    /// Time between probes.
    pub cooldown: f64,
}

/// How many users may fail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaxFailed {
    /// So many.
    Users(f64),
    /// This share of those that have a verdict, once there are enough for it to tell anything.
    Share(f64),
}

/// What a failed batch means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// It is listed in the result.
    Collect,
    /// The first one ends the run.
    Throw,
}

/// What an abort means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnAbort {
    /// It is an error.
    Throw,
    /// What was settled is the result.
    Partial,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            batch_size: 250,
            max_wait: None,
            concurrency: Concurrency::Fixed(6),
            rate_limit: None,
            heeds_quota: false,
            timeout: 30_000.0,
            deadline: None,
            retry: Retry::default(),
            split: vec![413, 414, 431],
            hedge: None,
            circuit: None,
            on_error: OnError::Collect,
            max_failed: None,
            on_abort: OnAbort::Throw,
            seed: 0,
        }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            limit: 2,
            statuses: vec![408, 425, 429, 500, 502, 503, 504],
            delay: 100.0,
            max_delay: 10_000.0,
            jitter: Jitter::Full,
            retry_after: true,
            budget: 0.2,
        }
    }
}
