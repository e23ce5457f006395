//! The server from outside, without a network: requests to the router, answers as a browser gets them.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use kikin_app::people::{Hasher, HashingCost, Limits, Security};
use kikin_app::{ReaderLimits, Readers, Store, operator};
use kikin_web::{Access, CONTENT_SECURITY_POLICY, Settings, Site, router, routes};
use tower::ServiceExt as _;

/// Readers that are not called: nothing is sent here.
fn readers() -> Arc<Readers> {
    let limits = ReaderLimits {
        memory_mb: ReaderLimits::MEMORY_MB,
        plan_memory_mb: ReaderLimits::PLAN_MEMORY_MB,
        cpu_seconds: ReaderLimits::CPU_SECONDS,
    };
    Arc::new(Readers::new(1, limits, "kikin".into(), String::new()))
}

fn morning() -> Timestamp {
    "2026-06-01T09:00:00+09:00".parse().expect("a moment")
}

/// A server on a database of its own.
async fn server(name: &str, settings: Settings) -> Router {
    router(Arc::new(site(name, settings, true).await))
}

async fn site(name: &str, settings: Settings, migrated: bool) -> Site {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("web-{name}.db"));
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    let store = Store::connect(&format!("sqlite://{}", file.display())).await.expect("connects");
    if migrated {
        store.migrate(&operator(morning())).await.expect("migrates");
    }
    let cost = HashingCost { memory_kib: 64, passes: 1, lanes: 1 };
    let security = Security { hasher: Hasher::new(cost).expect("argon2 allows it"), limits: Limits::default() };
    Site::new(store, security, readers(), settings, morning)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

async fn ask(server: &Router, request: Request<Body>) -> Answer {
    let response = server.clone().oneshot(request).await.expect("answers");
    let (parts, body) = response.into_parts();
    let body: Bytes = to_bytes(body, 16 << 20).await.expect("has a body");
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

async fn get(server: &Router, path: &str) -> Answer {
    ask(server, Request::get(path).body(Body::empty()).expect("a request")).await
}

/// A form from our own page.
fn form(path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header(header::HOST, "kikin.test").header("sec-fetch-site", "same-origin");
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.into()).expect("a request")
}

/// An address of a pattern: one that leads nowhere.
fn example(path: &str) -> String {
    let words = [("{token}", "0f"), ("{name}", "none"), ("{year}", "2026"), ("{body}", "153079"), ("{stage}", "plan")];
    words
        .iter()
        .chain(&[("{bu}", "medical"), ("{id}", "1"), ("{number}", "1"), ("{at}", "1")])
        .fold(path.to_owned(), |path, (gap, word)| path.replace(gap, word))
}

#[tokio::test]
async fn every_answer_tells_the_browser_its_limits() {
    let server = server("headers", Settings::default()).await;
    let tls = router(Arc::new(site("headers-tls", Settings { tls: true, ..Settings::default() }, true).await));
    let mut paths: Vec<String> = routes().iter().map(|route| example(route.path)).collect();
    paths.push("/nowhere".to_owned());
    for path in paths {
        let answer = get(&server, &path).await;
        assert_eq!(answer.header("content-security-policy"), CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 12, "{path}");
        assert!(get(&tls, &path).await.header("strict-transport-security").starts_with("max-age="), "{path}");
    }
    assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
}

#[tokio::test]
async fn every_route_of_the_list_is_there_and_asks_for_signing_in() {
    let server = router(Arc::new(site("routes", Settings::default(), true).await.with_components()));
    for route in routes() {
        let path = example(route.path);
        let request = match route.method {
            "GET" => Request::get(&path).body(Body::empty()).expect("a request"),
            _ => form(&path, ""),
        };
        let answer = ask(&server, request).await;
        match (route.access, route.method) {
            (Access::Member, "GET") => {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
                assert!(answer.header("location").starts_with("/signin"), "{path}: {}", answer.header("location"));
            }
            (Access::Member, _) => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}"),
            (Access::Everybody | Access::Machine, _) if route.path.contains('{') => {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            (Access::Everybody, "POST") => assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}"),
            (Access::Everybody | Access::Machine, _) => assert_eq!(answer.status, StatusCode::OK, "{path}"),
        }
        // What the list does not name is not taken.
        let other = if route.method == "GET" { "PUT" } else { "DELETE" };
        let request = Request::builder().method(other).uri(&path).header("sec-fetch-site", "same-origin");
        let answer = ask(&server, request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{other} {path}");
        assert!(!answer.header("allow").is_empty(), "{other} {path}");
    }
}

#[tokio::test]
async fn the_page_of_components_is_for_development() {
    let server = server("components", Settings::default()).await;
    assert_eq!(get(&server, "/_components").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_done_for_another_site() {
    let server = server("csrf", Settings::default()).await;
    let foreign = |name: &str, value: &str| {
        let request = Request::post("/signin").header(header::HOST, "kikin.test").header(name, value);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(Body::from("account=a&password=b")).expect("a request")
    };
    for request in [
        foreign("sec-fetch-site", "cross-site"),
        foreign("sec-fetch-site", "same-site"),
        foreign("origin", "https://evil.example"),
        foreign("origin", "null"),
    ] {
        let answer = ask(&server, request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("ほかのサイトから送られた操作です"), "{}", answer.body);
    }
    // Ours comes as far as the password; so does that of a browser that knows only Origin.
    assert_eq!(ask(&server, form("/signin", "account=a&password=b")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ask(&server, foreign("origin", "http://kikin.test")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn failures_are_japanese_pages() {
    let server = server("failures", Settings { form_kib: 16, ..Settings::default() }).await;
    let large = form("/signin", format!("account={}", "a".repeat(17 * 1_024)));
    let mut json = form("/signin", "{}");
    json.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().expect("a value"));
    let get = |path: &str| Request::get(path).body(Body::empty()).expect("a request");
    for (request, status, title) in [
        (get("/nowhere"), StatusCode::NOT_FOUND, "ページが見つかりません"),
        (get("/signout"), StatusCode::METHOD_NOT_ALLOWED, "この開き方はできません"),
        (get("/invitation/00"), StatusCode::NOT_FOUND, "この招待のリンクは使えません"),
        (get("/assets/none.css"), StatusCode::NOT_FOUND, "ページが見つかりません"),
        (large, StatusCode::PAYLOAD_TOO_LARGE, "送信の内容が大きすぎます"),
        (json, StatusCode::UNSUPPORTED_MEDIA_TYPE, "この形式では受け付けられません"),
        (form("/signin", "account=%FF%"), StatusCode::UNPROCESSABLE_ENTITY, "空欄です"),
    ] {
        let path = request.uri().clone();
        let answer = ask(&server, request).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(answer.body.contains(title), "{path}: {}", answer.body);
        assert!(answer.status == 422 || answer.body.contains(answer.header("x-request-id")), "{path} shows its number");
    }
}

#[tokio::test]
async fn readiness_asks_the_database() {
    let old = router(Arc::new(site("old", Settings::default(), false).await));
    assert_eq!(get(&old, "/healthz").await.status, StatusCode::OK);
    let answer = get(&old, "/readyz").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"schema is not current"}"#)
    );
    let ready = server("ready", Settings::default()).await;
    assert_eq!(get(&ready, "/readyz").await.status, StatusCode::OK);
}

/// Without its tables the database refuses: the page tells the request's id, the log the reason.
#[tokio::test]
async fn a_defect_shows_a_number_and_nothing_else() {
    let broken = router(Arc::new(site("broken", Settings::default(), false).await));
    let answer = ask(&broken, form("/signin", "account=a&password=b")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains(answer.header("x-request-id")), "{}", answer.body);
    for word in ["table", "sqlite", "SQL", "error:"] {
        assert!(!answer.body.contains(word), "{word}");
    }
}

#[tokio::test]
async fn files_are_kept_by_browsers_and_named_by_their_content() {
    let server = server("files", Settings::default()).await;
    let page = get(&server, "/signin").await.body;
    let named = page.split('"').filter(|part| part.starts_with("/assets/"));
    let mut count = 0;
    for path in named {
        let answer = get(&server, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header("cache-control").contains("immutable"), "{path}");
        assert!(!answer.body.is_empty(), "{path}");
        count += 1;
    }
    assert_eq!(count, 4, "{page}");
}

/// Whoever guesses is told to wait, and what was typed but the secret stays.
#[tokio::test]
async fn guessing_is_slowed_down() {
    let server = server("guess", Settings::default()).await;
    let free = Limits::default().per_account.free;
    let typed = "account=nobody&password=wrong";
    for _ in 0..free {
        let answer = ask(&server, form("/signin", typed)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("サインインできません"), "{}", answer.body);
        assert!(answer.body.contains("value=\"nobody\"") && !answer.body.contains("wrong"), "{}", answer.body);
    }
    let answer = ask(&server, form("/signin", typed)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.body.contains("まで受け付けません") && answer.body.contains("value=\"nobody\""), "{}", answer.body);
}

/// After signing in one stays on the site, wherever the form says.
#[tokio::test]
async fn nobody_is_led_elsewhere() {
    let server = server("next", Settings::default()).await;
    let page = get(&server, "/signin?next=https://evil.example/").await.body;
    assert!(page.contains("name=\"next\" value=\"/\"") && !page.contains("evil"), "{page}");
}
