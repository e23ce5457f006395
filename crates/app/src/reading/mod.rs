//! Reading what somebody sent, in processes of its own, and several files at a time.

mod document;
mod frame;
mod limits;
mod message;
mod pool;
mod process;
mod sequence;
#[cfg(all(test, unix))]
mod tests;
mod worker;

pub use document::Document;
pub use limits::ReaderLimits;
pub use pool::{Read, Readers, ReadersError, Stopped};
pub use sequence::{Results, in_order};
pub use worker::serve_reader;
