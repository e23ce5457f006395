//! The live 総括表 beside 国の内示.

use kikin_domain::consolidated::PlanFinding;
use kikin_domain::noticed::BesideNotice;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::settled::Deviation;
use kikin_domain::{Category, Finding, FiscalYear, PrefectureCode};
use kikin_report::plan::Totals;
use kikin_store::Store;

use super::fixed::{LastFixed, last_fixed};
use super::noticed::{above, beside};
use crate::people::{Scope, permit};
use crate::plan::live_figures;
use crate::round::RoundError;
use crate::settled::deviations_of_plan;

/// The plan as it is now, without its projects.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub year: FiscalYear,
    /// 計画 (with 変更) or 要望.
    pub stage: Stage,
    /// The year's 区分 in order.
    pub categories: Vec<Category>,
    /// 総括表, yen.
    pub totals: Totals,
    /// Each 区分 beside its 国の内示.
    pub notices: Vec<BesideNotice>,
    /// P findings across files.
    pub findings: Vec<PlanFinding>,
    /// The projects that count with another amount than was decided and answered.
    pub deviations: Vec<Deviation>,
    /// How many bodies have projects in it.
    pub bodies: usize,
    /// Projects that are listed but stand outside the sums (調整中).
    pub open: usize,
    /// The version that was fixed last.
    pub fixed: Option<LastFixed>,
}

/// The live totals of a plan year and stage.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn overview(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<Overview, RoundError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let live = live_figures(&reading, (prefecture, year), stage).await?;
    live.set_up.as_ref().ok_or(RoundError::NoYear(prefecture, year))?;
    let deviations = deviations_of_plan(&reading, &live).await?;
    let fixed = last_fixed(&reading, (prefecture, year), &live).await?;
    let notices = beside(&reading, &live.plan).await?;
    let plan = live.plan;
    let mut bodies: Vec<_> = plan.lines.iter().map(|line| line.body).collect();
    bodies.sort_unstable();
    bodies.dedup();
    Ok(Overview {
        prefecture,
        year,
        stage,
        totals: Totals::of(&plan.categories, &plan.lines),
        notices,
        fixed,
        findings: plan.findings,
        deviations,
        bodies: bodies.len(),
        open: plan.lines.iter().filter(|line| !line.counts()).count(),
        categories: plan.categories,
    })
}

impl Overview {
    /// P002 for every 区分 above its 国の内示.
    #[must_use]
    pub fn above_notice(&self) -> Vec<Finding> {
        above(&self.notices, &self.categories)
    }
}
