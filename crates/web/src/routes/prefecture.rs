//! The prefecture at work: set-up of years, 提出状況一覧, 代理登録, review, 査定.

use axum::Router;

use super::Route;
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    Router::new()
}
