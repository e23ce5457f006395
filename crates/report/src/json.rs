//! The JSON of the command line (forms.md §5). All amounts are integer yen, null is blank, dates are ISO.

use std::collections::BTreeMap;

use kikin_domain::consolidated::{Consolidated, PlanFinding};
use kikin_domain::evaluation::Evaluation;
use kikin_domain::plan::{Cover, PlanWorkbook, Project};
use kikin_domain::totals::{Amounts, by_body, by_category};
use kikin_domain::{BodyCode, CategoryCode, FileReport, Finding, Normalization, Yen};
use kikin_sheet::readability::Readability;
use serde::Serialize;

use evaluation::EvaluationJson;
use readability::ReadabilityJson;

mod evaluation;
mod readability;

/// The JSON of `check`: an array with one object per file.
///
/// # Errors
/// What the serializer reports; none is known for these types.
pub fn check(reports: &[FileReport]) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&reports.iter().map(FileJson::of).collect::<Vec<_>>())
}

/// The JSON of `check` with the readability of each file, in the same order.
///
/// # Errors
/// What the serializer reports; none is known for these types.
pub fn check_with_readability(
    reports: &[FileReport],
    readability: &[Readability],
) -> Result<String, serde_json::Error> {
    let with =
        |(report, found)| FileJson { machine_readability: Some(ReadabilityJson::of(found)), ..FileJson::of(report) };
    serde_json::to_string_pretty(&reports.iter().zip(readability).map(with).collect::<Vec<_>>())
}

/// The JSON of `consolidate`.
///
/// # Errors
/// What the serializer reports; none is known for these types.
pub fn consolidate(plan: &Consolidated) -> Result<String, serde_json::Error> {
    let totals = by_category(&plan.categories, &plan.lines);
    let bodies = by_body(&plan.categories, &plan.lines);
    serde_json::to_string_pretty(&ConsolidateJson::of(plan, &totals, &bodies))
}

/// The sums of a 区分.
type Total = (CategoryCode, Amounts);

#[derive(Serialize)]
struct FileJson<'a> {
    file: &'a str,
    sha256: &'a str,
    form: Option<&'static str>,
    form_version: Option<&'a str>,
    stage: Option<&'static str>,
    fiscal_year: Option<i16>,
    /// 評価年度, of an evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation_year: Option<Option<i16>>,
    organization: Option<OrganizationJson>,
    verdict: &'static str,
    projects: Option<usize>,
    rows: Vec<RowJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    normalizations: Vec<NormalizationJson<'a>>,
    totals: Vec<TotalJson<'a>>,
    machine_readability: Option<ReadabilityJson<'a>>,
}

impl<'a> FileJson<'a> {
    fn of(report: &'a FileReport) -> Self {
        let (plan, evaluation) = (report.plan.as_ref(), report.evaluation.as_ref());
        let cover = plan.map(|p| &p.cover).or(evaluation.map(|e| &e.cover));
        let organization = plan.map(|p| &p.organization).or(evaluation.map(|e| &e.organization));
        let rows = match evaluation {
            Some(read) => read.projects.iter().map(RowJson::of_evaluation).collect(),
            None => plan.map(RowJson::all).unwrap_or_default(),
        };
        Self {
            file: &report.file,
            sha256: &report.sha256,
            form: report.form.map(kikin_domain::FormId::code),
            form_version: cover.and_then(|c| c.form_version.value()).map(|v| v.trim()),
            stage: plan.map(|p| p.cover.stage().label()),
            fiscal_year: cover.and_then(|c| c.fiscal_year.get()).map(kikin_domain::FiscalYear::get),
            evaluation_year: evaluation.map(|e| e.evaluation_year.get().map(kikin_domain::FiscalYear::get)),
            organization: cover.zip(organization).map(|(cover, own)| OrganizationJson::of(cover, own.as_ref())),
            verdict: report.verdict.code(),
            projects: cover.map(|_| rows.len()),
            rows,
            findings: report.findings.iter().map(FindingJson::of).collect(),
            normalizations: report.normalizations.iter().map(NormalizationJson::of).collect(),
            totals: report.totals.iter().map(|sum| TotalJson::of_file(sum, evaluation.is_some())).collect(),
            machine_readability: None,
        }
    }
}

#[derive(Serialize)]
struct OrganizationJson {
    code: Option<String>,
    name: Option<String>,
}

impl OrganizationJson {
    /// The body that the code resolves to, else what the cover says.
    fn of(cover: &Cover, organization: Option<&(BodyCode, String)>) -> Self {
        match organization {
            Some((code, name)) => Self { code: Some(code.to_string()), name: Some(name.clone()) },
            None => Self {
                code: cover.code.get().map(|c| c.to_string()),
                name: cover.name.value().map(|n| n.trim().to_owned()),
            },
        }
    }
}

#[derive(Serialize)]
struct RowJson<'a> {
    no: Option<&'a str>,
    category: Option<&'a str>,
    name: Option<&'a str>,
    start: Option<String>,
    end: Option<String>,
    total: Option<i64>,
    fund: Option<i64>,
    national: Option<i64>,
    prefectural: Option<i64>,
    other: Option<i64>,
    sheet: &'a str,
    row: u32,
    /// Whose row it is, in an exported plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What became of the project, in an evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation: Option<EvaluationJson<'a>>,
}

impl<'a> RowJson<'a> {
    /// A row of an evaluation: its amounts are what was executed.
    fn of_evaluation(row: &'a Evaluation) -> Self {
        let yen = |field: &kikin_domain::Field<Yen>| field.get().map(Yen::get);
        Self {
            no: row.no.value().map(String::as_str),
            category: row.category.value().map(CategoryCode::as_str),
            name: row.name.value().map(String::as_str),
            start: None,
            end: None,
            total: yen(&row.total),
            fund: yen(&row.fund),
            national: yen(&row.national),
            prefectural: None,
            other: None,
            sheet: &row.sheet,
            row: row.row,
            code: None,
            evaluation: Some(EvaluationJson::of(row)),
        }
    }

    /// The rows of a workbook; in an exported plan each with its 団体コード.
    fn all(plan: &'a PlanWorkbook) -> Vec<Self> {
        let codes = plan.exported.iter().flat_map(|e| &e.rows).map(|row| row.body.get());
        let codes = codes.chain(std::iter::repeat(None));
        let row = |(project, code): (_, Option<kikin_domain::BodyCode>)| Self {
            code: code.map(|code| code.to_string()),
            ..Self::of(project)
        };
        plan.projects.iter().zip(codes).map(row).collect()
    }

    fn of(project: &'a Project) -> Self {
        let yen = |field: &kikin_domain::Field<Yen>| field.get().map(Yen::get);
        Self {
            no: project.no.value().map(String::as_str),
            category: project.category.value().map(CategoryCode::as_str),
            name: project.name.value().map(String::as_str),
            start: project.start.get().map(|d| d.to_string()),
            end: project.end.get().map(|d| d.to_string()),
            total: yen(&project.total),
            fund: yen(&project.fund),
            national: yen(&project.national),
            prefectural: yen(&project.prefectural),
            other: yen(&project.other),
            sheet: &project.sheet,
            row: project.row,
            code: None,
            evaluation: None,
        }
    }
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'static str,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    cells: Vec<String>,
    value: Option<&'a str>,
    expected: Option<&'a str>,
    message: String,
    hint: &'a str,
}

impl<'a> FindingJson<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.as_str(),
            severity: finding.severity.code(),
            file: None,
            sheet: finding.sheet.as_deref(),
            cells: finding.cells.iter().map(ToString::to_string).collect(),
            value: finding.value.as_deref(),
            expected: finding.expected.as_deref(),
            message: finding.sentence(),
            hint: &finding.hint,
        }
    }

    fn of_plan(finding: &'a PlanFinding) -> Self {
        Self { file: finding.file.as_deref(), ..Self::of(&finding.finding) }
    }
}

#[derive(Serialize)]
struct NormalizationJson<'a> {
    sheet: &'a str,
    cell: String,
    raw: &'a str,
    read_as: &'a str,
}

impl<'a> NormalizationJson<'a> {
    fn of(n: &'a Normalization) -> Self {
        Self { sheet: &n.sheet, cell: n.cell.to_string(), raw: &n.raw, read_as: &n.read_as }
    }
}

#[derive(Serialize)]
struct TotalJson<'a> {
    category: &'a str,
    projects: u32,
    total: i64,
    #[serde(skip_serializing_if = "is_zero")]
    total_unknown: u32,
    fund: i64,
    national: i64,
    prefectural: Option<i64>,
    other: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the serializer asks for a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl<'a> TotalJson<'a> {
    fn of((category, sums): &'a Total) -> Self {
        Self {
            category: category.as_str(),
            projects: sums.projects,
            total: sums.total.get(),
            total_unknown: sums.total_unknown,
            fund: sums.fund.get(),
            national: sums.national.get(),
            prefectural: Some(sums.prefectural.get()),
            other: Some(sums.other.get()),
        }
    }

    /// The sums of a file. An evaluation is not asked for the prefecture's part and what others bear.
    fn of_file(total: &'a Total, is_evaluation: bool) -> Self {
        let all = Self::of(total);
        if is_evaluation { Self { prefectural: None, other: None, ..all } } else { all }
    }
}

#[derive(Serialize)]
struct ConsolidateJson<'a> {
    prefecture: String,
    fiscal_year: i16,
    files: Vec<SourceJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    totals: Vec<TotalJson<'a>>,
    by_municipality: Vec<BodyTotalJson<'a>>,
}

/// A total of one body: its code, and the fields of any total.
#[derive(Serialize)]
struct BodyTotalJson<'a> {
    code: String,
    #[serde(flatten)]
    total: TotalJson<'a>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    file: &'a str,
    sha256: &'a str,
    code: Option<&'a str>,
    verdict: Option<&'static str>,
    counts: bool,
    reason: Option<&'a str>,
}

impl<'a> ConsolidateJson<'a> {
    fn of(plan: &'a Consolidated, totals: &'a [Total], bodies: &'a BTreeMap<BodyCode, Vec<Total>>) -> Self {
        Self {
            prefecture: plan.prefecture.to_string(),
            fiscal_year: plan.year.get(),
            files: plan
                .sources
                .iter()
                .map(|s| SourceJson {
                    file: &s.file,
                    sha256: &s.sha256,
                    code: s.code.as_deref(),
                    verdict: s.verdict.map(kikin_domain::Verdict::code),
                    counts: s.counts,
                    reason: s.reason.as_deref(),
                })
                .collect(),
            findings: plan.findings.iter().map(FindingJson::of_plan).collect(),
            totals: totals.iter().map(TotalJson::of).collect(),
            by_municipality: bodies
                .iter()
                .flat_map(|(code, sums)| sums.iter().map(|sum| (code.to_string(), TotalJson::of(sum))))
                .map(|(code, total)| BodyTotalJson { code, total })
                .collect(),
        }
    }
}
