//! Every cell as calamine reads it.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "gate/book.rs"]
#[expect(dead_code, reason = "shared with the tests of the gate")]
mod book;
#[path = "gate/zip.rs"]
mod zip;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use book::{book, book_of_sheet, worksheet};
use calamine::{DataRef, Reader as _, Xlsx};
use kikin_sheet::{CellValue, Workbook, date_of_serial};
use proptest::prelude::*;
use proptest::sample::select;

/// What a cell holds, as text, by sheet, row and column.
type Cells = BTreeMap<(String, u32, u32), String>;

fn of_calamine(bytes: &[u8], date1904: bool) -> Cells {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut cells = Cells::new();
    for name in workbook.sheet_names() {
        let mut stream = workbook.worksheet_cells_reader(&name).unwrap();
        while let Some(cell) = stream.next_cell().unwrap() {
            let (row, col) = cell.get_position();
            let value = value(cell.get_value(), date1904);
            if !matches!(&value, CellValue::Empty) && value != CellValue::Text("".into()) {
                cells.insert((name.clone(), row + 1, col + 1), format!("{value:?}"));
            }
        }
    }
    cells
}

fn value(value: &DataRef<'_>, date1904: bool) -> CellValue {
    match value {
        DataRef::Empty => CellValue::Empty,
        DataRef::String(text) => CellValue::Text(text.as_str().into()),
        DataRef::SharedString(text) => CellValue::Text((*text).into()),
        DataRef::Float(number) => CellValue::Number(*number),
        DataRef::Int(number) => CellValue::Number(*number as f64),
        DataRef::Bool(value) => CellValue::Bool(*value),
        DataRef::Error(error) => CellValue::Error(error.to_string().into()),
        DataRef::DateTime(moment) if moment.is_duration() => CellValue::Duration(moment.as_f64()),
        DataRef::DateTime(moment) => {
            let serial = moment.as_f64();
            let date = date_of_serial(serial, date1904).filter(|_| serial >= 1.0);
            date.map_or(CellValue::Number(serial), CellValue::Date)
        }
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(date) => CellValue::Date(date),
            None => CellValue::Text(text.as_str().into()),
        },
        DataRef::DurationIso(text) => CellValue::Text(text.as_str().into()),
    }
}

fn of_ours(workbook: &Workbook) -> Cells {
    let mut cells = Cells::new();
    for sheet in &workbook.sheets {
        for row in sheet.rows.iter() {
            for cell in &row.cells {
                if !matches!(&cell.value, CellValue::Empty) && cell.value != CellValue::Text("".into()) {
                    let place = (sheet.name.to_string(), row.index, cell.col);
                    assert!(cells.insert(place, format!("{:?}", cell.value)).is_none(), "a cell stands once");
                }
            }
        }
    }
    cells
}

fn compare(bytes: &[u8], what: &str) -> usize {
    let Ok(workbook) = kikin_sheet::open(bytes) else { return 0 };
    let (ours, theirs) = (of_ours(&workbook), of_calamine(bytes, workbook.date1904));
    let differ = ours.iter().find(|(at, value)| theirs.get(*at) != Some(*value));
    assert_eq!(differ.map(|(at, value)| (at, value, theirs.get(at))), None, "{what}");
    assert_eq!(theirs.keys().find(|at| !ours.contains_key(*at)), None, "{what}");
    ours.len()
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => workbooks(&path, found),
            false if path.extension().is_some_and(|e| e == "xlsx") => found.push(path),
            false => {}
        }
    }
}

#[test]
fn sample_workbooks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    workbooks(&root.join("../../tests/workbooks"), &mut files);
    workbooks(&root.join("tests/data"), &mut files);
    let compared: usize = files.iter().map(|f| compare(&std::fs::read(f).unwrap(), &f.to_string_lossy())).sum();
    assert!(compared > 5_000, "{compared} cells");
}

const STYLES: &str = "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy[$-411]ggge&quot;年&quot;quot;年[$-411]ggge&quot;年&quot;quot;m\"/></numFmts>\
    <fonts><font/></fonts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";

fn written() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "　",
        "髙",
        "𠮷",
        "&amp;",
        "&#10;",
        "&#x30A2;",
        "&lt;",
        "_x000D_",
        "_x005F_",
        "_xD83D__xDE00_",
        "_xD83D_",
        "_",
        "_x12",
        "1",
        "-",
        "合計",
    ]);
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

fn rich() -> impl Strategy<Value = String> {
    let run = (written(), any::<bool>(), 0..4_u8).prop_map(|(text, keeps, kind)| {
        let space = if keeps { " xml:space=\"preserve\"" } else { "" };
        match kind {
            0 => format!("<t{space}>{text}</t>"),
            1 => format!("<r><rPr><b/></rPr><t{space}>{text}</t></r>"),
            2 => format!("<r><t{space}>{text}</t></r><rPh sb=\"0\" eb=\"1\"><t>{text}</t></rPh>"),
            _ => "<t/>".to_owned(),
        }
    });
    prop::collection::vec(run, 0..3).prop_map(|runs| runs.concat())
}

fn cell() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| format!("{n:E}")),
        any::<i64>().prop_map(|n| n.to_string()),
        (0.0..60_000.0).prop_map(|n: f64| n.to_string()),
        any::<u32>().prop_map(|n| n.to_string()),
    ];
    let style = select(vec!["", " s=\"0\"", " s=\"1\"", " s=\"2\"", " s=\"3\"", " s=\"9\""]);
    let formula = select(vec!["", "<f>A1</f>", "<f/>"]);
    let bools = select(vec!["0", "1", "true", "false"]);
    let errors = select(vec!["#REF!", "#N/A", "#DIV/0!", "#VALUE!"]);
    let days = select(vec!["2026-04-01T00:00:00", "2026-04-01", "2026-13-01", "令和"]);
    (style, formula, 0..9_u8, (number, written(), rich()), (bools, errors, days, 0..4_u8)).prop_map(
        |(style, formula, kind, (number, text, rich), (truth, error, day, shared))| match kind {
            0 | 1 => format!("<c{style}>{formula}<v>{number}</v></c>"),
            2 => format!("<c{style} t=\"str\">{formula}<v>{text}</v></c>"),
            3 => format!("<c{style} t=\"inlineStr\"><is>{rich}</is></c>"),
            4 => format!("<c{style} t=\"s\"><v>{shared}</v></c>"),
            5 => format!("<c{style} t=\"b\">{formula}<v>{truth}</v></c>"),
            6 => format!("<c{style} t=\"e\">{formula}<v>{error}</v></c>"),
            7 => format!("<c{style} t=\"d\"><v>{day}</v></c>"),
            _ => format!("<c{style}>{formula}<v/></c>"),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn made_up_cells(
        cells in prop::collection::vec(cell(), 1..12),
        strings in prop::collection::vec(rich(), 4),
        date1904 in any::<bool>(),
    ) {
        let strings: String = strings.iter().map(|s| format!("<si>{s}</si>")).collect();
        let mut made = book_of_sheet(&worksheet(&format!("<row r=\"1\">{}</row>", cells.concat())));
        made = made.strings(format!("<sst>{strings}</sst>")).styles(STYLES);
        made.date1904 = date1904;
        let bytes = made.bytes();
        prop_assert!(kikin_sheet::open(&bytes).is_ok(), "{cells:?}");
        compare(&bytes, &format!("{cells:?} {strings}"));
    }
}

#[test]
fn a_difference_would_be_seen() {
    let one = book("<row r=\"1\"><c><v>1</v></c></row>").bytes();
    let workbook = kikin_sheet::open(&one).unwrap();
    let mut other = of_calamine(&one, false);
    assert_eq!(of_ours(&workbook), other);
    other.pop_first();
    assert_ne!(of_ours(&workbook), other);
}
