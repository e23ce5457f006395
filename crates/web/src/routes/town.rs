//! The municipality at work: what is due, uploads, handing in, receipts; and what everybody sees of a submission.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{Route, member};
use crate::page::town::{
    answer, approval, draft, files, hand_in, home, none, receipt, submission, talk, upload, withdraw,
};
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
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/approval"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/approval/ask"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/approval/approve"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/approval/decline"),
    member("GET", "/years/{year}/bodies/{body}/receipts/{id}"),
    member("GET", "/years/{year}/bodies/{body}/attachments/{id}"),
    member("GET", "/years/{year}/bodies/{body}/attachments/{id}/remove"),
    member("POST", "/years/{year}/bodies/{body}/attachments/{id}/remove"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/comments"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/attachments"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/no-projects"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/no-projects"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/withdraw"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/withdraw"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/answer"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/answer"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/answer/template"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/file"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/marked"),
];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    let files = DefaultBodyLimit::max(upload::LARGEST_FORM);
    let body = Router::new()
        .route("/template", get(home::form))
        .route("/upload", get(upload::show).post(upload::take).layer(files))
        .route("/drafts/{id}", get(draft::show))
        .route("/drafts/{id}/file", get(files::of_draft))
        .route("/drafts/{id}/marked", get(files::of_draft_marked))
        .route("/drafts/{id}/hand-in", get(hand_in::show).post(hand_in::take))
        .route("/drafts/{id}/approval", get(approval::show))
        .route("/drafts/{id}/approval/ask", post(approval::ask))
        .route("/drafts/{id}/approval/approve", post(approval::give))
        .route("/drafts/{id}/approval/decline", post(approval::refuse))
        .route("/receipts/{id}", get(receipt::show))
        .route("/attachments/{id}", get(talk::take))
        .route("/attachments/{id}/remove", get(talk::ask_remove).post(talk::remove))
        .route("/{stage}/{bu}", get(submission::show))
        .route("/{stage}/{bu}/comments", post(talk::say))
        .route("/{stage}/{bu}/attachments", post(talk::add).layer(files))
        .route("/{stage}/{bu}/no-projects", get(none::show).post(none::take))
        .route("/{stage}/{bu}/withdraw", get(withdraw::show).post(withdraw::take))
        .route("/{stage}/{bu}/answer", get(answer::show).post(answer::take))
        .route("/{stage}/{bu}/answer/template", get(answer::form))
        .route("/{stage}/{bu}/versions/{number}/file", get(files::of_version))
        .route("/{stage}/{bu}/versions/{number}/marked", get(files::of_version_marked));
    Router::new().route("/years/{year}", get(home::show)).nest("/years/{year}/bodies/{body}", body)
}
