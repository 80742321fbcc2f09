//! JSON read strictly, a byte at a time or sixteen, building nothing; and values that were read looked at again.

mod block;
pub(crate) mod bytes;
mod nesting;
pub(crate) mod numbers;
mod scanner;
mod span;
pub(crate) mod text;
pub(crate) mod utf8;
pub(crate) mod walk;

pub(crate) use scanner::Scanner;
pub(crate) use span::Span;
