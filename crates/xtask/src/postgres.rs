//! A PostgreSQL server of its own for one run of the tests: in a temporary folder, on a free port of this machine only.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::step::output;

/// Where the tests look for the server.
pub(crate) const VARIABLE: &str = "KIKIN_TEST_POSTGRES";

/// Prints the folder of the newest server's programs; Debian keeps them out of the search path.
pub(crate) const PROBE: &str = "for d in /usr/lib/postgresql/*/bin; do [ -x \"$d/initdb\" ] && echo \"$d\"; done \
     | sort -V | tail -n 1 | grep . || dirname \"$(command -v initdb)\" 2>/dev/null | grep /";

/// How long a new server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server of an hour's life need not do.
const SETTINGS: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

/// A server's folder is called so, and by the process that has started it.
const FOLDER: &str = "kikin-postgres-";

/// Takes folders away that runs have left which were killed: neither who made one is there any more, nor its server.
fn sweep() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(maker) = name.to_str().and_then(|name| name.strip_prefix(FOLDER)) else { continue };
        let server = fs::read_to_string(entry.path().join("data/postmaster.pid")).unwrap_or_default();
        let lives = [maker, server.lines().next().unwrap_or_default()].into_iter().any(lives);
        if !lives {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether there is a process of this number.
fn lives(number: &str) -> bool {
    let number: Option<u32> = number.trim().parse().ok();
    let asked = number.map(|n| Command::new("kill").args(["-0", &n.to_string()]).stderr(Stdio::null()).status());
    asked.is_some_and(|status| status.is_ok_and(|status| status.success()))
}

/// A running server; it stops, and its folder goes, when this is dropped.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    process: Child,
}

impl Server {
    /// Makes a cluster and starts it. PostgreSQL refuses to run as root: then it runs as `postgres`.
    pub(crate) fn start() -> Result<Self> {
        let Some(programs) = output(Command::new("sh").args(["-c", PROBE])) else {
            bail!("no PostgreSQL server programs; on Debian: sudo apt-get install postgresql");
        };
        let programs = PathBuf::from(programs);
        sweep();
        let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
        // A killed run of the same number, as it happens in containers, has left it.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let user = user()?;
        user.own(&folder)?;
        let data = folder.join("data");
        let mut initdb = user.command(&programs.join("initdb"));
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        let made = initdb.arg(&data).current_dir(&folder).stdin(Stdio::null()).output().context("starting initdb")?;
        if !made.status.success() {
            bail!("initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        }
        let port = free_port()?;
        let log = fs::File::create(folder.join("log")).context("making the server's log")?;
        let mut postgres = user.command(&programs.join("postgres"));
        postgres.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        postgres.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        let process = postgres.current_dir(&folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn();
        let mut server = Self { folder, port, process: process.context("starting postgres")? };
        server.wait(&programs)?;
        println!("    PostgreSQL on port {port}");
        Ok(server)
    }

    /// The address of its first database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, programs: &Path) -> Result<()> {
        let begun = Instant::now();
        let port = self.port.to_string();
        loop {
            let mut ready = Command::new(programs.join("pg_isready"));
            ready.args(["--quiet", "--host=127.0.0.1", "--port", &port]);
            if ready.status().context("starting pg_isready")?.success() {
                return Ok(());
            }
            if self.process.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("the PostgreSQL server did not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT: a fast shutdown, which also ends the server's children.
        let stopped = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        if !stopped.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

/// As whom the server runs: `None` as ourselves, else user and group.
struct User(Option<(u32, u32)>);

fn user() -> Result<User> {
    let id = |args: &[&str]| output(Command::new("id").args(args)).and_then(|number| number.parse().ok());
    if id(&["-u"]) != Some(0) {
        return Ok(User(None));
    }
    match (id(&["-u", "postgres"]), id(&["-g", "postgres"])) {
        (Some(user), Some(group)) => Ok(User(Some((user, group)))),
        _ => bail!("PostgreSQL refuses to run as root and there is no user postgres"),
    }
}

impl User {
    #[cfg(unix)]
    fn command(&self, program: &Path) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    #[cfg(unix)]
    fn own(&self, folder: &Path) -> Result<()> {
        let Some((user, group)) = self.0 else { return Ok(()) };
        std::os::unix::fs::chown(folder, Some(user), Some(group)).context("giving the folder to postgres")
    }

    #[cfg(not(unix))]
    fn command(&self, program: &Path) -> Command {
        Command::new(program)
    }

    #[cfg(not(unix))]
    fn own(&self, _folder: &Path) -> Result<()> {
        Ok(())
    }
}
