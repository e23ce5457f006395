//! 総括表: 区分 by 区分, 医療分計, 介護分計, 合計.

use kikin_domain::Bu;
use rust_xlsxwriter::XlsxError;

use super::{Book, percent};
use crate::evaluation::{EvaluationStatement, EvaluationSums};
use crate::xlsx::{Cell, Column, Paper, Tone};

/// Most counts have three digits.
const COUNT: u32 = 44;

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let statement = book.statement;
    let pixels = statement.amount_pixels();
    let mut columns = vec![
        Column::new("分", 50),
        Column::new("区分", 44),
        Column::new("事業の区分の名称", 190),
        Column::new("件数", 44),
        Column::new("評価済", 50),
        Column::under("評価済の内訳", "達成", COUNT),
        Column::under("評価済の内訳", "未達", COUNT),
        Column::under("評価済の内訳", "うち原因の\n記載あり", 64),
        Column::under("評価済の内訳", "県の判断を\n要する", 64),
        Column::new("観察でき\nなかった", 56),
        Column::new("執行\nなし", COUNT),
        Column::new("評価\nなし", COUNT),
    ];
    columns.extend(["計（A+B）", "国（A）"].map(|label| Column::under("計画額（基金）", label, pixels)));
    columns.extend(
        ["総事業費", "基金\n計（A+B）", "国（A）"].map(|label| Column::under("執行額（当該年度）", label, pixels)),
    );
    columns.push(Column::new("執行額\n（基金累計）", pixels));
    columns.push(Column::new("執行率", 64));
    let mut paper = book.sheet("総括表", "（単位：円。件数は件）", &columns)?;
    for note in EvaluationStatement::BASIS_NOTES {
        paper.note(note)?;
    }
    paper.header(&columns, 3)?;
    for (bu, sums) in &statement.summary.by_bu {
        categories(statement, &mut paper, *bu)?;
        line(&mut paper, Tone::Sum, [Cell::Blank, Cell::Blank, Cell::Text(&format!("{}計", bu.label()))], sums)?;
    }
    line(&mut paper, Tone::Total, [Cell::Blank, Cell::Blank, Cell::Text("合計")], &statement.summary.all)?;
    paper.gap();
    for note in notes(statement) {
        paper.note(&note)?;
    }
    paper.finish()
}

fn categories(statement: &EvaluationStatement, paper: &mut Paper<'_>, bu: Bu) -> Result<(), XlsxError> {
    for category in statement.categories.iter().filter(|c| c.bu == bu) {
        let lead = [Cell::Word(bu.label()), Cell::Word(&category.number), Cell::Text(category.name())];
        line(paper, Tone::Plain, lead, &statement.summary.category(&category.code))?;
    }
    Ok(())
}

fn line(paper: &mut Paper<'_>, tone: Tone, lead: [Cell<'_>; 3], sums: &EvaluationSums) -> Result<(), XlsxError> {
    let mut cells = lead.to_vec();
    let counts = [
        sums.projects,
        sums.evaluated(),
        sums.reached,
        sums.missed,
        sums.explained,
        sums.officer,
        sums.unobserved,
        sums.unexecuted,
        sums.not_evaluated,
    ];
    cells.extend(counts.map(Cell::Count));
    cells.extend([sums.planned.fund, sums.planned.national, sums.total].map(Cell::Yen));
    cells.extend([sums.spent.fund, sums.spent.national, sums.cumulative.fund].map(Cell::Yen));
    cells.push(percent(sums.rate()));
    paper.line(tone, &cells)
}

fn notes(statement: &EvaluationStatement) -> Vec<String> {
    let all = &statement.summary.all;
    let mut notes = vec![
        "注　都道府県（B）の額は事業一覧に、検算の結果は検算のシートに示す。".to_owned(),
        "注　件数＝評価済＋執行なし＋評価なし。執行率は、執行額（基金累計）÷計画額の基金（0.01%未満切捨て）。".to_owned(),
        "注　未達は、アウトプット指標の一つでも目標に届かなかった事業、達成は、数値で比べられる指標のすべてが目標に届いた事業である。"
            .to_owned(),
        "注　数値だけでは判定できないもの（文章の目標、単位の相違、方向の記入なしなど）は、県の判断を要するものとした。".to_owned(),
        "注　観察できなかったものは、事業終了後1年以内のアウトカム指標に観察できなかったものがある事業で、評価済の内数である。".to_owned(),
    ];
    if all.total_unknown > 0 {
        notes.push(format!(
            "注　総事業費の記入がない事業が{}件ある。総事業費は、記入のある事業の額の計である。",
            all.total_unknown
        ));
    }
    let unplanned = statement.projects.iter().filter(|p| !p.in_plan).count();
    if unplanned > 0 {
        notes.push(format!("注　計画にない事業が{unplanned}件あり、件数と執行額に含む。"));
    }
    notes
}
