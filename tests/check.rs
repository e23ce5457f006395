//! From bytes to findings, through the use case that every user goes through.

use kikin_app::CheckRequest;
use kikin_domain::category::CategoryTable;
use kikin_domain::file_report::FileReport;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;
use kikin_domain::{Finding, FiscalYear};

/// The plan year that is asked for unless an example says otherwise.
pub(crate) fn asked_year() -> FiscalYear {
    FiscalYear::new(2026).expect("2026 is a fiscal year")
}

/// The report on a plan, by the catalogue's own severities.
pub(crate) fn report_on(bytes: &[u8], asked: Option<FiscalYear>) -> FileReport {
    report_on_form(bytes, asked, Awaited::Plan)
}

/// The report on a file of the kind that is waited for.
pub(crate) fn report_on_form(bytes: &[u8], asked: Option<FiscalYear>, awaited: Awaited) -> FileReport {
    let request = CheckRequest {
        fiscal_year: asked,
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: kikin_domain::Bodies::published(),
        severities: &Severities::default(),
        awaited,
    };
    kikin_app::check("plan.xlsx", bytes, request)
}

/// Every finding of a file.
pub(crate) fn findings_of(bytes: &[u8], asked: Option<FiscalYear>) -> Vec<Finding> {
    report_on(bytes, asked).findings
}
