//! 表紙: what the paper is, what it tells in short, what is inside, and the files that count.

use jiff::civil::Date;
use kikin_domain::year::era_date;
use kikin_sheet::form::EXPORTED_EVALUATION;
use rust_xlsxwriter::XlsxError;

use super::Book;
use crate::evaluation::{EvaluationStatement, FORM_VERSION};
use crate::xlsx::{Cell, Column, Tone};

/// The sheet's name; the title stands there alone.
pub(super) const NAME: &str = "表紙";

/// The sheets and what is on them.
const INSIDE: [(&str, &str); 6] = [
    ("事後評価の方法と目標", "事後評価の方法の実施の有無、審議会等の指摘、目標の達成状況、見解、改善の方向性"),
    ("総括表", "区分ごとの件数、達成の状況、執行額と執行率"),
    ("執行状況", "交付年度と区分ごとの交付額、執行額、執行率"),
    ("個票", "事業ごとの事後評価（1事業1枚）"),
    ("事業一覧", "事業と年度ごとの執行額、国費の算定の根拠、読み取ったファイル、シート、行、セル"),
    ("検算", "額と件数を足し直した結果"),
];

pub(super) fn write(book: &mut Book<'_>, printed_on: Date) -> Result<(), XlsxError> {
    let columns = [
        Column::new("評価年度", 84),
        Column::new("団体\nコード", 70),
        Column::new("団体名", 290),
        Column::new("ファイル", 300),
        Column::new("採用した分", 104),
        Column::new("事業件数", 60),
        Column::new("提出日", 110),
        Column::new("文書番号", 130),
        Column::new("SHA-256", 250),
    ];
    let statement = book.statement;
    let mut paper = book.sheet(NAME, "", &columns)?;
    paper.gap();
    for (label, value) in labels(statement, printed_on) {
        paper.labelled(label, &value.cell())?;
    }
    paper.gap();
    for note in EvaluationStatement::BASIS_NOTES {
        paper.note(note)?;
    }
    paper.gap();
    paper.heading("この冊子の内容")?;
    for (name, contents) in INSIDE {
        paper.note(&format!("・{name}　{contents}"))?;
    }
    paper.gap();
    paper.heading("採用したファイル")?;
    paper.header(&columns, 0)?;
    for file in &statement.files {
        let (year, code) = (file.year.era(), file.body.to_string());
        let halves: Vec<&str> = file.halves.iter().map(|bu| bu.label()).collect();
        let (halves, submitted) = (halves.join("・"), file.submitted.map(era_date).unwrap_or_default());
        let cells = [
            Cell::Word(&year),
            Cell::Word(&code),
            Cell::Text(&file.body_name),
            Cell::Text(&file.file),
            Cell::Word(&halves),
            Cell::Count(file.rows),
            Cell::Word(&submitted),
            Cell::Exact(file.document_number.as_str().into()),
            Cell::Text(&file.sha256),
        ];
        paper.line(Tone::Plain, &cells)?;
    }
    if statement.files.is_empty() {
        paper.note("注　採用したファイルはない。")?;
    }
    paper.finish()
}

enum Value {
    Text(String),
    Yen(kikin_domain::Yen),
    Count(u32),
}

impl Value {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Yen(yen) => Cell::Yen(*yen),
            Self::Count(count) => Cell::Count(*count),
        }
    }
}

fn labels(statement: &EvaluationStatement, printed_on: Date) -> Vec<(&'static str, Value)> {
    let all = &statement.summary.all;
    let files = statement.files.iter().filter(|file| file.year == statement.evaluated).count();
    vec![
        ("様式", Value::Text(EXPORTED_EVALUATION.to_owned())),
        ("様式版", Value::Text(FORM_VERSION.to_owned())),
        ("計画年度", Value::Text(statement.year.era())),
        ("評価する年度", Value::Text(statement.evaluated.era())),
        ("都道府県名", Value::Text(statement.prefecture.name().to_owned())),
        ("団体コード", Value::Text(statement.prefecture.body().to_string())),
        ("作成日", Value::Text(era_date(printed_on))),
        ("金額の単位", Value::Text("円".to_owned())),
        ("事業件数", Value::Count(all.projects)),
        ("うち評価済", Value::Count(all.evaluated())),
        ("うち執行なし", Value::Count(all.unexecuted)),
        ("うち評価なし", Value::Count(all.not_evaluated)),
        ("基金の計画額", Value::Yen(all.planned.fund)),
        ("基金の執行額", Value::Yen(all.spent.fund)),
        ("うち国（A）", Value::Yen(all.spent.national)),
        ("うち都道府県（B）", Value::Yen(all.spent.prefectural)),
        ("執行額の累計", Value::Yen(all.cumulative.fund)),
        ("採用ファイル数", Value::Count(u32::try_from(statement.files.len()).unwrap_or(u32::MAX))),
        ("うち評価する年度", Value::Count(u32::try_from(files).unwrap_or(u32::MAX))),
    ]
}
