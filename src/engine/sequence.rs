//! Values that are numbered as they come and leave in any order. All it does takes constant time, however many there
//! are; of a value that has left, the place is kept while one that came before is still there.

use std::collections::VecDeque;

/// Numbered values, in boxes, so that an empty place is no more than a word.
#[derive(Debug)]
pub struct Sequence<T> {
    places: VecDeque<Option<Box<T>>>,
    /// The number of the first place, where there is always a value if there is any. It may wrap around.
    first: usize,
    len: usize,
}

impl<T> Sequence<T> {
    /// Numbers from 0.
    pub const fn new() -> Self {
        Self { places: VecDeque::new(), first: 0, len: 0 }
    }

    /// How many values there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of the value that comes next: how many have come.
    pub fn next_number(&self) -> usize {
        self.first.wrapping_add(self.places.len())
    }

    /// Adds a value.
    pub fn push(&mut self, value: T) {
        self.places.push_back(Some(Box::new(value)));
        self.len += 1;
    }

    /// The value of this number.
    pub fn get(&self, number: usize) -> Option<&T> {
        self.places.get(number.wrapping_sub(self.first))?.as_deref()
    }

    /// The value of this number, to be changed.
    pub fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        self.places.get_mut(number.wrapping_sub(self.first))?.as_deref_mut()
    }

    /// The oldest value.
    pub fn first(&self) -> Option<(usize, &T)> {
        Some((self.first, self.places.front()?.as_deref()?))
    }

    /// Takes out the value of this number.
    pub fn remove(&mut self, number: usize) -> Option<T> {
        let value = self.places.get_mut(number.wrapping_sub(self.first))?.take()?;
        self.len -= 1;
        while self.places.pop_front_if(|place| place.is_none()).is_some() {
            self.first = self.first.wrapping_add(1);
        }
        Some(*value)
    }

    /// Takes out the oldest value.
    pub fn pop_first(&mut self) -> Option<(usize, T)> {
        let number = self.first;
        Some((number, self.remove(number)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_whatever_leaves() {
        let mut sequence = Sequence::new();
        for number in 0..5 {
            assert_eq!(sequence.next_number(), number);
            sequence.push(number * 10);
        }
        assert_eq!((sequence.remove(1), sequence.remove(1), sequence.remove(0)), (Some(10), None, Some(0)));
        assert_eq!((sequence.first(), sequence.len()), (Some((2, &20)), 3));
        assert_eq!((sequence.get(1), sequence.get(3), sequence.get(5)), (None, Some(&30), None));
        assert_eq!((sequence.pop_first(), sequence.next_number()), (Some((2, 20)), 5));
        assert_eq!(
            (sequence.pop_first(), sequence.pop_first(), sequence.pop_first()),
            (Some((3, 30)), Some((4, 40)), None)
        );
        assert_eq!((sequence.next_number(), sequence.is_empty()), (5, true));
    }

    #[test]
    fn numbers_may_wrap_around() {
        let mut sequence = Sequence { first: usize::MAX, ..Sequence::new() };
        sequence.push('a');
        sequence.push('b');
        assert_eq!((sequence.get(usize::MAX), sequence.get(0)), (Some(&'a'), Some(&'b')));
        assert_eq!((sequence.pop_first(), sequence.pop_first()), (Some((usize::MAX, 'a')), Some((0, 'b'))));
    }
}
