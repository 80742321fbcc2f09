//! The values of a row that are looked at, found while the row is stepped over.

use crate::bad_reply::Fault;
use crate::condition::Row;
use crate::scan::text::Raw;
use crate::scan::{Scanner, Span};

/// Which members of a row are wanted, and the place of each in the latest row.
pub(super) struct Capture<'a> {
    /// In order, but for the last.
    wanted: Vec<&'a [u8]>,
    /// Whether that is of use: few names are looked through as fast as they are searched by halves.
    are_many: bool,
    values: Vec<Option<Span>>,
    /// The names as they stood in the rows before, for most rows have the same names in the same order.
    shape: Vec<Name>,
}

/// A member's name in the reply.
#[derive(Clone, Copy)]
struct Name {
    /// From behind the value before it, so with the comma, to where its own value begins. The same bytes where such a
    /// thing has to be are the same name, though more space may follow.
    written: Span,
    wanted: Option<usize>,
}

impl<'a> Capture<'a> {
    pub(super) fn new(wanted: Vec<&'a [u8]>) -> Self {
        let values = vec![None; wanted.len()];
        Self { are_many: wanted.len() > FEW, wanted, values, shape: Vec::new() }
    }

    /// Steps over the row at hand. Of two members with one name the last one counts, as with JSON.parse.
    #[allow(clippy::inline_always)] // measured: a twentieth of the time of short rows
    #[inline(always)]
    pub(super) fn row(&mut self, bytes: &'a [u8], scanner: &mut Scanner<'a>) -> Result<Row<'_>, Fault> {
        self.values.fill(None);
        let (mut at, start) = (*scanner, scanner.at());
        if self.wanted.is_empty() || !at.eat(b'{') {
            at.value()?;
        } else {
            let mut member = 0;
            loop {
                let wanted = match self.shape.get(member) {
                    Some(name) if at.eat_again(name.written) => {
                        at.space();
                        name.wanted
                    }
                    _ => {
                        let before = at.at();
                        if !at.next_member(member == 0)? {
                            break;
                        }
                        self.name(member, before, &mut at)?
                    }
                };
                let value = at.value()?;
                if let Some(place) = wanted.and_then(|wanted| self.values.get_mut(wanted)) {
                    *place = Some(value);
                }
                member += 1;
            }
        }
        *scanner = at;
        Ok(Row { bytes, span: Span { start, end: at.at() }, members: &self.values })
    }

    /// The same where it is rare.
    pub(super) fn any_row(&mut self, bytes: &'a [u8], scanner: &mut Scanner<'a>) -> Result<Row<'_>, Fault> {
        self.row(bytes, scanner)
    }

    /// Reads the name of this member, and expects it in the rows to come, written as it is from `before` on.
    fn name(&mut self, member: usize, before: usize, scanner: &mut Scanner<'a>) -> Result<Option<usize>, Fault> {
        let name = scanner.name(member == 0)?;
        let wanted = if self.are_many {
            self.place_among_many(name)
        } else {
            self.wanted.iter().position(|wanted| name.is(wanted))
        };
        let name = Name { written: Span { start: before, end: scanner.at() }, wanted };
        match self.shape.get_mut(member) {
            Some(place) => *place = name,
            None if member < LONGEST_SHAPE => self.shape.push(name),
            None => {}
        }
        Ok(wanted)
    }

    #[cold]
    fn place_among_many(&self, name: Raw) -> Option<usize> {
        let name = &*name.text();
        let (last, in_order) = self.wanted.split_last()?;
        let place = in_order.binary_search(&name).ok();
        place.or_else(|| (*last == name).then_some(in_order.len()))
    }
}

const FEW: usize = 8;

/// Longer rows are no table's, but objects used as maps, each with names of its own.
const LONGEST_SHAPE: usize = 64;
