//! The prefecture at work: set-up of years, 提出状況一覧, 代理登録, review, 査定.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{Route, files, member};
use crate::page::prefecture::settings::{self, bodies, expected, national, notices, severities, stages};
use crate::page::prefecture::{assessment, posts, proxy, reminders, review, status, years};
use crate::site::SharedSite;

/// Their addresses.
pub(super) const ROUTES: &[Route] = &[
    member("GET", "/years/{year}/status"),
    member("GET", "/years/{year}/status.csv"),
    member("GET", "/years/{year}/reminders"),
    member("GET", "/years/{year}/reminders.csv"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/review"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/review/begin"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/review/receive"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/review/confirm"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/review/confirm"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/review/return"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/review/comments"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/assessment"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/assessment"),
    member("GET", "/years/{year}/bodies/{body}/{stage}/{bu}/assessment/notify"),
    member("POST", "/years/{year}/bodies/{body}/{stage}/{bu}/assessment/notify"),
    member("GET", "/years/{year}/proxy"),
    files("/years/{year}/proxy"),
    member("GET", "/years"),
    member("POST", "/years"),
    member("GET", "/years/{year}/settings"),
    member("GET", "/years/{year}/settings/stages"),
    member("POST", "/years/{year}/settings/stages"),
    member("GET", "/years/{year}/settings/expected"),
    member("POST", "/years/{year}/settings/expected"),
    member("GET", "/years/{year}/settings/severities"),
    member("POST", "/years/{year}/settings/severities"),
    member("GET", "/years/{year}/settings/bodies"),
    member("POST", "/years/{year}/settings/bodies"),
    member("GET", "/years/{year}/settings/national"),
    member("POST", "/years/{year}/settings/national"),
    member("GET", "/years/{year}/settings/notices"),
    member("POST", "/years/{year}/settings/notices"),
    member("GET", "/years/{year}/settings/notices/{id}"),
    member("POST", "/years/{year}/settings/notices/{id}"),
    member("GET", "/years/{year}/settings/notices/{id}/down"),
    member("POST", "/years/{year}/settings/notices/{id}/down"),
    member("GET", "/posts"),
    member("POST", "/posts"),
    member("GET", "/posts/new"),
    member("GET", "/posts/{account}"),
    member("POST", "/posts/{account}/invite"),
    member("POST", "/posts/{account}/holder"),
    member("POST", "/posts/{account}/close"),
    member("GET", "/posts/{account}/reset"),
    member("POST", "/posts/{account}/reset"),
    member("POST", "/posts/{account}/signout"),
];

/// Their handlers.
pub(super) fn router(_site: &SharedSite) -> Router<SharedSite> {
    Router::new().merge(lists()).merge(reviews()).merge(set_up()).merge(people())
}

fn lists() -> Router<SharedSite> {
    Router::new()
        .route("/years/{year}/status", get(status::show))
        .route("/years/{year}/status.csv", get(status::csv))
        .route("/years/{year}/reminders", get(reminders::show))
        .route("/years/{year}/reminders.csv", get(reminders::csv))
        .route(
            "/years/{year}/proxy",
            get(proxy::show).merge(post(proxy::register).layer(DefaultBodyLimit::max(proxy::LARGEST_FORM))),
        )
}

fn reviews() -> Router<SharedSite> {
    let under = |rest: &str| format!("/years/{{year}}/bodies/{{body}}/{{stage}}/{{bu}}/{rest}");
    Router::new()
        .route(&under("review"), get(review::show))
        .route(&under("review/begin"), post(review::begin))
        .route(&under("review/receive"), post(review::received))
        .route(&under("review/confirm"), get(review::ask_confirm).post(review::confirmed))
        .route(&under("review/return"), post(review::returned))
        .route(&under("review/comments"), post(review::say))
        .route(&under("assessment"), get(assessment::show).post(assessment::set))
        .route(&under("assessment/notify"), get(assessment::ask_notify).post(assessment::notify))
}

fn set_up() -> Router<SharedSite> {
    let under = |rest: &str| format!("/years/{{year}}/settings{rest}");
    Router::new()
        .route("/years", get(years::show).post(years::begin))
        .route(&under(""), get(settings::show))
        .route(&under("/stages"), get(stages::show).post(stages::set))
        .route(&under("/expected"), get(expected::show).post(expected::set))
        .route(&under("/severities"), get(severities::show).post(severities::set))
        .route(&under("/bodies"), get(bodies::show).post(bodies::add))
        .route(&under("/national"), get(national::show).post(national::set))
        .route(&under("/notices"), get(notices::show).post(notices::post))
        .route(&under("/notices/{id}"), get(notices::edit).post(notices::replace))
        .route(&under("/notices/{id}/down"), get(notices::ask_down).post(notices::down))
}

fn people() -> Router<SharedSite> {
    Router::new()
        .route("/posts", get(posts::show).post(posts::make::make))
        .route("/posts/new", get(posts::make::show))
        .route("/posts/{account}", get(posts::one::show))
        .route("/posts/{account}/invite", post(posts::one::link))
        .route("/posts/{account}/holder", post(posts::one::change))
        .route("/posts/{account}/close", post(posts::one::close))
        .route("/posts/{account}/reset", get(posts::one::ask_reset).post(posts::one::reset))
        .route("/posts/{account}/signout", post(posts::one::sign_out))
}
