//! 総括表: 区分 by 区分, 医療分計, 介護分計, 合計.

use kikin_domain::totals::Amounts;
use kikin_domain::{Bu, CategoryCode};
use rust_xlsxwriter::XlsxError;

use super::{Book, UNIT, amount_cells};
use crate::plan::{Item, PlanStatement};
use crate::xlsx::{Cell, Column, Paper, Tone};

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let checks = book.checks;
    let mut columns = vec![
        Column::new("分", 50),
        Column::new("区分", 44),
        Column::new("事業の区分の名称", 270),
        Column::new("国の\n負担割合", 58),
        Column::new("件数", 44),
    ];
    columns.extend(book.plan.amount_columns(&Item::ALL));
    let (plan, mut paper) = book.sheet("総括表", UNIT, &columns)?;
    paper.note(&plan.rounding_note())?;
    paper.header(&columns, 3)?;
    for (bu, amounts) in &plan.summary.by_bu {
        categories(plan, &mut paper, *bu)?;
        sum(&mut paper, Tone::Sum, &format!("{}計", bu.label()), amounts)?;
    }
    sum(&mut paper, Tone::Total, "合計", &plan.summary.all)?;
    paper.gap();
    for check in checks {
        paper.note(&check.to_string())?;
    }
    paper.gap();
    for note in notes(plan) {
        paper.note(&note)?;
    }
    paper.finish()
}

fn categories(plan: &PlanStatement, paper: &mut Paper<'_>, bu: Bu) -> Result<(), XlsxError> {
    for category in plan.categories.iter().filter(|c| c.bu == bu) {
        let amounts = plan.summary.category(&category.code);
        let rate = category.rate.to_string();
        let mut cells =
            vec![Cell::Word(bu.label()), Cell::Word(&category.number), Cell::Text(category.name()), Cell::Word(&rate)];
        cells.push(Cell::Count(amounts.projects));
        cells.extend(amount_cells(&Item::ALL, &amounts));
        paper.line(Tone::Plain, &cells)?;
    }
    Ok(())
}

fn sum(paper: &mut Paper<'_>, tone: Tone, label: &str, amounts: &Amounts) -> Result<(), XlsxError> {
    let mut cells = vec![Cell::Blank, Cell::Blank, Cell::Text(label), Cell::Blank, Cell::Count(amounts.projects)];
    cells.extend(amount_cells(&Item::ALL, amounts));
    paper.line(tone, &cells)
}

fn notes(plan: &PlanStatement) -> Vec<String> {
    let mut notes = vec![
        "注　うち過年度残額は計（A+B）の内数である。うち受託事業等は再掲である。公民の別は記入のある事業の額である。"
            .to_owned(),
    ];
    let unknown = |(code, amounts): &(CategoryCode, Amounts)| {
        (amounts.total_unknown > 0).then(|| format!("区分{}：{}件", plan.number(code), amounts.total_unknown))
    };
    if plan.summary.all.total_unknown > 0 {
        let each: Vec<String> = plan.summary.by_category.iter().filter_map(unknown).collect();
        notes.push(format!(
            "注　総事業費の記入がない事業が{}件ある（{}）。総事業費は、記入のある事業の額の計である。",
            plan.summary.all.total_unknown,
            each.join("、")
        ));
    }
    notes.extend(plan.open_note().map(|note| format!("注　{note}")));
    notes
}
