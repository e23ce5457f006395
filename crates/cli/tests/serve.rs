//! `kikin serve`: what is wrong with how it is started is told, and it ends in order.

mod run;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use run::{kikin, said, scratch};

#[test]
fn what_cannot_be_served_is_told() {
    let folder = scratch("serve-wrong");
    let config = folder.join("kikin.toml");
    std::fs::write(&config, "listn = \"127.0.0.1:0\"\n").expect("writes");
    let out = kikin(&["serve", "--config", config.to_str().expect("UTF-8")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(said(&out).contains("listn"), "{}", said(&out));

    let database = format!("sqlite://{}", folder.join("none.db").display());
    let out = kikin(&["serve", "--database", &database]);
    assert_eq!(out.status.code(), Some(2));
    assert!(said(&out).contains("がありません"), "{}", said(&out));

    assert_eq!(kikin(&["migrate", "--database", &database]).status.code(), Some(0));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("has an address").to_string();
    let out = kikin(&["serve", "--database", &database, "--listen", &address]);
    assert_eq!(out.status.code(), Some(2));
    assert!(said(&out).contains(&address) && said(&out).contains("待ち受けられません"), "{}", said(&out));
}

/// The file's settings hold, the command line goes over them, and SIGTERM ends it with 0.
#[cfg(unix)]
#[test]
fn it_serves_until_it_is_told_to_end() {
    let folder = scratch("serve");
    let database = format!("sqlite://{}", folder.join("kikin.db").display());
    assert_eq!(kikin(&["migrate", "--database", &database]).status.code(), Some(0));
    let config = folder.join("kikin.toml");
    std::fs::write(&config, format!("database = \"{database}\"\ntls = true\n")).expect("writes");
    let mut server = Command::new(env!("CARGO_BIN_EXE_kikin"))
        .args(["serve", "--config", config.to_str().expect("UTF-8"), "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut told = BufReader::new(server.stdout.take().expect("is piped"));
    let mut line = String::new();
    told.read_line(&mut line).expect("says where it is");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("tells its address");

    let mut stream = TcpStream::connect(address).expect("listens");
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: kikin.test\r\nConnection: close\r\n\r\n").expect("writes");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answers");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(r#"{"status":"ready"}"#), "{answer}");
    assert!(answer.contains("strict-transport-security: "), "the file's setting holds: {answer}");

    let ended = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().expect("kill runs");
    assert!(ended.success());
    let mut rest = String::new();
    told.read_to_string(&mut rest).expect("ends");
    assert_eq!(server.wait().expect("ends").code(), Some(0), "{rest}");
    assert!(rest.contains("公開を終わりました"), "{rest}");
}

/// The demonstration serves its pages on this machine, and everybody whom it names can sign in.
#[cfg(unix)]
#[test]
fn the_demo_serves_its_pages_and_says_who_can_sign_in() {
    let folder = scratch("demo-serves");
    let mut server = Command::new(env!("CARGO_BIN_EXE_kikin"))
        .args(["demo", "--port", "0", "--dir", folder.to_str().expect("UTF-8")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut told = BufReader::new(server.stdout.take().expect("is piped"));
    let (mut lines, mut address) = (Vec::new(), None);
    while address.is_none() {
        let mut line = String::new();
        assert!(told.read_line(&mut line).expect("goes on") > 0, "{lines:#?}");
        address = line.split_once("http://").and_then(|(_, rest)| rest.split('/').next().map(str::to_owned));
        lines.push(line);
    }
    let address = address.expect("tells its address");
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let begin = lines.iter().position(|line| line.contains("見本のサインイン")).expect("tells sign-ins");
    let password = lines[begin].split("すべて ").nth(1).and_then(|rest| rest.split('）').next()).expect("a password");
    let accounts: Vec<&str> =
        lines[begin + 1..].iter().filter(|l| l.starts_with("  ")).filter_map(|l| l.split_whitespace().next()).collect();
    assert_eq!(accounts.len(), 6, "{lines:#?}");
    for account in accounts {
        let body = format!("account={account}&password={password}");
        let mut stream = TcpStream::connect(&address).expect("listens");
        let head = format!(
            "POST /signin HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("writes");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answers");
        assert!(answer.starts_with("HTTP/1.1 303 ") && answer.contains("set-cookie: "), "{account}: {answer}");
    }
    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().expect("kill runs").success());
    assert_eq!(server.wait().expect("ends").code(), Some(0));
}
