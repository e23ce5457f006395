//! The arrows between the workspace's crates, and which outside crates only one of them may name.
//!
//! The lists here are the house; a change to them belongs with a record in `docs/adr/`.

use std::process::Command;

use serde_json::Value;

/// Each crate of ours and the crates of ours it may name outside its tests. No other crates exist.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("migrations", &[]),
    ("sheet", &["domain"]),
    ("store", &["domain", "migrations"]),
    ("report", &["domain", "sheet"]),
    ("app", &["domain", "sheet", "report", "store"]),
    ("web", &["app", "domain"]),
    // `cli` names report's types for its JSON.
    ("cli", &["web", "app", "domain", "report"]),
    ("xtask", &[]),
    // Tests name everything, but as dev-dependencies only.
    ("tests", &[]),
];

/// Outside crates with one door: the crates of ours that may name them, and why no other.
const DOORS: &[(&str, &[&str], &str)] = &[
    ("sea-orm", &["store"], "entities become domain types at the edge of store"),
    ("sea-orm-migration", &["migrations", "store"], "the schema changes in one place"),
    ("calamine", &["sheet"], "workbooks come in through sheet's gate"),
    ("rust_xlsxwriter", &["report", "sheet"], "reports go out through report, templates through sheet"),
];

/// What the tests package may name although it has a door: workbooks are written to be read.
const TESTS_MAY_NAME: &[&str] = &["rust_xlsxwriter"];

/// `domain` is pure: no async, no input or output, no storage, no formats.
const FORBIDDEN_IN_DOMAIN: &[&str] = &[
    "anyhow",
    "async-trait",
    "axum",
    "calamine",
    "clap",
    "csv",
    "encoding_rs",
    "flate2",
    "fs-err",
    "futures",
    "hyper",
    "memmap2",
    "quick-xml",
    "rand",
    "reqwest",
    "rusqlite",
    "rust_xlsxwriter",
    "sea-orm",
    "sea-orm-migration",
    "serde_json",
    "sqlx",
    "tempfile",
    "tokio",
    "tracing",
    "walkdir",
    "zip",
];

/// One crate of ours, without the prefix, and what it names.
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    dev: bool,
}

#[test]
fn only_the_crates_of_the_house_exist() {
    for package in workspace() {
        assert!(
            ARROWS.iter().any(|(name, _)| *name == package.name),
            "`{}` is no crate of the house: {:?}",
            package.name,
            ARROWS.iter().map(|(name, _)| *name).collect::<Vec<_>>()
        );
    }
}

#[test]
fn arrows_run_inward_only() {
    for package in workspace() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else { continue };
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.dev) {
            let Some(ours) = dependency.name.strip_prefix("kikin-") else { continue };
            assert!(
                allowed.contains(&ours),
                "the arrow {} → {ours} breaks the house; {} may name {allowed:?}",
                package.name,
                package.name
            );
        }
    }
}

#[test]
fn outside_crates_come_in_through_their_door() {
    for package in workspace() {
        for dependency in &package.dependencies {
            let Some((_, doors, why)) = DOORS.iter().find(|(name, ..)| *name == dependency.name) else { continue };
            let tests = package.name == "tests" && dependency.dev && TESTS_MAY_NAME.contains(&dependency.name.as_str());
            assert!(
                tests || doors.contains(&package.name.as_str()),
                "the arrow {} → {} breaks the house; only {doors:?} may name it: {why}",
                package.name,
                dependency.name
            );
        }
    }
}

#[test]
fn domain_stays_pure() {
    for package in workspace().into_iter().filter(|package| package.name == "domain") {
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.dev) {
            assert!(
                !FORBIDDEN_IN_DOMAIN.contains(&dependency.name.as_str()),
                "the arrow domain → {} breaks the house; domain knows no async, no I/O, no storage, no formats",
                dependency.name
            );
        }
    }
}

fn workspace() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages: Vec<Package> = list(&metadata["packages"]).iter().map(package).collect();
    assert!(packages.iter().any(|package| package.name == "domain"), "cargo metadata lists the workspace");
    packages
}

fn package(value: &Value) -> Package {
    let name = text(&value["name"]);
    let name = name.strip_prefix("kikin-").unwrap_or(name).to_owned();
    let dependencies = list(&value["dependencies"]).iter().map(dependency).collect();
    Package { name, dependencies }
}

fn dependency(value: &Value) -> Dependency {
    Dependency { name: text(&value["name"]).to_owned(), dev: value["kind"] == "dev" }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
