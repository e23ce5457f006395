//! Where findings and normalizations gather; nothing stops at the first.

use std::collections::HashMap;

use kikin_domain::place::{CellRef, SheetName};
use kikin_domain::{Finding, Listing, Normalization, RuleId, Severity};

use super::cells::Slot;
use super::sums::{MOST_VISITS, Sum, plain_sum};
use crate::grid::Workbook;

/// What findings of several cells agree in when they are one finding.
type Key = (RuleId, Severity, Option<SheetName>, u32, Option<String>, Option<String>, String, String);

/// Findings and normalizations of one workbook.
#[derive(Debug)]
pub(crate) struct Collector {
    /// The finding just added, which may still be changed.
    last: Option<Finding>,
    listing: Listing,
    /// Findings of one cell and their place in the listing.
    placed: HashMap<Key, usize>,
    normalizations: Vec<Normalization>,
    visits: u64,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            last: None,
            listing: Listing::default(),
            placed: HashMap::new(),
            normalizations: Vec::new(),
            visits: MOST_VISITS,
        }
    }
}

impl Collector {
    /// Begins with what was found when the workbook was opened.
    pub(crate) fn of(workbook: &Workbook) -> Self {
        let mut collect = Self::default();
        for finding in &workbook.findings {
            collect.push(finding.clone());
        }
        collect
    }

    /// Computes a plain sum; all sums of a workbook share one allowance.
    pub(crate) fn sum(&mut self, slot: Slot<'_>, formula: &str) -> Option<Sum> {
        plain_sum(slot.sheet, formula, &mut self.visits)
    }

    /// Says in yen what the computed sum of this cell was read as.
    pub(crate) fn settle_sum(&mut self, slot: Slot<'_>, yen: i64) {
        let of_cell =
            |n: &&mut Normalization| n.cell == slot.at && n.sheet == slot.sheet.name && n.raw.starts_with('=');
        if let Some(last) = self.normalizations.last_mut().filter(of_cell) {
            last.read_as = yen.to_string();
        }
    }

    /// Adds a finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.settle();
        self.last = Some(finding);
    }

    /// Adds a finding of one cell.
    pub(crate) fn at(&mut self, sheet: &SheetName, cell: CellRef, finding: Finding) {
        self.push(finding.on(sheet).at([cell]));
    }

    /// Sets the weight of the finding just added.
    pub(crate) fn last_weighs(&mut self, severity: Severity) {
        if let Some(last) = &mut self.last {
            last.severity = severity;
        }
    }

    /// Says what was expected by the finding just added.
    pub(crate) fn last_expects(&mut self, expected: String) {
        if let Some(last) = &mut self.last {
            last.expected = Some(expected);
        }
    }

    /// Notes that a value was read as something else than its raw text.
    pub(crate) fn note(&mut self, sheet: &SheetName, cell: CellRef, raw: &str, read_as: impl Into<String>) {
        let read_as = read_as.into();
        if raw.trim_matches(kikin_domain::text::is_space) != read_as {
            self.normalizations.push(Normalization { sheet: sheet.clone(), cell, raw: raw.to_owned(), read_as });
        }
    }

    /// Whether a rule has been found broken on a sheet.
    pub(crate) fn has(&self, rule: RuleId) -> bool {
        self.last.as_ref().is_some_and(|f| f.rule == rule) || self.listing.has(rule)
    }

    /// What was gathered, in the order of reading.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<Normalization>) {
        self.settle();
        (self.listing.finish(), self.normalizations)
    }

    /// Takes the finding just added into the list. Same rule, sheet, column, value and expected become one finding that
    /// lists all cells (forms.md §4). Rules across cells list their operands and are never joined.
    fn settle(&mut self) {
        let Some(finding) = self.last.take() else { return };
        let joins = finding.rule.as_str().starts_with('C') || matches!(finding.rule, RuleId::T007 | RuleId::T008);
        let ([cell], true) = (&finding.cells[..], joins) else {
            self.listing.push(finding);
            return;
        };
        let cell = *cell;
        let key: Key = (
            finding.rule,
            finding.severity,
            finding.sheet.clone(),
            cell.col,
            finding.value.clone(),
            finding.expected.clone(),
            finding.message.clone(),
            finding.hint.clone(),
        );
        if let Some(first) = self.placed.get(&key).and_then(|place| self.listing.get_mut(*place)) {
            if first.cells.last() != Some(&cell) {
                first.cells.push(cell);
            }
        } else if let Some(place) = self.listing.push(finding) {
            self.placed.insert(key, place);
        }
    }
}
