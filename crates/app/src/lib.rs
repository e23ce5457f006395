#![doc = include_str!("../README.md")]

mod check;
mod consolidate;
mod intake;

pub use check::{CheckRequest, check, readability};
pub use consolidate::{ConsolidateRequest, Consolidation, consolidate, gather};
pub use intake::{Intake, IntakeError, PassedOver, collect_files};
pub use kikin_sheet::readability::{Level, Readability};
