//! 検算: every check that was carried out.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::plan::Check;
use crate::xlsx::{Cell, Column, Tone};

pub(crate) fn write(workbook: &mut Workbook, title: &str, checks: &[Check]) -> Result<(), XlsxError> {
    let columns =
        [Column::new("番号", 44), Column::new("検算の内容", 470), Column::new("数値", 450), Column::new("結果", 60)];
    let mut paper = super::sheet(workbook, title, "検算", "", &columns)?;
    paper.note("このファイルの額と件数を、表を作った足し上げとは別の方法で足し直した結果である。一つでも合わないときは出力しない。")?;
    paper.note("金額の単位は円である。")?;
    paper.header(&columns, 0)?;
    for (number, check) in (1..).zip(checks) {
        let cells = [Cell::Count(number), Cell::Text(check.claim), Cell::Text(&check.figures), Cell::Word("一致")];
        paper.line(Tone::Plain, &cells)?;
    }
    paper.finish()
}
