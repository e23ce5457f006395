use std::path::Path;

use jiff::civil::{Date, date};
use kikin_domain::evaluation::Evaluated;
use kikin_report::evaluation::{EvaluationStatement, write_evaluation};

use crate::sample;

const PRINTED: Date = date(2027, 11, 22);

/// Every cell that holds something, sheet by sheet, row by row.
pub(crate) fn cells(bytes: &[u8]) -> String {
    let book = kikin_sheet::open(bytes).unwrap();
    let mut out = String::new();
    for sheet in &book.sheets {
        out += &format!("# {}\n", sheet.name);
        for row in sheet.rows.iter() {
            let cells: Vec<String> = row.cells.iter().filter_map(|c| told(&c.value)).collect();
            if !cells.is_empty() {
                out += &format!("{} {}\n", row.index, cells.join(" | "));
            }
        }
    }
    out
}

fn told(value: &kikin_sheet::CellValue) -> Option<String> {
    match value {
        kikin_sheet::CellValue::Text(text) => Some(text.replace('\n', "/")),
        kikin_sheet::CellValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn keep(name: &str, bytes: &[u8]) {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), bytes).unwrap();
}

fn written(name: &str, evaluated: &Evaluated) -> Vec<u8> {
    let bytes = write_evaluation(&EvaluationStatement::of(evaluated), PRINTED).unwrap();
    keep(name, &bytes);
    bytes
}

#[test]
fn the_workbook_says_it_all() {
    insta::assert_snapshot!("first_year", cells(&written("evaluation-first.xlsx", &sample::first_year())));
    let second = cells(&written("evaluation-second.xlsx", &sample::small()));
    assert!(second.contains("この年度の事後評価の提出がない") && second.contains("記載がありません。"));
}

#[test]
fn folders_of_somebodys_machine_are_not_named() {
    assert!(!cells(&written("evaluation-names.xlsx", &sample::small())).contains("officer"));
}

#[test]
fn no_cell_is_a_formula() {
    let book = written("evaluation-formula.xlsx", &sample::small());
    let book = kikin_sheet::open(&book).unwrap();
    let mut cells = book.sheets.iter().flat_map(|s| s.rows.iter()).flat_map(|r| &r.cells);
    assert!(cells.all(|cell| cell.formula.is_none()));
}

#[test]
fn the_same_statement_gives_the_same_bytes() {
    let statement = EvaluationStatement::of(&sample::small());
    let first = write_evaluation(&statement, PRINTED).unwrap();
    assert_eq!(first, write_evaluation(&statement, PRINTED).unwrap());
    assert_ne!(first, write_evaluation(&statement, date(2027, 11, 23)).unwrap(), "the date is on the cover");
}

#[test]
fn more_cards_than_a_sheet_holds_are_written() {
    let bytes = written("evaluation-large.xlsx", &sample::large_of(18));
    let book = kikin_sheet::open(&bytes).unwrap();
    assert!(book.sheets.iter().filter(|s| s.name.starts_with("個票")).count() > 1);
}

#[test]
fn an_evaluation_of_nothing_is_written() {
    let mut empty = sample::small();
    empty.plan.lines.clear();
    empty.plan.split.components.clear();
    empty.plan.sources.clear();
    empty.projects.clear();
    empty.files.clear();
    empty.grants.clear();
    assert!(cells(&written("evaluation-empty.xlsx", &empty)).contains("（事業なし）"));
}
