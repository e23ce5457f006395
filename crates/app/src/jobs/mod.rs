//! Exports as jobs: asked for in a page, done by whichever server has time, kept for some weeks.
//!
//! A server's worker holds a job by a lease in the database that it renews while it works. Whoever is killed leaves the job to
//! the next when the lease has ended; a result is kept in one transaction with the job's end, or not at all. Whoever asked is
//! asked for permission twice: when they ask, and when the job is done.

mod ask;
mod make;
mod run;

pub use ask::{JobList, ON_A_PAGE, ask, job, list, result};
pub(crate) use make::{apart, groups_of, setting_of, workbook};
pub use run::{LEASE, Turn, has_work, run_next};

pub use kikin_store::jobs::{Job, JobState};

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// The plan workbook in its public edition.
    PlanWorkbook,
    /// The same with whom to ask at each body.
    FullPlanWorkbook,
    /// Every project and amount, long form.
    PlanData,
    /// The code table of the long form.
    PlanCodes,
}

impl JobKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::PlanWorkbook, Self::FullPlanWorkbook, Self::PlanData, Self::PlanCodes];

    /// The word in data and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PlanWorkbook => "plan-workbook",
            Self::FullPlanWorkbook => "plan-workbook-full",
            Self::PlanData => "plan-data",
            Self::PlanCodes => "plan-codes",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The words on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::PlanWorkbook => "県計画のブック",
            Self::FullPlanWorkbook => "県計画のブック（連絡先入り・庁内用）",
            Self::PlanData => "全事業のデータ（CSV）",
            Self::PlanCodes => "データのコード表（CSV）",
        }
    }

    /// Whether it is a workbook; else it is CSV.
    #[must_use]
    pub const fn is_workbook(self) -> bool {
        matches!(self, Self::PlanWorkbook | Self::FullPlanWorkbook)
    }
}
