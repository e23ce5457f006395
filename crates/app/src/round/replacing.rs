//! What a 変更 takes the place of: it lists all projects of its 分 again, and what it does not list leaves the plan.

use kikin_domain::plan::{PlanWorkbook, Stage};
use kikin_domain::round::{Change, Gone, changes, gone, told_gone};
use kikin_domain::{Bu, CategoryCode};
use kikin_store::round::{Round, rounds};
use kikin_store::{Connection, PlanYear, StoreError, Version, workbooks};

/// The version in whose place a 変更 of a 分 comes, and what the two say differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Replacing {
    /// The 分.
    pub bu: Bu,
    /// The stage of the version that gives way: 計画, or a former 変更.
    pub stage: Stage,
    /// Its number inside its submission.
    pub number: i64,
    /// Its receipt number.
    pub receipt: i64,
    /// Its projects that the 変更 does not list.
    pub gone: Vec<Gone>,
    /// What is otherwise, by cell and by yen; every value of a project that is gone is among it.
    pub changes: Vec<Change>,
}

/// The version of a 分 that is in the plan now: of 変更, else of 計画.
pub(super) fn in_plan(rounds: &[Round], bu: Bu) -> Option<(Stage, &Version)> {
    [Stage::Change, Stage::Plan].into_iter().find_map(|stage| counting(rounds, stage, bu))
}

/// The version of a stage that counts.
pub(super) fn counting(rounds: &[Round], stage: Stage, bu: Bu) -> Option<(Stage, &Version)> {
    let own = rounds.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu))?;
    own.submission.counting().map(|version| (stage, version))
}

/// What `after`, a file of `stage`, takes the place of in these 分. Only a 変更 takes the place of what another stage has filed.
pub(super) async fn replacing(
    db: &impl Connection,
    year: &PlanYear,
    rounds: &[Round],
    (stage, halves): (Stage, &[Bu]),
    after: &PlanWorkbook,
) -> Result<Vec<Replacing>, StoreError> {
    if stage != Stage::Change {
        return Ok(Vec::new());
    }
    let before: Vec<_> = halves.iter().filter_map(|bu| in_plan(rounds, *bu).map(|own| (*bu, own))).collect();
    let uploads: Vec<i64> = before.iter().map(|(_, (_, version))| version.upload).collect();
    let read = workbooks(db, year.prefecture, &uploads).await?;
    let told =
        |(bu, own): (Bu, (Stage, &Version))| read.get(&own.1.upload).map(|plan| of(year, bu, own, (plan, after)));
    Ok(before.into_iter().filter_map(told).collect())
}

/// What a file of the command line's leaves out of the plan it replaces, in words; `None` where that is nothing.
pub(crate) async fn left_out(
    db: &impl Connection,
    year: &PlanYear,
    plan: &PlanWorkbook,
) -> Result<Option<String>, StoreError> {
    let (stage, Some((body, _))) = (plan.cover.stage(), &plan.organization) else { return Ok(None) };
    if stage != Stage::Change {
        return Ok(None);
    }
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let there = rounds(db, year.prefecture, year.year, Some(*body)).await?;
    Ok(told(&replacing(db, year, &there, (stage, &plan.halves(bu_of)), plan).await?))
}

/// What `after` says otherwise than the version before.
pub(super) fn of(
    year: &PlanYear,
    bu: Bu,
    (stage, version): (Stage, &Version),
    (before, after): (&PlanWorkbook, &PlanWorkbook),
) -> Replacing {
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    Replacing {
        bu,
        stage,
        number: version.number,
        receipt: version.receipt,
        gone: gone(before, after, bu, bu_of),
        changes: changes(before, after, bu, bu_of),
    }
}

/// 「医療分のNo.2、No.3（20,119,000円）」, one 分 after the other; `None` where every project is listed.
pub(super) fn told(replacing: &[Replacing]) -> Option<String> {
    let of = |one: &Replacing| told_gone(&one.gone).map(|gone| format!("{}の{gone}", one.bu.label()));
    let all: Vec<String> = replacing.iter().filter_map(of).collect();
    (!all.is_empty()).then(|| all.join("、"))
}
