//! 都道府県事業 of a plan year: kept with the year, used by every export after.

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::grouping::{Drift, Group, from_kept, to_kept};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::{Store, prefectural_projects, set_prefectural_projects};

use crate::database::DatabaseError;
use crate::people::{Scope, permit};

/// Keeps a grouping for the plan year in the place of the one before: one transaction, one event in the chain.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses, also where the plan year is not set up.
pub async fn set_groups(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    groups: &[Group],
    lines: &[Line],
) -> Result<(), DatabaseError> {
    permit(store, scope, Action::GroupProjects, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let transaction = store.write().await?;
    set_prefectural_projects(&transaction, scope.act(), prefecture, year, &to_kept(groups, lines)).await?;
    transaction.commit().await?;
    Ok(())
}

/// The grouping kept for the plan's year, on the plan as it is now; nothing where none is kept.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses.
pub async fn kept_groups(
    store: &Store,
    scope: &Scope,
    plan: &Consolidated,
) -> Result<Option<(Vec<Group>, Drift)>, DatabaseError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(plan.prefecture))).await?;
    let kept = prefectural_projects(store.connection(), plan.prefecture, plan.year).await?;
    Ok((!kept.is_empty()).then(|| from_kept(&kept, &plan.lines)))
}
