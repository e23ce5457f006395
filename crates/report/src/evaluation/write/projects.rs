//! 事業一覧: a row per project and evaluated year, with the file, row and cell it was read from beside the printed part, and the
//! sums after them.

use kikin_domain::evaluation::Standing;
use rust_xlsxwriter::XlsxError;

use super::{Book, UNIT, funds_cells};
use crate::evaluation::{EvaluatedProject, EvaluationStatement, Funds, YearRow};
use crate::xlsx::{Cell, Column, Paper, Tone};

/// Columns before the amounts.
const BEFORE: usize = 8;

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let statement = book.statement;
    let pixels = statement.amount_pixels();
    let mut columns = vec![
        Column::new("団体\nコード", 56),
        Column::new("団体名", 84),
        Column::new("分", 46),
        Column::new("区分", 38),
        Column::new("No.", 36),
        Column::new("事業名", 200),
        Column::new("評価年度", 76),
        Column::new("評価の状況", 66),
    ];
    columns.extend(["総事業費", "基金\n計（A+B）", "国（A）"].map(|label| Column::under("計画額", label, pixels)));
    columns.extend(
        ["総事業費", "基金\n計（A+B）", "国（A）", "都道府県（B）"].map(|label| Column::under("執行額", label, pixels)),
    );
    columns.push(Column::new("国（A）の算定", 170));
    let printed = columns.len();
    columns.extend(
        [("ファイル", 300), ("シート", 90), ("行", 44), ("セル", 50)].map(|(l, w)| Column::under("根拠", l, w)),
    );
    let mut paper = book.sheet("事業一覧", UNIT, &columns)?.print_first(printed);
    for note in EvaluationStatement::BASIS_NOTES {
        paper.note(note)?;
    }
    paper.header(&columns, 6)?;
    for project in &statement.projects {
        write_project(statement, &mut paper, project)?;
    }
    write_sums(statement, &mut paper)?;
    paper.gap();
    paper.note("注　計画額は、各事業の最初の行だけに載せる。空欄は記入がないことを表し、0円と区別する。")?;
    paper.note(
        "注　印刷する範囲の右に、執行額 基金（執行なしの事業は当該年度の執行）を読み取ったファイル、シート、行、セルがある。個票にも示す。",
    )?;
    paper.finish()
}

/// A row for every year; one that says so where nobody evaluated the project in the year of the statement.
fn write_project(
    statement: &EvaluationStatement,
    paper: &mut Paper<'_>,
    project: &EvaluatedProject,
) -> Result<(), XlsxError> {
    let mut planned = Some(project).filter(|p| p.in_plan);
    for one in &project.years {
        row(statement, paper, project, Some(one), planned.take())?;
    }
    if project.of_year(statement.evaluated).is_none() {
        row(statement, paper, project, None, planned.take())?;
    }
    Ok(())
}

fn row(
    statement: &EvaluationStatement,
    paper: &mut Paper<'_>,
    project: &EvaluatedProject,
    one: Option<&YearRow>,
    planned: Option<&EvaluatedProject>,
) -> Result<(), XlsxError> {
    let (code, year) = (project.body.to_string(), one.map_or(statement.evaluated, |one| one.year).era());
    let name =
        if project.in_plan { project.name.clone() } else { format!("{}（計画にない事業）", project.name) };
    let yen = |yen: Option<kikin_domain::Yen>| yen.map_or(Cell::Blank, Cell::Yen);
    let (row, cell) = one.map_or_else(Default::default, |one| (one.row, one.cell.map(|c| c.to_string())));
    let cell = cell.unwrap_or_default();
    let mut cells = vec![
        Cell::Word(&code),
        Cell::Text(&project.body_name),
        Cell::Word(project.bu.label()),
        Cell::Word(statement.number(&project.category)),
        Cell::Word(&project.no),
        Cell::Exact(name.into()),
        Cell::Word(&year),
        Cell::Word(one.map_or(Standing::NotEvaluated, |one| one.standing).label()),
        yen(planned.and_then(|p| p.planned_total)),
        yen(planned.map(|p| p.planned.fund)),
        yen(planned.map(|p| p.planned.national)),
        yen(one.and_then(|one| one.total)),
    ];
    match one {
        Some(one) => {
            cells.extend(funds_cells(one.spent));
            cells.push(Cell::Text(one.basis.label()));
            let place = [Cell::Text(&one.file_name), Cell::Text(&one.sheet), Cell::Count(row), Cell::Word(&cell)];
            cells.extend(place);
        }
        None => {
            cells.extend(vec![Cell::Blank; 3]);
            cells.push(Cell::Text("評価の提出がない"));
            cells.extend(vec![Cell::Blank; 4]);
        }
    }
    paper.line(Tone::Plain, &cells)
}

/// Every year, and all of them together.
fn write_sums(statement: &EvaluationStatement, paper: &mut Paper<'_>) -> Result<(), XlsxError> {
    for year in &statement.by_year {
        let label = format!("{}の計（{}行）", year.year.era(), year.rows);
        let mut cells = vec![Cell::Blank; BEFORE + 3];
        cells[5] = Cell::Text(&label);
        cells.push(Cell::Yen(year.total));
        tail(&mut cells, year.spent);
        paper.line(Tone::Sum, &cells)?;
    }
    let all = &statement.summary.all;
    let label = format!("合計（{}件）", all.projects);
    let mut cells = vec![Cell::Blank; BEFORE];
    cells[5] = Cell::Text(&label);
    cells.push(Cell::Yen(statement.projects.iter().filter_map(|p| p.planned_total).sum()));
    cells.extend([Cell::Yen(all.planned.fund), Cell::Yen(all.planned.national)]);
    cells.push(Cell::Yen(statement.by_year.iter().map(|year| year.total).sum()));
    tail(&mut cells, all.cumulative);
    paper.line(Tone::Total, &cells)
}

fn tail(cells: &mut Vec<Cell<'_>>, spent: Funds) {
    cells.extend(funds_cells(spent));
    cells.extend(vec![Cell::Blank; 5]);
}
