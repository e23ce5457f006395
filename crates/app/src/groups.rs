//! 都道府県事業 of a plan year: kept with the year, used by every export after.

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::grouping::{Drift, Group, from_kept, to_kept};
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::{Act, Store, prefectural_projects, set_prefectural_projects};

use crate::database::DatabaseError;

/// Keeps a grouping for the plan year in the place of the one before: one transaction, one event in the chain.
///
/// # Errors
/// [`DatabaseError`] when the database refuses, also where the plan year is not set up.
pub async fn set_groups(
    store: &Store,
    act: &Act,
    (prefecture, year): (PrefectureCode, FiscalYear),
    groups: &[Group],
    lines: &[Line],
) -> Result<(), DatabaseError> {
    let transaction = store.write().await?;
    set_prefectural_projects(&transaction, act, prefecture, year, &to_kept(groups, lines)).await?;
    transaction.commit().await?;
    Ok(())
}

/// The grouping kept for the plan's year, on the plan as it is now; nothing where none is kept.
///
/// # Errors
/// [`DatabaseError`] when the database refuses.
pub async fn kept_groups(store: &Store, plan: &Consolidated) -> Result<Option<(Vec<Group>, Drift)>, DatabaseError> {
    let kept = prefectural_projects(store.connection(), plan.prefecture, plan.year).await?;
    Ok((!kept.is_empty()).then(|| from_kept(&kept, &plan.lines)))
}
