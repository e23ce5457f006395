//! The same plan as other programs save it: nothing may be found, and the same projects read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kikin_domain::plan::{PlanWorkbook, Project};
use kikin_domain::rule::{Edit, Input, Table};

use crate::builder::Builder;
use crate::check::{asked_year, report_on};

/// Amounts are sums on many papers; a program that saves without computing leaves them without a cached value.
const WITH_SUMS: &[Edit] = &[
    Edit::Cell(Table::Projects, 0, "total", Input::Cached("9000+3000", "12000")),
    Edit::Cell(Table::Projects, 4, "fund", Input::Cached("SUM(3000,2000)", "5000")),
];

const RESAVE: &str = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])";

/// An empty folder of a test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("variants").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of the run before");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn run(command: &mut Command, needs: &str) {
    let output = command.output().unwrap_or_else(|error| panic!("{needs} is needed: {error}"));
    let said = [output.stdout, output.stderr].map(|s| String::from_utf8_lossy(&s).into_owned()).concat();
    assert!(output.status.success(), "{needs} is needed and must work: {said}");
}

/// The workbook as openpyxl saves it.
pub(crate) fn by_openpyxl(bytes: &[u8], folder: &Path) -> Vec<u8> {
    let (from, to) = (folder.join("plan.xlsx"), folder.join("openpyxl.xlsx"));
    fs::write(&from, bytes).expect("a file");
    let python = std::env::var_os("KIKIN_PYTHON").unwrap_or_else(|| "python3".into());
    run(Command::new(python).args(["-c", RESAVE]).arg(&from).arg(&to), "Python with openpyxl (KIKIN_PYTHON)");
    fs::read(to).expect("what openpyxl saved")
}

/// The workbook as LibreOffice saves it; its profile is the test's own, so that tests may run side by side.
pub(crate) fn by_libreoffice(bytes: &[u8], folder: &Path) -> Vec<u8> {
    let (from, to) = (folder.join("plan.xlsx"), folder.join("libreoffice"));
    fs::write(&from, bytes).expect("a file");
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command.arg(profile).args(["--headless", "--norestore", "--convert-to", "xlsx", "--outdir"]).arg(&to).arg(&from);
    run(&mut command, "LibreOffice (soffice)");
    fs::read(to.join("plan.xlsx")).expect("LibreOffice leaves a file; it may have failed without saying so")
}

fn accepted(name: &str, bytes: &[u8]) -> PlanWorkbook {
    let report = report_on(bytes, Some(asked_year()));
    let said: Vec<String> = report.findings.iter().map(|f| format!("{} {}", f.rule, f.sentence())).collect();
    assert!(said.is_empty(), "{name}: {}", said.join("\n"));
    report.plan.unwrap_or_else(|| panic!("{name}: no plan was read"))
}

/// What the plan says, without how it was typed: a sum that is computed differs from its cached value in that alone.
fn stated(project: &Project) -> impl PartialEq + std::fmt::Debug {
    let amounts = [&project.total, &project.fund, &project.national, &project.prefectural, &project.other]
        .map(|f| (f.cell(), f.get()));
    let years: Vec<_> = project.yearly.iter().map(|y| (y.column, y.amount.get())).collect();
    let texts = [&project.no, &project.name, &project.area, &project.body, &project.content, &project.remarks]
        .map(|f| (f.cell(), f.text().to_owned()));
    let days = [project.start.get(), project.end.get()];
    (project.sheet.clone(), project.row, project.category.value().cloned(), texts, amounts, years, days)
}

fn agree(name: &str, edits: &[Edit], save: fn(&[u8], &Path) -> Vec<u8>) {
    let bytes = Builder::new().edits(edits).build();
    let own = accepted("own", &bytes);
    let other = accepted(name, &save(&bytes, &folder(name)));
    assert_eq!(own.projects.len(), 5);
    let (mine, theirs): (Vec<_>, Vec<_>) =
        (own.projects.iter().map(stated).collect(), other.projects.iter().map(stated).collect());
    assert_eq!(mine, theirs, "{name}");
    assert_eq!(own.organization, other.organization, "{name}");
    assert_eq!(own.cover.submitted.get(), other.cover.submitted.get(), "{name}");
}

#[test]
fn openpyxl_saves_the_same_plan() {
    agree("openpyxl", &[], by_openpyxl);
}

#[test]
fn openpyxl_drops_cached_values_of_sums() {
    agree("openpyxl-sums", WITH_SUMS, by_openpyxl);
}

#[test]
fn libreoffice_saves_the_same_plan() {
    agree("libreoffice", &[], by_libreoffice);
}

#[test]
fn libreoffice_saves_the_same_sums() {
    agree("libreoffice-sums", WITH_SUMS, by_libreoffice);
}
