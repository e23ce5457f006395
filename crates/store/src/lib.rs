#![doc = include_str!("../README.md")]

pub mod audit;
mod bulk;
mod column;
mod connect;
mod entity;
mod error;
mod evaluation;
mod files;
mod groups;
mod hash;
mod health;
pub mod jobs;
mod lineage;
mod lines;
mod moment;
mod organisation;
pub mod people;
mod plan;
mod receive;
mod recorded;
pub mod round;
mod rows;
mod seed;
mod settings;
mod standing;
mod subject;
mod text;
mod verify;
mod year;

pub use audit::{Act, AuditEvent, Deed, World};
pub use connect::{Store, WriteTransaction};
pub use error::{Result, StoreError};
pub use evaluation::{add_grant, evaluation_files, evaluation_front, evaluation_years, grants, write_front};
pub use files::{ReceivedFile, received_bytes, received_file, workbooks};
pub use groups::{prefectural_projects, set_prefectural_projects};
pub use hash::{Content, sha256};
pub use health::{integrity, row_counts};
pub use lines::{Gathered, figures_of_body, gather, gather_figures};
pub use moment::Moment;
pub use organisation::{BodyForm, Organisation, add_organisation, organisations};
pub use plan::{
    Edited, Fixing, KeepPlan, KeptPlan, NewPlan, PlanText, PlanVersion, StoredPlan, add_plan_text, edited_since_fixing,
    freeze_plan, keep_plan, kept_plans, load_plan, parts_of_plan, plan_paper, plan_text, plans, save_plan,
};
pub use receive::{Incoming, Receipt, ReceivedVersion, receive};
pub use recorded::{chain, evidence, evidence_bytes};
pub use standing::{Submission, Version, VersionEvent, following_versions, submissions, version_events, withdraw};
pub use subject::{Subject, subjects};
pub use verify::{Damage, Verification, verify};
pub use year::{Deadline, Expected, PlanYear, plan_year, plan_years, set_plan_year};

/// What queries run on: a store's connection, or a transaction. Use cases name it without naming the ORM.
pub use sea_orm::ConnectionTrait as Connection;
