//! Which addresses there are, and who may use them.

mod plan;
mod prefecture;
mod town;

use std::collections::HashSet;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::fault::Fault;
use crate::page::{account, components, guide, home, invitation, probe, rules, signin, signout};
use crate::site::SharedSite;
use crate::{assets, guard};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Everybody,
    /// Whoever has signed in; what may be done there is the use case's to say.
    Member,
    /// Machines that watch the server.
    Machine,
}

impl Access {
    /// The word in the list of routes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Member => "member",
            Self::Machine => "machine",
        }
    }
}

/// A route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its pattern.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// Whether it takes files, which have longer to arrive than words.
    pub takes_files: bool,
}

const fn everybody(method: &'static str, path: &'static str) -> Route {
    Route { method, path, access: Access::Everybody, takes_files: false }
}

const fn member(method: &'static str, path: &'static str) -> Route {
    Route { method, path, access: Access::Member, takes_files: false }
}

/// A form with files.
const fn files(path: &'static str) -> Route {
    Route { method: "POST", path, access: Access::Member, takes_files: true }
}

const fn machine(path: &'static str) -> Route {
    Route { method: "GET", path, access: Access::Machine, takes_files: false }
}

/// Whether a request takes files, by its route.
pub(crate) fn takes_files(method: &Method, path: &str) -> bool {
    static TAKING: LazyLock<HashSet<&str>> =
        LazyLock::new(|| routes().iter().filter(|route| route.takes_files).map(|route| route.path).collect());
    method == Method::POST && TAKING.contains(path)
}

/// Every route. A test holds the router to it.
#[must_use]
pub fn routes() -> Vec<Route> {
    [COMMON, town::ROUTES, prefecture::ROUTES, plan::ROUTES].concat()
}

/// What is there for everybody, and for whoever has signed in.
const COMMON: &[Route] = &[
    machine("/healthz"),
    machine("/readyz"),
    everybody("GET", "/assets/{name}"),
    everybody("GET", "/signin"),
    everybody("POST", "/signin"),
    everybody("GET", "/invitation/{token}"),
    everybody("POST", "/invitation/{token}"),
    everybody("GET", "/rules"),
    everybody("GET", "/guide"),
    everybody("GET", "/guide/{name}"),
    everybody("GET", "/guide/images/{name}"),
    everybody("GET", "/_components"),
    member("GET", "/"),
    member("GET", "/status"),
    member("GET", "/plan"),
    member("POST", "/signout"),
    member("GET", "/account"),
    member("GET", "/account/password"),
    member("POST", "/account/password"),
    member("GET", "/account/code"),
    member("POST", "/account/code/begin"),
    member("POST", "/account/code/confirm"),
    member("POST", "/account/code/remove"),
    member("GET", "/account/signout-everywhere"),
    member("POST", "/account/signout-everywhere"),
];

/// Everything that is served.
#[must_use = "a router serves nothing by itself"]
pub fn router(site: SharedSite) -> Router {
    let form = site.settings.form_kib * 1_024;
    let mut router = Router::new()
        .route("/healthz", get(probe::health))
        .route("/readyz", get(probe::ready))
        .route("/assets/{name}", get(assets::serve))
        .route("/signin", get(signin::show).post(signin::enter))
        .route("/invitation/{token}", get(invitation::show).post(invitation::accept))
        .route("/rules", get(rules::show))
        .route("/guide", get(guide::show))
        .route("/guide/{name}", get(guide::manual))
        .route("/guide/images/{name}", get(guide::image))
        .route("/", get(home::show))
        .route("/status", get(home::status))
        .route("/plan", get(home::plan))
        .route("/signout", post(signout::leave))
        .route("/account", get(account::show))
        .route("/account/password", get(account::password).post(account::set_password))
        .route("/account/code", get(account::code))
        .route("/account/code/begin", post(account::begin_code))
        .route("/account/code/confirm", post(account::confirm_code))
        .route("/account/code/remove", post(account::remove_code))
        .route("/account/signout-everywhere", get(signout::ask_everywhere).post(signout::leave_everywhere));
    if site.components {
        router = router.route("/_components", get(components::show));
    }
    router
        .merge(town::router(&site))
        .merge(prefecture::router(&site))
        .merge(plan::router(&site))
        .fallback(|| async { Fault::NotFound })
        .method_not_allowed_fallback(|| async { Fault::Method })
        // What a group of routes sets for itself stays.
        .layer(DefaultBodyLimit::max(form))
        // From another site's page nothing is done, whatever cookie comes along.
        .layer(CsrfLayer::new().with_rejection_response(|_: ProtectionError| Fault::Forbidden.into_response()))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn_with_state(site.clone(), guard::guard))
        .with_state(site)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_taken_where_a_route_says_so_and_nowhere_else() {
        assert!(takes_files(&Method::POST, "/years/{year}/proxy"));
        assert!(!takes_files(&Method::GET, "/years/{year}/proxy"), "the form itself is words");
        assert!(!takes_files(&Method::POST, "/signin"));
        let taking = routes().into_iter().filter(|route| route.takes_files);
        assert!(taking.clone().count() >= 5 && taking.clone().all(|route| route.method == "POST"));
    }
}
