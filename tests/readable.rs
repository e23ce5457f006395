//! How well a program can read what we write. Data score full marks but for what users typed; papers have a floor.

use std::collections::BTreeSet;

use kikin_app::{ConsolidateRequest, consolidate, score_of_export};
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::plan::{FormId, Stage};
use kikin_domain::rule::{Edit, Input, Severities, Table};
use kikin_domain::split::Rounding;
use kikin_domain::{PrefectureCode, Unit};
use kikin_report::data::{FREE_TEXT, HEADER, code_table, long_form};
use kikin_report::plan::{PlanStatement, write_plan};
use kikin_sheet::template::{Fill, template};

use crate::builder::Builder;
use crate::check::asked_year;
use crate::fill::request;
use crate::samples::{checked, workbooks};

fn gathered(files: Vec<(String, Vec<u8>)>) -> Consolidated {
    let request = ConsolidateRequest {
        prefecture: PrefectureCode::new(15).expect("新潟県"),
        fiscal_year: asked_year(),
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        severities: &Severities::default(),
        rounding: Rounding::default(),
    };
    consolidate(files, request, |_| {}).expect("splits").plan
}

fn samples() -> Consolidated {
    let file = |p: &std::path::PathBuf| (p.to_string_lossy().into_owned(), std::fs::read(p).expect("readable"));
    gathered(workbooks("accept").iter().map(file).collect())
}

#[test]
fn data_and_their_code_table_score_full_marks() {
    let plan = samples();
    for (name, bytes) in [("plan.csv", long_form(&plan)), ("plan-codes.csv", code_table(&plan))] {
        let found = score_of_export(name, &bytes.expect("written"));
        assert_eq!(found.scores(), [100; 3], "{name} {:#?}", found.failed);
    }
}

#[test]
fn what_users_typed_is_listed_by_rule_and_line() {
    let text = |row, key, t| Edit::Cell(Table::Projects, row, key, Input::Text(t));
    let edits = [text(0, "name", "①病床　機能転換㈱事業"), text(1, "body", "㈱みどり会"), text(2, "no", "③")];
    let plan = gathered(vec![("長岡市.xlsx".to_owned(), Builder::new().edits(&edits).build())]);
    assert_eq!(plan.lines.len(), 5, "the workbook counts");
    let bytes = long_form(&plan).expect("written");
    let table = String::from_utf8(bytes.clone()).expect("UTF-8");
    let found = score_of_export("plan.csv", &bytes);
    assert!(found.scores() != [100; 3]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    let mut named = BTreeSet::new();
    for failure in &found.failed {
        assert_eq!(failure.cells.len(), failure.places, "every place is named");
        for cell in &failure.cells {
            let column = HEADER[cell.col as usize - 1];
            assert!(FREE_TEXT.contains(&column), "{} at {cell} is not what users typed", failure.rule.id);
            named.insert((failure.rule.id, rows[cell.row as usize - 1][cell.col as usize - 1]));
        }
    }
    assert!(
        named.contains(&("L1-08", "①病床　機能転換㈱事業")) && named.contains(&("L1-08", "㈱みどり会")),
        "{named:?}"
    );
    let code = score_of_export("plan-codes.csv", &code_table(&plan).expect("written"));
    assert_eq!(code.scores(), [100; 3], "{:#?}", code.failed);
}

/// Rules that a paper in A4 breaks because it is one: several tables on 区域と目標 and below 総括表 (L1-02, L1-03), notes
/// below tables (L1-04), labels in two lines (L1-06), State and prefecture in one cell of a card (L1-07), the Roman
/// numerals of 区分 (L1-08), sums in bold (L1-11), headings over several columns (L1-12, L2-03), sums and 内訳 without a
/// repeated name (L2-02), 「その他（C）」 (L2-05), era years alone (L3-05), a title above the header (L3-01), amounts side by
/// side (L3-09), figures in the unit of the sheet (L2-01, L3-04), covers without an area column (L3-06).
const OF_PAPER: &[&str] = &[
    "L1-02", "L1-03", "L1-04", "L1-06", "L1-07", "L1-08", "L1-11", "L1-12", "L2-01", "L2-02", "L2-03", "L2-04",
    "L2-05", "L3-01", "L3-04", "L3-05", "L3-06", "L3-09",
];

#[test]
fn the_plan_workbook_breaks_only_what_a_paper_must() {
    let statement = PlanStatement::of(&samples());
    let bytes = write_plan(&statement, jiff::civil::date(2026, 11, 21)).expect("written");
    let broken: BTreeSet<&str> = score_of_export("plan.xlsx", &bytes).failed.iter().map(|f| f.rule.id).collect();
    // Kept, whatever else: readable at all, every column named, no picture, nothing hidden, no formula.
    let others: Vec<_> = broken.iter().filter(|id| !OF_PAPER.contains(id)).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn a_template_keeps_its_floor() {
    let source = checked(&workbooks("accept")[1]).plan.expect("read");
    for form in [FormId::MunicipalPlan, FormId::PrefecturalPlan] {
        for fill in [Fill::Nothing, Fill::LastYear(&source)] {
            let found =
                score_of_export("plan.xlsx", &template(&request(form, Unit::Thousand, fill, &[])).expect("written"));
            let broken: BTreeSet<&str> = found.failed.iter().map(|f| f.rule.id).collect();
            // Level 1 loses merged headings, the Roman numerals of 区分 and, with 区域 and 目標 filled, their one sheet;
            // a title above and headings in two rows (L3-01, L2-03) take the other levels.
            let others: Vec<_> = broken.iter().filter(|id| !OF_PAPER.contains(id)).collect();
            assert!(others.is_empty(), "{form:?} {others:?}");
            let empty = matches!(fill, Fill::Nothing);
            assert!(!empty || found.scores()[0] >= 80, "{form:?} {:?}", found.scores());
        }
    }
}
