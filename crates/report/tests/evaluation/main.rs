//! 事後評価: what is proved, what is written, and what auditors get.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod audit;
mod data;
mod proof;
mod random;
mod reread;
mod sample;
mod workbook;
