//! The sample workbooks: read as if unmarked, and marked again to the same bytes.

use kikin_domain::{CellRef, Finding, Severity};
use proptest::prelude::*;

use crate::{SAMPLES, finding, mark, reading, said};

const SHEETS: [&str; 3] = ["表紙", "事業一覧", "施設整備内訳"];

#[test]
fn a_marked_workbook_reads_as_if_unmarked() {
    for (name, bytes) in SAMPLES {
        let marked = mark(bytes, &reading(bytes).findings);
        assert_eq!(said(bytes), said(&marked), "{name}");
        let workbook = kikin_sheet::open(&marked).unwrap();
        assert_eq!(&*workbook.sheets[0].name, "要修正箇所一覧");
    }
}

#[test]
fn without_findings_the_list_says_so() {
    for (_, bytes) in SAMPLES {
        let marked = mark(bytes, &[]);
        let workbook = kikin_sheet::open(&marked).unwrap();
        let text = format!("{:?}", workbook.sheets[0].cell(CellRef::new(9, 1)));
        assert!(text.contains("エラーなし"), "{text}");
    }
}

#[test]
fn other_findings_replace_the_old_ones() {
    for (name, bytes) in SAMPLES {
        let first = [finding(Severity::Error, "事業一覧", &["D6", "ZZ900"]), finding(Severity::Advice, "表紙", &[])];
        let second = [finding(Severity::Warning, "表紙", &["B4"])];
        let again = mark(&mark(bytes, &first), &second);
        assert_eq!(said(bytes), said(&again), "{name}");
        assert_eq!(again, mark(&again, &second), "{name}");
        let sheets = kikin_sheet::open(&again).unwrap().sheets;
        assert_eq!(sheets.iter().filter(|s| s.name.contains("一覧") && s.name.contains("要修正")).count(), 1);
    }
}

fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let severity = prop_oneof![Just(Severity::Error), Just(Severity::Warning), Just(Severity::Advice)];
    let cells = prop::collection::vec((1_u32..40, 1_u32..40), 0..6);
    let one = (severity, 0..SHEETS.len(), cells).prop_map(|(severity, sheet, cells)| {
        finding(severity, SHEETS[sheet], &[]).at(cells.into_iter().map(|(row, col)| CellRef::new(row, col)))
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn marking_again_changes_nothing(findings in findings(), sample in 0..SAMPLES.len()) {
        let bytes = SAMPLES[sample].1;
        let marked = mark(bytes, &findings);
        prop_assert_eq!(said(bytes), said(&marked));
        prop_assert!(mark(&marked, &findings) == marked, "marking again gives other bytes");
    }
}
