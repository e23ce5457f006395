//! The plan on the database: gathered from the versions that count, saved as a draft.

use std::collections::BTreeSet;

use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{Consolidated, SourceFile, place};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::split::Rounding;
use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use kikin_store::{Connection, Gathered, NewPlan, PlanYear, Store, Submission, submissions};

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
    let live = live(&reading, (prefecture, year), stage, None).await?;
    Ok((live.plan, live.uploads))
}

/// A plan as it is now, and what it was gathered from.
pub(crate) struct Live {
    /// The year's set-up; none where the year is not set up.
    pub(crate) set_up: Option<PlanYear>,
    /// The plan, with every yen placed.
    pub(crate) plan: Consolidated,
    /// The ids of its sources, one by one.
    pub(crate) uploads: Vec<i64>,
    /// The submissions it may be made of.
    pub(crate) submissions: Vec<Submission>,
}

/// Received files, each with a 分 of it.
pub(crate) type Parts = BTreeSet<(i64, Bu)>;

/// The plan of the versions that count; of `only` these parts, where they are named.
pub(crate) async fn live(
    db: &impl Connection,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
    only: Option<&Parts>,
) -> Result<Live, DatabaseError> {
    let (set_up, categories) = set_up(db, prefecture, year).await?;
    let mut gathered = kikin_store::gather(db, prefecture, year, stage, &categories).await?;
    if let Some(only) = only {
        leave_out(&mut gathered, only);
    }
    placed(db, (prefecture, year), stage, (set_up, categories), gathered).await
}

/// As [`live`], with no more of each project than its row of 事業一覧, and without texts: for figures and where they come from.
pub(crate) async fn live_figures(
    db: &impl Connection,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<Live, DatabaseError> {
    let (set_up, categories) = set_up(db, prefecture, year).await?;
    let gathered = kikin_store::gather_figures(db, prefecture, year, stage, &categories).await?;
    placed(db, (prefecture, year), stage, (set_up, categories), gathered).await
}

/// The year's set-up with its 区分, or the published ones.
type SetUp = (Option<PlanYear>, CategoryTable);

async fn set_up(db: &impl Connection, prefecture: PrefectureCode, year: FiscalYear) -> Result<SetUp, DatabaseError> {
    let set_up = kikin_store::plan_year(db, prefecture, year).await?;
    let categories = set_up.as_ref().map_or_else(|| CategoryTable::published().clone(), |y| y.categories.clone());
    Ok((set_up, categories))
}

/// What was gathered, with every yen placed, and what is to be said of the files.
async fn placed(
    db: &impl Connection,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
    (set_up, categories): SetUp,
    gathered: Gathered,
) -> Result<Live, DatabaseError> {
    let fits = |s: &Submission| s.stage == stage || (s.stage.is_of_the_plan() && stage.is_of_the_plan());
    let submissions = submissions(db, prefecture, year).await?.into_iter().filter(fits).collect::<Vec<_>>();
    let findings = met(db, prefecture, year, &submissions, &categories).await?;
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
    Ok(Live { set_up, plan, uploads: gathered.uploads, submissions })
}

/// Takes the parts away that are not named; each file says so.
fn leave_out(gathered: &mut Gathered, only: &Parts) {
    let uploads = &gathered.uploads;
    let stays = |source: usize, bu: Bu| uploads.get(source).is_some_and(|upload| only.contains(&(*upload, bu)));
    gathered.lines.retain(|line| stays(line.source, line.bu));
    for (at, source) in gathered.sources.iter_mut().enumerate() {
        let gone: Vec<Bu> = source.halves.iter().copied().filter(|bu| !stays(at, *bu)).collect();
        source.halves.retain(|bu| stays(at, *bu));
        source.counts = !source.halves.is_empty();
        told(source, &gone);
    }
    let sources = &gathered.sources;
    gathered.texts.retain(|text| sources.get(text.source).is_some_and(|source| source.counts));
}

fn told(source: &mut SourceFile, gone: &[Bu]) {
    for bu in gone {
        let sentence = format!("{}は、確認済みでないため、この版に入れていません。", bu.label());
        source.reason = Some(source.reason.take().unwrap_or_default() + &sentence);
    }
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
