//! What the judging of a rule gives, and how the rules go over sheets and tables.

use kikin_domain::{CellRef, SheetName};

use super::csv::CsvFile;
use super::page::Page;
use super::table::{Column, Table};

/// Most cells that a fault names.
const MOST_CELLS: usize = 20;

/// Why a rule about tables is left out.
pub(super) const NO_TABLE: &str = "表（項目名の行とデータの行）が見つかりません";

/// Cells that break a rule: the first ones, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hits {
    pub(super) first: Vec<CellRef>,
    pub(super) total: usize,
}

impl Hits {
    pub(super) fn push(&mut self, at: CellRef) {
        if self.first.len() < MOST_CELLS {
            self.first.push(at);
        }
        self.total += 1;
    }

    /// Adds those of another.
    pub(super) fn append(&mut self, other: &Self) {
        self.total += other.total;
        let room = MOST_CELLS - self.first.len();
        self.first.extend(other.first.iter().copied().take(room));
    }
}

impl FromIterator<CellRef> for Hits {
    fn from_iter<I: IntoIterator<Item = CellRef>>(cells: I) -> Self {
        let mut hits = Self::default();
        cells.into_iter().for_each(|at| hits.push(at));
        hits
    }
}

/// What breaks a rule on one sheet.
pub(super) struct Fault {
    pub(super) sheet: Option<SheetName>,
    pub(super) hits: Hits,
}

/// What came of judging a rule.
pub(super) enum Judgement {
    /// The faults; none where the rule is kept.
    Judged(Vec<Fault>),
    /// The rule has nothing to judge here.
    LeftOut(&'static str),
}

/// What is judged: a workbook or a CSV file.
pub(super) struct Book<'a> {
    pub(super) pages: Vec<Page<'a>>,
    /// The CSV file, if it is one.
    pub(super) csv: Option<&'a CsvFile>,
}

impl Book<'_> {
    /// Judges every sheet.
    pub(super) fn on_pages(&self, judge: impl Fn(&Page<'_>) -> Hits) -> Judgement {
        let fault = |page: &Page<'_>| {
            let hits = judge(page);
            (hits.total > 0).then(|| Fault { sheet: self.named(page), hits })
        };
        Judgement::Judged(self.pages.iter().filter_map(fault).collect())
    }

    /// Judges every table.
    pub(super) fn on_tables(&self, judge: impl Fn(&Table<'_>) -> Hits) -> Judgement {
        if self.pages.iter().all(|page| page.tables.is_empty()) {
            return Judgement::LeftOut(NO_TABLE);
        }
        self.on_pages(|page| {
            let mut hits = Hits::default();
            page.tables.iter().for_each(|table| hits.append(&judge(table)));
            hits
        })
    }

    /// Judges every column of every table.
    pub(super) fn on_columns(&self, judge: impl Fn(&Column<'_>) -> Hits) -> Judgement {
        self.on_tables(|table| {
            let mut hits = Hits::default();
            table.columns.iter().for_each(|column| hits.append(&judge(column)));
            hits
        })
    }

    /// A CSV file has no sheet whose name would say anything.
    pub(super) fn named(&self, page: &Page<'_>) -> Option<SheetName> {
        self.csv.is_none().then(|| page.sheet.name.clone())
    }
}
