//! A small workbook, dirtied in one place at a time.

use kikin_domain::category::CategoryTable;
use kikin_domain::cross::{CrossContext, cross_check};
use kikin_domain::place::CellRef;
use kikin_domain::{Bodies, FiscalYear, RuleId, Severity};

use super::{ReadContext, read_plan};
use crate::grid::{Area, Cell, CellValue, Row, Sheet, Visibility, Workbook};

const COVER: &str = "様式版|2026\n計画年度|令和8年度\n都道府県名|新潟県\n団体コード|152021\n市町村名|長岡市\n提出日|令和8年6月15日\n金額の単位|千円";
const GOALS: &str = "区域名|構成する日常生活圏域|設定の考え方\n長岡圏域|中央|\n\n区分|目標|指標名|現状値|目標値|単位\nⅢ|充実|整備率|50|60|％\n\n実施日|対象|方法|主な意見|反映状況\n令和8年5月|協議会|会議|なし|反映";
const PROJECTS: &str = "No.|区分|事業名|新規・継続|対象区域|実施主体|公民の別|事業期間|背景|アウトカム指標||||事業の内容|アウトプット指標||関連|総事業費|基金計|その他|消費税の取扱い\n\
|||||||||指標名|目標値|単位|望ましい方向||指標名|目標値\n\
1|Ⅲ|整備事業|新規|圏域|医療法人みどり会|民|令和8年度|不足|定員|60|人|増|整備する。|施設数|2|つながる。|5000|5000|0|税込";
const FACILITIES: &str = "事業No.|施設種別|基準額|対象経費の支出予定額|基金充当額\n1|グループホーム|3000|3000|3000\n1|小規模多機能|2000|2000|2000";

/// A sheet of which rows are lines and cells are divided by `|`.
pub(super) fn sheet(name: &str, text: &str) -> Sheet {
    let cell = |(col, t): (u32, &str)| {
        (!t.is_empty()).then(|| Cell { col, value: CellValue::Text(t.into()), formula: None, struck: false, look: 0 })
    };
    let rows = (1..).zip(text.lines()).map(|(index, line)| Row {
        index,
        hidden: false,
        cells: (1..).zip(line.split('|')).filter_map(cell).collect(),
    });
    Sheet {
        name: name.into(),
        visibility: Visibility::Visible,
        rows: std::sync::Arc::new(rows.collect()),
        merges: Vec::new(),
        hidden_columns: Vec::new(),
        has_objects: false,
    }
}

fn book(cover: &str, projects: &str, facilities: &str) -> Workbook {
    let sheets = vec![
        sheet("表紙", cover),
        sheet("区域・目標", GOALS),
        sheet("事業一覧", projects),
        sheet("施設整備内訳", facilities),
    ];
    Workbook { sheets, findings: Vec::new(), date1904: false }
}

/// The rules found broken, advice left out, with the weight and the first cell of each.
fn found(workbook: &Workbook) -> Vec<(RuleId, Severity, String)> {
    let categories = CategoryTable::published();
    let year = FiscalYear::new(2026).expect("year");
    let reading = read_plan(
        workbook,
        ReadContext { fiscal_year: Some(year), prefecture: None, categories, bodies: Bodies::published() },
    );
    let across = reading.plan.iter().flat_map(|plan| cross_check(plan, CrossContext { categories, year }));
    let all: Vec<_> = reading.findings.iter().cloned().chain(across).collect();
    all.iter()
        .filter(|f| f.severity != Severity::Advice)
        .map(|f| (f.rule, f.severity, f.cells.first().map(ToString::to_string).unwrap_or_default()))
        .collect()
}

#[test]
fn the_small_workbook_is_faultless() {
    assert_eq!(found(&book(COVER, PROJECTS, FACILITIES)), []);
}

#[test]
fn lone_dashes_fill_places_that_have_nothing_to_say() {
    let check = "|\u{2015}|合計|－|－|－|－|－|－|－|－|－|－|－|－|－|－|5000|5000|－|－";
    let continued = "|||||||||||||||||||\n||||||||||||||もう一つの指標|3||－|－|－|－";
    let optional = PROJECTS.replace("|増|", "|－|").replace("|税込", "|‐");
    for projects in [format!("{PROJECTS}\n{check}"), format!("{PROJECTS}\n{continued}"), optional] {
        assert_eq!(found(&book(COVER, &projects, FACILITIES)), [], "{projects}");
    }
    let wrong = check.replace("|5000|5000|", "|5000|6000|");
    let wrong = found(&book(COVER, &format!("{PROJECTS}\n{wrong}"), FACILITIES));
    assert_eq!(wrong, [(RuleId::X012, Severity::Error, "S4".to_owned())]);
}

#[test]
fn a_date_that_nobody_filled_in_is_blank() {
    for blank in ["令和　　年　　月　　日", "－", "　"] {
        assert_eq!(found(&book(&COVER.replace("令和8年6月15日", blank), PROJECTS, FACILITIES)), [], "{blank}");
    }
    let wrong = found(&book(&COVER.replace("令和8年6月15日", "令和8年13月1日"), PROJECTS, FACILITIES));
    assert_eq!(wrong, [(RuleId::C005, Severity::Error, "B6".to_owned())]);
}

#[test]
fn a_number_merged_over_the_facilities_of_a_project_is_read_for_each() {
    let mut workbook = book(COVER, PROJECTS, &FACILITIES.replace("\n1|小規模", "\n|小規模"));
    assert_eq!(found(&workbook)[0], (RuleId::C001, Severity::Error, "A3".to_owned()));
    workbook.sheets[3].merges.push(Area { first: CellRef::new(2, 1), last: CellRef::new(3, 1) });
    assert_eq!(found(&workbook), []);
}

#[test]
fn the_unit_of_the_header_makes_a_sheet_of_thousands() {
    let cover = COVER.replace("金額の単位|千円", "文書番号|1号");
    let projects = PROJECTS
        .replace("総事業費|基金計|その他", "総事業費（千円）|基金計（千円）|その他（千円）")
        .replace("|5000|5000|0|", "|5001|5000|0|");
    let facilities = format!("（単位：千円）\n{FACILITIES}");
    let rounding = found(&book(&cover, &projects, &facilities));
    assert_eq!(rounding, [(RuleId::X001, Severity::Warning, "R3".to_owned())]);
}

#[test]
fn the_indicators_of_the_projects_are_no_table_of_goals() {
    let mut workbook = book(COVER, PROJECTS, FACILITIES);
    workbook.sheets.remove(1);
    assert_eq!(found(&workbook), [(RuleId::T001, Severity::Error, String::new())]);
}

#[test]
fn a_header_repeated_on_the_next_page_leaves_the_row_above_it_alone() {
    let (header, data) = PROJECTS.split_at(PROJECTS.find("\n1|").expect("data"));
    let second = data.replace("\n1|Ⅲ|整備事業|", "\n2|Ⅱ|関連|").replace("|人|", "|単位|");
    let third = second.replace("\n2|", "\n3|").replace("|圏域|", "|他の圏域|");
    for gap in ["", "\n"] {
        let projects = format!("{header}{data}{second}{gap}\n{header}{third}");
        assert_eq!(found(&book(COVER, &projects, FACILITIES)), [], "{gap:?}");
    }
}
