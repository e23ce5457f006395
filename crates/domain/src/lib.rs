#![doc = include_str!("../README.md")]
#![deny(clippy::float_arithmetic)]

pub mod assessment;
pub mod bodies;
pub mod body;
pub mod category;
pub mod consolidated;
pub mod cross;
pub mod digest;
pub mod evaluation;
pub mod file_report;
pub mod finding;
pub mod grouping;
pub mod listing;
pub mod money;
pub mod noticed;
pub mod permission;
pub mod place;
pub mod plan;
pub mod recorded;
pub mod round;
pub mod rule;
pub mod selection;
pub mod settled;
pub mod split;
pub mod standing;
pub mod text;
pub mod throttle;
pub mod totals;
pub mod year;

pub use bodies::{AddedBody, Bodies};
pub use body::{BodyCode, PrefectureCode};
pub use category::{Bu, Category, CategoryCode, CategoryTable, Pool};
pub use file_report::FileReport;
pub use finding::{Finding, Normalization, Severity, Verdict};
pub use listing::Listing;
pub use money::{Rate, Unit, Yen};
pub use place::{CellRef, Field, Place, SheetName, Sourced};
pub use plan::{Awaited, FormId, PlanWorkbook, Project, Stage};
pub use rule::RuleId;
pub use year::FiscalYear;
