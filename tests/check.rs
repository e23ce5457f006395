//! From bytes to findings, through the use case that every user goes through.

use kikin_app::CheckRequest;
use kikin_domain::category::CategoryTable;
use kikin_domain::file_report::FileReport;
use kikin_domain::rule::Severities;
use kikin_domain::{Finding, FiscalYear};

/// The plan year that is asked for unless an example says otherwise.
pub(crate) fn asked_year() -> FiscalYear {
    FiscalYear::new(2026).expect("2026 is a fiscal year")
}

/// The report on a file, by the catalogue's own severities.
pub(crate) fn report_on(bytes: &[u8], asked: Option<FiscalYear>) -> FileReport {
    let request = CheckRequest {
        fiscal_year: asked,
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: kikin_domain::Bodies::published(),
        severities: &Severities::default(),
    };
    kikin_app::check("plan.xlsx", bytes, request)
}

/// Every finding of a file.
pub(crate) fn findings_of(bytes: &[u8], asked: Option<FiscalYear>) -> Vec<Finding> {
    report_on(bytes, asked).findings
}
