//! A bar chart: our own SVG, with a title, a description, a pattern beside the colour, and the table beside it.

use askama::Template;

use super::{Cell, Column, Table, is_html};

/// A bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length, in the chart's unit; a negative one is drawn as nothing and stands in the table.
    pub value: i64,
    /// The number as it is to be read.
    pub shown: String,
}

/// A bar chart, and the same as a table.
#[derive(Clone, Debug, Template)]
#[template(path = "component/chart.html")]
pub struct BarChart {
    /// An id of its own on the page.
    pub id: &'static str,
    /// What it shows, with plan year and unit.
    pub title: String,
    /// What is seen in it, in a sentence.
    pub description: String,
    /// The header of the names.
    pub of: String,
    /// The header of the numbers, with the unit.
    pub unit: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

is_html!(BarChart);

/// Sizes of the drawing.
const LINE: usize = 44;
const LONGEST: i64 = 400;
const LEFT: i64 = 190;

impl BarChart {
    /// One chart.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let bar = |label: &str, value, shown: &str| Bar { label: label.to_owned(), value, shown: shown.to_owned() };
        vec![Self {
            id: "sample-chart",
            title: "令和8年度 計画 区分別の基金所要額（単位：千円）".to_owned(),
            description: "区分Ⅰ-1が最も多く、全体の約6割を占めます。".to_owned(),
            of: "区分".to_owned(),
            unit: "基金所要額（千円）".to_owned(),
            bars: vec![
                bar("Ⅰ-1 施設・設備", 812_400, "812,400"),
                bar("Ⅲ 介護施設等", 344_000, "344,000"),
                bar("Ⅳ 医療従事者", 190_500, "190,500"),
                bar("Ⅴ 介護従事者", 0, "0"),
            ],
        }]
    }

    fn height(&self) -> usize {
        self.bars.len() * LINE + 8
    }

    const fn top(&self, at: &usize) -> usize {
        *at * LINE + 8
    }

    const fn text_top(&self, at: &usize) -> usize {
        self.top(at) + 23
    }

    /// The bar's length in the drawing, cut off.
    fn length(&self, bar: &Bar) -> i64 {
        let most = self.bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
        let length = i128::from(bar.value.max(0)) * i128::from(LONGEST) / i128::from(most);
        i64::try_from(length).unwrap_or(LONGEST)
    }

    fn end(&self, bar: &Bar) -> i64 {
        LEFT + self.length(bar) + 8
    }

    fn table(&self) -> Table {
        let row = |bar: &Bar| vec![Cell::text(&bar.label), Cell::text(&bar.shown)];
        Table {
            caption: self.title.clone(),
            columns: vec![Column::text(&self.of), Column::number(&self.unit)],
            rows: self.bars.iter().map(row).collect(),
            foot: None,
            empty: "データはありません。".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_proportion_and_never_overflow() {
        let mut chart = BarChart::samples().remove(0);
        assert_eq!(chart.bars.iter().map(|bar| chart.length(bar)).collect::<Vec<_>>(), [400, 169, 93, 0]);
        chart.bars[0].value = i64::MAX;
        chart.bars[1].value = i64::MIN;
        assert_eq!(chart.bars.iter().map(|bar| chart.length(bar)).collect::<Vec<_>>(), [400, 0, 0, 0]);
        chart.bars.clear();
        assert!(chart.to_string().contains("データはありません"));
    }
}
