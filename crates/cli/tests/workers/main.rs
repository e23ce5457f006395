//! Reading processes: what a file does to its reader is that file's finding, within bounded memory; the others go on, in
//! their order. Linux tells of processes under `/proc`.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../../sheet/tests/gate/book.rs"]
mod book;
mod consequences;
#[path = "../../../sheet/tests/gate/hostile.rs"]
mod hostile;
mod limits;
#[path = "../../../../tests/largest/plan.rs"]
mod plan;
mod process;
mod stops;
#[path = "../../../sheet/tests/gate/zip.rs"]
mod zip;

use std::sync::LazyLock;

use book::book;
use kikin_app::{CheckRequest, Document, ReaderLimits, Readers};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;
use kikin_domain::{Bodies, FileReport, Finding, RuleId};
use kikin_sheet::{Cell, CellValue, Sheet, Workbook};

/// What parent and reading process may take together.
const MOST_MEMORY: u64 = 150 * 1024 * 1024;
/// What this leaves for the parent. It holds the file, and else little more than an ordinary program.
const PARENT: u64 = 25 * 1024 * 1024;

/// What an optimized reading process takes before it has read anything; an unoptimised one of hundreds of megabytes takes
/// more, for pages of code that no file asks for.
const PROGRAM: u64 = 12 * 1024 * 1024;
/// What this build's takes.
static BUILD: LazyLock<u64> = LazyLock::new(|| {
    let readers = one_reader();
    checked(&readers, &book("<row r=\"1\"><c><v>1</v></c></row>").bytes());
    readers.peak_memory()
});

static READERS: LazyLock<Readers> = LazyLock::new(one_reader);

fn one_reader() -> Readers {
    // An unoptimised build takes its time, and a busy machine more.
    let limits = ReaderLimits { cpu_seconds: 120, ..ReaderLimits::default() };
    Readers::new(1, limits, env!("CARGO_BIN_EXE_kikin").into(), "T").telling(|stopped| eprintln!("{stopped}"))
}

/// Checks a file through a reading process, and its memory.
fn report(bytes: &[u8]) -> FileReport {
    report_of(&READERS, bytes)
}

fn report_of(readers: &Readers, bytes: &[u8]) -> FileReport {
    let report = checked(readers, bytes);
    let read = readers.peak_memory().saturating_sub(*BUILD);
    let most = PROGRAM + read + bytes.len() as u64 + PARENT;
    assert!(most <= MOST_MEMORY, "{most} bytes, {read} of them for reading");
    report
}

fn checked(readers: &Readers, bytes: &[u8]) -> FileReport {
    let document = Document::read("計画.xlsx", bytes).unwrap();
    let severities = Severities::default();
    let categories = CategoryTable::published();
    let request = CheckRequest {
        fiscal_year: None,
        prefecture: None,
        categories,
        bodies: Bodies::published(),
        severities: &severities,
        awaited: Awaited::Any,
    };
    readers.check(&document, request, false).unwrap().report
}

/// The finding for which a file is refused.
fn refused(bytes: &[u8]) -> Finding {
    let mut report = report(bytes);
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    report.findings.remove(0)
}

#[track_caller]
fn assert_refused(bytes: &[u8], rule: RuleId, part_of_message: &str) {
    let finding = refused(bytes);
    assert_eq!(finding.rule, rule, "{}", finding.message);
    assert!(finding.message.contains(part_of_message), "{}", finding.message);
}

/// A file that the process reads: it is no plan, which is all that is wrong with it. What its cells hold is looked at here.
#[track_caller]
fn read(bytes: &[u8]) -> Workbook {
    let report = report(bytes);
    let refusal =
        |f: &&Finding| matches!(f.rule, RuleId::F001 | RuleId::F002 | RuleId::F003 | RuleId::F004 | RuleId::F005);
    assert_eq!(report.findings.iter().find(refusal), None);
    kikin_sheet::open(bytes).unwrap()
}

fn cell<'a>(sheet: &'a Sheet, at: &str) -> &'a Cell {
    sheet.cell(kikin_domain::CellRef::parse(at).unwrap()).unwrap()
}

fn text<'a>(sheet: &'a Sheet, at: &str) -> &'a str {
    match &cell(sheet, at).value {
        CellValue::Text(text) => text,
        other => panic!("{at}: {other:?}"),
    }
}
