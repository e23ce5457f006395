//! 端数処理: how every yen of A and B was placed, component by component, leaf by leaf.

use kikin_domain::Yen;
use kikin_domain::split::{Claim, ComponentSplit, ExactShare, LeafShare};
use rust_xlsxwriter::XlsxError;

use super::{Book, UNIT};
use crate::plan::{LeafName, Placing, PlanStatement};
use crate::xlsx::{Cell, Column, Paper, Tone};

/// What a check mark says.
const HOLDS: &str = "○";

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let pixels = book.plan.amount_pixels();
    let columns = [
        Column::new("区分", 40),
        Column::new("財源", 192),
        Column::new("団体\nコード", 56),
        Column::new("団体名", 90),
        Column::new("No.", 40),
        Column::new("事業名", 230),
        Column::new("基金充当額\n計（A+B）", pixels),
        Column::under("国（A）の配分", "按分額（端数処理前）", exact_pixels(book.plan)),
        Column::under("国（A）の配分", "切捨て額", pixels),
        Column::under("国（A）の配分", "端数の\n配分順", 50),
        Column::under("国（A）の配分", "端数の配分\n（単位額）", 70),
        Column::under("国（A）の配分", "端数の配分\n（円単位）", 70),
        Column::new("国（A）", pixels),
        Column::new("都道府県（B）", pixels),
        Column::new("検算", 44),
    ];
    let (plan, mut paper) = book.sheet("端数処理", UNIT, &columns)?;
    for line in explanation(plan.rounding_unit()) {
        paper.note(&line)?;
    }
    paper.header(&columns, 5)?;
    for placing in &plan.placings {
        write_component(plan, &mut paper, placing)?;
    }
    write_all(plan, &mut paper)?;
    paper.gap();
    paper.heading(&format!("検算した事項（{}組のすべてについて、成り立つことを確かめた。）", plan.placings.len()))?;
    for (i, claim) in (1..).zip(Claim::ALL) {
        paper.note(&format!("{i}　{}。", claim.label()))?;
    }
    paper.finish()
}

/// Exact shares are long where the sum is: they may take two lines.
fn exact_pixels(plan: &PlanStatement) -> u32 {
    let leaves = plan.placings.iter().flat_map(|p| &p.split.leaves);
    let longest = leaves.map(|l| l.exact.to_string().len()).max().unwrap_or(0);
    u32::try_from(longest).unwrap_or(u32::MAX).saturating_mul(7).saturating_add(16).clamp(110, 250)
}

fn explanation(unit: Yen) -> [String; 3] {
    [
        format!(
            "1　区分・財源ごとに、基金の額に国の負担割合を乗じ、{unit}円未満を切り捨てた額を国（A）とする（10/10の区分は全額。\
             決定額があるときはその額）。残りが都道府県（B）である。"
        ),
        format!(
            "2　事業ごとの国（A）は、国（A）の全体を基金充当額で按分して{unit}円未満を切り捨て、残りを端数の大きい順\
             （同じときは団体コード、No.の順）に{unit}円ずつ配分する。"
        ),
        "3　基金充当額を超えるなどのため単位額で配分できない残りは、同じ順に円単位で配分する。\
         区分、団体、全体の額は事業の額の足し上げであり、改めて丸めない。"
            .to_owned(),
    ]
}

/// The component's own figures, its leaves, and their sums.
fn write_component(plan: &PlanStatement, paper: &mut Paper<'_>, placing: &Placing) -> Result<(), XlsxError> {
    let split = &placing.split;
    let (number, source) = (plan.number(&split.key.category), split.key.source.to_string());
    let lead = [Cell::Word(number), Cell::Text(&source)];
    write_whole(paper, &lead, split)?;
    for (leaf, name) in split.leaves.iter().zip(&placing.leaves) {
        write_leaf(paper, &lead, leaf, name)?;
    }
    write_columns(paper, &lead, split)
}

/// F, the rule's A, A and B; a decided amount with its reason in a row of its own.
fn write_whole(paper: &mut Paper<'_>, lead: &[Cell<'_>; 2], split: &ComponentSplit) -> Result<(), XlsxError> {
    let share = ExactShare {
        num: i128::from(split.fund.get()) * i128::from(split.rate.num()),
        den: i128::from(split.rate.den()),
    };
    let (share, label) = (share.to_string(), format!("全体（国の負担割合{}）", split.rate));
    let [number, source] = lead.clone();
    let mut cells = vec![number, source, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Text(&label)];
    cells.extend([Cell::Yen(split.fund), Cell::Right(&share), Cell::Yen(split.rule_national)]);
    cells.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
    cells.extend([Cell::Yen(split.national), Cell::Yen(split.prefectural)]);
    cells.push(mark(split.national + split.prefectural == split.fund));
    paper.line(Tone::Total, &cells)?;
    let Some(decided) = &split.decided else { return Ok(()) };
    let label = format!("決定額。理由：{}", decided.reason);
    let [number, source] = lead.clone();
    let mut cells = vec![number, source, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Text(&label)];
    cells.extend(vec![Cell::Blank; 6]);
    cells.extend([Cell::Yen(decided.national), Cell::Blank, mark(decided.national == split.national)]);
    paper.line(Tone::Plain, &cells)
}

fn write_leaf(paper: &mut Paper<'_>, lead: &[Cell<'_>; 2], leaf: &LeafShare, name: &LeafName) -> Result<(), XlsxError> {
    let (code, exact) = (leaf.key.body.to_string(), leaf.exact.to_string());
    let rank = match leaf.rank {
        Some(rank) => Cell::Count(rank),
        None => Cell::Word(if leaf.kept { "据置" } else { "" }),
    };
    let adds_up = leaf.floor + leaf.units + leaf.yen == leaf.national;
    let [number, source] = lead.clone();
    let mut cells = vec![number, source, Cell::Word(&code), Cell::Text(&name.body), Cell::Word(&leaf.key.no)];
    cells.extend([Cell::Text(&name.project), Cell::Yen(leaf.fund), Cell::Right(&exact), Cell::Yen(leaf.floor), rank]);
    cells.extend([leaf.units, leaf.yen, leaf.national, leaf.prefectural].map(Cell::Yen));
    cells.push(mark(adds_up && leaf.national + leaf.prefectural == leaf.fund));
    paper.line(Tone::Plain, &cells)
}

/// The leaves' columns, and whether they are the component's figures.
fn write_columns(paper: &mut Paper<'_>, lead: &[Cell<'_>; 2], split: &ComponentSplit) -> Result<(), XlsxError> {
    let column = |of: fn(&LeafShare) -> Yen| split.leaves.iter().map(of).sum::<Yen>();
    let (fund, national, prefectural) = (column(|l| l.fund), column(|l| l.national), column(|l| l.prefectural));
    let label = format!("事業の計（{}件）", split.leaves.len());
    let [number, source] = lead.clone();
    let mut cells = vec![number, source, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Text(&label)];
    cells.extend([Cell::Yen(fund), Cell::Blank, Cell::Yen(column(|l| l.floor)), Cell::Blank]);
    cells.extend([column(|l| l.units), column(|l| l.yen), national, prefectural].map(Cell::Yen));
    let whole = (split.fund, split.national, split.prefectural);
    cells.push(mark((fund, national, prefectural) == whole));
    paper.line(Tone::Sum, &cells)
}

/// All components together, which is 総括表.
fn write_all(plan: &PlanStatement, paper: &mut Paper<'_>) -> Result<(), XlsxError> {
    let column = |of: fn(&ComponentSplit) -> Yen| plan.placings.iter().map(|p| of(&p.split)).sum::<Yen>();
    let sums = (column(|s| s.fund), column(|s| s.national), column(|s| s.prefectural));
    let all = &plan.summary.all;
    let mut cells = vec![Cell::Blank; 5];
    cells.extend([Cell::Text("総計（＝総括表の合計）"), Cell::Yen(sums.0)]);
    cells.extend(vec![Cell::Blank; 5]);
    cells.extend([Cell::Yen(sums.1), Cell::Yen(sums.2), mark(sums == (all.fund, all.national, all.prefectural))]);
    paper.line(Tone::Total, &cells)
}

fn mark(holds: bool) -> Cell<'static> {
    Cell::Word(if holds { HOLDS } else { "×" })
}
