//! The municipality at work: what is due, uploads, handing in, receipts; and what everybody sees of a submission.

use axum::Router;

use super::Route;
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    Router::new()
}
