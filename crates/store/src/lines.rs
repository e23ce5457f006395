//! The lines of a plan, gathered from the versions that count.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{BodyTexts, Line, SourceFile, lines_of};
use kikin_domain::plan::{PlanWorkbook, Stage};
use kikin_domain::standing::VersionState;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use sea_orm::ConnectionTrait;

use crate::error::Result;
use crate::rows::{AT_ONCE, Depth, load_workbooks};
use crate::standing::{Submission, Version, submissions_of};

/// What a plan is made of. The shares of the lines are not placed yet: `kikin_domain::consolidated::place` does it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    /// The received files, by receipt; those that do not count say why.
    pub sources: Vec<SourceFile>,
    /// The ids of `sources`, one by one.
    pub uploads: Vec<i64>,
    /// The lines; [`Line::source`] points into `sources`.
    pub lines: Vec<Line>,
    /// The text tables of the files that count.
    pub texts: Vec<BodyTexts>,
}

/// Which 分 of a file count, and why not all do.
#[derive(Debug, Default)]
struct Choice {
    halves: BTreeSet<Bu>,
    reasons: BTreeSet<String>,
}

/// Gathers the versions that count for the plan of `stage`: 計画 takes 計画, replaced per body × 分 by 変更; 要望 takes 要望.
///
/// # Errors
/// The database's; [`crate::StoreError::Corrupt`].
pub async fn gather(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    stage: Stage,
    categories: &CategoryTable,
) -> Result<Gathered> {
    gather_to(db, (prefecture, year, None), stage, categories, Depth::Whole).await
}

/// As [`gather`], but of every project only the row of 事業一覧: for what shows figures and where they come from. A prefecture's
/// plan is thousands of projects, and most of what is stored of them are texts of other tables.
///
/// # Errors
/// The database's; [`crate::StoreError::Corrupt`].
pub async fn gather_figures(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    stage: Stage,
    categories: &CategoryTable,
) -> Result<Gathered> {
    gather_to(db, (prefecture, year, None), stage, categories, Depth::Figures).await
}

/// The lines of 計画 that count of one body, as [`gather_figures`] gives them.
///
/// # Errors
/// The database's; [`crate::StoreError::Corrupt`].
pub async fn figures_of_body(
    db: &impl ConnectionTrait,
    (prefecture, year): (PrefectureCode, FiscalYear),
    body: BodyCode,
    categories: &CategoryTable,
) -> Result<Vec<Line>> {
    let gathered = gather_to(db, (prefecture, year, Some(body)), Stage::Plan, categories, Depth::Figures).await?;
    Ok(gathered.lines)
}

async fn gather_to(
    db: &impl ConnectionTrait,
    (prefecture, year, body): (PrefectureCode, FiscalYear, Option<BodyCode>),
    stage: Stage,
    categories: &CategoryTable,
    depth: Depth,
) -> Result<Gathered> {
    let mut submissions = submissions_of(db, prefecture, year, body).await?;
    // 事後評価 is no file of any plan.
    submissions.retain(|submission| submission.stage.evaluation_year().is_none());
    let mut files: BTreeMap<i64, (&Submission, &Version)> = BTreeMap::new();
    for submission in &submissions {
        for version in &submission.versions {
            files.entry(version.upload).or_insert((submission, version));
        }
    }
    let choices = choose(&submissions, stage);
    let wanted: Vec<i64> = choices.iter().filter(|(_, c)| !c.halves.is_empty()).map(|(upload, _)| *upload).collect();
    // A few at a time: what a line does not keep of a workbook is let go at once.
    let mut next = wanted.chunks(AT_ONCE);
    let mut workbooks = BTreeMap::new();
    let mut gathered = Gathered { sources: Vec::new(), uploads: Vec::new(), lines: Vec::new(), texts: Vec::new() };
    for (source, (upload, (submission, version))) in files.into_iter().enumerate() {
        let choice = &choices[&upload];
        if !choice.halves.is_empty() && !workbooks.contains_key(&upload) {
            workbooks = load_workbooks(db, prefecture.get().into(), next.next().unwrap_or_default(), depth).await?;
        }
        let plan = workbooks.remove(&upload);
        let name = body_name(plan.as_ref(), submission.body);
        if let Some(plan) = &plan {
            let halves: Vec<Bu> = choice.halves.iter().copied().collect();
            let ordinal = u32::try_from(gathered.lines.len()).unwrap_or(u32::MAX);
            let body = (submission.body, name.as_str());
            gathered.texts.push(BodyTexts::of(plan, source, body));
            gathered.lines.extend(lines_of(plan, source, body, &halves, categories, year, ordinal));
        }
        gathered.sources.push(source_file(submission, version, choice, name));
        gathered.uploads.push(upload);
    }
    gathered.texts.sort_by_key(|t| (t.body, t.source));
    Ok(gathered)
}

/// Decides for every version's file which of its 分 count.
fn choose(submissions: &[Submission], wanted: Stage) -> BTreeMap<i64, Choice> {
    let mut choices: BTreeMap<i64, Choice> = BTreeMap::new();
    for submission in submissions {
        let change = (submission.stage == Stage::Plan).then(|| change_of(submissions, submission)).flatten();
        for version in &submission.versions {
            let choice = choices.entry(version.upload).or_default();
            match refusal(submission, version, wanted, change) {
                Some(reason) => choice.reasons.insert(reason),
                None => choice.halves.insert(submission.bu),
            };
        }
    }
    choices
}

/// The 変更 that takes the place of a 計画.
fn change_of<'a>(submissions: &'a [Submission], plan: &Submission) -> Option<&'a Version> {
    let same = |s: &&Submission| s.stage == Stage::Change && s.body == plan.body && s.bu == plan.bu;
    submissions.iter().find(same).and_then(Submission::counting)
}

fn refusal(submission: &Submission, version: &Version, wanted: Stage, change: Option<&Version>) -> Option<String> {
    let bu = submission.bu.label();
    let fits = match wanted {
        Stage::Request => submission.stage == Stage::Request,
        Stage::Plan | Stage::Change => submission.stage.is_of_the_plan(),
        Stage::Evaluation(_) => false,
    };
    match version.state {
        VersionState::Rejected => return Some(rejected_reason(submission, version)),
        VersionState::Withdrawn => return Some(format!("{bu}は、取り下げられたため計画に入れません。")),
        VersionState::Accepted => {}
    }
    if !fits {
        return Some(format!("段階が「{}」のため、「{wanted}」の取りまとめには入れません。", submission.stage));
    }
    if let Some(other) = submission.counting().filter(|v| v.id != version.id) {
        return Some(format!(
            "{bu}は、「{}」（受付番号{}）を採るため計画に入れません。",
            other.file_name, other.receipt
        ));
    }
    change.map(|c| {
        format!("{bu}は、変更計画「{}」（受付番号{}）に置き換えたため計画に入れません。", c.file_name, c.receipt)
    })
}

/// A rejected file leaves the accepted one before it in force, and says so.
fn rejected_reason(submission: &Submission, version: &Version) -> String {
    match submission.counting().filter(|other| other.receipt < version.receipt) {
        Some(other) => format!(
            "エラーがあるため採用しません。エラーのない「{}」（受付番号{}）を引き続き採ります。",
            other.file_name, other.receipt
        ),
        None => "エラーがあるため採用しません。".to_owned(),
    }
}

fn body_name(plan: Option<&PlanWorkbook>, body: BodyCode) -> String {
    let filed = plan.and_then(|p| p.organization.as_ref()).map(|(_, name)| name.clone());
    filed.or_else(|| body.name().map(str::to_owned)).unwrap_or_else(|| body.to_string())
}

fn source_file(submission: &Submission, version: &Version, choice: &Choice, name: String) -> SourceFile {
    SourceFile {
        file: version.file_name.clone(),
        sha256: version.sha256.clone(),
        form: version.form,
        code: Some(submission.body.to_string()),
        name: Some(name),
        verdict: Some(version.verdict),
        counts: !choice.halves.is_empty(),
        halves: choice.halves.iter().copied().collect(),
        reason: (!choice.reasons.is_empty()).then(|| choice.reasons.iter().map(String::as_str).collect()),
        submitted: version.submitted,
        document_number: version.document_number.clone(),
    }
}
