//! The gate against hostile, damaged and merely other files, and the cells it lets through.

#![expect(clippy::unwrap_used, reason = "tests")]

mod book;
mod cells;
mod hostile;
mod kinds;
mod mutation;
mod zip;

use kikin_domain::{Finding, RuleId};
use kikin_sheet::{Cell, CellValue, Sheet, Workbook};

fn refused(bytes: &[u8]) -> Finding {
    let mut findings = kikin_sheet::open(bytes).expect_err("refused");
    assert_eq!(findings.len(), 1);
    findings.remove(0)
}

#[track_caller]
fn assert_refused(bytes: &[u8], rule: RuleId, part_of_message: &str) {
    let finding = refused(bytes);
    assert_eq!(finding.rule, rule, "{}", finding.message);
    assert!(finding.message.contains(part_of_message), "{}", finding.message);
    assert!(!finding.message.contains('{'), "{}", finding.message);
}

#[track_caller]
fn read(bytes: &[u8]) -> Workbook {
    kikin_sheet::open(bytes).unwrap_or_else(|findings| panic!("{}", findings[0].message))
}

fn cell<'a>(sheet: &'a Sheet, at: &str) -> &'a Cell {
    sheet.cell(kikin_domain::CellRef::parse(at).unwrap()).unwrap_or_else(|| panic!("{at} is empty"))
}

fn text<'a>(sheet: &'a Sheet, at: &str) -> &'a str {
    match &cell(sheet, at).value {
        CellValue::Text(text) => text,
        other => panic!("{at}: {other:?}"),
    }
}
