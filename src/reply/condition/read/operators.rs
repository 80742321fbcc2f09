//! Operators that compare, count or tell types: what they take, and the tests that they are.

use super::location::Location;
use super::names::{Operator, is_operator};
use super::types::types;
use super::wrong::{Wrong, deeper};
use crate::condition::compare::Comparison;
use crate::condition::list::List;
use crate::condition::node::Test;
use crate::condition::value::Value;
use crate::scan::numbers::digits;

/// The test that an operator is which looks into nothing, or that its opposite is. What is compared with is taken out of the tree.
pub(super) fn test(at: &Location, operator: Operator, value: &mut Value, depth: usize) -> Result<Test, Wrong> {
    let comparison = match operator {
        Operator::In | Operator::Nin => return one_of(at, value, depth),
        Operator::Exists => return exists(at, value),
        Operator::Size => return size(at, value),
        Operator::Mod => return remainder(at, value),
        Operator::Type => return Ok(Test::Type(types(at, value)?)),
        Operator::Gt => Comparison::Greater,
        Operator::Gte => Comparison::GreaterOrEqual,
        Operator::Lt => Comparison::Less,
        Operator::Lte => Comparison::LessOrEqual,
        _ => Comparison::Equal,
    };
    make_operand(at, value, depth)?;
    Ok(Test::Compare(comparison, std::mem::replace(value, Value::Null)))
}

fn exists(at: &Location, value: &Value) -> Result<Test, Wrong> {
    match value {
        Value::Bool(_) => Ok(Test::Exists),
        _ => Err(Wrong::value(at, "true or false", value)),
    }
}

fn size(at: &Location, value: &Value) -> Result<Test, Wrong> {
    match value.integer().map(u32::try_from) {
        // No array of a reply has more elements.
        Some(Ok(size)) => Ok(Test::Size(size as usize)),
        _ => Err(Wrong::value(at, "an integer of 0 or more", value)),
    }
}

/// Makes a value one to compare with: it has to end within so many levels, being compared level by level, and a number
/// that is beyond those that doubles hold without a gap is what it exactly is.
fn make_operand(at: &Location, value: &mut Value, depth: usize) -> Result<(), Wrong> {
    match value {
        Value::Number(number) if number.abs() >= FIRST_WITH_GAPS && number.is_finite() => {
            *value = Value::BigInt(digits(*number));
        }
        Value::Array(values) => {
            let left = deeper(at, depth)?;
            for value in values {
                make_operand(at, value, left)?;
            }
        }
        Value::Object(members) => {
            let left = deeper(at, depth)?;
            for (_, value) in members {
                make_operand(at, value, left)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// 2^53: this, and one more, are one double.
const FIRST_WITH_GAPS: f64 = 9_007_199_254_740_992.0;

fn one_of(at: &Location, value: &mut Value, depth: usize) -> Result<Test, Wrong> {
    let Value::Array(values) = value else { return Err(Wrong::value(at, LIST, value)) };
    for (index, one) in values.iter_mut().enumerate() {
        let at = at.element(index);
        check_is_plain(&at, one)?;
        make_operand(&at, one, depth)?;
    }
    Ok(Test::In(List::of(std::mem::take(values))))
}

/// What `$in` and its like take.
pub(super) const LIST: &str = "an array of values";

pub(super) fn check_is_plain(at: &Location, value: &Value) -> Result<(), Wrong> {
    match value {
        Value::Object(members) if members.iter().any(|(name, _)| is_operator(name)) => {
            Err(Wrong::new(at, "a plain value", "an object of operators".to_owned()))
        }
        _ => Ok(()),
    }
}

fn remainder(at: &Location, value: &Value) -> Result<Test, Wrong> {
    if let Value::Array(values) = value
        && let [divisor, rest] = values.as_slice()
        && let (Some(divisor), Some(rest)) = (divisor.integer(), rest.integer())
        && divisor != 0
    {
        return Ok(Test::Mod { divisor, rest });
    }
    Err(Wrong::value(at, "an array of two integers, the divisor not 0", value))
}
