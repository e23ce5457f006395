//! Reading a municipal plan of 30 projects, beside what nobody can do without: inflating its parts, and calamine's bare stream
//! over the same cells. Every run is held against the number of projects and the yen that were written.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use divan::Bencher;
use kikin_domain::category::CategoryTable;
use kikin_domain::{Bodies, FiscalYear, Yen};
use kikin_sheet::{CellValue, ReadContext, open, read_plan};

#[path = "../../../tests/benches/municipal.rs"]
mod municipal;

use municipal::{Municipal, municipal};

/// The sheet, its first row of projects, and its column of 基金充当額 計; both from 0.
const LIST: (&str, u32, u32) = ("事業一覧", 5, 25);
const NAGAOKA: (&str, &str) = ("152021", "長岡市");
const PROJECTS: [u32; 2] = [30, 480];

fn main() {
    divan::main();
}

fn agree(file: &Municipal, projects: usize, fund: i64) {
    assert_eq!((projects, fund), (file.projects, file.fund));
}

#[divan::bench(args = PROJECTS)]
fn floor_inflate(bencher: Bencher, projects: u32) {
    let file = municipal(NAGAOKA, projects);
    bencher.bench(|| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&file.bytes)).expect("an archive");
        let mut part = Vec::new();
        let mut length = 0;
        for number in 0..archive.len() {
            part.clear();
            length += archive.by_index(number).expect("a part").read_to_end(&mut part).expect("its bytes");
        }
        assert!(length > file.bytes.len());
        length
    });
}

#[divan::bench(args = PROJECTS)]
fn floor_bare_calamine(bencher: Bencher, projects: u32) {
    let file = municipal(NAGAOKA, projects);
    bencher.bench(|| {
        let mut book = Xlsx::new(Cursor::new(&file.bytes)).expect("a workbook");
        let (mut projects, mut fund) = (0, 0);
        for sheet in book.sheet_names() {
            let mut cells = book.worksheet_cells_reader(&sheet).expect("a sheet");
            while let Some(cell) = cells.next_cell().expect("a cell") {
                let (row, column) = cell.get_position();
                if let DataRef::Float(value) = cell.get_value()
                    && sheet == LIST.0
                    && row >= LIST.1
                    && column == LIST.2
                {
                    projects += 1;
                    fund += *value as i64;
                }
            }
        }
        agree(&file, projects, fund);
    });
}

#[divan::bench(args = PROJECTS)]
fn gate_and_grid(bencher: Bencher, projects: u32) {
    let file = municipal(NAGAOKA, projects);
    bencher.bench(|| {
        let book = open(&file.bytes).expect("a workbook");
        let list = book.sheets.iter().find(|sheet| &*sheet.name == LIST.0).expect("the list");
        let funds = list.rows.iter().filter(|row| row.index > LIST.1).filter_map(|row| row.cell(LIST.2 + 1));
        let funds = funds.filter_map(|cell| match cell.value {
            CellValue::Number(value) => Some(value as i64),
            _ => None,
        });
        let (projects, fund) = funds.fold((0, 0), |(count, sum), fund| (count + 1, sum + fund));
        agree(&file, projects, fund);
        book
    });
}

#[divan::bench(args = PROJECTS)]
fn gate_grid_and_form(bencher: Bencher, projects: u32) {
    let file = municipal(NAGAOKA, projects);
    let categories = CategoryTable::published();
    bencher.bench(|| {
        let book = open(&file.bytes).expect("a workbook");
        let context = ReadContext {
            fiscal_year: FiscalYear::new(2026),
            prefecture: None,
            categories,
            bodies: Bodies::published(),
        };
        let reading = read_plan(&book, context);
        let plan = reading.plan.as_ref().expect("a plan");
        let fund: Yen = plan.projects.iter().filter_map(|project| project.fund.get()).sum();
        agree(&file, plan.projects.len(), fund.get());
        reading
    });
}
