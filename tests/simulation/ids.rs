//! Sets of users.

use std::{fmt, ops::Range, rc::Rc};

use filter_users::engine::Part;

/// Some users by their places in the input, in order; never none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ids(Rc<[usize]>);

impl Ids {
    pub fn new(users: impl IntoIterator<Item = usize>) -> Self {
        Self(users.into_iter().collect())
    }

    /// A part of the users of `batch`.
    pub fn of(batch: &Range<usize>, part: &Part) -> Self {
        Self::new(part.iter().map(|place| batch.start + place))
    }

    pub fn first(&self) -> usize {
        self.0[0]
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().copied()
    }

    pub fn has(&self, user: usize) -> bool {
        self.0.binary_search(&user).is_ok()
    }

    /// Whether all of these are among `others`.
    pub fn are_among(&self, others: &Self) -> bool {
        self.len() <= others.len() && self.iter().all(|user| others.has(user))
    }

    /// The first `count`, and the rest.
    pub fn split(&self, count: usize) -> [Self; 2] {
        let (first, rest) = self.0.split_at(count);
        [Self(first.into()), Self(rest.into())]
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first(), self.0[self.len() - 1]);
        if last - first + 1 == self.len() { write!(f, "{first}..{}", last + 1) } else { write!(f, "{:?}", self.0) }
    }
}
