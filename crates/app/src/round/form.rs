//! The form that a body fills in: with its name, code and year, with last year's projects, with those that a 変更 is about, or with
//! the prefecture's 内示.

use kikin_domain::assessment::Assessment;
use kikin_domain::permission::{Action, Season};
use kikin_domain::place::Field;
use kikin_domain::plan::{Cover, FormId, PlanWorkbook, Stage};
use kikin_domain::round::Filed;
use kikin_domain::text::nfkc_trim;
use kikin_domain::{Bu, CategoryCode, FiscalYear, Project};
use kikin_store::round::{Round, decisions, rounds};
use kikin_store::{Connection, PlanYear, Store, workbooks};

use super::error::RoundError;
use super::held::{Site, bus_of, season};
use super::no_projects::given;
use super::replacing::in_plan;
use crate::people::{Scope, permit};
use crate::template::{TemplateWanted, make_template};

/// A workbook to take home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the form is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilledWith {
    /// Name, code and year; of a 変更 also the projects that count in the plan, since it lists all of them again.
    Cover,
    /// The projects that count of the year before, too.
    LastYear,
}

/// The form of a body for a stage.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] where nothing of last year is there,
/// [`RoundError::Template`] for a body without a form, or the database's.
pub async fn blank_form(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    filled: FilledWith,
) -> Result<Form, RoundError> {
    permit(store, scope, Action::Template, &site.matter()).await?;
    let reading = store.read().await?;
    let year = set_up(&reading, site).await?;
    let (before, word) = match (filled, stage) {
        (FilledWith::Cover, Stage::Request | Stage::Plan | Stage::Evaluation(_)) => (None, "様式"),
        (FilledWith::Cover, Stage::Change) => (to_be_changed(&reading, scope, site, &year).await?, "様式"),
        (FilledWith::LastYear, _) => {
            let found = last_year(&reading, site).await?;
            let found = found.ok_or_else(|| {
                RoundError::field("前年度に提出された計画がありません。空の様式を受け取って記入してください。")
            })?;
            (Some(found), "前年度の写し")
        }
    };
    let wanted = TemplateWanted { stage, copy_from: before.as_ref(), ..wanted(site, &year) };
    let bytes = make_template(wanted)?;
    Ok(Form { name: name(site, &year, &format!("{}_{word}", stage.label())), bytes })
}

/// Whether there is a plan of the year before to copy.
pub(super) async fn has_last_year(store: &Store, site: Site) -> Result<bool, RoundError> {
    Ok(!uploads_of_last_year(store.connection(), site).await?.is_empty())
}

/// What a 変更 begins with: the projects that count in the plan, of the 分 that the post hands in and that are open now.
async fn to_be_changed(
    db: &impl Connection,
    scope: &Scope,
    site: Site,
    year: &PlanYear,
) -> Result<Option<PlanWorkbook>, RoundError> {
    let there = rounds(db, site.prefecture, site.year, Some(site.body)).await?;
    let own = bus_of(scope.halves());
    let now = scope.act().at.instant();
    let is_open = |bu: &Bu| season(year, &there, Stage::Change, &[*bu], now) == Season::Open;
    let open: Vec<Bu> = own.iter().copied().filter(is_open).collect();
    let halves = if open.is_empty() { own } else { open };
    let found: Vec<_> = halves.iter().filter_map(|bu| Some((*bu, in_plan(&there, *bu)?.1.upload))).collect();
    let Some(plan) = put_together(db, year, &found).await? else { return Ok(None) };
    // Day, number and 該当事業なし are those of the paper that gives way.
    let cover = Cover {
        scope: given(halves),
        submitted: Field::Absent,
        document_number: Field::Absent,
        no_projects: Field::Absent,
        ..plan.cover.clone()
    };
    Ok(Some(PlanWorkbook { cover, ..plan }))
}

/// The form with the prefecture's 内示 beside what was asked for, to be answered.
///
/// # Errors
/// [`RoundError::Refused`] (hidden before 内示), [`RoundError::NoYear`], [`RoundError::Template`], or the database's.
pub async fn answer_form(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
) -> Result<Form, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    let reading = store.read().await?;
    let year = set_up(&reading, site).await?;
    let there = rounds(&reading, site.prefecture, site.year, Some(site.body)).await?;
    let own = there.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
    let own = own.filter(|r| r.progress.notified).and_then(|r| r.submission.counting());
    let version = own.ok_or_else(RoundError::hidden)?;
    let plan = workbooks(&reading, site.prefecture, &[version.upload]).await?.remove(&version.upload);
    let mut plan = plan.ok_or_else(RoundError::hidden)?;
    let bu_of = |p: &Project| p.category.value().and_then(|c| year.categories.get(c, year.year)).map(|c| c.bu);
    plan.projects.retain(|p| bu_of(p) == Some(bu));
    let mut decided = decisions(&reading, site.prefecture, version.id).await?;
    let assessment = |p: &Project| {
        let decision = decided.remove(p.no.text())?;
        Some(Assessment { no: decision.no, category: p.category.value()?.clone(), granted: decision.granted })
    };
    let assessments: Vec<Assessment> = plan.projects.iter().filter_map(assessment).collect();
    let wanted = TemplateWanted { stage, copy_from: Some(&plan), assessments: &assessments, ..wanted(site, &year) };
    let bytes = make_template(wanted)?;
    Ok(Form { name: name(site, &year, &format!("{}_{}_内示への回答", stage.label(), bu.label())), bytes })
}

pub(super) fn wanted(site: Site, year: &PlanYear) -> TemplateWanted<'_> {
    TemplateWanted {
        // The prefecture's own projects have a form of their own.
        form: if site.body.is_prefecture() { FormId::PrefecturalPlan } else { FormId::MunicipalPlan },
        body: site.body,
        bodies: &year.bodies,
        year: year.year,
        stage: Stage::Plan,
        categories: &year.categories,
        copy_from: None,
        assessments: &[],
    }
}

/// `152021_長岡市_令和8年度_計画_様式.xlsx`
pub(super) fn name(site: Site, year: &PlanYear, what: &str) -> String {
    format!("{}_{}_{}_{what}.xlsx", site.body, nfkc_trim(&year.bodies.name(site.body)), site.year.era())
}

async fn set_up(db: &impl Connection, site: Site) -> Result<PlanYear, RoundError> {
    let year = kikin_store::plan_year(db, site.prefecture, site.year).await?;
    year.ok_or(RoundError::NoYear(site.prefecture, site.year))
}

/// The files of the year before that count, by 分: what is fixed goes before what came later, and what was sent back for correction
/// is taken only where there is nothing else.
async fn uploads_of_last_year(db: &impl Connection, site: Site) -> Result<Vec<(Bu, i64)>, RoundError> {
    let Some(before) = FiscalYear::new(site.year.get() - 1) else { return Ok(Vec::new()) };
    let there = rounds(db, site.prefecture, before, Some(site.body)).await?;
    let best = |bu: Bu| {
        let stages = [Stage::Change, Stage::Plan, Stage::Request];
        let own = |stage: Stage| there.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
        let counting = stages.into_iter().filter_map(own);
        let rank = |round: &Round| match round.progress.filed {
            Filed::Fixed => 0,
            Filed::Returned => 2,
            _ => 1,
        };
        let counting = counting.filter_map(|r| Some((rank(r), r.submission.counting()?.upload)));
        // Of equals the first, which is the latest stage.
        counting.min_by_key(|(rank, _)| *rank).map(|(_, upload)| (bu, upload))
    };
    Ok(Bu::ALL.into_iter().filter_map(best).collect())
}

/// The plan of the year before.
async fn last_year(db: &impl Connection, site: Site) -> Result<Option<PlanWorkbook>, RoundError> {
    let found = uploads_of_last_year(db, site).await?;
    let Some(before) = FiscalYear::new(site.year.get() - 1) else { return Ok(None) };
    let Some(year) = kikin_store::plan_year(db, site.prefecture, before).await? else { return Ok(None) };
    put_together(db, &year, &found).await
}

/// A plan whose 分 came in one file or in two.
async fn put_together(
    db: &impl Connection,
    year: &PlanYear,
    found: &[(Bu, i64)],
) -> Result<Option<PlanWorkbook>, RoundError> {
    let uploads: Vec<i64> = found.iter().map(|(_, upload)| *upload).collect();
    let read = workbooks(db, year.prefecture, &uploads).await?;
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let mut whole: Option<PlanWorkbook> = None;
    for (bu, upload) in found {
        let Some(plan) = read.get(upload) else { continue };
        let own = |p: &&Project| p.category.value().and_then(bu_of) == Some(*bu);
        let projects: Vec<Project> = plan.projects.iter().filter(own).cloned().collect();
        // 施設整備 is 介護分's, which comes second.
        let facilities = plan.facilities.clone().map(|all| if *bu == Bu::Care { all } else { Vec::new() });
        match &mut whole {
            None => whole = Some(PlanWorkbook { projects, facilities, ..plan.clone() }),
            Some(there) => {
                there.projects.extend(projects);
                there.facilities = facilities;
            }
        }
    }
    Ok(whole)
}
