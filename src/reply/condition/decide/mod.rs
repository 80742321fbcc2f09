//! Puts a condition that was read to rows.

mod evaluate;
mod reach;
mod row;
mod seen;
mod simple;
mod single;

pub(crate) use evaluate::holds;
pub(crate) use row::Row;
pub(crate) use seen::Seen;
pub(crate) use simple::Simple;
