//! Where findings and normalizations gather; nothing stops at the first.

use std::collections::HashMap;

use kikin_domain::place::{CellRef, SheetName};
use kikin_domain::{Finding, Normalization, RuleId, Severity};

use super::cells::Slot;
use super::sums::{MOST_VISITS, Sum, plain_sum};

/// Findings and normalizations of one workbook.
#[derive(Debug)]
pub(crate) struct Collector {
    findings: Vec<Finding>,
    normalizations: Vec<Normalization>,
    visits: u64,
}

impl Default for Collector {
    fn default() -> Self {
        Self { findings: Vec::new(), normalizations: Vec::new(), visits: MOST_VISITS }
    }
}

impl Collector {
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
        self.findings.push(finding);
    }

    /// Adds a finding of one cell.
    pub(crate) fn at(&mut self, sheet: &SheetName, cell: CellRef, finding: Finding) {
        self.findings.push(finding.on(sheet).at([cell]));
    }

    /// Sets the weight of the finding just added.
    pub(crate) fn last_weighs(&mut self, severity: Severity) {
        if let Some(last) = self.findings.last_mut() {
            last.severity = severity;
        }
    }

    /// Says what was expected by the finding just added.
    pub(crate) fn last_expects(&mut self, expected: String) {
        if let Some(last) = self.findings.last_mut() {
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
        self.findings.iter().any(|f| f.rule == rule)
    }

    /// What was gathered. Same rule, sheet, column, value and expected become one finding that lists all cells
    /// (forms.md §4); the order is that of reading.
    pub(crate) fn finish(self) -> (Vec<Finding>, Vec<Normalization>) {
        (merge(self.findings), self.normalizations)
    }
}

/// Joins findings that say the same of several cells of a column. Rules across cells list their operands and are never
/// joined.
fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    type Key = (RuleId, Option<SheetName>, u32, Option<String>, Option<String>, String, String);
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut seen: HashMap<Key, usize> = HashMap::new();
    for finding in findings {
        let joins = finding.rule.as_str().starts_with('C') || matches!(finding.rule, RuleId::T007 | RuleId::T008);
        let [cell] = finding.cells[..] else {
            merged.push(finding);
            continue;
        };
        let key = (
            finding.rule,
            finding.sheet.clone(),
            cell.col,
            finding.value.clone(),
            finding.expected.clone(),
            finding.message.clone(),
            finding.hint.clone(),
        );
        match seen.get(&key) {
            Some(&index) if joins => {
                let first: &mut Finding = &mut merged[index];
                if first.cells.last() != Some(&cell) {
                    first.cells.push(cell);
                }
            }
            _ => {
                seen.insert(key, merged.len());
                merged.push(finding);
            }
        }
    }
    merged
}
