//! Tables found by their header labels, on any row, in any column order (forms.md §1.1).

mod header;
mod label;
mod promise;

use kikin_domain::money::Unit;
use kikin_domain::place::CellRef;
use kikin_domain::plan::YearColumn;

use crate::form::{Column, ExtraColumn};

pub(crate) use header::{MOST_HEADERS, MOST_LABELS, find_sections, nearest_row};
pub(crate) use label::units_in;
pub(crate) use promise::{Allowance, Promising};

/// A column of a table on a sheet.
#[derive(Clone, Debug)]
pub(crate) struct BoundColumn {
    /// Column number on the sheet.
    pub(crate) col: u32,
    /// Which column of the form it is.
    pub(crate) column: &'static Column,
    /// Which year, for a column of 年度別基金所要額.
    pub(crate) year: Option<YearColumn>,
    /// The unit that its header or its group names.
    pub(crate) unit: Option<Unit>,
    /// The header cell.
    pub(crate) header: CellRef,
}

/// A labelled column that the form does not know.
#[derive(Clone, Debug)]
pub(crate) struct OtherColumn {
    /// Column number on the sheet.
    pub(crate) col: u32,
    /// Its label as typed.
    pub(crate) label: String,
    /// The header cell.
    pub(crate) header: CellRef,
    /// The column it repeats, when its label is one the table already has.
    pub(crate) repeats: Option<u32>,
    /// Which column of the exported plan it is, where that is what is read.
    pub(crate) extra: Option<ExtraColumn>,
}

/// A table, or a part of it under a header of its own, on one sheet.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// First and last row of the header.
    pub(crate) header: (u32, u32),
    /// First and last row of the data.
    pub(crate) data: (u32, u32),
    /// Known columns, by sheet column.
    pub(crate) columns: Vec<BoundColumn>,
    /// Unknown columns.
    pub(crate) others: Vec<OtherColumn>,
}

impl Section {
    /// Takes the columns of the exported plan for what they are.
    pub(crate) fn mark_extras(&mut self) {
        let mut known: Vec<ExtraColumn> = Vec::new();
        for other in &mut self.others {
            other.extra = ExtraColumn::of(&other.label).filter(|c| !known.contains(c));
            known.extend(other.extra);
        }
    }

    /// Where a column of the exported plan stands.
    pub(crate) fn extra(&self, wanted: ExtraColumn) -> Option<u32> {
        self.others.iter().find(|c| c.extra == Some(wanted)).map(|c| c.col)
    }

    /// The column with `key`.
    pub(crate) fn column(&self, key: &str) -> Option<&BoundColumn> {
        self.columns.iter().find(|c| c.column.key == key)
    }
}
