//! The prefectural plan: what is proved, what is written, and a second reading of the workbook.

mod proof;
mod sample;
mod workbook;
