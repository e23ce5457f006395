//! 執行状況: 交付額, 執行額 and 執行率 by year of grant and 区分, the State's part in brackets.

use kikin_domain::Yen;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{UNIT, percent};
use crate::evaluation::proof::year_label;
use crate::evaluation::{ExecutionFigures, ExecutionStatement};
use crate::xlsx::{self, Cell, Column, Paper, Tone};

pub(crate) fn write(workbook: &mut Workbook, title: &str, statement: &ExecutionStatement) -> Result<(), XlsxError> {
    let pixels = xlsx::amount_pixels(largest(statement)) + 10;
    let mut columns = vec![
        Column::new("交付年度", 100),
        Column::new("分", 50),
        Column::new("区分", 44),
        Column::new("事業の区分の名称", 190),
    ];
    let two = |group: &'static str| ["計（A+B）", "（うち国（A））"].map(|label| Column::under(group, label, pixels));
    columns.extend(["国（A）", "都道府県（B）", "計（A+B）"].map(|label| Column::under("a 交付額", label, pixels)));
    columns.extend(two("充当計画額"));
    columns.extend(two("b 執行額（当該年度）"));
    columns.extend(two("b 執行額（累計）"));
    columns.push(Column::new("執行率\nb/a", 64));
    let mut paper = super::sheet(workbook, title, "執行状況", UNIT, &columns)?;
    let told: Vec<String> = statement.plans.iter().map(|part| part.plan.era()).collect();
    let year = statement.evaluated.map(|year| year.era()).unwrap_or_default();
    paper.note(&format!("{}の計画による執行の状況（当該年度：{year}）", told.join("、")))?;
    paper.header(&columns, 4)?;
    for (year, sums) in &statement.by_year {
        let label = year_label(*year);
        for row in statement.rows.iter().filter(|row| row.year == *year) {
            let lead = [&label, row.bu.label(), &row.number].map(Cell::Word);
            line(&mut paper, Tone::Plain, lead, &row.name, &row.figures)?;
        }
        let lead = [Cell::Word(&label), Cell::Blank, Cell::Blank];
        line(&mut paper, Tone::Sum, lead, &format!("{label}　計"), sums)?;
    }
    write_sums(&mut paper, statement)?;
    paper.gap();
    for note in NOTES {
        paper.note(note)?;
    }
    paper.finish()
}

const NOTES: [&str; 4] = [
    "注　（　）書きは国（A）の額で、計（A+B）の内数である。交付額の空欄は、交付額の記録がないことを表す。",
    "注　交付年度は、計画の新規分は計画年度、過年度残額は充当元計画年度による。充当元の記載がないものは「年度の記載なし」とした。",
    "注　執行率は、執行額（累計）÷交付額（0.01%未満切捨て）。交付額の記録がないもの、その年度の計画がこの表に含まれないものは\
     「－」とした。",
    "注　含まれない年度の計画による執行額は、この表にない。その交付年度の額は、この表の計画が充当した残額の計画額と執行額に限る。",
];

/// 区分 over all years, then 分, then 合計.
fn write_sums(paper: &mut Paper<'_>, statement: &ExecutionStatement) -> Result<(), XlsxError> {
    if statement.by_year.len() > 1 {
        for (code, sums) in &statement.by_category {
            let lead = [Cell::Word("全年度"), Cell::Blank, Cell::Word(statement.number(code))];
            line(paper, Tone::Sum, lead, &format!("区分{}計", statement.number(code)), sums)?;
        }
    }
    for (bu, sums) in &statement.by_bu {
        let lead = [Cell::Word("全年度"), Cell::Word(bu.label()), Cell::Blank];
        line(paper, Tone::Total, lead, &format!("{}計", bu.label()), sums)?;
    }
    line(paper, Tone::Total, [Cell::Word("全年度"), Cell::Blank, Cell::Blank], "合計", &statement.all)
}

fn line(
    paper: &mut Paper<'_>,
    tone: Tone,
    lead: [Cell<'_>; 3],
    name: &str,
    figures: &ExecutionFigures,
) -> Result<(), XlsxError> {
    let mut cells = lead.to_vec();
    cells.push(Cell::Text(name));
    let granted = figures.granted;
    // What nobody recorded is no zero.
    let known = |yen| if figures.papers > 0 { Cell::Yen(yen) } else { Cell::Blank };
    cells.extend([granted.national, granted.prefectural, granted.fund].map(known));
    for funds in [figures.planned, figures.spent, figures.cumulative] {
        cells.extend([Cell::Yen(funds.fund), Cell::Outside(funds.national)]);
    }
    cells.push(percent(figures.rate()));
    paper.line(tone, &cells)
}

/// The largest amount of the table.
pub(crate) fn largest(statement: &ExecutionStatement) -> Yen {
    statement.all.funds().into_iter().map(|(_, funds)| funds.fund).max().unwrap_or(Yen::ZERO)
}
