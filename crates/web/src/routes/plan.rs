//! The prefectural plan: totals, drill-down, versions, text, jobs, and the record of events.

use axum::Router;
use axum::routing::{get, post};

use super::{Route, member};
use crate::page::plan::{compare, events, freeze, jobs, lines, totals, versions};
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
    member("POST", "/years/{year}/exports"),
    member("GET", "/jobs"),
    member("GET", "/jobs/{id}"),
    member("GET", "/jobs/{id}/result"),
    member("GET", "/events"),
    member("GET", "/events/verify"),
];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    Router::new()
        .route("/years/{year}/plan", get(totals::show))
        .route("/years/{year}/plan/lines", get(lines::show))
        .route("/years/{year}/plan/freeze", get(freeze::show).post(freeze::freeze))
        .route("/years/{year}/plan/versions", get(versions::list).post(freeze::keep))
        .route("/years/{year}/plan/versions/compare", get(compare::show))
        .route("/years/{year}/plan/versions/compare/workbook", get(compare::workbook))
        .route("/years/{year}/plan/versions/{id}", get(versions::show))
        .route("/years/{year}/plan/versions/{id}/workbook", get(versions::paper))
        .route("/years/{year}/exports", post(jobs::ask))
        .route("/jobs", get(jobs::list))
        .route("/jobs/{id}", get(jobs::show))
        .route("/jobs/{id}/result", get(jobs::result))
        .route("/events", get(events::list))
        .route("/events/verify", get(events::verified))
}
