//! Tables: a caption with plan year and unit, a first column that stays, numbers to the right.

use askama::Template;

use super::{Badge, Phrase, Word, is_html};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its header, with the unit of its numbers.
    pub label: String,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// How the rows are sorted by it, where they can be.
    pub sort: Option<Sort>,
}

/// Sorting by a column, as a plain link.
#[derive(Clone, Debug)]
pub struct Sort {
    /// The list sorted by this column, or the other way round where it is sorted by it.
    pub href: String,
    /// Whether the rows are sorted by it, and then whether the largest comes first.
    pub descending: Option<bool>,
}

/// A cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Text, or a number as it is to be shown.
    Text(String),
    /// Text that leads elsewhere.
    Link {
        /// What is read.
        label: String,
        /// Where it leads.
        href: String,
    },
    /// A state.
    Badge(Badge),
    /// Text with moments or places of a workbook.
    Phrase(Phrase),
}

/// A table; the first cell of a row names it.
#[derive(Clone, Debug, Template)]
#[template(path = "component/table.html")]
pub struct Table {
    /// What it shows, with plan year and unit: 「令和8年度 計画 提出状況（単位：円）」.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// The row of totals.
    pub foot: Option<Vec<Cell>>,
    /// What is said if there are no rows.
    pub empty: String,
}

is_html!(Table);

impl Column {
    /// A column of text.
    #[must_use]
    pub fn text(label: &str) -> Self {
        Self { label: label.to_owned(), numeric: false, sort: None }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(label: &str) -> Self {
        Self { label: label.to_owned(), numeric: true, sort: None }
    }

    /// The same with a link that sorts by it.
    #[must_use]
    pub fn sorted(mut self, sort: Sort) -> Self {
        self.sort = Some(sort);
        self
    }

    /// `ascending`, `descending`, or blank where the rows are not sorted by it.
    fn order(&self) -> &'static str {
        match self.sort.as_ref().and_then(|sort| sort.descending) {
            Some(true) => "descending",
            Some(false) => "ascending",
            None => "",
        }
    }
}

impl Cell {
    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text with moments or places of a workbook.
    #[must_use]
    pub fn phrase(phrase: impl Into<Phrase>) -> Self {
        Self::Phrase(phrase.into())
    }

    /// A state.
    #[must_use]
    pub const fn word(word: Word) -> Self {
        Self::Badge(Badge { word })
    }
}

impl Table {
    /// One with totals, and one without rows.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let caption = "令和8年度 計画 提出状況（単位：円）".to_owned();
        let sort = |descending| Sort { href: "/_components".to_owned(), descending };
        let columns = vec![
            Column::text("団体").sorted(sort(Some(false))),
            Column::text("状態").sorted(sort(None)),
            Column::text("提出日時"),
            Column::number("基金所要額"),
            Column::number("うち介護分"),
        ];
        let row = |name: &str, word, when: &str, all: &str, care: &str| {
            let link = Cell::Link { label: name.to_owned(), href: "/_components".to_owned() };
            vec![link, Cell::word(word), Cell::text(when), Cell::text(all), Cell::text(care)]
        };
        let rows = vec![
            row("新潟市", Word::Received, "令和8年11月19日 10:12", "128,400,000", "86,000,000"),
            row("聖籠町", Word::Returned, "令和8年11月20日 16:45", "4,200,000", "△300,000"),
            row("粟島浦村", Word::NotSubmitted, "—", "—", "—"),
        ];
        let foot = ["合計", "", "", "132,600,000", "85,700,000"].map(Cell::text).to_vec();
        let empty = "該当する団体はありません。".to_owned();
        let full = Self { caption, columns, rows, foot: Some(foot), empty };
        vec![
            full.clone(),
            Self {
                caption: "令和8年度 変更 提出状況（単位：円）".to_owned(), rows: Vec::new(), foot: None, ..full
            },
        ]
    }

    fn is_numeric(&self, at: &usize) -> bool {
        self.columns.get(*at).is_some_and(|column| column.numeric)
    }
}
