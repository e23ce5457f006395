//! 事後評価: workbooks held against the plan that counts, what was executed of the grants, and the prefecture's own part of it.

mod overview;

use std::borrow::Cow;

use kikin_domain::evaluation::{Evaluated, Front, Grant, Planned, evaluated, judge_against};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::split::Source;
use kikin_domain::{CategoryCode, CategoryTable, FileReport, FiscalYear, PrefectureCode, Verdict, Yen};
use kikin_store::{Connection, PlanYear, Store, World, audit, figures_of_body};

use crate::database::DatabaseError;
use crate::people::{Scope, permit};
use crate::plan::live;
use crate::round::{RoundError, halves_of};

pub use overview::{EvaluationOverview, evaluation_overview};

/// Longest text of one field of the front part, characters.
const LONGEST_TEXT: usize = 10_000;
/// Longest 文書番号 or other name of a paper, characters.
const LONGEST_SOURCE: usize = 200;

/// Holds a checked workbook of 事後評価 against the projects that its body has in the plan (V001, V003, V006): findings and verdict
/// that the file alone does not show. Any other file is left as it is.
pub(crate) async fn held_against_plan<'a>(
    db: &impl Connection,
    year: &PlanYear,
    report: &'a FileReport,
) -> Result<Cow<'a, FileReport>, DatabaseError> {
    let Some(evaluation) = &report.evaluation else { return Ok(Cow::Borrowed(report)) };
    let Some((body, _)) = evaluation.organization else { return Ok(Cow::Borrowed(report)) };
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    // A workbook of one 分 says nothing of the other.
    let halves = evaluation.halves(bu_of);
    let lines = figures_of_body(db, (year.prefecture, year.year), body, &year.categories).await?;
    let planned: Vec<Planned> = lines
        .iter()
        .filter(|line| halves.contains(&line.bu))
        .map(|line| Planned {
            bu: line.bu,
            no: line.key.no.clone(),
            name: line.project.name.text().trim().to_owned(),
            fund: line.counts().then_some(line.fund),
        })
        .collect();
    let mut more = judge_against(&planned, evaluation, bu_of);
    if more.is_empty() {
        return Ok(Cow::Borrowed(report));
    }
    year.severities.apply(&mut more);
    let mut held = report.clone();
    held.findings.extend(more);
    held.verdict = Verdict::of(&held.findings);
    Ok(Cow::Owned(held))
}

/// 事後評価 of a plan year as it stands in an evaluation year: the plan that counts, the workbooks that count, 交付額 and the front part.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses.
pub async fn evaluated_plan(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    evaluation_year: FiscalYear,
) -> Result<Evaluated, DatabaseError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    gathered(&reading, (prefecture, year), evaluation_year).await
}

/// 事後評価 of every plan year of a prefecture that was evaluated up to a year, the earliest plan first: what execution tables and
/// audit rows are made of.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses.
pub async fn evaluated_plans(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    until: Option<FiscalYear>,
) -> Result<Vec<Evaluated>, DatabaseError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let mut all = Vec::new();
    for (_, year) in kikin_store::plan_years(&reading).await?.into_iter().filter(|(p, _)| *p == prefecture) {
        let years = kikin_store::evaluation_years(&reading, prefecture, year).await?;
        let last = years.into_iter().rfind(|evaluated| until.is_none_or(|until| *evaluated <= until));
        if let Some(last) = last {
            all.push(gathered(&reading, (prefecture, year), last).await?);
        }
    }
    Ok(all)
}

/// 事後評価 of every plan year as it stands in an evaluation year: what was executed of an earlier grant stands in later plans, too.
/// The plan year that is asked for is among them once it was evaluated by then.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses.
pub async fn evaluated_among(
    store: &Store,
    scope: &Scope,
    key: (PrefectureCode, FiscalYear),
    evaluation_year: FiscalYear,
) -> Result<Vec<Evaluated>, DatabaseError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(key.0))).await?;
    among(&store.read().await?, key, evaluation_year).await
}

async fn among(
    db: &impl Connection,
    (prefecture, own): (PrefectureCode, FiscalYear),
    evaluation_year: FiscalYear,
) -> Result<Vec<Evaluated>, DatabaseError> {
    let mut all = Vec::new();
    for (_, year) in kikin_store::plan_years(db).await?.into_iter().filter(|(p, _)| *p == prefecture) {
        let years = kikin_store::evaluation_years(db, prefecture, year).await?;
        let last = years.into_iter().rfind(|evaluated| *evaluated <= evaluation_year);
        // Of the one that is asked for the year holds even where nobody evaluated it then.
        let told = if year == own { last.map(|_| evaluation_year) } else { last };
        if let Some(told) = told {
            all.push(gathered(db, (prefecture, year), told).await?);
        }
    }
    Ok(all)
}

/// The years in which a plan year was evaluated, the earliest first.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses.
pub async fn evaluation_years(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
) -> Result<Vec<FiscalYear>, DatabaseError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    Ok(kikin_store::evaluation_years(&reading, prefecture, year).await?)
}

async fn gathered(
    db: &impl Connection,
    (prefecture, year): (PrefectureCode, FiscalYear),
    evaluation_year: FiscalYear,
) -> Result<Evaluated, DatabaseError> {
    let live = live(db, (prefecture, year), Stage::Plan, None).await?;
    let categories = live.set_up.map_or_else(|| CategoryTable::published().clone(), |set_up| set_up.categories);
    let files = kikin_store::evaluation_files(db, (prefecture, year), evaluation_year, &categories).await?;
    let mut all = evaluated(live.plan, evaluation_year, files, &categories);
    let residuals = all.projects.iter().flat_map(|p| &p.parts).filter_map(of_year);
    let years: Vec<FiscalYear> = std::iter::once(year).chain(residuals).collect();
    all.grants = grants_of(db, prefecture, &years).await?;
    all.front = kikin_store::evaluation_front(db, (prefecture, year, evaluation_year)).await?;
    Ok(all)
}

/// 交付額 of these years, the earliest paper first.
async fn grants_of(
    db: &impl Connection,
    prefecture: PrefectureCode,
    years: &[FiscalYear],
) -> Result<Vec<Grant>, DatabaseError> {
    let mut grants = kikin_store::grants(db, prefecture).await?;
    grants.retain(|grant| years.contains(&grant.year));
    grants.sort_by_key(|grant| (grant.year, grant.on));
    Ok(grants)
}

/// The earlier year that money is left of.
const fn of_year(part: &kikin_domain::evaluation::Part) -> Option<FiscalYear> {
    match part.source {
        Source::Residual(year) => year,
        Source::New => None,
    }
}

/// Enters a paper of 交付額.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for what cannot be so, or the database's.
pub async fn enter_grant(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    new: &Grant,
    why: Option<&str>,
) -> Result<(), RoundError> {
    enter(store, scope, prefecture, (new, why), true).await
}

/// The same from a form, which is pressed twice sooner than a command is typed twice: a paper that is there already is refused.
///
/// # Errors
/// As [`enter_grant`].
pub async fn enter_grant_once(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    new: &Grant,
    why: Option<&str>,
) -> Result<(), RoundError> {
    enter(store, scope, prefecture, (new, why), false).await
}

/// Whether somebody may enter papers of 交付額, before what is typed is looked at.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn may_enter_grants(store: &Store, scope: &Scope, prefecture: PrefectureCode) -> Result<(), RoundError> {
    Ok(permit(store, scope, Action::EnterGrant, &Matter::of(Seat::Prefecture(prefecture))).await?)
}

async fn enter(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    (new, why): (&Grant, Option<&str>),
    twice: bool,
) -> Result<(), RoundError> {
    let matter = Matter::of(Seat::Prefecture(prefecture));
    permit(store, scope, Action::EnterGrant, &matter).await?;
    let tx = store.write().await?;
    audit::hold(&tx, World::from(prefecture)).await?;
    let set_up = kikin_store::plan_year(&*tx, prefecture, new.year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, new.year))?;
    let Some(category) = set_up.categories.get(&new.category, new.year) else {
        return Err(RoundError::field(format!(
            "区分「{}」は{}にありません。区分を確かめてください。",
            new.category,
            new.year.era()
        )));
    };
    let of_half = halves_of(&[category.bu]).map_or(matter, |halves| matter.concerning(halves));
    if scope.may(Action::EnterGrant, &of_half).is_err() {
        drop(tx);
        return Ok(permit(store, scope, Action::EnterGrant, &of_half).await?);
    }
    let source = new.source.trim();
    if source.is_empty() || source.chars().count() > LONGEST_SOURCE || source.chars().any(char::is_control) {
        return Err(RoundError::field(format!(
            "根拠となる文書（交付決定通知の文書番号など）を1文字以上{LONGEST_SOURCE}文字以下で入力してください。"
        )));
    }
    let why = why.map(str::trim).filter(|why| !why.is_empty());
    let is_returned = new.national < Yen::ZERO || new.prefectural < Yen::ZERO;
    if is_returned && why.is_none() {
        return Err(RoundError::field("マイナスの額（返還・訂正）を登録するときは、理由を入力してください。"));
    }
    if new.national == Yen::ZERO && new.prefectural == Yen::ZERO {
        return Err(RoundError::field("国と都道府県の額がどちらも0円です。交付額を入力してください。"));
    }
    let new = Grant { source: source.to_owned(), ..new.clone() };
    if !twice && kikin_store::grants(&*tx, prefecture).await?.contains(&new) {
        return Err(RoundError::field(
            "根拠となる文書、区分、日付、額がすべて同じ交付額が、もう登録されています。下の表を確かめ、別の文書であれば文書番号に枝番を\
             付けてください。",
        ));
    }
    kikin_store::add_grant(&tx, scope.act(), prefecture, &new, why).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the front part of 事後評価 of a plan year in an evaluation year.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for what cannot be so, or the database's.
pub async fn write_front(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    evaluation_year: FiscalYear,
    new: &Front,
) -> Result<(), RoundError> {
    permit(store, scope, Action::WriteEvaluation, &Matter::of(Seat::Prefecture(prefecture))).await?;
    if evaluation_year < year {
        return Err(RoundError::field(format!(
            "評価年度（{}）が計画年度（{}）より前です。評価年度を確かめてください。",
            evaluation_year.era(),
            year.era()
        )));
    }
    let texts = [&new.how, &new.council, &new.view, &new.improvement, &new.goes_on];
    let goals = new.goals.iter().flat_map(|goal| [&goal.area, &goal.goal, &goal.attainment]);
    if let Some(long) = texts.into_iter().chain(goals).find(|text| text.chars().count() > LONGEST_TEXT) {
        let begins: String = long.chars().take(20).collect();
        return Err(RoundError::field(format!(
            "「{begins}…」で始まる文が{LONGEST_TEXT}文字を超えています。短くしてください。"
        )));
    }
    let tx = store.write().await?;
    audit::hold(&tx, World::from(prefecture)).await?;
    if kikin_store::plan_year(&*tx, prefecture, year).await?.is_none() {
        return Err(RoundError::NoYear(prefecture, year));
    }
    kikin_store::write_front(&tx, scope.act(), (prefecture, year, evaluation_year), new).await?;
    tx.commit().await?;
    Ok(())
}
