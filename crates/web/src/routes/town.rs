//! The municipality at work: what is due, uploads, handing in, receipts; and what everybody sees of a submission.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use super::{Route, member};
use crate::page::town::{draft, files, hand_in, home, receipt, upload};
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[
    member("GET", "/years/{year}"),
    member("GET", "/years/{year}/bodies/{body}/template"),
    member("GET", "/years/{year}/bodies/{body}/upload"),
    member("POST", "/years/{year}/bodies/{body}/upload"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/file"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/marked"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/hand-in"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/hand-in"),
    member("GET", "/years/{year}/bodies/{body}/receipts/{id}"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/file"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/marked"),
];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    let body = Router::new()
        .route("/template", get(home::form))
        .route("/upload", get(upload::show).post(upload::take).layer(DefaultBodyLimit::max(upload::LARGEST_FORM)))
        .route("/drafts/{id}", get(draft::show))
        .route("/drafts/{id}/file", get(files::of_draft))
        .route("/drafts/{id}/marked", get(files::of_draft_marked))
        .route("/drafts/{id}/hand-in", get(hand_in::show).post(hand_in::take))
        .route("/receipts/{id}", get(receipt::show))
        .route("/{stage}/{bu}/versions/{number}/file", get(files::of_version))
        .route("/{stage}/{bu}/versions/{number}/marked", get(files::of_version_marked));
    Router::new().route("/years/{year}", get(home::show)).nest("/years/{year}/bodies/{body}", body)
}
