//! Exports of a server that is killed: the next one, or another beside it, ends what it has begun, whole and once.

#![cfg(unix)]

mod run;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use run::{kikin, said, scratch};

const PASSWORD: &str = "雪国の朝はとても静かで寒いです";
/// Far longer than a lease.
const PATIENCE: Duration = Duration::from_secs(120);

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(database: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_kikin"))
            .args(["serve", "--database", database, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("is piped")).read_line(&mut line).expect("says where it is");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        Self { address: address.to_owned(), process }
    }

    /// Head and body of an answer.
    fn ask(&self, method: &str, path: &str, cookie: &str, form: &[(&str, &str)]) -> (String, Vec<u8>) {
        let escaped = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let body = form.iter().map(|(n, v)| format!("{n}={}", escaped(v))).collect::<Vec<_>>().join("&");
        let mut stream = TcpStream::connect(&self.address).expect("listens");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: kikin.test\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .expect("writes");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answers");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("has a head");
        (String::from_utf8_lossy(&answer[..end]).into_owned(), answer[end + 4..].to_vec())
    }

    fn kill(mut self) {
        self.process.kill().expect("is killed");
        self.process.wait().expect("has ended");
    }
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}

/// Makes a post of the prefecture and sets its password; its cookie.
fn signed_in(server: &Server, database: &str) -> String {
    let mut args = vec!["user", "add", "--role", "県担当", "--organisation", "150002", "--name", "医療課 担当"];
    args.extend(["--holder", "佐藤 花子", "--database", database]);
    let told = said(&kikin(&args));
    let after = |word: &str| told.split(word).nth(1).unwrap_or_else(|| panic!("no {word} in {told}"));
    let token: String = after("/invitation/").chars().take_while(char::is_ascii_hexdigit).collect();
    let account: String = after("職を追加しました：").chars().take_while(|c| !c.is_whitespace()).collect();
    let both = [("new", PASSWORD), ("repeated", PASSWORD)];
    let (head, _) = server.ask("POST", &format!("/invitation/{token}"), "", &both);
    assert!(head.starts_with("HTTP/1.1 303 "), "{head}");
    let (head, _) = server.ask("POST", "/signin", "", &[("account", &account), ("password", PASSWORD)]);
    header(&head, "set-cookie").split(';').next().expect("a cookie").to_owned()
}

/// The page of a job once its file is there.
fn done(server: &Server, cookie: &str, job: i64) -> String {
    let begun = Instant::now();
    loop {
        let (head, body) = server.ask("GET", &format!("/jobs/{job}"), cookie, &[]);
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let page = String::from_utf8(body).expect("is text");
        if page.contains("ファイルができました") {
            return page;
        }
        assert!(!page.contains("書き出せませんでした") && begun.elapsed() < PATIENCE, "{page}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// The sample municipalities in a database.
fn import_demo(database: &str) {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let demo = demo.to_str().expect("UTF-8");
    let out = kikin(&["import", demo, "--fiscal-year", "R8", "--prefecture", "15", "--database", database]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", said(&out));
}

#[test]
fn a_killed_servers_export_is_ended_by_the_next() {
    let folder = scratch("jobs");
    let database = format!("sqlite://{}", folder.join("kikin.db").display());
    import_demo(&database);
    let server = Server::start(&database);
    let cookie = signed_in(&server, &database);
    let form = [("kind", "plan-workbook"), ("stage", "plan")];
    let (head, _) = server.ask("POST", "/years/2026/exports", &cookie, &form);
    assert_eq!(header(&head, "location"), "/jobs/1");
    // Wherever it is with it: nothing of it is there, or all.
    server.kill();
    let server = Server::start(&database);
    let page = done(&server, &cookie, 1);
    let (head, book) = server.ask("GET", "/jobs/1/result", &cookie, &[]);
    assert!(head.contains("attachment") && book.starts_with(b"PK"), "{head}");
    assert!(page.contains("/jobs/1/result"));
    server.kill();
    let verified = kikin(&["verify", "--database", &database]);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
}

/// A database on the server of the tests; it goes with the test.
struct OnServer {
    server: String,
    name: String,
}

impl OnServer {
    fn make() -> Self {
        let server = std::env::var("KIKIN_TEST_POSTGRES");
        let server = server.unwrap_or_else(|_| panic!("KIKIN_TEST_POSTGRES is not set: run `cargo xtask test`"));
        let made = Self { server, name: format!("kikin_two_servers_{}", std::process::id()) };
        psql(&made.server, &format!("CREATE DATABASE {}", made.name));
        made
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server.rsplit_once('/').expect("the address names a database").0, self.name)
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        psql(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// What a statement answers: rows and columns as plain text.
fn psql(address: &str, statement: &str) -> String {
    let out = Command::new("psql").args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement, address]).output();
    let out = out.expect("psql comes with PostgreSQL");
    assert!(out.status.success(), "{statement}: {}", said(&out));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// Two processes on one database: who signed in at one goes on at the other, and what the one had begun when it was killed the
/// other ends, once.
#[test]
fn two_servers_share_sessions_and_work() {
    let place = OnServer::make();
    let database = place.url();
    import_demo(&database);
    let (first, second) = (Server::start(&database), Server::start(&database));
    assert_ne!(first.address, second.address);
    let cookie = signed_in(&first, &database);
    let (head, body) = second.ask("GET", "/years/2026/plan", &cookie, &[]);
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("県計画のブックを書き出す"), "it is the same person there");
    let kinds = ["plan-workbook", "plan-workbook-full", "plan-data"];
    for (job, kind) in (1..).zip(kinds) {
        let (head, _) = first.ask("POST", "/years/2026/exports", &cookie, &[("kind", kind), ("stage", "plan")]);
        assert_eq!(header(&head, "location"), format!("/jobs/{job}"));
    }
    // SIGKILL, wherever it is with the first of them: its lease has to end before the other takes it over.
    first.kill();
    let mut results = Vec::new();
    for job in [1, 2, 3] {
        let page = done(&second, &cookie, job);
        let (head, bytes) = second.ask("GET", &format!("/jobs/{job}/result"), &cookie, &[]);
        assert!(head.contains("attachment"), "{head}");
        results.push((page, bytes));
    }
    assert!(results[0].1.starts_with(b"PK") && results[1].1.starts_with(b"PK"), "workbooks");
    assert!(String::from_utf8_lossy(&results[2].1).contains("fiscal_year"), "the data");
    let made =
        psql(&database, "SELECT count(*), count(DISTINCT subject) FROM audit_events WHERE action = 'export.make'");
    assert_eq!(made, "3|3", "each of them once");
    // Signing out at one is signing out at both.
    let (head, _) = second.ask("POST", "/signout", &cookie, &[]);
    assert!(head.starts_with("HTTP/1.1 303 "), "{head}");
    let again = Server::start(&database);
    let (head, _) = again.ask("GET", "/years/2026/plan", &cookie, &[]);
    assert!(!head.starts_with("HTTP/1.1 200 "), "{head}");
    again.kill();
    second.kill();
    let verified = kikin(&["verify", "--database", &database]);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
}
