//! Requests under way: those that are being built and those on their way. A request may have a copy (a hedge): the two
//! are known to each other, and the one that is not needed any more is aborted at once.

use litemap::LiteMap;

use super::batch::Piece;

/// Names a request in the run.
pub type Id = usize;

/// A request under way.
#[derive(Debug)]
pub struct Flight<C> {
    /// Whom it is about.
    pub piece: Piece<C>,
    /// When its building began.
    pub begun: f64,
    /// When it went; nothing while it is being built.
    pub sent: Option<f64>,
    /// The request that it is a copy of.
    pub copy_of: Option<Id>,
    /// Its copy, or the request that it is a copy of, while that is on its way too.
    pub twin: Option<Id>,
    /// Whether a copy of it was made, or it is one: there is no second.
    pub is_hedged: bool,
}

impl<C> Flight<C> {
    /// Its piece as it was before this attempt, which did not take place. None of a copy: its original has it.
    pub fn before(self) -> Option<Piece<C>> {
        let piece = Piece { attempts: self.piece.attempts - 1, ..self.piece };
        self.copy_of.is_none().then_some(piece)
    }
}

/// What is under way, by name: names are given as building begins, so that the first has been under way longest.
#[derive(Debug)]
pub struct Flights<C> {
    under_way: LiteMap<Id, Flight<C>>,
    next: Id,
}

impl<C> Flights<C> {
    pub const fn new() -> Self {
        Self { under_way: LiteMap::new(), next: 0 }
    }

    /// Requests that are being built or on their way.
    pub fn len(&self) -> usize {
        self.under_way.len()
    }

    /// Requests on their way.
    pub fn sent(&self) -> usize {
        self.under_way.values().filter(|flight| flight.sent.is_some()).count()
    }

    /// Copies that are being built.
    pub fn copies_to_come(&self) -> usize {
        self.under_way.values().filter(|flight| flight.sent.is_none() && flight.copy_of.is_some()).count()
    }

    /// Takes on a request that is to be built.
    pub fn begin(&mut self, piece: Piece<C>, begun: f64, copy_of: Option<Id>) -> Id {
        let id = self.next;
        self.next += 1;
        let is_hedged = copy_of.is_some();
        self.under_way.insert(id, Flight { piece, begun, sent: None, copy_of, twin: None, is_hedged });
        id
    }

    /// Takes on again a request that goes at `now`.
    pub fn send(&mut self, id: Id, flight: Flight<C>, now: f64) {
        if let Some(original) = flight.copy_of.and_then(|original| self.under_way.get_mut(&original)) {
            original.twin = Some(id);
        }
        self.under_way.insert(id, Flight { sent: Some(now), twin: flight.copy_of, ..flight });
    }

    /// Takes down a request; its twin is alone from now on.
    pub fn take(&mut self, id: Id) -> Option<Flight<C>> {
        let flight = self.under_way.remove(&id)?;
        if let Some(twin) = flight.twin.and_then(|twin| self.under_way.get_mut(&twin)) {
            twin.twin = None;
        }
        Some(flight)
    }

    /// Takes down all.
    pub fn take_all(&mut self) -> impl Iterator<Item = (Id, Flight<C>)> + use<C> {
        std::mem::take(&mut self.under_way).into_iter()
    }

    /// The copy of `id` that is being built.
    pub fn copy_to_come(&self, id: Id) -> Option<Id> {
        let is_copy = |flight: &Flight<C>| flight.sent.is_none() && flight.copy_of == Some(id);
        self.under_way.iter().find(|(_, flight)| is_copy(flight)).map(|(copy, _)| *copy)
    }

    /// The request sent first that has no copy.
    pub fn first_unhedged(&mut self) -> Option<(Id, f64, &mut Flight<C>)> {
        let sent = self.under_way.iter_mut().filter_map(|(id, flight)| Some((*id, flight.sent?, flight)));
        // Of two requests the one begun first may go last.
        sent.filter(|(_, _, flight)| !flight.is_hedged).min_by(|(_, one, _), (_, other, _)| one.total_cmp(other))
    }

    /// The request that was begun first.
    pub fn first(&self) -> Option<(Id, &Flight<C>)> {
        self.under_way.first().map(|(id, flight)| (*id, flight))
    }
}
