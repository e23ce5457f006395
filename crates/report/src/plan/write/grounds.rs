//! 積算根拠: for every figure of 総括表 its addends, and under each addend the file, row and cells it was read from.

use kikin_domain::totals::Amounts;
use kikin_domain::{Bu, Category};
use rust_xlsxwriter::XlsxError;

use super::projects::{figure, outside};
use super::{Book, UNIT, amount_cells};
use crate::plan::{Ground, Item, PlanStatement, ProjectRow};
use crate::xlsx::{Cell, Column, Paper, Tone};

/// The last of the columns that a project's file, sheet and row are written across, counted from 0.
const SPAN: u16 = 5;

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let mut columns = vec![
        Column::new("通し\n番号", 40),
        Column::new("区分", 40),
        Column::new("団体\nコード", 56),
        Column::new("団体名", 90),
        Column::new("No.", 40),
        Column::new("事業名", 200),
        Column::new("内容", 44),
    ];
    columns.extend(book.plan.amount_columns(&Item::ALL));
    let (plan, mut paper) = book.sheet("積算根拠", UNIT, &columns)?;
    paper.note(
        "総括表の各区分の額は、下の「額」の行を縦に足し上げた額である。「根拠」の行は、その額を読み取ったファイル、\
         シート、行、セルと、そこに記入されていた文字（「　」内）を示す。",
    )?;
    paper.note(&plan.rounding_note())?;
    paper.header(&columns, 6)?;
    for (bu, amounts) in &plan.summary.by_bu {
        write_bu(plan, &mut paper, *bu, amounts)?;
    }
    let halves: Vec<String> = Bu::ALL.iter().map(|bu| format!("{}計", bu.label())).collect();
    write_sum(&mut paper, Tone::Total, &format!("合計（{}）", halves.join("＋")), &plan.summary.all)?;
    paper.gap();
    paper.note(
        "注　国（A）、都道府県（B）は、提出された様式の記入額によらず、端数処理のシートのとおり配分した額である。",
    )?;
    if let Some(note) = plan.open_note() {
        paper.note(&format!("注　{note}"))?;
    }
    paper.finish()
}

fn write_bu(plan: &PlanStatement, paper: &mut Paper<'_>, bu: Bu, amounts: &Amounts) -> Result<(), XlsxError> {
    let categories: Vec<&Category> = plan.categories.iter().filter(|c| c.bu == bu).collect();
    for category in &categories {
        for project in plan.projects.iter().filter(|p| p.category == category.code) {
            write_project(plan, paper, project)?;
        }
        let sum = plan.summary.category(&category.code);
        write_sum(paper, Tone::Sum, &format!("区分{}計（{}件）", category.number, sum.projects), &sum)?;
    }
    let parts: Vec<String> = categories.iter().map(|c| format!("区分{}計", c.number)).collect();
    write_sum(paper, Tone::Total, &format!("{}計（{}）", bu.label(), parts.join("＋")), amounts)
}

/// The amounts of a project, and below each the cell it stands in.
fn write_project(plan: &PlanStatement, paper: &mut Paper<'_>, project: &ProjectRow) -> Result<(), XlsxError> {
    let (code, number) = (project.key.body.to_string(), Cell::Count(project.number));
    let brackets = Item::ALL.map(|item| outside(project.figure(item)));
    let mut cells = vec![
        number.clone(),
        Cell::Word(plan.number(&project.category)),
        Cell::Word(&code),
        Cell::Text(&project.body_name),
        Cell::Word(&project.key.no),
        Cell::Text(&project.name),
        Cell::Word("額"),
    ];
    cells.extend(Item::ALL.iter().zip(&brackets).map(|(item, outside)| figure(project.figure(*item), outside)));
    paper.line(Tone::Plain, &cells)?;

    let trace = &project.trace;
    let place = format!(
        "{}　シート「{}」{}行
SHA-256 {}",
        trace.file, trace.sheet, trace.row, trace.sha256
    );
    let grounds: Vec<String> = trace.grounds.iter().map(ground).collect();
    let mut cells = vec![Cell::Word("根拠")];
    cells.extend(grounds.iter().map(|g| Cell::Right(g)));
    paper.spanned(&number, SPAN, &place, &cells)
}

fn ground(ground: &Ground) -> String {
    match ground {
        Ground::NoColumn => "列なし".to_owned(),
        Ground::Blank(cell) => format!("{cell}\n空欄"),
        Ground::Cell(cell, Some(raw)) => format!("{cell}\n「{raw}」"),
        Ground::Cell(cell, None) => format!("{cell}\n調整中"),
        Ground::Placed(None) => "端数処理".to_owned(),
        Ground::Placed(Some((cell, raw))) => format!("端数処理\n様式{cell}\n「{raw}」"),
    }
}

fn write_sum(paper: &mut Paper<'_>, tone: Tone, label: &str, amounts: &Amounts) -> Result<(), XlsxError> {
    let mut cells = vec![Cell::Blank; 5];
    cells.extend([Cell::Text(label), Cell::Word("計")]);
    cells.extend(amount_cells(&Item::ALL, amounts));
    paper.line(tone, &cells)
}
