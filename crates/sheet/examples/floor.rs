//! The floors that `cargo xtask bench-peers` and the benches are held against.
//!
//! `floor read DIRECTORY…`: calamine streams every cell of every sheet of the workbooks, and does nothing else with them.
//! `floor inflate DIRECTORY…`: only inflates every part. `floor deflate FILE…`: inflates the parts of exported workbooks
//! and deflates the same bytes again at the level the export uses; prints the CPU of deflating alone.
//! Each prints one line of JSON: files, cells or bytes, and what lets a run be proved right.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use calamine::{Data, DataRef, Reader as _, Xlsx};

/// Where the made-up nation has its 基金充当額 計 and its first project, from 0 (tests/peers/nation.py).
const FUND_COLUMN: u32 = 25;
const FIRST_ROW: u32 = 5;

fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    let paths: Vec<PathBuf> = args.map(PathBuf::from).collect();
    let files = workbooks(&paths);
    match what.as_str() {
        "read" => read(&files),
        "inflate" => {
            println!("{{\"files\":{},\"bytes\":{}}}", files.len(), files.iter().map(|f| inflated(f).1).sum::<usize>())
        }
        "deflate" => deflate(&files),
        _ => {
            eprintln!("usage: floor read|inflate|deflate PATH…");
            std::process::exit(2);
        }
    }
}

fn workbooks(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> =
                std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
            inside.sort();
            found.extend(workbooks(&inside));
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            found.push(path.clone());
        }
    }
    found
}

fn read(files: &[PathBuf]) {
    let (mut cells, mut projects, mut fund) = (0_u64, 0_u64, 0_u64);
    for file in files {
        let bytes = std::fs::read(file).expect("the file");
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let mut thousand = false;
        for sheet in book.sheet_names() {
            let mut stream = book.worksheet_cells_reader(&sheet).expect("a sheet");
            while let Some(cell) = stream.next_cell().expect("a cell") {
                cells += 1;
                let (row, column) = cell.get_position();
                match cell.get_value() {
                    DataRef::SharedString("千円") => thousand = true,
                    DataRef::Float(value) if sheet == "事業一覧" && row >= FIRST_ROW && column == FUND_COLUMN => {
                        projects += 1;
                        // Whole and below 2^53: nothing is lost.
                        let yen = *value as u64;
                        fund += if thousand { yen * 1000 } else { yen };
                    }
                    value => {
                        std::hint::black_box(Data::from(value.clone()));
                    }
                }
            }
        }
    }
    println!("{{\"files\":{},\"cells\":{cells},\"projects\":{projects},\"fund\":{fund}}}", files.len());
}

/// Every part of a workbook, inflated, and their length in all.
fn inflated(file: &Path) -> (Vec<Vec<u8>>, usize) {
    let bytes = std::fs::read(file).expect("the file");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut parts = Vec::new();
    for number in 0..archive.len() {
        let mut part = Vec::new();
        archive.by_index(number).expect("a part").read_to_end(&mut part).expect("its bytes");
        parts.push(part);
    }
    let length = parts.iter().map(Vec::len).sum();
    (parts, length)
}

/// Single-threaded, so that wall time without the reading is CPU time.
fn deflate(files: &[PathBuf]) {
    let (mut length, mut packed, mut seconds) = (0, 0, 0.0);
    for file in files {
        let (parts, bytes) = inflated(file);
        length += bytes;
        let begun = Instant::now();
        for part in parts {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(&part).expect("memory");
            packed += encoder.finish().expect("memory").len();
        }
        seconds += begun.elapsed().as_secs_f64();
    }
    println!("{{\"files\":{},\"bytes\":{length},\"deflated\":{packed},\"seconds\":{seconds:.4}}}", files.len());
}
