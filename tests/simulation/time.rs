//! Virtual time: a clock that jumps to its next timer when nothing else is left to do, so that hours pass in
//! microseconds and the same seed meets the same moments.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt,
    future::Future,
    pin::{Pin, pin},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use filter_users::engine::Clock;
use futures::task::{ArcWake, waker};

/// The longest that `setTimeout` can count.
const LONGEST: f64 = 2_147_483_647.0;
/// No timer fires sooner than this after it was set: as with `setTimeout`, to wait is to let time pass.
const SHORTEST: f64 = 0.01;

/// How the platform keeps time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tempo {
    /// A timer may fire so much too early, as `setTimeout` does beside `performance.now()`.
    pub early: f64,
    /// A timer may fire so much too late, something else having had the thread.
    pub late: f64,
    /// How long others take when the loop yields.
    pub turn: f64,
    /// Building a request, deciding a reply and calling back take up to so long, during which nothing else happens.
    pub cost: f64,
    /// The clock stands still while timers ring, as it nearly does beside fake timers.
    pub stands_still: bool,
}

impl Tempo {
    /// How far a moment that depends on one timer may be from the moment it was set for.
    pub fn slack(&self) -> f64 {
        self.early + self.late + self.turn + 0.1
    }
}

/// The time, and the timers that wait for it.
pub struct Time {
    tempo: Tempo,
    began: f64,
    now: Cell<f64>,
    timers: RefCell<BTreeMap<Key, Waker>>,
    made: Cell<u64>,
    dice: RefCell<fastrand::Rng>,
    /// How long the thread has been busy since others had their turn, and the longest that it ever was.
    busy: Cell<f64>,
    longest_busy: Cell<f64>,
    /// Whether something is wrong, asked whenever nothing is left to do but wait.
    idle: RefCell<Option<Box<dyn Fn()>>>,
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Time").field("now", &self.now).finish_non_exhaustive()
    }
}

/// When a timer fires, as bits, which grow as a positive number does; those of one moment keep their order.
type Key = (u64, u64);

/// Why a run is not let go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// It waits, and nothing is left that could wake it.
    Hangs,
    /// It goes round and round.
    TooBusy,
}

impl Time {
    pub fn new(tempo: Tempo, seed: u64) -> Rc<Self> {
        // Not 0, lest a moment be taken for a span.
        let began = 1_000.0;
        Rc::new(Self {
            tempo,
            began,
            now: Cell::new(began),
            timers: RefCell::default(),
            made: Cell::new(0),
            dice: RefCell::new(fastrand::Rng::with_seed(seed)),
            busy: Cell::new(0.0),
            longest_busy: Cell::new(0.0),
            idle: RefCell::default(),
        })
    }

    pub fn now(&self) -> f64 {
        self.now.get()
    }

    /// Has `idle` called whenever nothing is left to do but wait.
    pub fn when_idle(&self, idle: impl Fn() + 'static) {
        *self.idle.borrow_mut() = Some(Box::new(idle));
    }

    /// Timers that have not fired.
    pub fn timers(&self) -> usize {
        self.timers.borrow().len()
    }

    /// The thread is busy for a part of what `Tempo` says.
    pub fn spend(&self) -> f64 {
        let cost = self.up_to(self.tempo.cost);
        self.now.set(self.now.get() + cost);
        self.busy.set(self.busy.get() + cost);
        self.longest_busy.set(self.longest_busy.get().max(self.busy.get()));
        cost
    }

    /// The longest that the thread was busy without others having their turn.
    pub fn longest_busy(&self) -> f64 {
        self.longest_busy.get()
    }

    pub fn sleep(self: &Rc<Self>, ms: f64) -> Sleep {
        Sleep { time: Rc::clone(self), ms, key: None }
    }

    /// Runs `future` to its end; returns what it came to and how often it was polled.
    pub fn drive<T>(&self, future: impl Future<Output = T>, most_polls: usize) -> Result<(T, usize), Stuck> {
        let mut future = pin!(future);
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = waker(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        let mut polls = 0;
        loop {
            while woken.0.swap(false, Ordering::Relaxed) {
                polls += 1;
                if polls > most_polls {
                    return Err(Stuck::TooBusy);
                }
                if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
                    return Ok((value, polls));
                }
            }
            self.jump()?;
        }
    }

    /// Goes on to the next timer: whatever else waits for the thread has its turn before.
    fn jump(&self) -> Result<(), Stuck> {
        self.busy.set(0.0);
        if let Some(idle) = &*self.idle.borrow() {
            idle();
        }
        let ((at, _), waker) = self.timers.borrow_mut().pop_first().ok_or(Stuck::Hangs)?;
        self.now.set(self.now.get().max(f64::from_bits(at)));
        waker.wake();
        Ok(())
    }

    fn set(&self, ms: f64, waker: Waker) -> Key {
        let ms = ms - self.up_to(self.tempo.early) + self.up_to(self.tempo.late);
        let key = ((self.now.get() + ms.max(SHORTEST)).to_bits(), self.made.get());
        self.made.set(self.made.get() + 1);
        self.timers.borrow_mut().insert(key, waker);
        key
    }

    fn up_to(&self, most: f64) -> f64 {
        if most > 0.0 { most * self.dice.borrow_mut().f64() } else { 0.0 }
    }
}

struct Woken(AtomicBool);

impl ArcWake for Woken {
    fn wake_by_ref(arc: &Arc<Self>) {
        arc.0.store(true, Ordering::Relaxed);
    }
}

/// A wait. Its timer is set when it is polled first, and gone when it is dropped.
#[derive(Debug)]
pub struct Sleep {
    time: Rc<Time>,
    ms: f64,
    key: Option<Key>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(key) = self.key else {
            self.key = Some(self.time.set(self.ms, cx.waker().clone()));
            return Poll::Pending;
        };
        match self.time.timers.borrow_mut().get_mut(&key) {
            Some(waker) => {
                waker.clone_from(cx.waker());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.time.timers.borrow_mut().remove(&key);
        }
    }
}

/// The engine's view of [`Time`].
#[derive(Debug)]
pub struct VirtualClock(pub Rc<Time>);

impl Clock for VirtualClock {
    fn now(&self) -> f64 {
        if self.0.tempo.stands_still { self.0.began } else { self.0.now() }
    }

    fn sleep(&self, ms: f64) -> impl Future<Output = ()> {
        assert!((0.0..=LONGEST).contains(&ms), "a timer of {ms} ms");
        self.0.sleep(ms)
    }

    fn yield_now(&self) -> impl Future<Output = ()> {
        self.0.sleep(self.0.up_to(self.0.tempo.turn))
    }
}
