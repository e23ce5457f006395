//! Each judged rule, kept and broken by small grids.

use std::sync::Arc;

use super::*;
use crate::grid::{Area, Cell, CellValue, Formula, Row, Sheet, Visibility};

/// Its rows, to be changed.
fn rows(sheet: &mut Sheet) -> &mut Vec<Row> {
    Arc::make_mut(&mut sheet.rows)
}

/// A sheet of which rows are lines and cells are divided by `|`; plain numbers are numbers. `⏎` is a line break.
fn sheet(text: &str) -> Sheet {
    let value = |t: &str| match t.parse::<f64>() {
        Ok(number) if !t.starts_with('0') || t == "0" => CellValue::Number(number),
        _ => CellValue::Text(t.replace('⏎', "\n").into()),
    };
    let cell = |(col, t): (u32, &str)| {
        (!t.is_empty()).then(|| Cell { col, value: value(t), formula: None, struck: false, look: 0 })
    };
    let rows = (1..).zip(text.lines()).map(|(index, line)| Row {
        index,
        hidden: false,
        cells: (1..).zip(line.split('|')).filter_map(cell).collect(),
    });
    Sheet {
        name: "表".into(),
        visibility: Visibility::Visible,
        rows: Arc::new(rows.filter(|row| !row.cells.is_empty()).collect()),
        merges: Vec::new(),
        hidden_columns: Vec::new(),
        has_objects: false,
    }
}

fn score(sheet: Sheet) -> Readability {
    score_workbook(&Workbook { sheets: vec![sheet], findings: Vec::new(), date1904: false })
}

/// The broken rules with their cells.
fn broken(found: &Readability) -> Vec<(&'static str, String)> {
    let cells = |failure: &Failure| failure.cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    found.failed.iter().map(|failure| (failure.rule.id, cells(failure))).collect()
}

fn of(text: &str) -> Vec<(&'static str, String)> {
    broken(&score(sheet(text)))
}

const GOOD: &str = "計画年度|団体コード|市町村名|区分|項目|単位|値\n\
2026|152021|長岡市|施設|総事業費|円|1000\n\
2026|152021|長岡市|施設|基金|円|600\n\
2026|152064|新発田市|人材|総事業費|円|500\n\
2026|152064|新発田市|人材|基金|円|0";

#[track_caller]
fn breaks(from: &str, to: &str, rule: &str, cells: &str) {
    assert!(GOOD.contains(from), "{from}");
    let found = of(&GOOD.replace(from, to));
    assert!(
        found.contains(&(rules().iter().find(|r| r.id == rule).expect("a rule").id, cells.to_owned())),
        "{found:?}"
    );
}

#[test]
fn there_are_thirty_rules_and_each_has_its_judging() {
    assert_eq!(rules().len(), 30);
    let ids: Vec<&str> = JUDGES.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ids, rules().iter().map(|rule| rule.id).collect::<Vec<_>>());
    for (rule, (_, _, how)) in rules().iter().zip(JUDGES) {
        assert!(rule.official || matches!(how, How::Not(_)), "{} is judged by nobody", rule.id);
    }
}

#[test]
fn a_clean_table_scores_full_marks() {
    let found = score(sheet(GOOD));
    assert_eq!(broken(&found), []);
    assert_eq!(found.scores(), [100, 100, 100]);
    let left_out: Vec<&str> = found.left_out.iter().map(|l| l.rule.id).collect();
    assert_eq!(left_out, ["L1-09", "L1-14", "L1-15", "L3-02", "L3-03", "L3-07", "L3-08"]);
}

#[test]
fn points_are_taken_once_per_rule() {
    let mut dirty = sheet(GOOD);
    dirty.hidden_columns = vec![(2, 3)];
    dirty.merges = vec![area("A6", "B6")];
    let mut other = dirty.clone();
    other.name = "別".into();
    let found = score_workbook(&Workbook { sheets: vec![dirty, other], findings: Vec::new(), date1904: false });
    assert_eq!(found.failed.len(), 4, "two rules on two sheets");
    assert_eq!(found.scores(), [80, 100, 100]);
    assert_eq!(Weight::Minor.points(Level::L2), 10);
    assert_eq!(score_unreadable().scores(), [0, 0, 0]);
    assert_eq!(score_unreadable().left_out.len(), 29);
}

fn area(first: &str, last: &str) -> Area {
    let at = |text| CellRef::parse(text).expect("a cell");
    Area { first: at(first), last: at(last) }
}

#[test]
fn a_second_table_is_fatal_and_a_blank_row_is_not() {
    let two = format!("{GOOD}\n\nNo.|事業名|金額\n1|整備|5\n2|研修|6");
    let found = score(sheet(&two));
    assert!(broken(&found).contains(&("L1-02", "A7".to_owned())), "{:?}", broken(&found));
    assert_eq!(found.score(Level::L1), 0);
    let texts = "区域名|構成|考え方\n長岡圏域|中央|\n\n区分|目標|指標名|現状値\nⅢ|充実|整備率|50\n\n実施日|対象|方法|意見\n4月|協議会|会議|なし";
    assert!(of(texts).contains(&("L1-02", "A4 A7".to_owned())), "{:?}", of(texts));
    let split = GOOD.replace("\n2026|152064|新発田市|人材|総", "\n\n2026|152064|新発田市|人材|総");
    let found = score(sheet(&split));
    assert_eq!(broken(&found), [("L1-03", "A5".to_owned())]);
    assert_eq!(found.score(Level::L1), 90);
}

#[test]
fn headers_of_several_rows_repeated_headers_and_blank_columns_split_a_table() {
    let mut merged = sheet("No.|事業名|基金|\n||計|うち国\n1|整備|10|6\n2|研修|20|12");
    merged.merges = vec![area("A1", "A2"), area("B1", "B2"), area("C1", "D1")];
    assert!(broken(&score(merged)).contains(&("L1-03", "A2".to_owned())));
    assert!(of("地域名|令和6年度|\n|計画|実績\n長岡市|1|2\n燕市|3|4").contains(&("L1-03", "A2".to_owned())));
    let header = GOOD.lines().next().unwrap_or("");
    let repeated = GOOD.replace("\n2026|152064|新発田市|人材|基", &format!("\n{header}\n2026|152064|新発田市|人材|基"));
    assert_eq!(of(&repeated), [("L1-03", "A5".to_owned())]);
    let gap: String = GOOD.lines().map(|line| line.replacen("|", "||", 1) + "\n").collect();
    assert_eq!(of(&gap), [("L1-03", "B1".to_owned())]);
}

#[test]
fn notes_outside_the_table() {
    assert_eq!(of(&format!("{GOOD}\n\n担当は田中")), [("L1-04", "A7".to_owned())]);
    assert_eq!(of(&format!("{GOOD}\n※ 千円未満切捨て")), [("L1-04", "A6".to_owned())]);
    breaks("|1000", "|1000||確認中", "L1-04", "I2");
    let titled = of(&format!("令和8年度計画\n\n{GOOD}"));
    assert_eq!(titled, [("L3-01", "A3".to_owned())], "a title is no note");
}

#[test]
fn level_1_cells() {
    breaks("|区分|", "||", "L1-05", "D1");
    breaks("|区分|", "|列1|", "L1-05", "D1");
    breaks("|基金|円|0", "|基 金|円|0", "L1-06", "E5");
    breaks("|区分|", "|区分⏎|", "L1-06", "D1");
    breaks("新発田市|人材|総", "新発田市| 人材|総", "L1-06", "D4");
    breaks("人材|基金", "施設、人材|基金", "L1-07", "D5");
    breaks("人材|基金", "2026年4月1日～2027年3月31日|基金", "L1-07", "D5");
    breaks("人材|基金", "10人/20人|基金", "L1-07", "D5");
    breaks("人材|基金", "①人材|基金", "L1-08", "D5");
    breaks("人材|基金", "㈱人材|基金", "L1-08", "D5");
    for fine in ["研修、調査その他|基金", "2026/4/1|基金", "髙橋 﨑|基金", "ABC 病院|基金"] {
        assert_eq!(of(&GOOD.replace("人材|基金", fine)), [], "{fine}");
    }
}

#[test]
fn what_only_workbooks_have() {
    let with = |change: fn(&mut Sheet)| {
        let mut changed = sheet(GOOD);
        change(&mut changed);
        broken(&score(changed))
    };
    assert_eq!(with(|s| s.has_objects = true), [("L1-10", String::new())]);
    assert_eq!(with(|s| rows(s)[2].cells[3].look = 7), [("L1-11", "D3".to_owned())]);
    assert_eq!(with(|s| rows(s)[0].cells.iter_mut().for_each(|c| c.look = 7)), [], "headers may stand out");
    assert_eq!(with(|s| rows(s).iter_mut().for_each(|r| r.cells[6].look = 7)), [], "and whole columns");
    assert_eq!(with(|s| rows(s).iter_mut().step_by(2).for_each(|r| r.cells[6].look = 7)), [], "and every other row");
    assert_eq!(with(|s| s.merges = vec![area("A1", "B1")]), [("L1-12", "A1".to_owned())]);
    assert_eq!(with(|s| s.merges = vec![area("D2", "D3")])[1], ("L2-02", "D2".to_owned()));
    assert_eq!(with(|s| rows(s)[3].hidden = true), [("L1-13", "A4".to_owned())]);
    assert_eq!(with(|s| s.hidden_columns = vec![(2, 2), (8, 16_384)]), [("L1-13", "B1".to_owned())]);
    let formula = Some(Box::new(Formula { text: "1+1".to_owned(), cached: true }));
    let mut computed = sheet(GOOD);
    rows(&mut computed)[4].cells[6].formula = formula;
    assert_eq!(broken(&score(computed)), [("L2-06", "G5".to_owned())]);
}

#[test]
fn level_2() {
    for text in ["500円", "５００", "1,500", "調整中", "▲5"] {
        breaks("|500", &format!("|{text}"), "L2-01", "G4");
    }
    let omitted = GOOD.replace("長岡市|施設|基金", "|施設|基金").replace("新発田市|人材|基金", "|人材|基金");
    let of_area = omitted.replace("計画年度|団体コード|", "連番|番号|");
    assert_eq!(of(&of_area), [("L2-02", "C3 C5".to_owned())]);
    assert!(of(&omitted).is_empty(), "to the right of complete columns a blank may mean that there is nothing");
    breaks("長岡市|施設|基金", "〃|施設|基金", "L2-02", "C3");
    breaks("|区分|", "|項目|", "L2-03", "E1");
    breaks("新発田市|人材|基金", "新発田市|人　材|基金", "L2-04", "D5");
    breaks("|基金|円|0", "|基・金|円|0", "L2-04", "E5");
    breaks("人材|基金", "その他（駐車場）|基金", "L2-05", "D5");
    assert_eq!(of(&GOOD.replace("人材|基金", "その他|基金")), []);
    assert_eq!(of(&GOOD.replace("|人材", "|")), [], "a blank may mean that there is nothing");
}

#[test]
fn level_3() {
    breaks("計画年度", "\n計画年度", "L3-01", "A2");
    breaks("|単位|", "|注記|", "L3-04", "G1");
    assert_eq!(of(&GOOD.replace("|単位|値", "|注記|値（円）")), []);
    let era = GOOD.replace("2026|", "令和8年度|");
    assert_eq!(of(&era), [("L3-05", "A2 A3 A4 A5".to_owned())]);
    assert_eq!(of(&GOOD.replace("2026|", "2026年度（令和8年度）|")), []);
    let short =
        GOOD.replace("152021|長岡市", "9|長岡").replace("152064|新発田市", "9|新発田").replace("団体コード", "連番");
    assert_eq!(of(&short), [("L3-06", "C2 C3 C4 C5".to_owned())]);
    let nowhere = GOOD.replace("団体コード|市町村名", "番号|会場");
    assert_eq!(of(&nowhere), [("L3-06", String::new())]);
    let wide = "年度|市町村名|総事業費（円）|基金（円）\n2026|長岡市|5|3\n2026|燕市|6|4";
    assert_eq!(of(wide), [("L3-09", "C1 D1".to_owned())]);
    let years = "市町村名|2024年度（人）|2025年度（人）\n長岡市|5|3\n燕市|6|4";
    assert_eq!(of(years), [("L3-09", "B1 C1".to_owned())]);
    assert_eq!(of("市町村名|令和6年度（人）\n長岡市|5\n燕市|6"), [("L3-05", "B1".to_owned())]);
}

#[test]
fn what_has_no_table_is_left_out() {
    let found = score(sheet("記入要領\n\nこの様式は計画の提出に使う。"));
    assert_eq!(broken(&found), []);
    assert!(found.left_out.iter().any(|l| l.rule.id == "L3-01" && l.reason == judge::NO_TABLE));
    assert_eq!(of("計画年度|2026\n市町村名|長岡市\n備考|なし"), [], "a form is no table");
    let two_columns = "市町村名,値（円）\n長岡市,5\n燕市,調整中\n";
    assert!(
        score_csv(two_columns.as_bytes()).left_out.iter().all(|l| l.rule.id != "L3-01"),
        "a CSV file holds a table"
    );
}

#[test]
fn cells_are_bounded() {
    let mut long = String::from("年度|市町村名|値（円）");
    (0..50).for_each(|_| long += "\n2026|長岡市|5");
    (0..25).for_each(|_| long += "\n2026|長岡市|5円");
    let found = score(sheet(&long));
    assert_eq!((found.failed[0].cells.len(), found.failed[0].places), (20, 25));
}

const HEADER: &str = "fiscal_year,era_year,prefecture_code,prefecture,municipality_code,municipality,bu,category,no,name,body,body_kind,start,end,item,unit,value";

/// The long form of a plan, as the program writes it.
fn csv() -> String {
    let mut text = format!("\u{feff}{HEADER}\r\n");
    for (code, name, no) in [("152021", "長岡市", "1"), ("152021", "長岡市", "2"), ("152064", "新発田市", "3-1")]
    {
        for (item, value) in [("total", "12000000"), ("fund", "8000000"), ("other", "-4000"), ("carried", "")] {
            text += &format!(
                "2026,令和8年度,15,新潟県,{code},{name},医療分,I-1,{no},\"研修、会議, 第{no}号\",医師会,民,2026-04-01,2027-03-31,{item},円,{value}\r\n"
            );
        }
    }
    text
}

#[test]
fn the_long_form_scores_full_marks() {
    let found = score_csv(csv().as_bytes());
    assert_eq!(broken(&found), []);
    assert_eq!(found.scores(), [100, 100, 100]);
    let left_out: Vec<&str> = found.left_out.iter().map(|l| l.rule.id).collect();
    let excel = ["L1-10", "L1-11", "L1-12", "L1-13"];
    assert_eq!(left_out, [&["L1-09"], &excel[..], &["L2-06", "L3-02", "L3-03", "L3-07", "L3-08"]].concat());
    assert_eq!(
        score_csv(csv().replace("15,新潟県,152", "01,北海道,012").replace("15206", "01206").as_bytes())
            .score(Level::L2),
        100
    );
}

#[test]
fn csv_files_break_rules() {
    let of = |from: &str, to: &str| {
        let text = csv();
        assert!(text.contains(from), "{from}");
        broken(&score_csv(text.replacen(from, to, 1).as_bytes()))
    };
    let one = |rule: &'static str, cell: &str| vec![(rule, cell.to_owned())];
    assert_eq!(of("\"研修、会議, 第1号\"", "\"研修\n会議\""), [one("L1-06", "J2"), one("L1-14", "J2")].concat());
    let short = of(",民,2026-04-01", ",2026-04-01");
    assert!(short.contains(&("L1-14", "A2".to_owned())), "{short:?}");
    let unquoted = of("\"研修、会議, 第1号\"", "研修、会議, 第1号");
    assert!(unquoted.contains(&("L1-15", "R2".to_owned())), "{unquoted:?}");
    assert_eq!(of("医師会", "医師会\"")[..1], one("L1-15", "K2")[..]);
    assert_eq!(of("12000000", "\"12,000,000\""), one("L2-01", "Q2"));
    assert_eq!(of("12000000", "12000000円"), one("L2-01", "Q2"));
    assert_eq!(of("bu,", ","), one("L1-05", "G1"));
    assert_eq!(of("bu,", "category,"), one("L2-03", "H1"));
    assert_eq!(of("医師会", "①医師会"), one("L1-08", "K2"));
    assert_eq!(of(HEADER, &format!("令和8年度計画\r\n{HEADER}")), one("L3-01", "A2"));
    assert_eq!(of(",民,", ",その他（法人）,"), one("L2-05", "L2"));
    assert_eq!(of(",unit,", ",note,"), one("L3-04", "Q1"));
    let table = format!("{}\r\nNo.,施設,床数\r\n1,A,5\r\n2,B,6\r\n", csv());
    assert!(broken(&score_csv(table.as_bytes())).iter().any(|(id, _)| *id == "L1-02"));
}

#[test]
fn what_is_no_csv_in_utf_8_scores_nothing() {
    for bytes in [&b""[..], b"\xef\xbb\xbf\r\n", b"\x83\x65\x83\x58,1\r\n", b"a\0b,c"] {
        assert_eq!(score_csv(bytes).scores(), [0, 0, 0]);
        assert_eq!(score_csv(bytes).failed[0].rule.id, "L1-01");
    }
}
