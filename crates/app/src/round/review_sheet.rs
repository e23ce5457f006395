//! What an officer looks at while reviewing: the version that counts, what is new in it, and what can be done now.

use kikin_domain::permission::{Action, Matter, Reach, Refusal, Role, Seat, row};
use kikin_domain::plan::{PlanWorkbook, Stage};
use kikin_domain::round::{Act, Change, Progress, changes};
use kikin_domain::standing::VersionState;
use kikin_domain::{Bu, CategoryCode, Finding, FiscalYear, Project};
use kikin_store::people::post::post_names;
use kikin_store::round::{Comment, Round, comments, rounds};
use kikin_store::{Connection, PlanYear, Store, Version, organisations, received_file, workbooks};

use super::assess::NOTHING_TO_DECIDE;
use super::decided::decided;
use super::due::{Returned, last_correction};
use super::error::RoundError;
use super::held::{Site, halves_of};
use super::replacing::{self, Replacing, counting};
use crate::people::{Scope, permit};

/// The acts of the prefecture on a submission, in the order of the round.
const ACTS: [Act; 6] =
    [Act::BeginReview, Act::RequestCorrection, Act::Receive, Act::Confirm, Act::Assess, Act::NotifyAssessment];

/// A submission under review.
#[derive(Clone, Debug)]
pub struct ReviewSheet {
    /// The year as it is set up.
    pub year: PlanYear,
    /// The body's name.
    pub name: String,
    /// What was recorded of the submission; none where nothing ever was.
    pub round: Option<Round>,
    /// The version that counts.
    pub version: Option<Version>,
    /// Its projects of this 分.
    pub projects: Vec<Project>,
    /// Every value of its projects with sheet and cell, in the form's order: [`Change::after`] holds the value.
    pub values: Vec<Change>,
    /// What the check found in its file, both 分.
    pub findings: Vec<Finding>,
    /// What a 変更 says otherwise than the 計画 that it is about; of another stage nothing.
    pub replaces: Vec<Replacing>,
    /// What is otherwise than in the accepted version before it, with that version's number.
    pub from_before: Option<(i64, Vec<Change>)>,
    /// What is otherwise than in the version that counted in the plan year before.
    pub from_last_year: Option<(FiscalYear, Vec<Change>)>,
    /// The comments on this submission, in the order in which they were written.
    pub comments: Vec<Comment>,
    /// The last 修正依頼, and whether a version has answered it; by the name of the post that asked.
    pub correction: Option<(Returned, bool)>,
    /// What the prefecture can do: none for what fits now, else why not.
    pub acts: Vec<(Act, Option<String>)>,
    /// Whether every project is decided on, so that the 内示 is next.
    pub decided: bool,
}

/// A submission under review. Without a version that counts there is only its state.
///
/// # Errors
/// [`RoundError::Refused`] (hidden for a body that the prefecture does not have), [`RoundError::NoYear`], or the database's.
pub async fn review_sheet(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
) -> Result<ReviewSheet, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    // The prefecture's work: a municipality has pages of its own.
    permit(store, scope, Action::ViewStatus, &Matter::of(Seat::Prefecture(site.prefecture))).await?;
    let reading = store.read().await?;
    let year = kikin_store::plan_year(&reading, site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let bodies = organisations(&reading, site.prefecture).await?;
    let name = bodies.into_iter().find(|b| b.code == site.body).map(|b| b.name).ok_or_else(RoundError::hidden)?;
    let rounds = rounds(&reading, site.prefecture, site.year, Some(site.body)).await?;
    let round = rounds.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu)).cloned();
    let mut there = comments(&reading, site.prefecture, site.year, site.body).await?;
    there.retain(|c| c.key == site.key(stage, bu));
    let mut sheet = ReviewSheet {
        year,
        name,
        acts: acts(scope, site, bu, round.as_ref())?,
        decided: false,
        version: round.as_ref().and_then(|r| r.submission.counting()).cloned(),
        round,
        projects: Vec::new(),
        values: Vec::new(),
        findings: Vec::new(),
        replaces: Vec::new(),
        from_before: None,
        from_last_year: None,
        comments: there,
        correction: None,
    };
    if let Some(asked) = sheet.round.as_ref().and_then(last_correction) {
        let names = post_names(&reading, site.prefecture.into(), [asked.by.clone()]).await?;
        let by = names.get(&asked.by).cloned().unwrap_or_else(|| asked.by.clone());
        let open = sheet.round.as_ref().is_some_and(|r| r.progress.reopened.is_some());
        sheet.correction = Some((Returned { by, ..asked }, !open));
    }
    if let (Some(round), Some(version)) = (sheet.round.clone(), sheet.version.clone()) {
        sheet.findings = received_file(&reading, site.prefecture, version.upload).await?.findings;
        fill(&mut sheet, &reading, (site, stage, bu), (&round, &version)).await?;
        if let Some(plan) = counting(&rounds, Stage::Plan, bu).filter(|_| stage == Stage::Change) {
            let read = workbooks(&reading, site.prefecture, &[plan.1.upload, version.upload]).await?;
            let both = read.get(&plan.1.upload).zip(read.get(&version.upload));
            sheet.replaces = both.map(|both| replacing::of(&sheet.year, bu, plan, both)).into_iter().collect();
        }
        let is_own = |r: &Round| r.submission.id == round.submission.id;
        let decided = decided(&reading, &sheet.year, &rounds, is_own).await?.remove(&version.id).unwrap_or_default();
        sheet.decided = sheet.projects.iter().all(|p| decided.contains_key(p.no.text()));
        if sheet.projects.is_empty() {
            let to_decide = |act: Act| matches!(act, Act::Assess | Act::NotifyAssessment);
            for (_, why) in sheet.acts.iter_mut().filter(|(act, _)| to_decide(*act)) {
                *why = Some(NOTHING_TO_DECIDE.to_owned());
            }
        }
    }
    Ok(sheet)
}

/// The submission, if anything was recorded of it.
async fn own_round(db: &impl Connection, site: Site, stage: Stage, bu: Bu) -> Result<Option<Round>, RoundError> {
    let there = rounds(db, site.prefecture, site.year, Some(site.body)).await?;
    Ok(there.into_iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu)))
}

/// What fits now, and why the rest does not: the table of permissions first, then the state.
fn acts(scope: &Scope, site: Site, bu: Bu, round: Option<&Round>) -> Result<Vec<(Act, Option<String>)>, RoundError> {
    let nothing = Progress::of(&[], &[]).map_err(|_| RoundError::hidden())?;
    let progress = round.map_or(&nothing, |r| &r.progress);
    let matter = halves_of(&[bu]).map_or(site.matter(), |halves| site.matter().concerning(halves));
    let why_not = |act: Act| match scope.may(act.action(), &matter) {
        Err(Refusal::Role) => Some(format!("{}が行います。", who_may(act))),
        Err(refusal) => Some(refusal.sentence().to_owned()),
        Ok(()) => progress.check(act, scope.account(), None, false).err().map(|why| why.cause.sentence().to_owned()),
    };
    Ok(ACTS.into_iter().map(|act| (act, why_not(act))).collect())
}

/// 「県総括」
fn who_may(act: Act) -> String {
    let may = Role::ALL.into_iter().filter(|role| row(act.action()).reach(*role) != Reach::Nobody);
    may.map(Role::label).collect::<Vec<_>>().join("、")
}

/// Projects with their values, and both differences.
async fn fill(
    sheet: &mut ReviewSheet,
    db: &impl Connection,
    (site, stage, bu): (Site, Stage, Bu),
    (round, version): (&Round, &Version),
) -> Result<(), RoundError> {
    let accepted = |v: &&Version| v.number < version.number && v.state == VersionState::Accepted;
    let former = round.submission.versions.iter().filter(accepted).max_by_key(|v| v.number);
    let last_year = FiscalYear::new(site.year.get() - 1);
    let last = match last_year {
        Some(year) => own_round(db, Site { year, ..site }, stage, bu).await?,
        None => None,
    };
    let last = last.as_ref().and_then(|r| r.submission.counting());
    let uploads: Vec<i64> = [Some(version), former, last].into_iter().flatten().map(|v| v.upload).collect();
    let read = workbooks(db, site.prefecture, &uploads).await?;
    let Some(own) = read.get(&version.upload) else { return Ok(()) };
    let year = sheet.year.clone();
    // 区分 that ended with the year before are still known, so that what left the plan is told.
    let known = |code: &CategoryCode| {
        let now = year.categories.get(code, year.year);
        now.or_else(|| last_year.and_then(|last| year.categories.get(code, last))).map(|c| c.bu)
    };
    let of_it = |p: &&Project| p.category.value().and_then(known) == Some(bu);
    sheet.projects = own.projects.iter().filter(of_it).cloned().collect();
    let numbered = |mut all: Vec<Change>| {
        number_categories(&mut all, &year, last_year);
        all
    };
    let than = |v: &Version| read.get(&v.upload).map(|before| numbered(changes(before, own, bu, known)));
    sheet.values = numbered(changes(&blank(own), own, bu, known));
    sheet.from_before = former.and_then(|v| Some((v.number, than(v)?)));
    sheet.from_last_year = last_year.zip(last).and_then(|(year, v)| Some((year, than(v)?)));
    Ok(())
}

/// 区分 by their numbers as they are printed: Ⅰ-1, not the code of data.
fn number_categories(all: &mut [Change], year: &PlanYear, last: Option<FiscalYear>) {
    let number = |text: &str| {
        let code = CategoryCode::from(text);
        let now = year.categories.get(&code, year.year);
        now.or_else(|| last.and_then(|last| year.categories.get(&code, last))).map(|c| c.number.clone())
    };
    for change in all.iter_mut().filter(|change| change.label.ends_with("区分")) {
        for text in [&mut change.before, &mut change.after] {
            if let Some(printed) = number(text) {
                *text = printed;
            }
        }
    }
}

/// The same workbook with nothing in it.
fn blank(plan: &PlanWorkbook) -> PlanWorkbook {
    PlanWorkbook {
        projects: Vec::new(),
        facilities: None,
        areas: Vec::new(),
        goals: Vec::new(),
        hearings: Vec::new(),
        ..plan.clone()
    }
}
