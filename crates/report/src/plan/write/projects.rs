//! 事業一覧: a row per project in plan order, and the sums after them. The printed part is what a reader of the plan wants to
//! see at a glance; beside it stand the other columns of the municipal form, so that nothing that was filed is lost.

use jiff::civil::Date;
use kikin_domain::Field;
use kikin_domain::totals::Amounts;
use kikin_sheet::form::OPEN_END;
use rust_xlsxwriter::XlsxError;

use super::filed::{self, Beside};
use super::{Book, UNIT, amount_cells};
use crate::plan::{Figure, Item, PlanStatement, ProjectRow};
use crate::xlsx::{Cell, Column, Paper, Tone};

/// The amounts of the list; 公民の別 in yen stands in 総括表 and 積算根拠.
const ITEMS: [Item; 6] = [Item::Total, Item::Fund, Item::National, Item::Prefectural, Item::Other, Item::Carried];

/// Columns before the amounts.
const BEFORE: usize = 12;

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let mut columns = vec![
        Column::new("団体\nコード", 56),
        Column::new("団体名", 84),
        Column::new("分", 46),
        Column::new("区分", 38),
        Column::new("No.", 36),
        Column::new("事業名", 220),
        Column::new("新規・\n継続", 42),
        Column::new("対象区域", 90),
        Column::new("実施主体", 144),
        Column::new("公民\nの別", 42),
        Column::under("事業期間", "開始", 60),
        Column::under("事業期間", "終了", 60),
    ];
    columns.extend(book.plan.amount_columns(&ITEMS));
    let printed = columns.len();
    let beside = filed::columns(&book.plan.projects);
    columns.extend(beside.iter().map(Beside::header));
    let (plan, mut paper) = book.sheet_printing("事業一覧", UNIT, &columns, printed)?;
    paper.note(&plan.rounding_note())?;
    paper.header(&columns, 6)?;
    for project in &plan.projects {
        write_project(plan, &mut paper, project, &beside)?;
    }
    write_sums(plan, &mut paper)?;
    paper.gap();
    if let Some(note) = plan.open_note() {
        paper.note(&format!("注　{note}（　）書きは、その事業の記入済みの額である。"))?;
    }
    paper
        .note("注　印刷する範囲の右に、提出された様式のほかの項目（背景、指標、事業の内容、年度別の額など）がある。")?;
    paper.note("注　空欄は記入がないことを表し、0円と区別する。うち過年度残額は計（A+B）の内数である。")?;
    paper.finish()
}

fn write_project(
    plan: &PlanStatement,
    paper: &mut Paper<'_>,
    project: &ProjectRow,
    beside: &[Beside],
) -> Result<(), XlsxError> {
    let code = project.key.body.to_string();
    let mut cells = vec![
        Cell::Word(&code),
        Cell::Text(&project.body_name),
        Cell::Word(project.bu.label()),
        Cell::Word(plan.number(&project.category)),
        Cell::Word(&project.key.no),
        Cell::Exact(project.name.as_str().into()),
        Cell::Word(project.continuity.map_or("", |c| c.label())),
        Cell::Exact(project.area.as_str().into()),
        Cell::Exact(project.operator.as_str().into()),
        Cell::Word(project.operator_kind.map_or("", |k| k.label())),
        day(&project.filed.start),
        day(&project.filed.end),
    ];
    cells.extend(ITEMS.iter().map(|item| match project.figure(*item) {
        Figure::Outside(yen) => Cell::Outside(yen),
        other => figure(other, ""),
    }));
    cells.extend(beside.iter().map(|column| column.cell(project)));
    paper.line(Tone::Plain, &cells)
}

/// A day; one that is not settled yet shows as an open end.
fn day<'a>(field: &Field<Date>) -> Cell<'a> {
    match field {
        Field::Pending(_) => Cell::Word(OPEN_END),
        Field::Given(s) => Cell::Date(Some(s.value)),
        Field::Absent | Field::Blank(_) | Field::Bad(_) => Cell::Date(None),
    }
}

/// An amount that is shown and not added stands in brackets, as text.
pub(super) fn outside(figure: Figure) -> String {
    match figure {
        Figure::Outside(yen) => format!("（{yen}）"),
        Figure::Added(_) | Figure::Blank | Figure::Open => String::new(),
    }
}

pub(super) fn figure(figure: Figure, outside: &str) -> Cell<'_> {
    match figure {
        Figure::Added(yen) => Cell::Yen(yen),
        Figure::Blank => Cell::Blank,
        Figure::Open => Cell::Right("調整中"),
        Figure::Outside(_) => Cell::Right(outside),
    }
}

/// The sums of every 区分, then 分, then 合計.
fn write_sums(plan: &PlanStatement, paper: &mut Paper<'_>) -> Result<(), XlsxError> {
    let totals = &plan.summary;
    for (code, amounts) in &totals.by_category {
        write_sum(paper, Tone::Sum, &format!("区分{}計（{}件）", plan.number(code), amounts.projects), amounts)?;
    }
    for (bu, amounts) in &totals.by_bu {
        write_sum(paper, Tone::Total, &format!("{}計（{}件）", bu.label(), amounts.projects), amounts)?;
    }
    write_sum(paper, Tone::Total, &format!("合計（{}件）", totals.all.projects), &totals.all)
}

fn write_sum(paper: &mut Paper<'_>, tone: Tone, label: &str, amounts: &Amounts) -> Result<(), XlsxError> {
    let mut cells = vec![Cell::Blank; BEFORE];
    cells[5] = Cell::Text(label);
    cells.extend(amount_cells(&ITEMS, amounts));
    paper.line(tone, &cells)
}
