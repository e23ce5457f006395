//! A small evaluation, dirtied in one place at a time.

use kikin_domain::category::CategoryTable;
use kikin_domain::evaluation::Evaluation;
use kikin_domain::place::CellRef;
use kikin_domain::plan::Awaited;
use kikin_domain::{Bodies, FiscalYear, FormId, RuleId, Severity};

use super::tests::sheet;
use super::{ReadContext, Reading, read};
use crate::grid::{Area, Sheet, Workbook};

const COVER: &str = "様式版|2026\n計画年度|令和8年度\n評価年度|令和9年度\n都道府県名|新潟県\n団体コード|152021\n市町村名|長岡市\n金額の単位|千円";
const TABLE: &str = "No.|区分|事業名|事業の継続|当該年度の執行|執行額|||アウトプット指標|||||未達の原因等の分析|改善の方向性|アウトカム指標|||事業の有効性|事業の効率性\n\
|||||総事業費|基金|うち国費|指標名|目標値|達成値|単位|望ましい方向|||指標名|実績値|観察\n\
1|Ⅲ|整備事業|継続|あり|5000|5000||施設数|2|2|施設|増|||定員|60|できた|効果があった。|抑えた。";

fn book(cover: &str, name: &str, table: &str) -> Workbook {
    with(vec![sheet("表紙", cover), sheet(name, table)])
}

fn with(sheets: Vec<Sheet>) -> Workbook {
    Workbook { sheets, findings: Vec::new(), date1904: false }
}

fn reading(workbook: &Workbook) -> Reading {
    let fiscal_year = FiscalYear::new(2026);
    let context = ReadContext {
        fiscal_year,
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: Bodies::published(),
    };
    read(workbook, context, Awaited::Any)
}

/// The rules found broken, advice left out, with the first cell of each.
fn found(workbook: &Workbook) -> Vec<(RuleId, String)> {
    let findings = reading(workbook).findings;
    let serious = findings.iter().filter(|f| f.severity != Severity::Advice);
    serious.map(|f| (f.rule, f.cells.first().map(ToString::to_string).unwrap_or_default())).collect()
}

fn rows(workbook: &Workbook) -> Vec<Evaluation> {
    reading(workbook).evaluation.expect("an evaluation is read").projects
}

#[test]
fn the_small_evaluation_is_faultless() {
    let workbook = book(COVER, "事業評価", TABLE);
    assert_eq!(found(&workbook), []);
    let rows = rows(&workbook);
    assert_eq!(rows[0].outputs[0].achieved.cell(), Some(CellRef::new(3, 11)));
    assert_eq!(rows[0].fund.get().map(|y| y.get()), Some(5_000_000));
}

#[test]
fn it_is_known_by_its_header_and_the_year_on_its_cover() {
    // No sheet bears the name, and the header alone tells it from 事業一覧.
    assert_eq!(found(&book(COVER, "様式3", TABLE)), []);
    let plan =
        "No.|区分|事業名|新規・継続|対象区域|実施主体|公民の別|背景|総事業費|備考\n1|Ⅱ|事業|新規|圏域|市|公|不足|5|";
    let both = |cover: &str| with(vec![sheet("表紙", cover), sheet("事業一覧", plan), sheet("事業評価", TABLE)]);
    assert_eq!(reading(&both(COVER)).form, FormId::Evaluation);
    let without = COVER.replace("評価年度|令和9年度\n", "");
    assert_eq!(reading(&both(&without)).form, FormId::MunicipalPlan);
    assert_eq!(found(&book(&without, "事業評価", TABLE)), [(RuleId::C001, String::new())], "the year is missing");
}

#[test]
fn a_plans_cover_over_an_empty_evaluation_is_neither() {
    let cover = COVER.replace("評価年度|令和9年度\n", "");
    let header = TABLE.rsplit_once('\n').expect("rows").0;
    let workbook = book(&cover, "事業評価", header);
    let read = reading(&workbook);
    assert_eq!(found(&workbook), [(RuleId::T006, String::new())]);
    assert!(read.evaluation.is_none() && read.plan.is_none() && read.normalizations.is_empty());
    let asked = found(&book(COVER, "事業評価", header));
    assert_eq!(asked, [(RuleId::C001, String::new())], "an evaluation without projects");
}

#[test]
fn unexecuted_is_a_whole_answer_and_dashes_are_blank() {
    let row = "1|Ⅲ|整備事業|－|なし|－|－|－|施設数|2|－|施設|－|－|－|定員|－|‐|－|－";
    let table = format!("{}\n{row}", TABLE.rsplit_once('\n').expect("rows").0);
    let workbook = book(COVER, "事業評価", &table);
    assert_eq!(found(&workbook), []);
    assert!(rows(&workbook)[0].is_unexecuted());
    let blank = book(COVER, "事業評価", &table.replace("|なし|", "|－|"));
    assert!(!rows(&blank)[0].is_unexecuted());
}

#[test]
fn further_indicators_stand_on_rows_of_their_own() {
    let more = "\n||||||||人数|10|9|人|増|雪|急ぐ\n|||||||||||||||満足度|80|できた\n|||||||||||||||空き家||\n|メモ";
    let workbook = book(COVER, "事業評価", &format!("{TABLE}{more}"));
    // Whether the third outcome could be seen is not said; a remark under 区分 makes a project that lacks its name.
    let lacking = found(&workbook);
    assert_eq!(lacking[0], (RuleId::C001, "R6".to_owned()), "{lacking:?}");
    let rows = rows(&workbook);
    assert_eq!((rows[0].outputs.len(), rows[0].outcomes.len()), (2, 3));
    assert_eq!((rows[0].outputs[1].cause.text(), rows[0].outcomes[1].actual.text()), ("雪", "80"));
}

#[test]
fn merged_cells_speak_for_all_their_rows() {
    let second = TABLE
        .rsplit_once('\n')
        .expect("rows")
        .1
        .replace("1|Ⅲ|整備事業|", "2||別の事業|")
        .replace("|効果があった。|", "||");
    let mut workbook = book(COVER, "事業評価", &format!("{TABLE}\n{second}"));
    assert_eq!(found(&workbook), [(RuleId::C001, "B4".to_owned()), (RuleId::C001, "S4".to_owned())]);
    for col in [2, 19] {
        workbook.sheets[1].merges.push(Area { first: CellRef::new(3, col), last: CellRef::new(4, col) });
    }
    assert_eq!(found(&workbook), []);
}

#[test]
fn units_and_limits_hold_as_for_a_plan() {
    let cover = COVER.replace("金額の単位|千円", "文書番号|1号");
    assert_eq!(found(&book(&cover, "事業評価", TABLE)).iter().map(|f| f.0).collect::<Vec<_>>(), [RuleId::C011]);
    assert_eq!(found(&book(&cover, "事業評価", &format!("（単位：千円）\n{TABLE}"))), []);
    let row = format!("\n{}", TABLE.rsplit_once('\n').expect("rows").1);
    let many = book(COVER, "事業評価", &format!("{TABLE}{}", row.repeat(5_000)));
    let read = reading(&many);
    assert_eq!(found(&many), [(RuleId::F004, String::new())]);
    assert!(read.evaluation.is_none() && read.findings[0].message.contains("「事業評価」の記入のある行の数"));
}
