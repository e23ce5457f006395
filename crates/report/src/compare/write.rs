//! 新旧対照表 as a workbook: by 区分, and by project.

use jiff::civil::Date;
use kikin_domain::Yen;
use kikin_domain::totals::Amounts;
use rust_xlsxwriter::XlsxError;

use super::{Comparison, ProjectPair, ProjectSide};
use crate::plan::{Item, ReportError};
use crate::xlsx::{self, Cell, Column, Paper, Tone};

/// The items that stand side by side.
const SHOWN: [Item; 4] = [Item::Total, Item::Fund, Item::National, Item::Prefectural];

/// Writes the comparison. The bytes depend on it and the date alone.
///
/// # Errors
/// [`ReportError::Write`] if a table is beyond what a workbook holds.
pub fn write_comparison(comparison: &Comparison, printed_on: Date) -> Result<Vec<u8>, ReportError> {
    let title = format!("{} 新旧対照表（{} → {}）", comparison.title, comparison.before, comparison.after);
    let mut workbook = xlsx::workbook(&title, printed_on)?;
    let pixels = xlsx::amount_pixels(largest(comparison));
    categories(comparison, &mut workbook, &title, pixels)?;
    projects(comparison, &mut workbook, &title, pixels)?;
    workbook.save_to_buffer().map_err(ReportError::Write)
}

fn largest(comparison: &Comparison) -> Yen {
    let both = [&comparison.all.0, &comparison.all.1];
    both.into_iter().flat_map(|a| SHOWN.map(|item| item.of(a))).max().unwrap_or(Yen::ZERO)
}

fn columns(pixels: u32) -> Vec<Column> {
    let three = |item: Item| {
        let group = match item {
            Item::Total => "総事業費",
            Item::Fund => "基金充当額 計（A+B）",
            Item::National => "国（A）",
            _ => "都道府県（B）",
        };
        ["旧", "新", "増減"].map(|label| Column::under(group, label, pixels))
    };
    SHOWN.into_iter().flat_map(three).collect()
}

fn amounts<'a>(before: &Amounts, after: &Amounts) -> Vec<Cell<'a>> {
    let three = |item: Item| {
        let (old, new) = (item.of(before), item.of(after));
        [Cell::Yen(old), Cell::Yen(new), Cell::Yen(new - old)]
    };
    SHOWN.into_iter().flat_map(three).collect()
}

fn categories(
    comparison: &Comparison,
    workbook: &mut rust_xlsxwriter::Workbook,
    title: &str,
    pixels: u32,
) -> Result<(), XlsxError> {
    let mut head = vec![Column::new("区分", 44), Column::new("事業の区分の名称", 220)];
    head.extend(["旧", "新", "増減"].map(|label| Column::under("件数", label, 44)));
    head.extend(columns(pixels));
    let mut paper = Paper::new(workbook, "区分別", &head)?;
    paper.title(title, "（単位：円）")?;
    paper.note(&format!("旧：{}　新：{}", comparison.before, comparison.after))?;
    paper.header(&head, 2)?;
    let count = |before: &Amounts, after: &Amounts| {
        let more = i64::from(after.projects) - i64::from(before.projects);
        [Cell::Count(before.projects), Cell::Count(after.projects), Cell::Yen(Yen::new(more))]
    };
    for pair in &comparison.categories {
        let (before, after) = &pair.sums;
        let mut cells = vec![Cell::Word(&pair.category.number), Cell::Text(pair.category.name())];
        cells.extend(count(before, after));
        cells.extend(amounts(before, after));
        paper.line(Tone::Plain, &cells)?;
    }
    let (before, after) = &comparison.all;
    let mut cells = vec![Cell::Blank, Cell::Text("合計")];
    cells.extend(count(before, after));
    cells.extend(amounts(before, after));
    paper.line(Tone::Total, &cells)?;
    paper.finish()
}

fn projects(
    comparison: &Comparison,
    workbook: &mut rust_xlsxwriter::Workbook,
    title: &str,
    pixels: u32,
) -> Result<(), XlsxError> {
    let mut head = vec![
        Column::new("異動", 44),
        Column::new("区分", 60),
        Column::new("団体", 90),
        Column::new("No.", 40),
        Column::new("事業名", 220),
        Column::new("変わったところ", 150),
    ];
    head.extend(columns(pixels));
    let mut paper = Paper::new(workbook, "事業別", &head)?;
    paper.title(title, "（単位：円）")?;
    paper.note(&format!("変わらない事業{}件は載せていない。調整中の事業の額は0円とした。", comparison.same))?;
    paper.header(&head, 5)?;
    for pair in &comparison.projects {
        line(comparison, &mut paper, pair)?;
    }
    paper.finish()
}

fn line(comparison: &Comparison, paper: &mut Paper<'_>, pair: &ProjectPair) -> Result<(), XlsxError> {
    let sums = |side: &Option<ProjectSide>| side.as_ref().and_then(|s| s.amounts).unwrap_or_default();
    let number = |side: &ProjectSide| comparison.number(&side.category).to_owned();
    let category = match (&pair.before, &pair.after) {
        (Some(before), Some(after)) if before.category != after.category => {
            format!("{} → {}", number(before), number(after))
        }
        _ => pair.named().map(number).unwrap_or_default(),
    };
    let (name, what) = (pair.named().map(|side| side.name.clone()).unwrap_or_default(), pair.what());
    let mut cells = vec![
        Cell::Word(pair.change.label()),
        Cell::Text(&category),
        Cell::Text(&pair.body_name),
        Cell::Text(&pair.no),
        Cell::Text(&name),
        Cell::Text(&what),
    ];
    cells.extend(amounts(&sums(&pair.before), &sums(&pair.after)));
    paper.line(Tone::Plain, &cells)
}
