//! The auditor's workbook: 表紙, 執行状況, 集計表, the rows, and the checks.

use jiff::civil::Date;
use kikin_domain::year::era_date;
use kikin_domain::{FiscalYear, Yen};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{AuditRow, AuditStatement, Lineage};
use crate::evaluation::Funds;
use crate::evaluation::write::{UNIT, largest, sheet, write_checks, write_execution};
use crate::plan::ReportError;
use crate::xlsx::{self, Cell, Column, Tone};

/// Writes what the auditor asked for. The bytes depend on the statement and the date alone.
///
/// # Errors
/// [`ReportError::Proof`] if the statement's figures do not hold: then nothing is written. [`ReportError::Write`] if a
/// table is beyond what a workbook holds.
pub fn write_audit(statement: &AuditStatement, printed_on: Date) -> Result<Vec<u8>, ReportError> {
    let checks = statement.prove()?;
    let title = statement.title();
    let mut workbook = xlsx::workbook(&title, printed_on)?;
    let pixels = xlsx::amount_pixels(largest(&statement.execution).max(statement.all.fund));
    cover(&mut workbook, statement, printed_on)?;
    write_execution(&mut workbook, &title, &statement.execution)?;
    cross(&mut workbook, statement, pixels)?;
    rows(&mut workbook, statement, pixels)?;
    write_checks(&mut workbook, &title, &checks)?;
    Ok(workbook.save_to_buffer()?)
}

fn cover(workbook: &mut Workbook, statement: &AuditStatement, printed_on: Date) -> Result<(), XlsxError> {
    let columns = [Column::new("項目", 110), Column::new("", 60), Column::new("内容", 760)];
    let mut paper = sheet(workbook, &statement.title(), "表紙", "", &columns)?;
    paper.gap();
    let plans: Vec<String> = statement.execution.plans.iter().map(|part| part.plan.era()).collect();
    let asked = if statement.asked.is_empty() { "すべて".to_owned() } else { statement.asked.join("　") };
    let count = |n: usize| Cell::Count(u32::try_from(n).unwrap_or(u32::MAX));
    let (plans, printed) = (plans.join("、"), era_date(printed_on));
    let evaluated = statement.execution.evaluated.map(FiscalYear::era).unwrap_or_default();
    paper.labelled("計画年度", &Cell::Text(&plans))?;
    paper.labelled("執行した年度（最終）", &Cell::Text(&evaluated))?;
    paper.labelled("作成日", &Cell::Text(&printed))?;
    paper.labelled("金額の単位", &Cell::Text("円"))?;
    paper.labelled("抽出した件数", &count(statement.rows.len()))?;
    paper.labelled("基金使用額", &Cell::Yen(statement.all.fund))?;
    paper.labelled("交付金交付額", &Cell::Yen(statement.all.national))?;
    paper.labelled("抽出しない件数", &Cell::Count(statement.left_out))?;
    paper.labelled("同 基金使用額", &Cell::Yen(statement.left_out_sum.fund))?;
    // Of any length: many bodies may be asked for.
    paper.texts(&["抽出の条件", "", &asked])?;
    paper.gap();
    for note in NOTES {
        paper.note(note)?;
    }
    paper.finish()
}

const NOTES: [&str; 5] = [
    "・執行状況　交付年度と区分ごとの交付額、執行額、執行率（抽出の条件によらず、すべての計画の額）",
    "・集計表　抽出した事業の、区分と年度ごとの基金使用額と交付金交付額",
    "・事業別　事業と年度ごとの基金使用額と交付金交付額、その根拠のファイル、シート、行、セル。不当と認める額の欄は空欄である",
    "・検算　額を足し直した結果",
    "交付金交付額は、基金使用額のうち国の負担分で、「国費の算定」の方法による額である。",
];

/// 区分 down, years across: what was used, and the State's part of it.
fn cross(workbook: &mut Workbook, statement: &AuditStatement, pixels: u32) -> Result<(), XlsxError> {
    let columns = [
        Column::new("年度", 150),
        Column::new("区分", 90),
        Column::under("抽出した事業", "基金使用額", pixels.max(230)),
        Column::under("抽出した事業", "左に対する\n交付金交付額", pixels.max(230)),
        Column::under("抽出した事業", "都道府県の額", pixels.max(230)),
    ];
    let mut paper = sheet(workbook, &statement.title(), "集計表", UNIT, &columns)?;
    paper.header(&columns, 2)?;
    for (index, (year, sum)) in statement.years.iter().zip(&statement.by_year).enumerate() {
        let label = year.era();
        for row in &statement.cross {
            let funds = row.by_year.get(index).copied().unwrap_or_default();
            if !funds.is_nothing() {
                paper.line(Tone::Plain, &amounts([Cell::Word(&label), Cell::Word(&row.number)], funds))?;
            }
        }
        paper.line(Tone::Sum, &amounts([Cell::Word(&label), Cell::Word("計")], *sum))?;
    }
    for row in &statement.cross {
        paper.line(Tone::Sum, &amounts([Cell::Word("全年度"), Cell::Word(&row.number)], row.all))?;
    }
    paper.line(Tone::Total, &amounts([Cell::Word("全年度"), Cell::Word("合計")], statement.all))?;
    paper.gap();
    paper.note("注　使用額が0円の年度と区分の組は載せていない。")?;
    paper.finish()
}

fn amounts<'a>(lead: [Cell<'a>; 2], funds: Funds) -> Vec<Cell<'a>> {
    let [first, second] = lead;
    vec![first, second, Cell::Yen(funds.fund), Cell::Yen(funds.national), Cell::Yen(funds.prefectural)]
}

/// The rows in the columns that auditors ask for; the plan's place and the digests stand beside the printed part.
fn rows(workbook: &mut Workbook, statement: &AuditStatement, pixels: u32) -> Result<(), XlsxError> {
    let mut columns = vec![
        Column::new("部局等", 50),
        Column::new("補助事業者", 66),
        Column::under("間接補助事業者等", "団体名", 84),
        Column::under("間接補助事業者等", "実施主体", 130),
        Column::under("補助事業", "区分", 38),
        Column::under("補助事業", "No.", 36),
        Column::under("補助事業", "事業名", 190),
        Column::new("計画年度", 76),
        Column::new("年度", 76),
        Column::new("基金使用額", pixels),
        Column::new("左に対する\n交付金交付額", pixels),
        Column::new("不当と認める\n基金使用額", pixels.max(84)),
        Column::new("不当と認める\n交付金相当額", pixels.max(84)),
    ];
    let place = [("ファイル", 130), ("シート", 70), ("行", 36), ("セル", 44)];
    columns.extend(place.map(|(label, width)| Column::under("事後評価の根拠", label, width)));
    let printed = columns.len();
    columns.push(Column::new("国費の算定", 330));
    columns.push(Column::new("事後評価のファイルのSHA-256", 470));
    columns.extend(place.map(|(label, width)| Column::under("計画の根拠", label, width)));
    columns.push(Column::new("計画のファイルのSHA-256", 470));
    columns.push(Column::new("団体コード", 70));
    let title = format!("{}　事業別", statement.title());
    let mut paper = xlsx::Paper::new(workbook, "事業別", &columns)?.print_first(printed);
    paper.title(&title, UNIT)?;
    paper.note("印刷する範囲の右に、国費の算定、ファイルのSHA-256、計画の根拠と団体コードがある。")?;
    paper.header(&columns, 7)?;
    for row in &statement.rows {
        write_row(&mut paper, row)?;
    }
    for (year, sum) in statement.years.iter().zip(&statement.by_year) {
        total(&mut paper, Tone::Sum, &format!("{}の計", year.era()), *sum, columns.len())?;
    }
    let label = format!("合計（{}件）", statement.rows.len());
    total(&mut paper, Tone::Total, &label, statement.all, columns.len())?;
    paper.finish()
}

fn write_row(paper: &mut xlsx::Paper<'_>, row: &AuditRow) -> Result<(), XlsxError> {
    let (plan, year, code) = (row.plan.era(), row.year.era(), row.body.to_string());
    let cell = |lineage: &Lineage| Cell::Figure(lineage.cell.map(|cell| cell.to_string()).unwrap_or_default());
    let place = |lineage: &Lineage| {
        [
            Cell::Exact(lineage.file.to_string().into()),
            Cell::Exact(lineage.sheet.to_string().into()),
            Cell::Count(lineage.row),
            cell(lineage),
        ]
    };
    let mut cells = vec![
        Cell::Word(&row.department),
        Cell::Word(&row.subsidized),
        Cell::Text(&row.body_name),
        Cell::Text(&row.operator),
        Cell::Word(&row.number),
        Cell::Word(&row.no),
        Cell::Text(&row.project),
        Cell::Word(&plan),
        Cell::Word(&year),
        Cell::Yen(row.used.fund),
        Cell::Yen(row.used.national),
        Cell::Blank,
        Cell::Blank,
    ];
    cells.extend(place(&row.evaluation));
    cells.push(Cell::Text(row.basis.label()));
    cells.push(Cell::Text(&row.evaluation.sha256));
    match &row.in_plan {
        Some(in_plan) => {
            cells.extend(place(in_plan));
            cells.push(Cell::Exact(in_plan.sha256.to_string().into()));
        }
        None => {
            cells.push(Cell::Text("計画にない事業"));
            cells.extend(vec![Cell::Blank; 4]);
        }
    }
    cells.push(Cell::Word(&code));
    paper.line(Tone::Plain, &cells)
}

fn total(paper: &mut xlsx::Paper<'_>, tone: Tone, label: &str, funds: Funds, columns: usize) -> Result<(), XlsxError> {
    let mut cells = vec![Cell::Blank; columns];
    cells[6] = Cell::Text(label);
    let figures: [Yen; 2] = [funds.fund, funds.national];
    for (cell, yen) in cells[9..].iter_mut().zip(figures) {
        *cell = Cell::Yen(yen);
    }
    paper.line(tone, &cells)
}
