//! Exports of a server that is killed: the next one ends what it has begun, whole.

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

#[test]
fn a_killed_servers_export_is_ended_by_the_next() {
    let folder = scratch("jobs");
    let database = format!("sqlite://{}", folder.join("kikin.db").display());
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let demo = demo.to_str().expect("UTF-8");
    let out = kikin(&["import", demo, "--fiscal-year", "R8", "--prefecture", "15", "--database", &database]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", said(&out));
    let server = Server::start(&database);
    let cookie = signed_in(&server, &database);
    let form = [("kind", "plan-workbook"), ("stage", "plan")];
    let (head, _) = server.ask("POST", "/years/2026/exports", &cookie, &form);
    assert_eq!(header(&head, "location"), "/jobs/1");
    // Wherever it is with it: nothing of it is there, or all.
    server.kill();
    let server = Server::start(&database);
    let begun = Instant::now();
    let page = loop {
        let (head, body) = server.ask("GET", "/jobs/1", &cookie, &[]);
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let page = String::from_utf8(body).expect("is text");
        if page.contains("ファイルができました") {
            break page;
        }
        assert!(!page.contains("書き出せませんでした") && begun.elapsed() < PATIENCE, "{page}");
        std::thread::sleep(Duration::from_millis(200));
    };
    let (head, book) = server.ask("GET", "/jobs/1/result", &cookie, &[]);
    assert!(head.contains("attachment") && book.starts_with(b"PK"), "{head}");
    assert!(page.contains("/jobs/1/result"));
    server.kill();
    let verified = kikin(&["verify", "--database", &database]);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
}
