//! Who is in which verdict, and why: the words in which all the rest speaks.

mod batch;
mod error;
mod event;
mod part;
mod sub_batch;

pub use batch::{OpenBatch, Settled};
pub use error::{Code, Details, Error};
pub use event::{Event, RequestId, What};
pub use part::Part;
pub use sub_batch::SubBatch;
