//! Tables under any labels: a grid made of the lines of a text is read without a panic, and every value points to the cell
//! that holds its raw text.

#![no_main]

use kikin_domain::category::CategoryTable;
use kikin_domain::place::Field;
use kikin_sheet::{Area, Cell, CellValue, ReadContext, Row, Sheet, Visibility, Workbook, read_plan};
use kikin_domain::CellRef;

/// Tokens of one byte: what a fuzzer would have to guess otherwise.
const WORDS: &[&str] = &[
    "No.", "区分", "事業名", "新規・継続", "対象区域", "実施主体", "公民の別", "開始", "終了", "事業期間", "基金充当額",
    "計（A+B）", "国（A）", "都道府県（B）", "総事業費（A+B+C）", "その他（C）", "年度別基金所要額", "令和8年度", "指標名",
    "目標値", "アウトカム指標", "アウトプット指標", "備考", "合計", "小計", "うち", "例", "※", "Ⅱ", "1", "1,200", "調整中",
    "（単位：千円）", "R8.4.1", "令和8年4月1日～令和9年3月31日", "-", "新規", "公", "事業の内容", "基金 計",
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((merges, data)) = data.split_first() else { return };
    let rows: Vec<Row> = data
        .split(|b| *b == b'\n')
        .zip(1..)
        .take(40)
        .map(|(line, index)| Row { index, hidden: false, cells: cells(line) })
        .collect();
    let merges = (0..u32::from(*merges % 8)).map(|n| Area {
        first: CellRef::new(1 + n % 3, 1 + 2 * n),
        last: CellRef::new(1 + n % 4, 2 + 2 * n),
    });
    let merges = merges.filter(|m| m.first.row <= m.last.row).collect();
    let sheet = Sheet {
        name: "事業一覧".into(),
        visibility: Visibility::Visible,
        rows,
        merges,
        hidden_columns: Vec::new(),
        has_objects: false,
    };
    let workbook = Workbook { sheets: vec![sheet], findings: Vec::new(), date1904: false };
    let context = ReadContext { fiscal_year: None, prefecture: None, categories: CategoryTable::published(), bodies: kikin_domain::Bodies::published() };
    let reading = read_plan(&workbook, context);
    let Some(plan) = reading.plan else { return };
    for project in &plan.projects {
        for field in [&project.name, &project.area, &project.body, &project.content] {
            points_to_its_cell(&workbook.sheets[0], field);
        }
        assert!(project.fund.get().is_none_or(|yen| yen.get() >= 0));
    }
});

fn cells(line: &[u8]) -> Vec<Cell> {
    let texts = line.split(|b| *b == b'\t').zip(1..).take(40);
    let texts = texts.map(|(text, col)| match text {
        [one] => (WORDS[usize::from(*one) % WORDS.len()].to_owned(), col),
        other => (String::from_utf8_lossy(other).into_owned(), col),
    });
    texts.filter(|(text, _)| !text.is_empty()).map(|(text, col)| cell(text.as_str(), col)).collect()
}

fn cell(text: &str, col: u32) -> Cell {
    let value = match text.parse::<f64>() {
        Ok(number) if number.is_finite() => CellValue::Number(number),
        Ok(_) | Err(_) => CellValue::Text(text.into()),
    };
    Cell { col, value, formula: None, struck: false, look: 0 }
}

fn points_to_its_cell(sheet: &Sheet, field: &Field<String>) {
    let Field::Given(given) = field else { return };
    match &sheet.cell(given.cell).expect("the cell is there").value {
        CellValue::Text(text) => assert_eq!(**text, *given.raw),
        CellValue::Number(_) => {}
        other => panic!("{other:?}"),
    }
}
