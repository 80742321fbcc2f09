//! Which users of a batch.

use std::{ops::Range, rc::Rc};

/// Some users of a batch, by their places in it: neighbours, as a whole batch and its halves are, or any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Neighbours.
    Range(Range<usize>),
    /// Any, in order.
    Picked(Rc<[usize]>),
}

impl Part {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::Picked(places) => places.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of the user who is number `index` among these.
    pub fn get(&self, index: usize) -> Option<usize> {
        match self {
            Self::Range(range) => range.clone().nth(index),
            Self::Picked(places) => places.get(index).copied(),
        }
    }

    /// Their places in the batch.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The two halves; nothing of a single user.
    pub fn halves(&self) -> Option<[Self; 2]> {
        let middle = self.len().div_ceil(2);
        if middle == self.len() {
            return None;
        }
        Some(match self {
            Self::Range(Range { start, end }) => {
                let middle = start + middle;
                [Self::Range(*start..middle), Self::Range(middle..*end)]
            }
            Self::Picked(places) => {
                let (first, second) = places.split_at(middle);
                [Self::Picked(first.into()), Self::Picked(second.into())]
            }
        })
    }

    /// Those of them who have these numbers among them.
    #[must_use]
    pub fn pick(&self, indexes: &[usize]) -> Self {
        if indexes.len() == self.len() {
            return self.clone();
        }
        Self::Picked(indexes.iter().filter_map(|index| self.get(*index)).collect())
    }
}
