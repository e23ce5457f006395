//! What a project has beyond its row of 事業一覧: 追加指標, its indicators after the first, and 追加項目, what stood under labels
//! that its body had added to the form.

use kikin_domain::plan::{Indicator, Note};
use kikin_sheet::form::{INDICATORS, NOTES, OUTCOME, OUTPUT, TableDef};
use rust_xlsxwriter::XlsxError;

use super::Book;
use super::filed::{indicator_cell, text};
use crate::plan::ProjectRow;
use crate::xlsx::{Cell, Column, Paper, Tone};

/// A row of one of the tables.
#[derive(Clone, Copy)]
enum Further<'a> {
    Indicator(&'static str, &'a Indicator),
    Note(&'a Note),
}

/// 追加指標
pub(super) fn indicators(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let remark = "事業一覧には各事業の一つ目の指標を載せ、二つ目からの指標をここに載せる。";
    write(book, &INDICATORS, remark, |project| {
        let filed = &project.filed;
        let outcomes = filed.outcomes.iter().skip(1).map(|i| Further::Indicator(OUTCOME, i));
        outcomes.chain(filed.outputs.iter().skip(1).map(|i| Further::Indicator(OUTPUT, i))).collect()
    })
}

/// 追加項目
pub(super) fn notes(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let remark = "提出された様式の事業一覧に、団体が加えた列の内容を載せる。";
    write(book, &NOTES, remark, |project| project.filed.notes.iter().map(Further::Note).collect())
}

/// A table that would be empty has no sheet.
fn write(
    book: &mut Book<'_>,
    table: &'static TableDef,
    remark: &str,
    of: impl Fn(&ProjectRow) -> Vec<Further<'_>>,
) -> Result<(), XlsxError> {
    if book.plan.projects.iter().all(|project| of(project).is_empty()) {
        return Ok(());
    }
    let column = |c: &kikin_sheet::form::Column| {
        Column::new(c.labels.first().map_or(c.key, |l| l.leaf), u32::from(c.width) * 7 + 12)
    };
    let columns: Vec<Column> = table.columns.iter().map(column).collect();
    let (plan, mut paper) = book.sheet(table.title, "", &columns)?;
    paper.note(remark)?;
    paper.header(&columns, 4)?;
    for project in &plan.projects {
        for further in of(project) {
            row(&mut paper, table, project, further)?;
        }
    }
    paper.finish()
}

fn row(paper: &mut Paper<'_>, table: &TableDef, project: &ProjectRow, further: Further<'_>) -> Result<(), XlsxError> {
    let code = project.key.body.to_string();
    let cell = |key: &str| match (key, further) {
        ("code", _) => Cell::Word(&code),
        ("body", _) => Cell::Text(&project.body_name),
        ("bu", _) => Cell::Word(project.bu.label()),
        ("no", _) => Cell::Word(&project.key.no),
        ("project", _) => Cell::Text(&project.name),
        ("kind", Further::Indicator(kind, _)) => Cell::Word(kind),
        ("label", Further::Note(note)) => Cell::Exact(note.label.as_str().into()),
        (_, Further::Note(note)) => text(&note.text),
        (key, Further::Indicator(_, indicator)) => indicator_cell(indicator, key),
    };
    let cells: Vec<Cell<'_>> = table.columns.iter().map(|c| cell(c.key)).collect();
    paper.line(Tone::Plain, &cells)
}
