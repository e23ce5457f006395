//! The version of the plan that is fixed, and whether the plan is another by now.

use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use kikin_store::{Connection, Edited, KeptPlan, edited_since_fixing, parts_of_plan};

use crate::plan::{Live, Parts};
use crate::round::RoundError;

/// The version that was fixed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFixed {
    /// The version.
    pub version: KeptPlan,
    /// What of the plan is another by now.
    pub since: Since,
}

/// What of a plan is another than in the version that was fixed last. What was received is never changed, so that a plan of the same
/// files is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Whether it is made of other files.
    pub files: bool,
    /// Whose files came, by name and 分; none where files only left.
    pub arrived: Vec<(String, Bu)>,
    /// Which of 都道府県事業 and 計画本文 were set anew.
    pub edited: Edited,
}

impl LastFixed {
    /// Whether anything is another by now, so that there is something to fix.
    #[must_use]
    pub const fn differs(&self) -> bool {
        self.since.files || self.since.edited.bundling || self.since.edited.texts
    }
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
    let (then, now) = (parts_of_plan(db, prefecture, id).await?, parts_of(live));
    let edited = edited_since_fixing(db, (prefecture, year), id).await?;
    let name = |upload: i64| {
        let at = live.uploads.iter().position(|own| *own == upload)?;
        live.plan.sources.get(at)?.name.clone()
    };
    let arrived = now.difference(&then).filter_map(|(upload, bu)| Some((name(*upload)?, *bu))).collect();
    Ok(Some(LastFixed { version, since: Since { files: then != now, arrived, edited } }))
}
