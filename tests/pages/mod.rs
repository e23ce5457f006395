//! The pages as a browser gets them, without a network: real router, real use cases, on both databases.

mod added_body;
mod changing;
mod evaluation;
mod halves;
mod home;
mod mending;
mod plan;
mod prefecture;
mod queries;
mod ready;
mod submission;
mod together;
pub(crate) mod town;
mod walk;
mod words;
mod years;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use kikin_app::Store;
use kikin_app::jobs::{Lane, Turn, run_next};
use kikin_web::{Settings, Site, router};
use tower::ServiceExt as _;

use crate::db::Db;
use crate::people::{PASSWORD, morning, security};
use crate::round::{Cast, here};

/// A prefecture with two towns, the year as published, and a server on its database.
pub(crate) struct Pages {
    pub(crate) cast: Cast,
    server: Router,
}

/// What a browser is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where it leads on; blank where it does not.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("")
    }

    /// Asserts that it is a page and holds each of these.
    pub(crate) fn shows(&self, wanted: &[&str]) {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        let text = self.text();
        for one in wanted {
            assert!(text.contains(one), "「{one}」 in {text}");
        }
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Browser {
    server: Router,
    cookie: String,
}

impl Pages {
    pub(crate) async fn enter(db: &Db) -> Self {
        let cast = Cast::enter(db).await;
        Self { cast, server: server(db).await }
    }

    /// The same people at a server of which every statement is counted.
    async fn counted(self, db: &Db) -> (Self, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let heard = Arc::clone(&count);
        let store = Store::connect(&db.url).await.expect("connects");
        let store = store.listened_to(move |_| {
            heard.fetch_add(1, Ordering::SeqCst);
        });
        (Self { server: server_on(store), ..self }, count)
    }

    /// Signs a post in as a browser does.
    pub(crate) async fn sign_in(&self, account: &str) -> Browser {
        let mut browser = Browser { server: self.server.clone(), cookie: String::new() };
        let answer = browser.post("/signin", &[("account", account), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let cookie = answer.headers[header::SET_COOKIE].to_str().expect("is text");
        cookie.split(';').next().expect("a cookie").clone_into(&mut browser.cookie);
        browser
    }
}

/// One turn of a server's worker, on a clock of its own.
pub(crate) async fn turn(db: &Db, worker: (Lane, &str), now: Timestamp) -> Turn {
    run_next(&db.store, &here(), worker, || now, std::future::pending()).await.expect("works")
}

/// A server on the test's database.
async fn server(db: &Db) -> Router {
    server_on(Store::connect(&db.url).await.expect("connects"))
}

fn server_on(store: Store) -> Router {
    router(Arc::new(Site::new(store, security(), here(), Settings::default(), morning)))
}

impl Browser {
    /// The same browser at another server on the database.
    pub(crate) async fn elsewhere(&self, db: &Db) -> Self {
        Self { server: server(db).await, cookie: self.cookie.clone() }
    }

    async fn ask(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::HOST, "kikin.test").header("sec-fetch-site", "same-origin");
        let request = request.header(header::COOKIE, &self.cookie).body(body).expect("a request");
        let response = self.server.clone().oneshot(request).await.expect("answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 256 << 20).await.expect("has a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path), Body::empty()).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&");
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, Body::from(body)).await
    }

    /// Sends a form with files: field, name, bytes.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        const EDGE: &str = "----kikin-edge-7d1c";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, name, bytes) in files {
            let head = format!("name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream");
            body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.ask(Request::post(path).header(header::CONTENT_TYPE, kind), Body::from(body)).await
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
