//! The prefectural plan: what is proved, what is written, and a second reading of the workbook.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod proof;
mod sample;
mod workbook;
