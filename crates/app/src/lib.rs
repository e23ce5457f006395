#![doc = include_str!("../README.md")]

mod check;
mod consolidate;
mod intake;
mod mark;
mod template;

pub use check::{CheckRequest, check};
pub use consolidate::{ConsolidateRequest, Consolidation, consolidate, gather};
pub use intake::{Intake, IntakeError, PassedOver, collect_files};
pub use mark::{Marked, mark};
pub use template::{NoTemplate, TemplateWanted, make_template};
