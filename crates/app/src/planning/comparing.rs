//! Two versions of a plan against each other.

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_report::compare::{Comparison, write_comparison};
use kikin_report::plan::ReportError;
use kikin_store::{Connection, KeptPlan, Store};

use super::versions::load;
use crate::jobs::apart;
use crate::people::{Scope, permit};
use crate::round::RoundError;

type Key = (PrefectureCode, FiscalYear);

/// 「計画 第2版（確定）」
#[must_use]
pub fn version_name(kept: &KeptPlan) -> String {
    let state = if kept.version.frozen { "確定" } else { "案" };
    format!("{} 第{}版（{state}）", kept.version.stage, kept.version.number)
}

/// What of two versions of a year differs.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where the year has no such version), [`RoundError::Field`] for the same version twice, or the
/// database's.
pub async fn compare(store: &Store, scope: &Scope, key: Key, versions: (i64, i64)) -> Result<Comparison, RoundError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(key.0))).await?;
    let reading = store.read().await?;
    compared(&reading, key, versions).await
}

async fn compared(db: &impl Connection, key: Key, (before, after): (i64, i64)) -> Result<Comparison, RoundError> {
    if before == after {
        return Err(RoundError::field("同じ版どうしは比べられません。旧と新に、違う版を選んでください。"));
    }
    let (former, newer) = (load(db, key, before).await?, load(db, key, after).await?);
    Ok(Comparison::of((&version_name(&former.0), &former.1.plan), (&version_name(&newer.0), &newer.1.plan)))
}

/// The same as a workbook: its name and bytes.
///
/// # Errors
/// As [`compare`].
pub async fn comparison_workbook(
    store: &Store,
    scope: &Scope,
    key: Key,
    versions: (i64, i64),
) -> Result<(String, Vec<u8>), RoundError> {
    permit(store, scope, Action::Export, &Matter::of(Seat::Prefecture(key.0))).await?;
    let reading = store.read().await?;
    let comparison = compared(&reading, key, versions).await?;
    drop(reading);
    let day = scope.act().at.date();
    let name = format!("{}_{}計画_新旧対照表.xlsx", key.1.era(), key.0.name());
    let bytes = apart(move || {
        write_comparison(&comparison, day).map_err(|error| match error {
            ReportError::Proof(error) => RoundError::field(error.to_string()),
            ReportError::Write(error) => RoundError::Reading(Box::new(error)),
        })
    })
    .await?;
    Ok((name, bytes))
}
