//! 追加指標: the indicators of projects after the first, which stands in 事業一覧.

use kikin_domain::plan::Indicator;
use kikin_sheet::form::{INDICATORS, OUTCOME, OUTPUT};
use rust_xlsxwriter::XlsxError;

use super::Book;
use super::filed::indicator_cell;
use crate::plan::ProjectRow;
use crate::xlsx::{Cell, Column, Paper, Tone};

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let column = |c: &kikin_sheet::form::Column| {
        Column::new(c.labels.first().map_or(c.key, |l| l.leaf), u32::from(c.width) * 7 + 12)
    };
    let columns: Vec<Column> = INDICATORS.columns.iter().map(column).collect();
    let (plan, mut paper) = book.sheet(INDICATORS.title, "", &columns)?;
    paper.note("事業一覧には各事業の一つ目の指標を載せ、二つ目からの指標をここに載せる。")?;
    paper.header(&columns, 4)?;
    let mut empty = true;
    for project in &plan.projects {
        for (kind, list) in [(OUTCOME, &project.filed.outcomes), (OUTPUT, &project.filed.outputs)] {
            for indicator in list.iter().skip(1) {
                write_row(&mut paper, project, kind, indicator)?;
                empty = false;
            }
        }
    }
    if empty {
        paper.note("注　指標が二つ以上ある事業はない。")?;
    }
    paper.finish()
}

fn write_row(paper: &mut Paper<'_>, project: &ProjectRow, kind: &str, indicator: &Indicator) -> Result<(), XlsxError> {
    let code = project.key.body.to_string();
    let cell = |key: &str| match key {
        "code" => Cell::Word(&code),
        "body" => Cell::Text(&project.body_name),
        "bu" => Cell::Word(project.bu.label()),
        "no" => Cell::Word(&project.key.no),
        "project" => Cell::Text(&project.name),
        "kind" => Cell::Word(kind),
        other => indicator_cell(indicator, other),
    };
    let cells: Vec<Cell<'_>> = INDICATORS.columns.iter().map(|c| cell(c.key)).collect();
    paper.line(Tone::Plain, &cells)
}
