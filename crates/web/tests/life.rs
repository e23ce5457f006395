//! The server's life over real connections: requests under way are finished, and nobody holds it up.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use kikin_app::people::{Hasher, HashingCost, Limits, Security};
use kikin_app::{ReaderLimits, Readers, Store, operator};
use kikin_web::{Settings, Site, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

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

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(name: &str, settings: Settings) -> Running {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("life-{name}.db"));
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    let store = Store::connect(&format!("sqlite://{}", file.display())).await.expect("connects");
    store.migrate(&operator(morning())).await.expect("migrates");
    let cost = HashingCost { memory_kib: 64, passes: 1, lanes: 1 };
    let security = Security { hasher: Hasher::new(cost).expect("argon2 allows it"), limits: Limits::default() };
    let site = Arc::new(Site::new(store, security, readers(), settings, morning));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("has an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(serve(listener, site, async {
        let _ = stopped.await;
    }));
    Running { address, stop, ended }
}

const BODY: &str = "account=&password=";

/// A connection over which all of a form but its last letter has come.
async fn begun(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let head = format!(
        "POST /signin HTTP/1.1\r\nHost: kikin.test\r\nOrigin: http://kikin.test\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        BODY.len()
    );
    stream.write_all(head.as_bytes()).await.expect("writes");
    // The handler has begun to read when the server asks for the rest.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).await.expect("is asked to go on");
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&BODY.as_bytes()[..BODY.len() - 1]).await.expect("writes");
    stream
}

async fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("answers");
    String::from_utf8(answer).expect("is text")
}

#[tokio::test]
async fn what_is_under_way_is_finished() {
    let running = start("finished", Settings { shutdown_seconds: 600, ..Settings::default() }).await;
    let mut stream = begun(running.address).await;
    running.stop.send(()).expect("runs");
    // No more than this connection is served.
    while TcpStream::connect(running.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(&BODY.as_bytes()[BODY.len() - 1..]).await.expect("writes");
    let answer = answer(stream).await;
    assert!(answer.starts_with("HTTP/1.1 422 ") && answer.contains("アカウントが空欄です"), "{answer}");
    running.ended.await.expect("ends in order");
}

#[tokio::test]
async fn whoever_never_ends_does_not_hold_the_server_up() {
    let running =
        start("bounded", Settings { shutdown_seconds: 1, request_seconds: 3_600, ..Settings::default() }).await;
    let stream = begun(running.address).await;
    running.stop.send(()).expect("runs");
    running.ended.await.expect("ends in order");
    drop(stream);
}

#[tokio::test]
async fn a_request_has_its_time() {
    let running = start("time", Settings { request_seconds: 1, ..Settings::default() }).await;
    let answer = answer(begun(running.address).await).await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("時間内に終わりませんでした"), "{answer}");
    running.ended.abort();
}

#[tokio::test]
async fn more_than_can_be_worked_on_are_asked_to_come_again() {
    let settings = Settings { requests_at_once: 1, request_seconds: 3_600, ..Settings::default() };
    let running = start("busy", settings).await;
    let held = begun(running.address).await;
    let mut second = TcpStream::connect(running.address).await.expect("connects");
    let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: kikin.test\r\nConnection: close\r\n\r\n");
    second.write_all(ask("/signin").as_bytes()).await.expect("writes");
    let mut watcher = TcpStream::connect(running.address).await.expect("connects");
    watcher.write_all(ask("/healthz").as_bytes()).await.expect("writes");
    assert!(answer(watcher).await.starts_with("HTTP/1.1 200 "), "whoever watches is answered");
    let answer = answer(second).await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("混み合っています"), "{answer}");
    assert!(answer.to_lowercase().contains("\r\nretry-after: 60\r\n"), "{answer}");
    drop(held);
    running.ended.abort();
}

/// A server that lets a head come for a second.
async fn short_of_patience(name: &str) -> Running {
    start(name, Settings { head_seconds: 1, request_seconds: 3_600, ..Settings::default() }).await
}

/// Waits until the server hangs up; what it has said by then.
async fn cut_off(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    // Hung up on while something lay unread is an error of the connection's, and hung up on all the same.
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8(said).expect("is text")
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_cut_off() {
    let running = short_of_patience("head").await;
    let (mut reading, mut writing) = TcpStream::connect(running.address).await.expect("connects").into_split();
    // Each byte is a sign of life, and none of them buys time.
    let dripping = tokio::spawn(async move {
        let mut head = "GET /healthz HTTP/1.1\r\nX-Slow: ".bytes().chain(std::iter::repeat(b'x'));
        let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
        while writing.write_all(&head.next().map_or([b'x'], |byte| [byte])).await.is_ok() {
            tick.tick().await;
        }
    });
    let mut said = Vec::new();
    let _ = reading.read_to_end(&mut said).await;
    assert!(!String::from_utf8_lossy(&said).starts_with("HTTP/1.1 200"), "{said:?}");
    drop(reading);
    dripping.await.expect("writes until it is hung up on");
    running.ended.abort();
}

#[tokio::test]
async fn a_connection_over_which_nothing_is_asked_ends() {
    let running = short_of_patience("idle").await;
    let silent = TcpStream::connect(running.address).await.expect("connects");
    let mut asked = TcpStream::connect(running.address).await.expect("connects");
    asked.write_all(b"GET /healthz HTTP/1.1\r\nHost: kikin.test\r\n\r\n").await.expect("writes");
    assert!(!cut_off(silent).await.contains("HTTP/1.1 200 "), "it was asked nothing");
    let answer = cut_off(asked).await;
    assert_eq!(answer.matches("HTTP/1.1 200 ").count(), 1, "answered once, then ended: {answer}");
    running.ended.abort();
}

#[tokio::test]
async fn more_connections_than_there_are_places_wait_for_one_to_end() {
    let settings = Settings { connections_at_once: 1, request_seconds: 3_600, ..Settings::default() };
    let running = start("places", settings).await;
    let ask = b"GET /healthz HTTP/1.1\r\nHost: kikin.test\r\n\r\n";
    let mut first = TcpStream::connect(running.address).await.expect("connects");
    first.write_all(ask).await.expect("writes");
    healthy(&mut first).await;
    let mut second = TcpStream::connect(running.address).await.expect("waits with the machine");
    second.write_all(ask).await.expect("writes");
    // The first is answered again and again, and the second not meanwhile.
    for _ in 0..50 {
        first.write_all(ask).await.expect("writes");
        healthy(&mut first).await;
    }
    let mut nothing = [0; 1];
    let told = second.try_read(&mut nothing).expect_err("has no place");
    assert_eq!(told.kind(), std::io::ErrorKind::WouldBlock);
    drop(first);
    healthy(&mut second).await;
    running.ended.abort();
}

/// Reads one answer to the end: the process lives.
async fn healthy(stream: &mut TcpStream) {
    let mut answer = Vec::new();
    while !answer.ends_with(b"{\"status\":\"ok\"}") {
        answer.push(stream.read_u8().await.expect("is answered"));
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
}
