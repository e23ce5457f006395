//! A folder of workbooks becomes the prefectural plan.

use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{BodyTexts, Consolidated, Line, SourceFile, lines_of, place};
use kikin_domain::file_report::FileReport;
use kikin_domain::plan::{Awaited, Stage};
use kikin_domain::rule::Severities;
use kikin_domain::selection::{Candidate, Choice, select};
use kikin_domain::split::{Rounding, SplitError};
use kikin_domain::{Bodies, FiscalYear, PrefectureCode, Severity, Verdict};

use crate::check::{CheckRequest, check};

/// What to gather.
#[derive(Clone, Copy, Debug)]
pub struct ConsolidateRequest<'a> {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub fiscal_year: FiscalYear,
    /// 計画 (with 変更) or 要望.
    pub stage: Stage,
    /// 区分 of all years.
    pub categories: &'a CategoryTable,
    /// Severities of the year.
    pub severities: &'a Severities,
    /// How shares are rounded.
    pub rounding: Rounding,
}

impl<'a> ConsolidateRequest<'a> {
    /// What each file is judged by.
    #[must_use]
    pub fn check(&self) -> CheckRequest<'a> {
        CheckRequest {
            fiscal_year: Some(self.fiscal_year),
            prefecture: Some(self.prefecture),
            categories: self.categories,
            bodies: Bodies::published(),
            severities: self.severities,
            awaited: Awaited::Plan,
        }
    }
}

/// The gathered plan and the reports of its files.
#[derive(Clone, Debug)]
pub struct Consolidation {
    /// The plan.
    pub plan: Consolidated,
    /// What the check of each file found, in the order handed in.
    pub reports: Vec<FileReport>,
}

impl Consolidation {
    /// Whether a file was rejected or nobody can tell which of two counts.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        let rejected = self.plan.sources.iter().any(|s| s.verdict == Some(Verdict::Rejected));
        rejected || self.plan.findings.iter().any(|f| f.finding.severity == Severity::Error)
    }
}

/// Checks files and gathers those that count. `files` gives name and bytes; `progress` hears of each file.
///
/// # Errors
/// [`SplitError`] when an amount is outside what the split is made for.
pub fn consolidate(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    request: ConsolidateRequest<'_>,
    mut progress: impl FnMut(&FileReport),
) -> Result<Consolidation, SplitError> {
    let mut reports = Vec::new();
    for (file, bytes) in files {
        let report = check(&file, &bytes, request.check());
        progress(&report);
        reports.push(report);
    }
    gather(reports, request)
}

/// Gathers checked files into the plan.
///
/// # Errors
/// [`SplitError`] when an amount is outside what the split is made for.
pub fn gather(reports: Vec<FileReport>, request: ConsolidateRequest<'_>) -> Result<Consolidation, SplitError> {
    let candidates: Vec<Candidate> = reports.iter().map(|r| candidate(r, request)).collect();
    let (choices, findings) = select(&candidates, request.stage);
    let mut lines: Vec<Line> = Vec::new();
    let mut texts: Vec<BodyTexts> = Vec::new();
    for (source, (report, choice)) in reports.iter().zip(&choices).enumerate() {
        let Some(plan) = report.plan.as_ref().filter(|_| !choice.halves.is_empty()) else { continue };
        let Some((code, name)) = plan.organization.as_ref() else { continue };
        let ordinal = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let body = (*code, name.as_str());
        lines.extend(lines_of(plan, source, body, &choice.halves, request.categories, request.fiscal_year, ordinal));
        texts.push(BodyTexts::of(plan, source, body));
    }
    texts.sort_by_key(|t| (t.body, t.source));
    let split = place(&mut lines, request.categories, request.fiscal_year, request.rounding)?;
    let sources = reports.iter().zip(choices).map(|(report, choice)| source(report, choice)).collect();
    let plan = Consolidated {
        prefecture: request.prefecture,
        year: request.fiscal_year,
        stage: request.stage,
        categories: request.categories.of_year(request.fiscal_year).cloned().collect(),
        sources,
        lines,
        texts,
        split,
        findings,
    };
    Ok(Consolidation { plan, reports })
}

fn candidate(report: &FileReport, request: ConsolidateRequest<'_>) -> Candidate {
    let bu_of = |code: &_| request.categories.get(code, request.fiscal_year).map(|c| c.bu);
    let plan = report.plan.as_ref();
    Candidate {
        file: report.file.clone(),
        sha256: report.sha256.clone(),
        verdict: (!report.is_exported_plan()).then_some(report.verdict),
        body: plan.and_then(|p| p.organization.as_ref()).map(|(code, _)| *code),
        name: plan.and_then(|p| p.organization.as_ref()).map(|(_, name)| name.clone()).unwrap_or_default(),
        stage: plan.map_or(Stage::Plan, |p| p.cover.stage()),
        halves: plan.map(|p| p.halves(bu_of)).unwrap_or_default(),
        submitted: plan.and_then(|p| p.cover.submitted.get()),
        fund: plan.map(|p| p.funds(bu_of)).unwrap_or_default(),
    }
}

fn source(report: &FileReport, choice: Choice) -> SourceFile {
    let plan = report.plan.as_ref();
    let organization = plan.and_then(|p| p.organization.as_ref());
    SourceFile {
        file: report.file.clone(),
        sha256: report.sha256.clone(),
        form: report.form,
        code: organization.map(|(code, _)| code.to_string()),
        name: organization.map(|(_, name)| name.clone()),
        verdict: (!report.is_exported_plan()).then_some(report.verdict),
        counts: !choice.halves.is_empty(),
        halves: choice.halves,
        reason: choice.reason,
        submitted: plan.and_then(|p| p.cover.submitted.get()),
        document_number: plan.and_then(|p| p.cover.document_number.value().cloned()),
    }
}
