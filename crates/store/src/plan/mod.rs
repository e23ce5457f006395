//! Versions of the consolidated plan.

mod deviation;
mod fixed;
mod json;
mod keep;
mod load;
mod save;
mod text;

use kikin_domain::FiscalYear;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::plan::Stage;

pub use fixed::{Edited, edited_since_fixing, parts_of_plan};
pub(crate) use json::rate;
pub use keep::{Fixing, KeepPlan, KeptPlan, keep_plan, kept_plans, plan_paper};
pub use load::{load_plan, plans};
pub use save::{NewPlan, freeze_plan, save_plan};
pub use text::{PlanText, add_plan_text, plan_text};

/// A version of a plan without its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    /// Its id.
    pub id: i64,
    /// The plan year.
    pub year: FiscalYear,
    /// The stage.
    pub stage: Stage,
    /// Its number inside year and stage, from 1.
    pub number: i64,
    /// When it was saved.
    pub created_at: String,
    /// By which account.
    pub created_by: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Whether it is frozen; otherwise it is a draft.
    pub frozen: bool,
}

/// A version of a plan with everything it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPlan {
    /// Which version.
    pub version: PlanVersion,
    /// The plan as it was saved.
    pub plan: Consolidated,
    /// The ids of its sources, one by one.
    pub uploads: Vec<i64>,
}
