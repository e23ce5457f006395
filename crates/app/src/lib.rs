#![doc = include_str!("../README.md")]

mod backup;
mod check;
mod consolidate;
mod database;
mod intake;
mod mark;
mod reading;
mod template;

pub use backup::{BackupError, BackupReport, backup, rehearse, restore, unfinished};
pub use check::{CheckRequest, check};
pub use consolidate::{ConsolidateRequest, Consolidation, consolidate, gather};
pub use database::{
    DatabaseError, Imported, import, only_year, open_year, operator, plan_of, save_draft, verify, year_request,
};
pub use intake::{Intake, IntakeError, PassedOver, collect_files};
pub use mark::{Marked, mark};
pub use reading::{Document, Read, ReaderLimits, Readers, ReadersError, Results, Stopped, in_order, serve_reader};
pub use template::{NoTemplate, TemplateWanted, make_template};

pub use kikin_sheet::readability::{Level, Readability};
/// What the use cases on a database run on; opened by the command line and, later, the server.
pub use kikin_store::{PlanYear, Receipt, Store, Verification};
