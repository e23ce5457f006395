//! Nothing is lost silently (forms.md §1.10): columns and cells that the form does not know (T007), required columns that
//! are not there (T008), and cells that a vertical merge covers.

use std::collections::BTreeMap;

use kikin_domain::place::{CellRef, Field, Sourced, column_letters};
use kikin_domain::plan::Note;
use kikin_domain::{Finding, RuleId};

use super::cells::{Slot, is_blank, raw_text};
use super::collect::Collector;
use super::rows::RowView;
use crate::form::{Column, TableDef};
use crate::grid::Sheet;
use crate::table::Section;

/// T007 for labelled columns that the form does not know.
pub(crate) fn report_columns(sheet: &Sheet, section: &Section, def: &TableDef, collect: &mut Collector) {
    for other in section.others.iter().filter(|o| o.extra.is_none()) {
        let label = other.label.replace(['\n', '\r'], "");
        let finding = match other.repeats {
            Some(first) => {
                Finding::new(RuleId::T007, "duplicate-column", &[("label", &label), ("first", &column_letters(first))])
            }
            None => Finding::new(RuleId::T007, "column", &[("label", &label), ("table", def.title)]),
        };
        collect.at(&sheet.name, other.header, finding.value(other.label.clone()));
    }
}

/// T008 for required columns that are missing.
pub(crate) fn report_missing(
    sheet: &Sheet,
    section: &Section,
    def: &TableDef,
    missing: &[&Column],
    collect: &mut Collector,
) {
    let header = section.columns.first().map(|c| CellRef::new(section.header.0, c.header.col));
    for column in missing {
        let title = column.title();
        let finding = Finding::new(RuleId::T008, "", &[("table", def.title), ("label", &title)])
            .on(&sheet.name)
            .at(header)
            .expected(title.clone());
        collect.push(finding);
    }
}

/// Cells in columns without a label, gathered over a section.
#[derive(Debug, Default)]
pub(crate) struct Leftovers {
    by_column: BTreeMap<u32, Vec<CellRef>>,
}

impl Leftovers {
    /// Takes what a record holds outside the form's columns: labelled columns as notes, others for a finding.
    pub(crate) fn take(&mut self, view: RowView<'_>) -> Vec<Note> {
        for at in self.unlabelled_in(view) {
            self.by_column.entry(at.col).or_default().push(at);
        }
        let mut notes = Vec::new();
        for other in view.section.others.iter().filter(|o| o.extra.is_none()) {
            if let Some(cell) = view.row.cell(other.col).filter(|c| !is_blank(c)) {
                let raw = raw_text(&cell.value);
                let at = CellRef::new(view.row.index, other.col);
                let text = Field::Given(Sourced { value: raw.clone(), cell: at, raw });
                notes.push(Note { label: other.label.clone(), text, sheet: None });
            }
        }
        notes
    }

    /// Filled cells of a row that stand under no label at all.
    pub(crate) fn unlabelled_in(&self, view: RowView<'_>) -> Vec<CellRef> {
        let labelled = |col: u32| {
            view.section.columns.binary_search_by_key(&col, |c| c.col).is_ok()
                || view.section.others.binary_search_by_key(&col, |c| c.col).is_ok()
        };
        view.row
            .cells
            .iter()
            .filter(|c| !is_blank(c) && !labelled(c.col))
            .map(|c| CellRef::new(view.row.index, c.col))
            .collect()
    }

    /// T007, one finding per column.
    pub(crate) fn report(self, sheet: &Sheet, collect: &mut Collector) {
        for cells in self.by_column.into_values() {
            collect.push(Finding::new(RuleId::T007, "unlabelled", &[]).on(&sheet.name).at(cells));
        }
    }
}

/// Cells merged downwards within one column of a section's data, by column and first row.
#[derive(Debug, Default)]
pub(crate) struct VerticalMerges {
    areas: Vec<(u32, u32, u32)>,
}

impl VerticalMerges {
    /// The merges of a sheet that begin in the rows of a section, are one column wide and more than one row high.
    pub(crate) fn of(sheet: &Sheet, (first_row, last_row): (u32, u32)) -> Self {
        let mut areas: Vec<(u32, u32, u32)> = sheet
            .merges
            .iter()
            .filter(|m| {
                m.first.col == m.last.col && (first_row..=last_row).contains(&m.first.row) && m.first.row < m.last.row
            })
            .map(|m| (m.first.col, m.first.row, m.last.row))
            .collect();
        areas.sort_unstable();
        Self { areas }
    }

    /// The slot from which a text field is read: the cell's own, or, for a blank cell inside a merge, the merge's first
    /// cell. Money and the columns that identify a row are never spread; 事業No. of 施設整備内訳 refers to a project and is.
    pub(crate) fn source<'a>(&self, slot: Slot<'a>, column: &Column) -> Slot<'a> {
        let spreads = !column.is_amount() && !matches!(column.key, "no" | "name");
        if !spreads || self.areas.is_empty() || slot.sheet.cell(slot.at).is_some_and(|c| !is_blank(c)) {
            return slot;
        }
        let after = self.areas.partition_point(|a| (a.0, a.1) <= (slot.at.col, slot.at.row));
        match after.checked_sub(1).map(|i| self.areas[i]) {
            Some((col, first, last)) if col == slot.at.col && slot.at.row <= last => {
                Slot { at: CellRef::new(first, col), ..slot }
            }
            _ => slot,
        }
    }
}
