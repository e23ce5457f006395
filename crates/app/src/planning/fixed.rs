//! The version of the plan that is fixed, and whether the plan is another by now.

use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::{Connection, KeptPlan, edited_since_fixing, parts_of_plan};

use crate::plan::{Live, Parts};
use crate::round::RoundError;

/// The version that was fixed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFixed {
    /// The version.
    pub version: KeptPlan,
    /// Whether the plan is made of other files by now, or 都道府県事業 or 計画本文 was set anew. What was received is never changed, so
    /// that a plan of the same files is the same.
    pub differs: bool,
}

/// The files and 分 that a plan is made of.
pub(super) fn parts_of(live: &Live) -> Parts {
    let each = live.plan.sources.iter().zip(&live.uploads);
    each.flat_map(|(source, upload)| source.halves.iter().map(|bu| (*upload, *bu))).collect()
}

/// The version of 計画 that was fixed last, beside the plan as it is.
pub(super) async fn last_fixed(
    db: &impl Connection,
    (prefecture, year): (PrefectureCode, FiscalYear),
    live: &Live,
) -> Result<Option<LastFixed>, RoundError> {
    if !live.plan.stage.is_of_the_plan() {
        return Ok(None);
    }
    let kept = kikin_store::kept_plans(db, prefecture, year).await?;
    let fixed = kept.into_iter().filter(|k| k.version.stage.is_of_the_plan() && k.version.frozen);
    let Some(version) = fixed.max_by_key(|k| k.version.number) else { return Ok(None) };
    let id = version.version.id;
    let differs = parts_of_plan(db, prefecture, id).await? != parts_of(live)
        || edited_since_fixing(db, (prefecture, year), id).await?;
    Ok(Some(LastFixed { version, differs }))
}
