//! What numbers are worth: exactly, and as the doubles that JSON.parse makes of them.

mod big;
mod decimal;
mod float;
mod long_float;

pub(crate) use decimal::{Decimal, digits};
pub(crate) use float::{float, float_at};
