//! A second reading of what was written: every sum is found again in the cells alone.

use std::collections::BTreeMap;

use jiff::civil::date;
use kikin_domain::evaluation::Evaluated;
use kikin_report::evaluation::{AuditSelection, AuditStatement, EvaluationStatement, write_audit, write_evaluation};
use kikin_sheet::CellValue;

use crate::sample;

/// A row: its texts and its numbers by column.
#[derive(Default)]
struct Line {
    texts: BTreeMap<u32, String>,
    numbers: BTreeMap<u32, i64>,
}

impl Line {
    fn text(&self, col: u32) -> &str {
        self.texts.get(&col).map_or("", String::as_str)
    }
}

fn lines(bytes: &[u8], sheet: &str) -> Vec<Line> {
    let book = kikin_sheet::open(bytes).unwrap();
    let sheet = book.sheets.iter().find(|s| &*s.name == sheet).unwrap();
    let line = |row: &kikin_sheet::Row| {
        let mut line = Line::default();
        for cell in row.cells.iter() {
            match &cell.value {
                CellValue::Text(text) => drop(line.texts.insert(cell.col, text.to_string())),
                #[expect(clippy::cast_possible_truncation, reason = "whole yen")]
                CellValue::Number(number) => drop(line.numbers.insert(cell.col, *number as i64)),
                _ => {}
            }
        }
        line
    };
    sheet.rows.iter().map(line).collect()
}

/// The sums of the wanted rows in some columns.
fn sums(lines: &[Line], columns: std::ops::RangeInclusive<u32>, wanted: impl Fn(&Line) -> bool) -> Vec<i64> {
    let of = |col| lines.iter().filter(|l| wanted(l)).filter_map(|l| l.numbers.get(&col)).sum();
    columns.map(of).collect()
}

fn is_bu(text: &str) -> bool {
    matches!(text, "医療分" | "介護分")
}

fn summary_foots(bytes: &[u8]) {
    let lines = lines(bytes, "総括表");
    let columns = || 4..=18;
    for bu in ["医療分", "介護分"] {
        let told = sums(&lines, columns(), |l| l.text(3) == format!("{bu}計"));
        assert_eq!(sums(&lines, columns(), |l| l.text(1) == bu), told, "{bu}");
    }
    let all = sums(&lines, columns(), |l| l.text(3) == "合計");
    assert_eq!(sums(&lines, columns(), |l| is_bu(l.text(1))), all);
    assert!(all[0] > 0);
}

fn execution_foots(bytes: &[u8]) {
    let lines = lines(bytes, "執行状況");
    let columns = || 5..=13;
    let plain = |l: &Line| is_bu(l.text(2)) && l.text(1) != "全年度";
    let all = sums(&lines, columns(), |l| l.text(4) == "合計");
    assert_eq!(sums(&lines, columns(), plain), all);
    assert_eq!(sums(&lines, columns(), |l| l.text(4).ends_with("　計")), all, "years of grant");
    assert_eq!(sums(&lines, columns(), |l| is_bu(l.text(2)) && l.text(1) == "全年度"), all, "分");
    for line in lines.iter().filter(|l| plain(l)) {
        let of = |col| line.numbers.get(&col).copied().unwrap_or_default();
        assert_eq!(of(5) + of(6), of(7));
        assert!([8, 10, 12].iter().all(|&col| of(col + 1) <= of(col)));
    }
}

fn list_foots(bytes: &[u8]) {
    let lines = lines(bytes, "事業一覧");
    let columns = || 9..=15;
    let total = |l: &Line| l.text(6).starts_with("合計");
    assert_eq!(sums(&lines, columns(), |l| is_bu(l.text(3))), sums(&lines, columns(), total));
    for line in lines.iter().filter(|l| is_bu(l.text(3)) || total(l)) {
        let of = |col| line.numbers.get(&col).copied().unwrap_or_default();
        assert_eq!(of(14) + of(15), of(13));
    }
}

#[test]
fn every_sum_of_an_evaluation_is_found_again() {
    for evaluated in [sample::small(), sample::first_year(), sample::large_of(5)] {
        let bytes = write_evaluation(&EvaluationStatement::of(&evaluated), date(2027, 11, 22)).unwrap();
        summary_foots(&bytes);
        execution_foots(&bytes);
        list_foots(&bytes);
    }
}

#[test]
fn every_sum_of_an_audit_is_found_again() {
    let all: [Evaluated; 2] = [sample::earlier(), sample::small()];
    let some = AuditSelection { text: "運営事業".to_owned(), ..AuditSelection::default() };
    for selection in [AuditSelection::default(), some] {
        let bytes = write_audit(&AuditStatement::of(&all, &selection), date(2028, 1, 10)).unwrap();
        execution_foots(&bytes);
        let rows = lines(&bytes, "事業別");
        let told = sums(&rows, 10..=11, |l| l.text(7).starts_with("合計"));
        assert_eq!(sums(&rows, 10..=11, |l| is_bu(l.text(1))), told);
        assert_eq!(sums(&rows, 10..=11, |l| l.text(7).ends_with("年度の計")), told);
        assert!(sums(&rows, 12..=13, |_| true).iter().all(|sum| *sum == 0), "left to the auditor");
        let cross = lines(&bytes, "集計表");
        assert_eq!(sums(&cross, 3..=4, |l| l.text(1) != "全年度" && l.text(2) != "計"), told);
        assert_eq!(sums(&cross, 3..=4, |l| l.text(2) == "合計"), told);
    }
}
