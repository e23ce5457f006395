//! Any XML in a worksheet, the shared strings or the styles, behind a sound archive: cells stand in ascending order inside
//! the sheet, numbers are finite, and no panic is caught.

#![no_main]

#[path = "package.rs"]
mod package;

use kikin_sheet::CellValue;
use package::{Parts, workbook};

const SHEET: &[u8] = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\" s=\"1\"><v>0</v></c></row></sheetData></worksheet>";
const STRINGS: &[u8] = b"<sst><si><t>a</t></si></sst>";
const STYLES: &[u8] = b"<styleSheet><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((which, data)) = data.split_first() else { return };
    let mut parts = Parts { sheet: SHEET, strings: STRINGS, styles: STYLES };
    match which % 4 {
        0 | 1 => parts.sheet = data,
        2 => parts.strings = data,
        _ => parts.styles = data,
    }
    match kikin_sheet::open(&workbook(&parts)) {
        Err(findings) => assert!(!findings[0].message.contains("内部エラー"), "a panic was caught"),
        Ok(workbook) => {
            for sheet in &workbook.sheets {
                assert!(sheet.rows.windows(2).all(|pair| pair[0].index < pair[1].index));
                for row in sheet.rows.iter() {
                    assert!((1..=1_048_576).contains(&row.index));
                    assert!(row.cells.windows(2).all(|pair| pair[0].col < pair[1].col));
                    for cell in &row.cells {
                        assert!((1..=16_384).contains(&cell.col));
                        if let CellValue::Number(n) | CellValue::Duration(n) = cell.value {
                            assert!(n.is_finite());
                        }
                    }
                }
            }
        }
    }
});
