//! A PostgreSQL server that dies during an import and comes back. It is a server of this test's own.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::failing::assert_failed;
use crate::kill::Draw;
use crate::place::{OF_YEAR, Place, command, fine, kikin, receipts, said};

/// A server; it is stopped, and its folder goes, when this is dropped.
struct Server {
    folder: PathBuf,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("kikin-torture-server-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("made");
        if let Some((user, group)) = server_user() {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).expect("given to the server's user");
        }
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        drop(listener);
        let server = Self { folder, port };
        server.run("initdb", &["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        server.begin();
        server
    }

    /// Runs a program of the server's, as its user: it refuses to run as root.
    fn run(&self, program: &str, args: &[&str]) {
        let mut command = Command::new(programs().join(program));
        command.arg("-D").arg(self.folder.join("data")).args(args).current_dir(&self.folder).stdin(Stdio::null());
        if let Some((user, group)) = server_user() {
            command.uid(user).gid(group);
        }
        // The server inherits the streams; a pipe would wait for its end.
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("told")).expect("made");
        let status = command.stdout(log.try_clone().expect("made")).stderr(log).status().expect("installed");
        let told = || std::fs::read_to_string(self.folder.join("told")).unwrap_or_default();
        assert!(status.success(), "{program} {args:?}: {}", told());
    }

    fn begin(&self) {
        let options = format!("-k {} -h 127.0.0.1 -p {}", self.folder.display(), self.port);
        self.run("pg_ctl", &["start", "--wait", "--log=log", "-o", &options]);
    }

    /// Ends it as a crash would: nothing is finished, nothing written.
    fn crash(&self) {
        self.run("pg_ctl", &["stop", "--mode=immediate", "--wait"]);
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
        if let Some(pid) = pid.lines().next() {
            let _ = Command::new("kill").args(["-QUIT", pid]).status();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn programs() -> PathBuf {
    let newest = "ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 | grep . || dirname \"$(command -v initdb)\"";
    let out = Command::new("sh").args(["-c", newest]).output().expect("sh");
    Path::new(String::from_utf8_lossy(&out.stdout).trim()).to_owned()
}

/// As whom the server runs: user and group, where we are root.
fn server_user() -> Option<(u32, u32)> {
    let id = |args: &[&str]| {
        let out = Command::new("id").args(args).output().expect("id");
        String::from_utf8_lossy(&out.stdout).trim().parse::<u32>().ok()
    };
    (id(&["-u"]) == Some(0))
        .then(|| (id(&["-u", "postgres"]).expect("a user"), id(&["-g", "postgres"]).expect("a group")))
}

#[test]
fn a_server_that_dies_loses_nothing_that_was_received() {
    // Asks for PostgreSQL as the other tests do.
    drop(Place::new("server-asked", true));
    let server = Server::start();
    let mut place = Place::on("server-dies", Some(server.url()));
    let few = place.samples();
    let mut draw = Draw::new(crate::setting("KIKIN_TORTURE_SEED", 20_260_401));
    let times = (crate::times() / 20).clamp(2, 24);
    let mut failed = 0;
    for nth in 0..times {
        let url = place.empty("dies");
        let import = [&["import", &few], &OF_YEAR[..], &["--database", &url]].concat();
        let child = command(&import).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        std::thread::sleep(Duration::from_millis(draw.below(900)));
        server.crash();
        // Back at once, so that an import may go on where it was; or away until it gives up.
        let stays_away = nth.is_multiple_of(8);
        if !stays_away {
            server.begin();
        }
        let out = child.wait_with_output().expect("ended");
        if out.status.code() != Some(0) {
            failed += 1;
            assert_failed(&out, "サーバー");
        }
        if stays_away {
            assert_failed(&kikin(&["verify", "--database", &url]), "サーバー");
            server.begin();
        }
        let received = receipts(&String::from_utf8_lossy(&out.stdout), "受付");
        let verify = kikin(&["verify", "--database", &url]);
        let unborn = received.is_empty() && said(&verify).contains("kikin migrate");
        assert!(verify.status.code() == Some(0) || unborn, "{}", said(&verify));
        let again = fine(&import);
        let before = receipts(&again, "受付済み");
        assert!(received.iter().all(|one| before.contains(one)), "{received:?}: {again}");
        assert_eq!(before.len() + receipts(&again, "受付").len(), 4, "{again}");
        fine(&["verify", "--database", &url]);
    }
    println!("server died {times} times, {failed} during the import");
}
