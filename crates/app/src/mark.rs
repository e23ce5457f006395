//! Marking: the sender's own workbook back, with what is to mend.

use kikin_domain::FileReport;
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
/// # Errors
/// [`MarkError`] when not even that can be written.
pub fn mark(file: &str, bytes: &[u8], request: CheckRequest<'_>) -> Result<Marked, MarkError> {
    let report = check(file, bytes, request);
    let (body, year, stage) = match &report.plan {
        Some(plan) => {
            let body = match &plan.organization {
                Some((code, name)) => Some(format!("{name}（{code}）")),
                None => plan.cover.name.value().map(|name| name.trim().to_owned()),
            };
            (body, plan.judged_year.map(|year| year.era()), Some(plan.cover.stage().to_string()))
        }
        None => (None, None, None),
    };
    let header = MarkHeader {
        // Folders are nobody's business but the machine's.
        file: file.rsplit(['/', '\\']).next().unwrap_or(file),
        body: body.as_deref(),
        year: year.as_deref(),
        stage: stage.as_deref(),
        verdict: report.verdict,
    };
    let (bytes, separate) = match kikin_sheet::mark::mark(bytes, &report.findings, &header) {
        Ok(bytes) => (bytes, None),
        Err(error) => {
            let reason = error.to_string();
            (report_workbook(&report.findings, &header, &reason)?, Some(reason))
        }
    };
    Ok(Marked { bytes, separate, report })
}
