//! The plan on the database: gathered from the versions that count, saved as a draft.

use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{Consolidated, place};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::split::Rounding;
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::{NewPlan, Store, Submission, submissions};

use crate::database::DatabaseError;
use crate::people::{Scope, permit};
use crate::standing::met;

/// The plan of the versions that count, with every yen placed.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses or an amount is outside what the split is made for.
pub async fn plan_of(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<(Consolidated, Vec<i64>), DatabaseError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let categories = set_up.map_or_else(|| CategoryTable::published().clone(), |y| y.categories);
    let gathered = kikin_store::gather(&reading, prefecture, year, stage, &categories).await?;
    let fits = |s: &Submission| (s.stage == Stage::Request) == (stage == Stage::Request);
    let submissions = submissions(&reading, prefecture, year).await?.into_iter().filter(fits).collect::<Vec<_>>();
    let findings = met(&reading, prefecture, year, &submissions, &categories).await?;
    let mut lines = gathered.lines;
    let split = place(&mut lines, &categories, year, Rounding::default())?;
    let plan = Consolidated {
        prefecture,
        year,
        stage,
        categories: categories.of_year(year).cloned().collect(),
        sources: gathered.sources,
        lines,
        texts: gathered.texts,
        split,
        findings,
    };
    Ok((plan, gathered.uploads))
}

/// Saves the plan as the next draft version of its year and stage.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses.
pub async fn save_draft(
    store: &Store,
    scope: &Scope,
    plan: &Consolidated,
    uploads: &[i64],
) -> Result<kikin_store::PlanVersion, DatabaseError> {
    permit(store, scope, Action::GroupProjects, &Matter::of(Seat::Prefecture(plan.prefecture))).await?;
    let transaction = store.write().await?;
    let saved = kikin_store::save_plan(&transaction, scope.act(), NewPlan { plan, uploads, reason: None }).await?;
    transaction.commit().await?;
    Ok(saved)
}
