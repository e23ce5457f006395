//! The prefectural plan: totals, drill-down, versions, text, jobs, and the record of events.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{Route, files, member};
use crate::page::evaluation;
use crate::page::plan::{chapters, compare, events, freeze, groups, jobs, lines, time_line, totals, versions};
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[
    member("GET", "/years/{year}/plan"),
    member("GET", "/years/{year}/plan/lines"),
    member("GET", "/years/{year}/plan/freeze"),
    member("POST", "/years/{year}/plan/freeze"),
    member("GET", "/years/{year}/plan/versions"),
    member("POST", "/years/{year}/plan/versions"),
    member("GET", "/years/{year}/plan/versions/compare"),
    member("GET", "/years/{year}/plan/versions/compare/workbook"),
    member("GET", "/years/{year}/plan/versions/{id}"),
    member("GET", "/years/{year}/plan/versions/{id}/workbook"),
    member("GET", "/years/{year}/plan/groups"),
    member("POST", "/years/{year}/plan/groups"),
    member("GET", "/years/{year}/plan/groups/csv"),
    files("/years/{year}/plan/groups/csv"),
    member("GET", "/years/{year}/plan/chapters"),
    member("POST", "/years/{year}/plan/chapters"),
    files("/years/{year}/plan/own"),
    member("GET", "/years/{year}/plan/events"),
    member("GET", "/years/{year}/evaluation"),
    member("POST", "/years/{year}/evaluation/grants"),
    member("POST", "/years/{year}/exports"),
    member("GET", "/jobs"),
    member("GET", "/jobs/{id}"),
    member("GET", "/jobs/{id}/result"),
    member("GET", "/events"),
    member("POST", "/events/verify"),
];

/// A grouping of tens of thousands of projects, bytes.
const LARGEST_CSV: usize = 8 << 20;
/// 計画本文 with every 節 as long as may be, escaped for a form, bytes.
const LARGEST_TEXT: usize = 4 << 20;
/// A workbook with the form around it, bytes: what is over the limit of files is told as such.
const LARGEST_WORKBOOK: usize = 24 << 20;

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    let largest_csv = DefaultBodyLimit::max(LARGEST_CSV);
    let largest_text = DefaultBodyLimit::max(LARGEST_TEXT);
    let largest_workbook = DefaultBodyLimit::max(LARGEST_WORKBOOK);
    Router::new()
        .route("/years/{year}/plan", get(totals::show))
        .route("/years/{year}/plan/lines", get(lines::show))
        .route("/years/{year}/plan/freeze", get(freeze::show).post(freeze::freeze))
        .route("/years/{year}/plan/versions", get(versions::list).post(freeze::keep))
        .route("/years/{year}/plan/versions/compare", get(compare::show))
        .route("/years/{year}/plan/versions/compare/workbook", get(compare::workbook))
        .route("/years/{year}/plan/versions/{id}", get(versions::show))
        .route("/years/{year}/plan/versions/{id}/workbook", get(versions::paper))
        .route("/years/{year}/plan/groups", get(groups::show).post(groups::put_together))
        .route("/years/{year}/plan/groups/csv", get(groups::csv).post(groups::take_csv).layer(largest_csv))
        .route("/years/{year}/plan/chapters", get(chapters::show).post(chapters::write).layer(largest_text))
        .route("/years/{year}/plan/own", post(chapters::send).layer(largest_workbook))
        .route("/years/{year}/plan/events", get(time_line::show))
        .route("/years/{year}/evaluation", get(evaluation::show))
        .route("/years/{year}/evaluation/grants", post(evaluation::grants::enter))
        .route("/years/{year}/exports", post(jobs::ask))
        .route("/jobs", get(jobs::list))
        .route("/jobs/{id}", get(jobs::show))
        .route("/jobs/{id}/result", get(jobs::result))
        .route("/events", get(events::list))
        .route("/events/verify", post(events::verified))
}
