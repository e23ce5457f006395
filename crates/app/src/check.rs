//! Checking a file without saving it.

use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{Line, lines_of, lines_of_parts, place};
use kikin_domain::cross::{CrossContext, cross_check};
use kikin_domain::digest::sha256;
use kikin_domain::evaluation::{self, EvaluationWorkbook};
use kikin_domain::file_report::FileReport;
use kikin_domain::plan::{Awaited, PlanWorkbook};
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_domain::totals::{Amounts, by_category};
use kikin_domain::{Bodies, BodyCode, Bu, Category, CategoryCode, Finding, FiscalYear, PrefectureCode, Verdict};
use kikin_sheet::readability::{Readability, score_csv, score_unreadable, score_workbook};
use kikin_sheet::{ReadContext, Workbook, read_form};

/// What a file is judged by.
#[derive(Clone, Copy, Debug)]
pub struct CheckRequest<'a> {
    /// The plan year asked for.
    pub fiscal_year: Option<FiscalYear>,
    /// The prefecture that gathers.
    pub prefecture: Option<PrefectureCode>,
    /// 区分 of all years.
    pub categories: &'a CategoryTable,
    /// Which bodies there are.
    pub bodies: &'a Bodies,
    /// Severities that the plan year sets otherwise than the catalogue.
    pub severities: &'a Severities,
    /// What form is waited for; any other is T006.
    pub awaited: Awaited,
}

/// Checks one file: gate, reading, rules across cells, and a preview of the split of its own projects.
///
/// It reads in this process. Files that somebody sent are read by [`crate::Readers`], whose processes call this.
#[must_use]
pub fn check(file: &str, bytes: &[u8], request: CheckRequest<'_>) -> FileReport {
    examine(file, &sha256(bytes), sheet_of(bytes, bytes.len() as u64), request)
}

/// What a workbook states, or the findings for which it is not read. `size` tells whether `bytes` are all of the file.
pub(crate) fn sheet_of(bytes: &[u8], size: u64) -> Result<Workbook, Vec<Finding>> {
    match bytes.len() as u64 == size {
        true => kikin_sheet::open_stated(bytes),
        false => Err(vec![kikin_sheet::refuse_large(bytes, size)]),
    }
}

/// The report on what was opened. The workbook goes as soon as it is read: a plan of a whole prefecture leaves no room for both.
pub(crate) fn examine(
    file: &str,
    sha256: &str,
    opened: Result<Workbook, Vec<Finding>>,
    request: CheckRequest<'_>,
) -> FileReport {
    let mut report = refused(file, sha256, Vec::new());
    match opened {
        Err(findings) => report.findings = findings,
        Ok(workbook) => {
            let context = ReadContext {
                fiscal_year: request.fiscal_year,
                prefecture: request.prefecture,
                categories: request.categories,
                bodies: request.bodies,
            };
            let reading = read_form(&workbook, context, request.awaited);
            drop(workbook);
            report.form = Some(reading.form);
            report.findings = reading.findings;
            report.normalizations = reading.normalizations;
            if let Some(plan) = reading.plan {
                judge(&mut report, plan, request);
            }
            if let Some(evaluation) = reading.evaluation {
                judge_evaluation(&mut report, evaluation, request);
            }
        }
    }
    request.severities.apply(&mut report.findings);
    report.verdict = Verdict::of(&report.findings);
    report
}

/// The report on a file that could not be read.
pub(crate) fn refused(file: &str, sha256: &str, findings: Vec<Finding>) -> FileReport {
    FileReport {
        file: file.to_owned(),
        sha256: sha256.to_owned(),
        form: None,
        plan: None,
        evaluation: None,
        findings,
        normalizations: Vec::new(),
        verdict: Verdict::Rejected,
        totals: Vec::new(),
    }
}

/// How well a program can read a file: a score and advice, which no verdict depends on. A name that ends in `.csv` makes it a
/// CSV file, everything else is a workbook.
pub(crate) fn readability(file: &str, bytes: &[u8]) -> Readability {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return score_csv(bytes);
    }
    kikin_sheet::open(bytes).as_ref().map_or_else(|_| score_unreadable(), score_workbook)
}

/// How well a program can read what we have just written ourselves: it needs no process of its own.
#[must_use]
pub fn score_of_export(file: &str, bytes: &[u8]) -> Readability {
    readability(file, bytes)
}

/// Rules across cells, and the preview of the split.
fn judge(report: &mut FileReport, plan: PlanWorkbook, request: CheckRequest<'_>) {
    let Some(year) = plan.judged_year else { return };
    let context = CrossContext { categories: request.categories, year };
    report.findings.extend(cross_check(&plan, context));
    report.totals = preview(&plan, year, request.categories);
    report.plan = Some(plan);
}

/// Rules across the cells of an evaluation, and the sums of what was executed.
fn judge_evaluation(report: &mut FileReport, read: EvaluationWorkbook, request: CheckRequest<'_>) {
    let Some(year) = read.judged_year else { return };
    let context = CrossContext { categories: request.categories, year };
    report.findings.extend(evaluation::judge(&read, context));
    report.totals = read.totals(&request.categories.of_year(year).cloned().collect::<Vec<_>>());
    report.evaluation = Some(read);
}

/// The file's own split, as if it were the whole plan.
pub(crate) fn preview(
    plan: &PlanWorkbook,
    year: FiscalYear,
    categories: &CategoryTable,
) -> Vec<(CategoryCode, Amounts)> {
    let of_year: Vec<_> = categories.of_year(year).cloned().collect();
    if plan.exported.is_some() {
        let mut lines = lines_of_parts(plan, categories, year);
        return sums(&of_year, &mut lines, categories, year);
    }
    // Ties between projects of one body are settled by No.; which body it is does not matter.
    let body = plan.organization.as_ref().map_or_else(any_body, |(code, _)| *code);
    let mut lines = lines_of(plan, 0, (body, ""), &Bu::ALL, categories, year, 0);
    sums(&of_year, &mut lines, categories, year)
}

fn sums(
    of_year: &[Category],
    lines: &mut [Line],
    categories: &CategoryTable,
    year: FiscalYear,
) -> Vec<(CategoryCode, Amounts)> {
    // Amounts outside what the split is made for are refused when read; without a split the totals would be wrong.
    match place(lines, categories, year, Rounding::default()) {
        Ok(_) => by_category(of_year, &*lines),
        Err(_) => Vec::new(),
    }
}

fn any_body() -> BodyCode {
    kikin_domain::body::local_governments().all()[0].code
}
