//! The municipality at work: what is due, uploads, handing in, receipts; and what everybody sees of a submission.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{Route, files, member};
use crate::page::town::{
    answer, approval, draft, files as kept, hand_in, home, mend, none, receipt, submission, talk, upload, withdraw,
};
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[
    member("GET", "/years/{year}"),
    member("GET", "/years/{year}/bodies/{body}/template"),
    member("GET", "/years/{year}/bodies/{body}/upload"),
    files("/years/{year}/bodies/{body}/upload"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/file"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/marked"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/hand-in"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/hand-in"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/projects"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/projects/{at}"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/projects/{at}"),
    member("GET", "/years/{year}/bodies/{body}/drafts/{id}/approval"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/approval/ask"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/approval/approve"),
    member("POST", "/years/{year}/bodies/{body}/drafts/{id}/approval/decline"),
    member("GET", "/years/{year}/bodies/{body}/receipts/{id}"),
    member("GET", "/years/{year}/bodies/{body}/attachments/{id}"),
    member("GET", "/years/{year}/bodies/{body}/attachments/{id}/remove"),
    member("POST", "/years/{year}/bodies/{body}/attachments/{id}/remove"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/projects"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/projects/{at}"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/projects/{at}"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/comments"),
    files("/years/{year}/bodies/{body}/{stage}/{bu}/attachments"),
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
    let largest = DefaultBodyLimit::max(upload::LARGEST_FORM);
    // Without nesting: what a page is opened again by after signing in is the whole address.
    Router::new()
        .route("/years/{year}", get(home::show))
        .route("/years/{year}/bodies/{body}/template", get(home::form))
        .route("/years/{year}/bodies/{body}/upload", get(upload::show).post(upload::take).layer(largest))
        .route("/years/{year}/bodies/{body}/drafts/{id}", get(draft::show))
        .route("/years/{year}/bodies/{body}/drafts/{id}/file", get(kept::of_draft))
        .route("/years/{year}/bodies/{body}/drafts/{id}/marked", get(kept::of_draft_marked))
        .route("/years/{year}/bodies/{body}/drafts/{id}/hand-in", get(hand_in::show).post(hand_in::take))
        .route("/years/{year}/bodies/{body}/drafts/{id}/projects", get(mend::of_draft_list))
        .route(
            "/years/{year}/bodies/{body}/drafts/{id}/projects/{at}",
            get(mend::of_draft_show).post(mend::of_draft_take),
        )
        .route("/years/{year}/bodies/{body}/drafts/{id}/approval", get(approval::show))
        .route("/years/{year}/bodies/{body}/drafts/{id}/approval/ask", post(approval::ask))
        .route("/years/{year}/bodies/{body}/drafts/{id}/approval/approve", post(approval::give))
        .route("/years/{year}/bodies/{body}/drafts/{id}/approval/decline", post(approval::refuse))
        .route("/years/{year}/bodies/{body}/receipts/{id}", get(receipt::show))
        .route("/years/{year}/bodies/{body}/attachments/{id}", get(talk::take))
        .route("/years/{year}/bodies/{body}/attachments/{id}/remove", get(talk::ask_remove).post(talk::remove))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}", get(submission::show))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/projects", get(mend::of_version_list))
        .route(
            "/years/{year}/bodies/{body}/{stage}/{bu}/projects/{at}",
            get(mend::of_version_show).post(mend::of_version_take),
        )
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/comments", post(talk::say))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/attachments", post(talk::add).layer(largest))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/no-projects", get(none::show).post(none::take))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/withdraw", get(withdraw::show).post(withdraw::take))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/answer", get(answer::show).post(answer::take))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/answer/template", get(answer::form))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/file", get(kept::of_version))
        .route("/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/marked", get(kept::of_version_marked))
}
