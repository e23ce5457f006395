//! The prefectural plan: totals, drill-down, versions, text, jobs, and the record of events.

use axum::Router;

use super::Route;
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    Router::new()
}
