//! Marking: the sender's own workbook back, with what is to mend.

use kikin_domain::plan::Cover;
use kikin_domain::{BodyCode, FileReport, FiscalYear};
use kikin_sheet::mark::{MarkError, MarkHeader, report_workbook};

use crate::check::{CheckRequest, check};

/// A marked workbook.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The workbook to hand out.
    pub bytes: Vec<u8>,
    /// Why it is a workbook of its own and not the sender's; `None` when the sender's own was marked.
    pub separate: Option<String>,
    /// What the check found.
    pub report: FileReport,
}

/// Checks one file and marks it. A file that cannot be edited is answered with a workbook of its own.
///
/// It reads in this process. Files that somebody sent are marked by [`crate::Readers`], whose processes call this.
///
/// # Errors
/// [`MarkError`] when not even that can be written.
pub fn mark(file: &str, bytes: &[u8], request: CheckRequest<'_>) -> Result<Marked, MarkError> {
    mark_checked(bytes, check(file, bytes, request))
}

/// Marks a file with what was found in it before.
///
/// # Errors
/// [`MarkError`] when not even a workbook of its own can be written.
pub fn mark_as_found(bytes: &[u8], found: &FileReport) -> Result<Marked, MarkError> {
    mark_checked(bytes, found.clone())
}

/// Marks a file that is checked.
pub(crate) fn mark_checked(bytes: &[u8], report: FileReport) -> Result<Marked, MarkError> {
    match with_header(&report, |header| kikin_sheet::mark::mark(bytes, &report.findings, header)) {
        Ok(bytes) => Ok(Marked { bytes, separate: None, report }),
        Err(error) => separate(report, error.to_string()),
    }
}

/// A workbook of its own with what is to mend, and why the sender's own is not marked.
pub(crate) fn separate(report: FileReport, reason: String) -> Result<Marked, MarkError> {
    let bytes = with_header(&report, |header| report_workbook(&report.findings, header, &reason))?;
    Ok(Marked { bytes, separate: Some(reason), report })
}

/// What the list says above its table.
fn with_header<T>(report: &FileReport, write: impl FnOnce(&MarkHeader<'_>) -> T) -> T {
    let body = |organization: &Option<(BodyCode, String)>, cover: &Cover| match organization {
        Some((code, name)) => Some(format!("{name}（{code}）")),
        None => cover.name.value().map(|name| name.trim().to_owned()),
    };
    let (body, year, stage) = match (&report.plan, &report.evaluation) {
        (Some(plan), _) => (
            body(&plan.organization, &plan.cover),
            plan.judged_year.map(FiscalYear::era),
            Some(plan.cover.stage().to_string()),
        ),
        (None, Some(read)) => (
            body(&read.organization, &read.cover),
            read.judged_year.map(|year| format!("{}計画", year.era())),
            Some(
                read.evaluation_year
                    .get()
                    .map_or("事後評価".to_owned(), |year| format!("事後評価（{}）", year.era())),
            ),
        ),
        (None, None) => (None, None, None),
    };
    write(&MarkHeader {
        // Folders are nobody's business but the machine's.
        file: report.file.rsplit(['/', '\\']).next().unwrap_or(&report.file),
        body: body.as_deref(),
        year: year.as_deref(),
        stage: stage.as_deref(),
        verdict: report.verdict,
    })
}
