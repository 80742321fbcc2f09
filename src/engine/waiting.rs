//! Pieces that wait for their retry. They hold no place among the requests in flight.

use super::batch::Piece;

/// Waiting pieces, the next one due last; those due at the same time keep their order.
#[derive(Debug)]
pub struct Waiting<C>(Vec<(f64, Piece<C>)>);

impl<C> Waiting<C> {
    /// Nothing waits.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Lets `piece` wait until `due`.
    pub fn push(&mut self, due: f64, piece: Piece<C>) {
        let place = self.0.partition_point(|(other, _)| *other > due);
        self.0.insert(place, (due, piece));
    }

    /// The next piece, if it is due at `now`.
    pub fn pop_due(&mut self, now: f64) -> Option<Piece<C>> {
        self.0.pop_if(|(due, _)| *due <= now).map(|(_, piece)| piece)
    }

    /// When the next piece is due.
    pub fn next_due(&self) -> Option<f64> {
        self.0.last().map(|(due, _)| *due)
    }
}
