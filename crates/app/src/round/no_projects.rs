//! 該当事業なし in one press: the form is made, filled in and handed in like any other, so that the answer has its file.

use kikin_domain::permission::Action;
use kikin_domain::place::{Field, Sourced};
use kikin_domain::plan::{Cover, FormId, PlanWorkbook, Stage};
use kikin_domain::round::{Act, NotNow, Progress};
use kikin_domain::text::nfkc_trim;
use kikin_domain::year::era_date;
use kikin_domain::{Bu, CellRef, Project, Unit, Yen};
use kikin_store::round::{Draft, NewDraft, Round, add_draft, rounds};
use kikin_store::{Connection, PlanYear, Store, Version, workbooks};

use super::desk::contents;
use super::error::RoundError;
use super::hand_in::{File, HandedIn, Words, hand_in_file};
use super::held::{Held, On, Site, hold, season};
use super::replacing::in_plan;
use super::slip::slip;
use crate::check::check;
use crate::database::year_request;
use crate::people::{Scope, permit};
use crate::reading::Document;
use crate::template::NoTemplate;

/// What one press gave.
#[derive(Clone, Debug, PartialEq)]
pub enum NoProjects {
    /// The answer was handed in.
    HandedIn(HandedIn),
    /// It is a draft, as 庁内決裁 comes first.
    Drafted(Draft),
}

/// What 該当事業なし would take the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Number of the receipt.
    pub receipt: i64,
    /// When it was received, with offset.
    pub received_at: String,
    /// The file's name.
    pub file_name: String,
    /// What it lists, all of which a 変更 takes out of the plan: projects and their 基金充当額 計, yen; nothing of another stage.
    pub taken_out: Option<(usize, Yen)>,
}

/// What whoever is about to answer 該当事業なし for a 分 must know: the version whose place the answer takes, if there is one.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::NotNow`] where the press would be refused by the state,
/// [`RoundError::NothingToChange`], or the database's.
pub async fn ask_no_projects(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
) -> Result<Option<Replaced>, RoundError> {
    let matter = site.matter().concerning(bu.into());
    permit(store, scope, Action::HandIn, &matter).await?;
    let reading = store.read().await?;
    let year = kikin_store::plan_year(&reading, site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let there = rounds(&reading, site.prefecture, site.year, Some(site.body)).await?;
    let now = season(&year, &there, stage, &[bu], scope.act().at.instant());
    scope.may(Action::HandIn, &matter.in_season(now)).map_err(RoundError::Refused)?;
    refuse_nothing(&there, stage, &[bu])?;
    let own = there.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
    if let Some(own) = own {
        // With 庁内決裁 the press keeps a draft, without it hands in.
        let approval = year.wants_approval(site.body);
        let act = if approval { Act::KeepDraft } else { Act::HandIn };
        own.progress.check(act, scope.account(), None, approval)?;
    }
    if stage == Stage::Change {
        let Some((_, version)) = in_plan(&there, bu) else { return Ok(None) };
        return Ok(Some(replaced(version, Some(listed(&reading, &year, version, bu).await?))));
    }
    Ok(own.and_then(|r| r.submission.counting()).map(|version| replaced(version, None)))
}

fn replaced(version: &Version, taken_out: Option<(usize, Yen)>) -> Replaced {
    Replaced {
        receipt: version.receipt,
        received_at: version.received_at.clone(),
        file_name: version.file_name.clone(),
        taken_out,
    }
}

/// A 変更 without a plan that it changes would say nothing.
fn refuse_nothing(rounds: &[Round], stage: Stage, halves: &[Bu]) -> Result<(), RoundError> {
    let without = halves.iter().find(|bu| stage == Stage::Change && in_plan(rounds, **bu).is_none());
    without.map_or(Ok(()), |bu| Err(RoundError::NothingToChange(*bu)))
}

/// How many projects a version lists in a 分, and their sum.
async fn listed(db: &impl Connection, year: &PlanYear, version: &Version, bu: Bu) -> Result<(usize, Yen), RoundError> {
    let plan = workbooks(db, year.prefecture, &[version.upload]).await?.remove(&version.upload);
    let bu_of = |p: &Project| p.category.value().and_then(|c| year.categories.get(c, year.year)).map(|c| c.bu);
    let funds = plan.iter().flat_map(|p| &p.projects).filter(|p| bu_of(p) == Some(bu)).map(|p| p.fund.get());
    let funds: Vec<Yen> = funds.map(Option::unwrap_or_default).collect();
    Ok((funds.len(), funds.into_iter().sum()))
}

/// Answers 該当事業なし for these 分. Pressed again it is answered with the receipt that there is.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::NothingToChange`], [`RoundError::Template`] for a body without a
/// form, or the database's.
pub async fn no_projects(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    halves: &[Bu],
) -> Result<NoProjects, RoundError> {
    let on = On { site, stage, halves };
    permit(store, scope, Action::HandIn, &site.matter()).await?;
    if halves.is_empty() {
        return Err(RoundError::field("該当事業がない分（医療分、介護分）を選んでください。"));
    }
    let year = kikin_store::plan_year(store.connection(), site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    refuse_nothing(&rounds(store.connection(), site.prefecture, site.year, Some(site.body)).await?, stage, halves)?;
    let (document, report) = answer(scope, on, &year)?;
    if year.wants_approval(site.body) {
        let held = hold(store, scope, Action::Draft, on).await?;
        let open = fitting(&held, on, |progress, approval| {
            progress.check(Act::KeepDraft, scope.account(), None, approval).map(drop)
        })?;
        let (prefecture, year, body) = (site.prefecture, site.year, site.body);
        let contents = &contents(&report, &held.year, &open);
        let (halves, bytes, report) = (open.as_slice(), document.bytes.as_slice(), &report);
        let new = NewDraft { prefecture, year, body, stage, halves, bytes, report, contents };
        let draft = add_draft(&held.tx, scope.act(), new).await?;
        held.tx.commit().await?;
        return Ok(NoProjects::Drafted(draft));
    }
    if let Some(upload) = answered(store, on).await? {
        return Ok(NoProjects::HandedIn(HandedIn {
            slip: slip(store.connection(), &year, upload).await?,
            repeated: true,
        }));
    }
    let file =
        File { document: &document, report: &report, draft: None, act: Act::HandIn, action: "submission.hand-in" };
    // Whoever presses has been told what is given up by it.
    let words = Words { why: None, gives_up: true };
    hand_in_file(store, scope, on, file, words).await.map(NoProjects::HandedIn)
}

/// The 分 for which an act fits; the first reason where it fits for none.
fn fitting(
    held: &Held,
    on: On<'_>,
    check: impl Fn(&Progress, bool) -> Result<(), NotNow>,
) -> Result<Vec<Bu>, RoundError> {
    let approval = held.year.wants_approval(on.site.body);
    let (mut open, mut refused) = (Vec::new(), None);
    for bu in on.halves {
        let fits = held.round(on, *bu).map_or(Ok(()), |round| check(&round.progress, approval));
        match fits {
            Ok(()) => open.push(*bu),
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    match refused {
        Some(why) if open.is_empty() => Err(why.into()),
        Some(_) | None => Ok(open),
    }
}

/// The file that has answered so for all of these 分, where it counts and has not come back.
async fn answered(store: &Store, on: On<'_>) -> Result<Option<i64>, RoundError> {
    let reading = store.read().await?;
    let there = rounds(&reading, on.site.prefecture, on.site.year, Some(on.site.body)).await?;
    let counting = |bu: &Bu| {
        let own = there.iter().find(|r| r.submission.stage == on.stage && r.submission.bu == *bu)?;
        let version = own.submission.counting()?;
        (own.progress.filed != kikin_domain::round::Filed::Returned).then_some(version.upload)
    };
    let uploads: Option<Vec<i64>> = on.halves.iter().map(counting).collect();
    let Some(&[first, ref rest @ ..]) = uploads.as_deref() else { return Ok(None) };
    if rest.iter().any(|other| *other != first) {
        return Ok(None);
    }
    let plan = workbooks(&reading, on.site.prefecture, &[first]).await?.remove(&first);
    Ok(plan.and_then(|p| p.cover.no_projects.get()).filter(|none| *none).map(|_| first))
}

/// The form with ○ under 該当事業なし, and its check. It is our own writing: it needs no process of its own.
fn answer(scope: &Scope, on: On<'_>, year: &PlanYear) -> Result<(Document, kikin_domain::FileReport), RoundError> {
    let body = year.bodies.get(on.site.body).ok_or(NoTemplate::Unknown(on.site.body))?;
    let categories: Vec<_> = year.categories.of_year(year.year).cloned().collect();
    let plan = blank(scope, on);
    let request = kikin_sheet::template::TemplateRequest {
        form: FormId::MunicipalPlan,
        body,
        year: year.year,
        stage: on.stage,
        categories: &categories,
        unit: Unit::Thousand,
        fill: kikin_sheet::template::Fill::Whole(&plan),
        assessments: &[],
    };
    let bytes = kikin_sheet::template::template(&request).map_err(NoTemplate::from)?;
    let day = era_date(scope.act().at.date());
    let name = format!("{}_{}_該当事業なし_{}.xlsx", on.site.body, nfkc_trim(body.name), day);
    let report = check(&name, &bytes, year_request(year));
    let document = Document::read(name, bytes.as_slice()).map_err(|error| RoundError::Reading(Box::new(error)))?;
    Ok((document, report))
}

/// A plan that says nothing but that there is nothing.
fn blank(scope: &Scope, on: On<'_>) -> PlanWorkbook {
    let mut halves = on.halves.to_vec();
    halves.sort_unstable();
    halves.dedup();
    let cover = Cover {
        scope: given(halves),
        submitted: given(scope.act().at.date()),
        no_projects: given(true),
        ..Cover::default()
    };
    PlanWorkbook { cover, judged_year: Some(on.site.year), ..PlanWorkbook::empty(FormId::MunicipalPlan) }
}

/// A value that stands in no cell yet.
pub(super) fn given<T>(value: T) -> Field<T> {
    Field::Given(Sourced { value, cell: CellRef::new(1, 1), raw: String::new() })
}
