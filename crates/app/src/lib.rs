#![doc = include_str!("../README.md")]

mod backup;
mod check;
mod consolidate;
mod database;
mod demo;
mod evaluation;
mod evidence;
mod groups;
mod intake;
pub mod jobs;
mod mark;
pub mod people;
mod plan;
pub mod planning;
mod readiness;
mod reading;
pub mod record;
pub mod round;
mod settled;
mod standing;
mod take_back;
mod template;
mod withdraw;
mod workplace;

pub use backup::{BackupError, BackupReport, backup, rehearse, restore, unfinished};
pub use check::{CheckRequest, check, score_of_export};
pub use consolidate::{ConsolidateRequest, Consolidation, consolidate, gather};
pub use database::{
    DatabaseError, Imported, import, only_prefecture, only_year, open_year, operator, verify, year_request,
};
pub use demo::{demonstrator, is_demo};
pub use evaluation::{
    EvaluationOverview, enter_grant, enter_grant_once, evaluated_among, evaluated_plan, evaluated_plans,
    evaluation_overview, evaluation_years, may_enter_grants, write_front,
};
pub use evidence::{Bundled, bundle};
pub use groups::{kept_groups, set_groups};
pub use intake::{Intake, IntakeError, PassedOver, collect_files};
pub use mark::{Marked, mark, mark_as_found};
pub use plan::{plan_of, save_draft};
pub use readiness::{Readiness, readiness};
pub use reading::{Document, Read, ReaderLimits, Readers, ReadersError, Results, Stopped, in_order, serve_reader};
pub use standing::{Standing, standing};
pub use take_back::TakenBack;
pub use template::{NoTemplate, TemplateWanted, make_template};
pub use withdraw::{WithdrawRequest, Withdrawn, withdraw};
pub use workplace::Workplace;

/// A rule's example in words, for the page of the catalogue.
pub use kikin_report::bundle::{Checked, Misfit, check as check_bundle};
/// The tables of 事後評価, for its pages.
pub use kikin_report::evaluation::{
    EvaluationFileRow, EvaluationStatement, EvaluationSums, ExecutionFigures, ExecutionStatement, Funds, GrantRow,
    GrantStatement, rate_words, year_label,
};
pub use kikin_report::rules::describe as describe_example;
pub use kikin_sheet::readability::{Level, Readability};
/// What the use cases on a database run on; opened by the command line and, later, the server.
pub use kikin_store::{
    Act, AuditEvent, Damage, PlanVersion, PlanYear, Receipt, Store, StoreError, Submission, Verification, Version,
};
