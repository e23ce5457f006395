//! Form definitions: one definition per column drives the reader and, later, template and guide (forms.md §2).

mod cover;
mod evaluation;
mod exported;
mod facilities;
mod goals;
mod projects;

use kikin_domain::text;

pub use cover::{COVER, CoverField, CoverKey};
pub use evaluation::{EVALUATIONS, EXPORTED_EVALUATION};
pub(crate) use exported::is_exported_plan;
pub use exported::{
    CARDS, ExtraColumn, FILINGS, INDICATORS, NOTES, OPEN_END, OUTCOME, OUTPUT, TAKEN, UNWRITTEN, cards_name,
    is_computed,
};
pub use facilities::FACILITIES;
pub use goals::{AREAS, CHAPTERS, GOALS, HEARINGS};
pub use projects::PROJECTS;

/// The form versions this program knows.
pub const KNOWN_VERSIONS: &[&str] = &["2026"];

/// What kind of value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The project's number within its 分.
    No,
    /// 区分.
    Category,
    /// Free text of at most so many characters without a warning (C007).
    Text(usize),
    /// Yen. A fund column warns of a fraction of 千円 in a 千円 sheet (C004).
    Amount {
        /// Whether it is money of the fund.
        fund: bool,
    },
    /// The first or last day of a period.
    Date {
        /// Whether it is the last day.
        end: bool,
    },
    /// Both ends in one cell, 「…～…」.
    Period,
    /// A fiscal year.
    Year,
    /// One column per year, 「令和8年度」 … 「令和10年度以降」.
    YearlyAmounts,
    /// 新規・継続
    Continuity,
    /// 公民の別
    BodyKind,
    /// 望ましい方向
    Direction,
    /// 消費税の取扱い
    Tax,
    /// 回答 to what the prefecture has granted
    Answer,
    /// One of these choices, as listed on the form.
    Choice(&'static [&'static str]),
    /// A quantity with an optional counter.
    Quantity,
    /// A surcharge: 1.05, 105%, 5% and 0.05 mean the same.
    Premium,
    /// A subsidy rate, 10/10 or 2/3.
    Rate,
}

/// A label under which a column is found: its group heading, if it needs one, and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Group heading.
    pub group: Option<&'static str>,
    /// The column's own label.
    pub leaf: &'static str,
}

/// A label without group.
pub(crate) const fn leaf(leaf: &'static str) -> Label {
    Label { group: None, leaf }
}

/// A label under a group.
pub(crate) const fn under(group: &'static str, leaf: &'static str) -> Label {
    Label { group: Some(group), leaf }
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Stable key.
    pub key: &'static str,
    /// Labels that are read; the first is the one that is printed.
    pub labels: &'static [Label],
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there and filled.
    pub required: bool,
    /// An example for the guide.
    pub example: &'static str,
    /// Width in characters when printed.
    pub width: u8,
}

impl Column {
    /// The label as printed, group first: 「基金充当額 計（A+B）」.
    #[must_use]
    pub fn title(&self) -> String {
        match self.labels.first() {
            Some(Label { group: Some(group), leaf }) => format!("{group} {leaf}"),
            Some(Label { group: None, leaf }) => (*leaf).to_owned(),
            None => self.key.to_owned(),
        }
    }

    /// Whether it holds an amount.
    #[must_use]
    pub const fn is_amount(&self) -> bool {
        matches!(self.kind, Kind::Amount { .. } | Kind::YearlyAmounts)
    }

    /// Whether the column belongs to the indicators, of which a project may have several.
    #[must_use]
    pub fn is_indicator(&self) -> bool {
        self.key.starts_with("oc_") || self.key.starts_with("op_")
    }
}

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableId {
    /// 事業一覧
    Projects,
    /// 施設整備内訳
    Facilities,
    /// 区域
    Areas,
    /// 目標
    Goals,
    /// 意見聴取
    Hearings,
    /// 計画本文
    Chapters,
    /// 追加指標 of an exported plan
    Indicators,
    /// 追加項目 of an exported plan
    Notes,
    /// The files listed on the 表紙 of an exported plan
    Filings,
    /// 事業評価
    Evaluations,
}

impl TableId {
    /// All tables.
    pub const ALL: [Self; 10] = [
        Self::Projects,
        Self::Facilities,
        Self::Areas,
        Self::Goals,
        Self::Hearings,
        Self::Chapters,
        Self::Indicators,
        Self::Notes,
        Self::Filings,
        Self::Evaluations,
    ];
}

/// A table of a form.
#[derive(Clone, Copy, Debug)]
pub struct TableDef {
    /// Which.
    pub id: TableId,
    /// Its name on papers.
    pub title: &'static str,
    /// What the name of its sheet contains.
    pub sheets: &'static [&'static str],
    /// Its columns in the form's order.
    pub columns: &'static [Column],
    /// How many columns must be recognised before a row counts as its header on a sheet of that name.
    pub min_columns: usize,
    /// How many on a sheet of any other name.
    pub min_columns_elsewhere: usize,
}

impl TableDef {
    /// The column with `key`.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&'static Column> {
        self.columns.iter().find(|c| c.key == key)
    }

    /// Whether a sheet of this name is one of the table's.
    #[must_use]
    pub fn claims(&self, sheet: &str) -> bool {
        self.sheets.iter().any(|s| is_named(sheet, s))
    }
}

/// Whether the name of a sheet contains a word, inside brackets too: 「様式1（表紙）」.
#[must_use]
pub fn is_named(sheet: &str, word: &str) -> bool {
    text::key(sheet).replace(['・', '.'], "").contains(&text::label_key(word))
}

/// Names of sheets that are never a table (forms.md §1.11).
#[must_use]
pub fn is_never_a_table(sheet: &str) -> bool {
    let name = text::key(sheet);
    ["前年度", "記入例", "参考"].iter().any(|w| name.contains(w))
}

/// Sheets that our templates and marked workbooks bring along; not read and not worth a word.
#[must_use]
pub fn is_companion(sheet: &str) -> bool {
    let name = text::key(sheet);
    is_findings_list(sheet) || ["記入要領", "選択肢"].iter().any(|w| name.contains(w))
}

/// The list of findings that a marked workbook has as its first sheet.
#[must_use]
pub fn is_findings_list(sheet: &str) -> bool {
    text::key(sheet).contains("要修正箇所一覧")
}
