//! A folder, databases in it or on the server of the tests, and the program.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SERVER: &str = "KIKIN_TEST_POSTGRES";
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/demo");
/// Accepted samples; the first four are small.
const BODIES: [&str; 7] = [
    "152021_長岡市",
    "152048_三条市",
    "152111_見附市",
    "152129_村上市",
    "152081_小千谷市",
    "152099_加茂市",
    "152102_十日町市",
];

/// What says which prefecture and year.
pub(crate) const OF_YEAR: [&str; 4] = ["--prefecture", "15", "--fiscal-year", "2026"];

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikin"));
    command.args(args).env("KIKIN_READERS", "2");
    command
}

pub(crate) fn kikin(args: &[&str]) -> Output {
    command(args).output().expect("the binary runs")
}

pub(crate) fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// Runs a command that must succeed.
#[track_caller]
pub(crate) fn fine(args: &[&str]) -> String {
    let out = kikin(args);
    assert_eq!(out.status.code(), Some(0), "{args:?}: {}", said(&out));
    said(&out)
}

/// Receipts that a run told: number and file, of files received now or before.
pub(crate) fn receipts(told: &str, word: &str) -> Vec<(u64, String)> {
    let one = |line: &str| {
        let (number, rest) = line.trim_start().strip_prefix(word)?.strip_prefix(" 第")?.split_once("号　")?;
        let name = rest.split(['　', '（']).next()?;
        Some((number.parse().expect("a number"), name.to_owned()))
    };
    // A line that the kill cut off has told nothing.
    told.split_inclusive('\n').filter(|line| line.ends_with('\n')).filter_map(one).collect()
}

/// A folder with databases.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) on_server: bool,
    server: Option<String>,
    made: Vec<String>,
}

impl Place {
    pub(crate) fn new(name: &str, on_server: bool) -> Self {
        let server =
            on_server.then(|| std::env::var(SERVER).unwrap_or_else(|_| panic!("{SERVER}: `cargo xtask test`")));
        Self::on(name, server)
    }

    /// With databases on this server, else in the folder.
    pub(crate) fn on(name: &str, server: Option<String>) -> Self {
        let end = if server.is_some() { "postgres" } else { "sqlite" };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("torture_{name}_{end}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a scratch folder");
        Self { folder, on_server: server.is_some(), server, made: Vec::new() }
    }

    pub(crate) fn at(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    /// A database of this name that is not there yet (a file) or empty (on the server).
    pub(crate) fn empty(&mut self, name: &str) -> String {
        self.database(name, None)
    }

    /// A database of this name with the content of another, which nobody uses.
    pub(crate) fn copy(&mut self, name: &str, of: &str) -> String {
        self.database(name, Some(of))
    }

    /// The address of a database.
    pub(crate) fn url(&self, name: &str) -> String {
        match &self.server {
            None => format!("sqlite://{}", self.at(&format!("{name}.db"))),
            Some(server) => {
                format!("{}/{}", server.rsplit_once('/').expect("the address names a database").0, called(name))
            }
        }
    }

    fn database(&mut self, name: &str, of: Option<&str>) -> String {
        let Some(server) = self.server.clone() else {
            for end in ["", "-wal", "-shm", "-journal"] {
                let _ = std::fs::remove_file(self.at(&format!("{name}.db{end}")));
            }
            if let Some(of) = of {
                std::fs::copy(self.at(&format!("{of}.db")), self.at(&format!("{name}.db"))).expect("copied");
            }
            return self.url(name);
        };
        let database = called(name);
        // FORCE also ends what the server still does for a killed process.
        sql(&server, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
        let of = of.map_or_else(|| "template0".to_owned(), called);
        sql(&server, &format!("CREATE DATABASE {database} TEMPLATE {of}"));
        if !self.made.contains(&database) {
            self.made.push(database);
        }
        self.url(name)
    }

    /// A folder with four files of four bodies.
    pub(crate) fn samples(&self) -> String {
        self.copies(4, 1)
    }

    /// A folder with so many copies of each body's sample, in bytes of their own: the archives' comments differ.
    pub(crate) fn copies(&self, bodies: usize, copies: u16) -> String {
        let folder = self.folder.join(format!("計画{copies}"));
        std::fs::create_dir_all(&folder).expect("made");
        for (body, name) in BODIES.iter().take(bodies).enumerate() {
            let mut bytes = std::fs::read(Path::new(SAMPLES).join(format!("{name}.xlsx"))).expect("the sample");
            let length = bytes.len() - 2;
            assert_eq!(bytes[length..], [0, 0], "the sample's archive has no comment");
            bytes[length..].copy_from_slice(&2_u16.to_le_bytes());
            for number in 0..copies {
                let copy = folder.join(format!("{number:02}{body}_{name}.xlsx"));
                std::fs::write(copy, [bytes.as_slice(), &number.to_be_bytes()].concat()).expect("written");
            }
        }
        folder.to_string_lossy().into_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            self.made.iter().for_each(|name| sql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

/// A database's name on a server that others use too.
fn called(name: &str) -> String {
    format!("kikin_torture_{name}_{}", std::process::id())
}

/// Runs a statement on a server.
pub(crate) fn sql(server: &str, statement: &str) {
    let out = Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-c", statement, server]).output();
    let out = out.expect("psql comes with PostgreSQL");
    assert!(out.status.success(), "{statement}: {}", said(&out));
}

/// Whether a workbook's archive is whole: every part's checksum holds.
pub(crate) fn is_whole_workbook(path: &Path) -> bool {
    let file = std::fs::File::open(path).expect("there");
    let Ok(mut archive) = zip::ZipArchive::new(file) else { return false };
    archive.len() > 5
        && (0..archive.len())
            .all(|at| archive.by_index(at).is_ok_and(|mut part| part.read_to_end(&mut Vec::new()).is_ok()))
}

/// Names in a folder of what is being made.
pub(crate) fn unfinished(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("the folder").flatten();
    names.map(|e| e.file_name().to_string_lossy().into_owned()).filter(|name| name.contains(".part")).collect()
}
