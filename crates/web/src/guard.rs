//! What stands around every request: its id, its limits, the headers of its answer, its line in the log, and the page of
//! what went wrong.

use std::any::Any;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kikin_app::people::{Caller, Entropy as _, resume};

use crate::fault::{Bare, Fault};
use crate::page::fault::FaultPage;
use crate::page::{Who, respond};
use crate::site::SharedSite;
use crate::{cookie, headers, routes};

/// The request's id: in the log, in the record of events, and on the page of a failure.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Who was found to be signed in while the request was answered: the page of a failure bears the same header as any other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<OnceLock<Who>>);

impl Seen {
    pub(crate) fn is(&self, who: Who) {
        // The first answer holds; whoever asks twice is the same.
        drop(self.0.set(who));
    }
}

/// So long a request waits for its turn when all places are taken.
const WAIT: Duration = Duration::from_secs(5);

/// The outermost layer.
pub(crate) async fn guard(State(site): State<SharedSite>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = new_id(&site);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let seen = Seen::default();
    request.extensions_mut().insert(seen.clone());
    let token = cookie::token(request.headers(), site.settings.tls).map(str::to_owned);
    // Files take longer to arrive than words.
    let slow = routes::takes_files(&method, &route);
    let patience = if slow { site.settings.upload_seconds } else { site.settings.request_seconds };
    let patience = Duration::from_secs(patience);
    let answered = tokio::time::timeout(patience, in_turn(&site, &route, request, next));
    let response = answered.await.unwrap_or_else(|_| Fault::TimeOut.into_response());
    let mut response = match failure(&response) {
        Some(bare) => {
            let who = who(&site, &seen, token, bare.fault).await;
            with_page(&response, bare, &id, who)
        }
        None => response,
    };
    headers::add(response.headers_mut(), site.settings.tls);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis());
    // Health is asked every few seconds.
    if is_watched(&route) || route.starts_with("/assets/") {
        tracing::debug!(request = %id, %method, route, status, ms, "request");
    } else {
        tracing::info!(request = %id, %method, route, status, ms, "request");
    }
    response
}

fn is_watched(route: &str) -> bool {
    ["/healthz", "/readyz"].contains(&route)
}

async fn in_turn(site: &SharedSite, route: &str, request: Request, next: Next) -> Response {
    // Whoever watches the server is answered also when all places are taken.
    if is_watched(route) {
        return next.run(request).await;
    }
    match tokio::time::timeout(WAIT, site.at_once.acquire()).await {
        Ok(Ok(_place)) => next.run(request).await,
        Ok(Err(_)) | Err(_) => Fault::Busy.into_response(),
    }
}

/// Twelve hexadecimal digits: enough to find a line of a day's log, short enough to be read out over the telephone.
fn new_id(site: &SharedSite) -> String {
    let mut bytes = [0_u8; 6];
    match site.entropy().fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => "-".to_owned(),
    }
}

/// Which failure an answer is, wherever it came from: a handler of ours, the router, or what reads a form.
fn failure(response: &Response) -> Option<Bare> {
    let status = response.status();
    match response.extensions().get::<Bare>() {
        Some(bare) => Some(bare.clone()),
        None if (status.is_client_error() || status.is_server_error()) && !has_own_page(response.headers()) => {
            Some(Bare { fault: Fault::of_status(status), sentence: None })
        }
        None => None,
    }
}

/// Whoever has signed in. What failed before anybody asked is asked now, unless the server has enough to do.
async fn who(site: &SharedSite, seen: &Seen, token: Option<String>, fault: Fault) -> Option<Who> {
    if let Some(who) = seen.0.get() {
        return Some(who.clone());
    }
    let token = token.filter(|_| !fault.row().status.is_server_error() && fault != Fault::SignIn)?;
    let caller = Caller { now: site.now(), address: None, request_id: None };
    let asked = resume(&site.store, &site.security.limits, &caller, &token);
    tokio::time::timeout(WAIT, asked).await.ok()?.ok().map(|scope| Who::of(&scope))
}

/// Gives a failure its page.
fn with_page(response: &Response, bare: Bare, id: &str, who: Option<Who>) -> Response {
    let mut page = respond(bare.fault.row().status, &FaultPage::new(bare.fault, bare.sentence, id, who));
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// A form with errors comes as a page already, and readiness tells its reason to machines.
fn has_own_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/json")
}

/// A panic of a handler ends its request alone.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = what.unwrap_or("?"), "a handler panicked");
    Fault::Internal.into_response()
}
