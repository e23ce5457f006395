//! 記入要領 and 選択肢: visible sheets made from the same definitions; they may be stripped on the way without harm.

use kikin_domain::plan::{Answer, BodyKind, Continuity, Direction, FormId, TaxTreatment};
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::TemplateRequest;
use super::cells::Out;
use super::format::{fit, paper, protect};
use super::pages::{Book, col, write};
use crate::form::{
    AREAS, CHAPTERS, Column, EVALUATIONS, FACILITIES, GOALS, HEARINGS, Kind, PROJECTS, TableDef, TableId,
};

/// The choices of a column, if it has a drop-down.
pub(super) fn choices_of<'a>(kind: Kind, request: &TemplateRequest<'a>) -> Option<Vec<&'a str>> {
    Some(match kind {
        Kind::Category => request.categories.iter().map(|c| c.number.as_str()).collect(),
        Kind::Continuity => Continuity::ALL.iter().map(|c| c.label()).collect(),
        Kind::BodyKind => BodyKind::ALL.iter().map(|c| c.label()).collect(),
        Kind::Direction => Direction::ALL.iter().map(|c| c.label()).collect(),
        Kind::Answer => Answer::ALL.iter().map(|c| c.label()).collect(),
        Kind::Tax => TaxTreatment::ALL.iter().map(|c| c.label()).collect(),
        Kind::Choice(labels) => labels.to_vec(),
        _ => return None,
    })
}

/// The chapters of a prefectural plan (domain.md §4).
pub(super) fn chapters() -> Vec<Vec<Out>> {
    kikin_domain::plan::OUTLINE
        .iter()
        .flat_map(|(chapter, sections)| sections.iter().map(move |s| (chapter, s)))
        .map(|(chapter, section)| vec![Out::Text((*chapter).to_owned()), Out::Text((*section).to_owned())])
        .collect()
}

/// How a column is filled, in a sentence.
fn how(table: &TableDef, column: &Column) -> String {
    match (table.id, column.key) {
        (TableId::Evaluations, "no") => "計画のとおりの番号".to_owned(),
        (TableId::Evaluations, "executed") => {
            "選択肢から選ぶ。「なし」のときは、No.、区分、事業名のほかは空欄でよい".to_owned()
        }
        (TableId::Evaluations, "cause" | "improvement") => "達成値が目標に届かなかったときは必ず記入".to_owned(),
        (TableId::Evaluations, "op_achieved") => "目標値と同じ単位の数字。指標ごとに1行ずつ記入".to_owned(),
        (TableId::Evaluations, "oc_actual") => "観察できたときに記入".to_owned(),
        _ => how_of(column.kind),
    }
}

fn how_of(kind: Kind) -> String {
    match kind {
        Kind::No => "事業ごとに、医療分・介護分それぞれで重ならない番号".to_owned(),
        Kind::Category => "選択肢から選ぶ".to_owned(),
        Kind::Text(limit) => format!("{limit}字以内を目安に文章で記入"),
        Kind::Amount { .. } | Kind::YearlyAmounts => "表の上に書かれた単位で、0以上の数字".to_owned(),
        Kind::Date { .. } => "令和8年4月1日、R8.4.1、2026/4/1 のどれでもよい".to_owned(),
        Kind::Period => "令和8年4月1日～令和9年3月31日 のように記入".to_owned(),
        Kind::Year => "令和7年度、R7、2025 のどれでもよい".to_owned(),
        Kind::Continuity | Kind::BodyKind | Kind::Direction | Kind::Tax | Kind::Answer | Kind::Choice(_) => {
            "選択肢から選ぶ".to_owned()
        }
        Kind::Quantity => "数字（単位は「単位」の欄に）".to_owned(),
        Kind::Premium => "1.05、105%、5%、0.05 は同じ意味。空欄は割増しなし".to_owned(),
        Kind::Rate => "10/10、2/3 のように記入。空欄は10/10".to_owned(),
    }
}

/// Widths of 記入要領 in characters.
const WIDTHS: [u8; 5] = [16, 34, 8, 52, 44];

/// 記入要領: an example for each column.
pub(super) fn guide(sheet: &mut Worksheet, request: &TemplateRequest<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    let f = &book.formats;
    sheet.set_name("記入要領")?;
    paper(sheet);
    for (i, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(col(i), width)?;
    }
    sheet.write_string_with_format(0, 0, "記入要領", &f.title)?;
    for (i, heading) in ["表", "項目", "必須", "記入のしかた", "例"].into_iter().enumerate() {
        sheet.write_string_with_format(2, col(i), heading, &f.heading)?;
    }
    let tables: &[&TableDef] = match request.form {
        FormId::Evaluation => &[&EVALUATIONS],
        FormId::PrefecturalPlan => &[&CHAPTERS, &AREAS, &GOALS, &HEARINGS, &PROJECTS, &FACILITIES],
        FormId::MunicipalPlan | FormId::ConsolidatedPlan => &[&AREAS, &GOALS, &HEARINGS, &PROJECTS, &FACILITIES],
    };
    let mut row = 3;
    for table in tables {
        for column in table.columns.iter().filter(|c| book.asks_for(c)) {
            let title =
                if column.kind == Kind::YearlyAmounts { "年度別基金所要額".to_owned() } else { column.title() };
            let required = if column.required { "必須" } else { "" };
            let cells =
                [table.title, &title, required, &how(table, column), column.example].map(|t| Out::Text(t.to_owned()));
            for (i, cell) in cells.iter().enumerate() {
                write(sheet, row, col(i), cell, &f.given)?;
            }
            fit(sheet, row, cells.iter().zip(WIDTHS))?;
            row += 1;
        }
    }
    sheet.set_repeat_rows(2, 2)?.set_print_fit_to_pages(1, 0).set_freeze_panes(3, 2)?;
    protect(sheet);
    Ok(())
}

/// 選択肢: every list, and the official names of the 区分.
pub(super) fn choices(sheet: &mut Worksheet, request: &TemplateRequest<'_>) -> Result<(), XlsxError> {
    let f = super::format::Formats::new();
    sheet.set_name("選択肢")?;
    paper(sheet);
    let mut lists: Vec<(&str, Vec<&str>)> = vec![
        ("区分", request.categories.iter().map(|c| c.number.as_str()).collect()),
        ("区分の名称", request.categories.iter().map(|c| c.name()).collect()),
    ];
    lists.extend(match request.form {
        FormId::Evaluation => of_evaluation(request),
        FormId::MunicipalPlan | FormId::PrefecturalPlan | FormId::ConsolidatedPlan => of_plan(request),
    });
    for (i, (heading, values)) in lists.iter().enumerate() {
        sheet.write_string_with_format(0, col(i), *heading, &f.heading)?;
        sheet.set_column_width(col(i), if *heading == "区分の名称" { 64 } else { 16 })?;
        for (row, value) in (1..).zip(values) {
            sheet.write_string_with_format(row, col(i), *value, &f.given)?;
        }
    }
    sheet.set_print_fit_to_pages(1, 0);
    protect(sheet);
    Ok(())
}

/// The lists of a plan's form.
fn of_plan<'a>(request: &TemplateRequest<'a>) -> Vec<(&'a str, Vec<&'a str>)> {
    vec![
        ("新規・継続", choices_of(Kind::Continuity, request).unwrap_or_default()),
        ("公民の別", choices_of(Kind::BodyKind, request).unwrap_or_default()),
        ("望ましい方向", choices_of(Kind::Direction, request).unwrap_or_default()),
        ("消費税の取扱い", choices_of(Kind::Tax, request).unwrap_or_default()),
        ("回答", choices_of(Kind::Answer, request).unwrap_or_default()),
    ]
}

/// The lists of the evaluation form, each column with its own.
fn of_evaluation<'a>(request: &TemplateRequest<'a>) -> Vec<(&'a str, Vec<&'a str>)> {
    let columns = EVALUATIONS.columns.iter().filter(|c| c.kind != Kind::Category);
    columns.filter_map(|c| Some((c.labels[0].leaf, choices_of(c.kind, request)?))).collect()
}
