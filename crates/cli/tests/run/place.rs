//! A folder and databases of a test's own, on either database, and programs that are not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::run::{kikin, said, scratch};

const ORACLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracles");
const SERVER: &str = "KIKIN_TEST_POSTGRES";

/// Runs the binary, which must end well; what it said.
pub(crate) fn fine(args: &[&str]) -> String {
    let out = kikin(args);
    assert_eq!(out.status.code(), Some(0), "{args:?}: {}", said(&out));
    said(&out)
}

/// Runs a program of tests/oracles, which must end well; what it said.
pub(crate) fn python(script: &str, args: &[&str]) -> String {
    let python = std::env::var("KIKIN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let out = Command::new(&python).arg(Path::new(ORACLES).join(script)).args(args).output();
    let out = out.unwrap_or_else(|e| panic!("{python} with openpyxl is needed (KIKIN_PYTHON): {e}"));
    assert!(out.status.success(), "{script} {args:?}: {}", said(&out));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// A folder, and the databases of a test: files in it, or databases on the server of the tests.
pub(crate) struct Place {
    folder: PathBuf,
    on_server: bool,
    made: Vec<String>,
}

impl Place {
    pub(crate) fn new(name: &str, on_server: bool) -> Self {
        let name = format!("{name}_{}", if on_server { "postgres" } else { "sqlite" });
        Self { folder: scratch(&name), on_server, made: Vec::new() }
    }

    pub(crate) fn at(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    /// An empty database.
    pub(crate) fn database(&mut self, name: &str) -> String {
        if !self.on_server {
            return format!("sqlite://{}", self.at(&format!("{name}.db")));
        }
        let stem = self.folder.file_name().expect("a name").to_string_lossy().into_owned();
        let database = format!("kikin_{stem}_{name}_{}", std::process::id());
        sql(&format!("CREATE DATABASE {database}"));
        let server = server();
        let url = format!("{}/{database}", server.rsplit_once('/').expect("the address names a database").0);
        self.made.push(database);
        url
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for database in &self.made {
            sql(&format!("DROP DATABASE {database} WITH (FORCE)"));
        }
    }
}

fn server() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| panic!("{SERVER} is not set: run `cargo xtask test`"))
}

fn sql(statement: &str) {
    let out = Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-c", statement, &server()]).output();
    let out = out.expect("psql comes with PostgreSQL");
    assert!(out.status.success(), "{statement}: {}", said(&out));
}
