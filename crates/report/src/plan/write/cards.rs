//! 個票: a card on a page of its own, A4 portrait, labels in the order of the official form.

use kikin_domain::Category;
use kikin_sheet::form::{CARDS, cards_name};
use rust_xlsxwriter::XlsxError;

use super::projects::{figure, outside};
use super::{Book, UNIT};
use crate::plan::{Card, Figure, IndicatorRow, Item, PlanStatement, ProjectRow};
use crate::xlsx::{Cell, Form, Part, Tone, form_pixels, pieces};

/// Most cards of a sheet: Excel knows 1,023 page breaks of a sheet, and a sheet of some megabytes opens at once.
const MOST_CARDS: usize = 500;

/// Columns of the form, of its labels, and of what stands beside them.
const WHOLE: u16 = 15;
const LABEL: u16 = 2;
const BESIDE: u16 = WHOLE - LABEL;

/// The amounts of a row of 市町村別内訳.
const SHARES: [Item; 5] = [Item::Total, Item::Fund, Item::National, Item::Prefectural, Item::Other];

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let plan = book.plan;
    if plan.cards.is_empty() {
        let mut form = Form::new(book.workbook, &cards_name(1))?;
        form.title(&format!("{}　{CARDS}", plan.title()), "")?;
        form.note("（事業なし）")?;
        return form.finish();
    }
    let mut cards = plan.cards.iter().peekable();
    for number in 1.. {
        if cards.peek().is_none() {
            break;
        }
        let mut form = Form::new(book.workbook, &cards_name(number))?;
        for card in cards.by_ref().take(MOST_CARDS) {
            form.page();
            write_card(plan, &mut form, card)?;
            if form.is_full() {
                break;
            }
        }
        form.finish()?;
    }
    Ok(())
}

fn write_card(plan: &PlanStatement, form: &mut Form<'_>, card: &Card) -> Result<(), XlsxError> {
    form.title(&format!("{}　{CARDS}　{}", plan.title(), card.label()), UNIT)?;
    write_head(plan, form, card)?;
    write_text(form, "背景にある\n医療・介護\nニーズ", &card.needs)?;
    write_indicators(form, "アウトカム\n指標", &OUTCOME, &card.outcomes)?;
    write_text(form, "事業の内容", &card.content)?;
    write_indicators(form, "アウトプット\n指標", &OUTPUT, &card.outputs)?;
    write_text(form, "アウトカムと\nアウトプット\nの関連", &card.relation)?;
    write_costs(plan, form, card)?;
    write_text(form, "備考", &card.remarks)?;
    write_shares(plan, form, card)?;
    form.note(&plan.rounding_in_short())
}

/// 事業の区分 to 期間.
fn write_head(plan: &PlanStatement, form: &mut Form<'_>, card: &Card) -> Result<(), XlsxError> {
    let category = plan.categories.iter().find(|c| c.code == card.category).map_or("", Category::name);
    let category = format!("{}　{category}", plan.number(&card.category));
    let title = format!("【{}】\n{}", card.label(), card.title);
    let unknown = card.amounts.total_unknown > 0 && card.amounts.total_unknown == card.amounts.projects;
    let total = if unknown { Cell::Right("記入なし") } else { Cell::Yen(card.amounts.total) };
    form.rows(&[
        vec![Part::label(LABEL, "事業の区分"), Part::new(BESIDE, Cell::Text(&category))],
        vec![
            Part::label(LABEL, "事業名"),
            Part::new(7, Cell::Text(&title)),
            Part::label(3, "【総事業費\n（計画期間の総額）】"),
            Part::new(3, total),
        ],
    ])?;
    write_text(form, "対象区域", &card.area)?;
    write_text(form, "実施主体", &card.operator)?;
    write_text(form, "期間", &card.period)
}

/// A label and its text, on further rows where it is long.
fn write_text(form: &mut Form<'_>, label: &str, text: &str) -> Result<(), XlsxError> {
    let pieces = pieces(text, form_pixels(BESIDE), Tone::Plain.em());
    let mut label = label;
    for piece in &pieces {
        form.rows(&[vec![Part::label(LABEL, label), Part::new(BESIDE, Cell::Text(piece.trim_end_matches('\n')))]])?;
        label = "（続き）";
    }
    Ok(())
}

/// A column of a table of indicators.
struct IndicatorColumn {
    label: &'static str,
    columns: u16,
    cell: fn(&IndicatorRow) -> Cell<'_>,
}

impl IndicatorColumn {
    /// The bodies' names stand in small letters.
    fn part<'a>(&self, indicator: &'a IndicatorRow) -> Part<'a> {
        let cell = (self.cell)(indicator);
        if self.label == "団体名" { Part::small(self.columns, cell) } else { Part::new(self.columns, cell) }
    }
}

const OUTCOME: [IndicatorColumn; 7] = [
    IndicatorColumn { label: "団体名", columns: 2, cell: |i| Cell::Text(&i.body) },
    IndicatorColumn { label: "指標名", columns: 4, cell: |i| Cell::Text(&i.name) },
    IndicatorColumn { label: "現状値", columns: 2, cell: |i| Cell::Right(&i.baseline) },
    IndicatorColumn { label: "目標値", columns: 2, cell: |i| Cell::Right(&i.target) },
    IndicatorColumn { label: "単位", columns: 1, cell: |i| Cell::Word(&i.unit) },
    IndicatorColumn { label: "方向", columns: 1, cell: |i| Cell::Word(i.direction) },
    IndicatorColumn { label: "目標\n年度", columns: 1, cell: |i| Cell::Word(&i.target_year) },
];

const OUTPUT: [IndicatorColumn; 4] = [
    IndicatorColumn { label: "団体名", columns: 2, cell: |i| Cell::Text(&i.body) },
    IndicatorColumn { label: "指標名", columns: 7, cell: |i| Cell::Text(&i.name) },
    IndicatorColumn { label: "目標値", columns: 2, cell: |i| Cell::Right(&i.target) },
    IndicatorColumn { label: "単位", columns: 2, cell: |i| Cell::Word(&i.unit) },
];

fn write_indicators(
    form: &mut Form<'_>,
    label: &str,
    columns: &[IndicatorColumn],
    indicators: &[IndicatorRow],
) -> Result<(), XlsxError> {
    if indicators.is_empty() {
        return write_text(form, label, "（記入なし）");
    }
    let mut rows = vec![columns.iter().map(|c| Part::label(c.columns, c.label)).collect::<Vec<_>>()];
    rows.extend(indicators.iter().map(|i| columns.iter().map(|c| c.part(i)).collect()));
    let covered = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    for (i, row) in rows.iter_mut().enumerate() {
        row.insert(0, Part::label(LABEL, label).over(if i == 0 { covered } else { 0 }));
    }
    form.rows(&rows)
}

/// 費用の額, and 国費における公民の別 beside it.
fn write_costs(plan: &PlanStatement, form: &mut Form<'_>, card: &Card) -> Result<(), XlsxError> {
    let a = &card.amounts;
    // What no project has filled in is no zero.
    let is_filed = |item| {
        let members = card.members.iter().filter_map(|&m| plan.projects.get(m));
        members.into_iter().any(|p| matches!(p.figure(item), Figure::Added(_)))
    };
    let amount = |columns, item: Item| match item {
        Item::Other | Item::Public | Item::Private | Item::Entrusted | Item::Carried if !is_filed(item) => {
            Part::new(columns, Cell::Blank)
        }
        _ => Part::new(columns, Cell::Yen(item.of(a))),
    };
    let label = |rows| Part::label(LABEL, "費用の額").over(rows);
    let fund = |rows| Part::label(1, "基金").over(rows);
    let kind = |rows| Part::label(2, "国費に\nおける\n公民の別").over(rows);
    let row = |left: Vec<Part<'static>>, right: Vec<Part<'static>>| [left, right].concat();
    let unknown = a.total_unknown > 0 && a.total_unknown == a.projects;
    let total = if unknown { Part::new(3, Cell::Right("記入なし")) } else { amount(3, Item::Total) };
    form.rows(&[
        row(
            vec![label(5), Part::label(3, "総事業費（A+B+C）"), total],
            vec![kind(3), Part::label(2, "公"), amount(3, Item::Public)],
        ),
        row(
            vec![label(0), fund(3), Part::label(2, "国（A）"), amount(3, Item::National)],
            vec![kind(0), Part::label(2, "民"), amount(3, Item::Private)],
        ),
        row(
            vec![label(0), fund(0), Part::label(2, "都道府県（B）"), amount(3, Item::Prefectural)],
            vec![kind(0), Part::label(2, "うち受託事業等\n（再掲）"), amount(3, Item::Entrusted)],
        ),
        row(
            vec![label(0), fund(0), Part::label(2, "計（A+B）"), amount(3, Item::Fund)],
            vec![Part::label(4, "うち過年度残額（A+Bの内数）"), amount(3, Item::Carried)],
        ),
        row(
            vec![label(0), Part::label(3, "その他（C）"), amount(3, Item::Other)],
            vec![Part::label(4, "構成する事業数（件）"), Part::new(3, Cell::Count(a.projects))],
        ),
    ])
}

/// 市町村別内訳: a row per project, and their sums.
fn write_shares(plan: &PlanStatement, form: &mut Form<'_>, card: &Card) -> Result<(), XlsxError> {
    let members: Vec<&ProjectRow> = card.members.iter().filter_map(|&m| plan.projects.get(m)).collect();
    let whose: Vec<String> = members.iter().map(|p| format!("{} No.{}", p.body_name, p.key.no)).collect();
    let brackets: Vec<[String; 5]> = members.iter().map(|p| SHARES.map(|item| outside(p.figure(item)))).collect();
    let mut rows = vec![vec![Part::label(WHOLE, "市町村別内訳")]];
    let mut header = vec![Part::label(2, "団体名・No."), Part::label(3, "事業名")];
    header.extend(SHARES.map(|item| match item {
        Item::Total => Part::label(2, "総事業費\n（A+B+C）"),
        _ => Part::label(2, item.label()),
    }));
    rows.push(header);
    for ((project, whose), brackets) in members.iter().zip(&whose).zip(&brackets) {
        let mut row = vec![Part::small(2, Cell::Text(whose)), Part::small(3, Cell::Text(&project.name))];
        let shares = SHARES.iter().zip(brackets);
        row.extend(shares.map(|(item, outside)| Part::small(2, figure(project.figure(*item), outside))));
        rows.push(row);
    }
    let mut sums = vec![Part::label(5, "計")];
    sums.extend(SHARES.map(|item| Part::small(2, Cell::Yen(item.of(&card.amounts)))));
    rows.push(sums);
    form.rows(&rows)
}
