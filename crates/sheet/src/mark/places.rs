//! Which cells of which sheet are marked, how heavily, and what is said there.

use std::collections::{BTreeMap, HashMap};

use kikin_domain::finding::cell_list;
use kikin_domain::{CellRef, Finding, Severity};

use super::comments::Note;
use crate::grid::Area;

/// Most cells of a sheet that are coloured.
const MOST_CELLS: usize = 20_000;
/// Most cells of a sheet that get a comment: Excel draws a shape for each.
const MOST_COMMENTS: usize = 2_000;
/// Most cells of one finding that get a comment; the others are coloured only.
const MOST_PER_FINDING: usize = 100;
/// Longest text of one finding in a comment, in characters.
const LONGEST: usize = 600;

/// The marks of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The heaviest finding of each cell.
    pub(super) cells: BTreeMap<CellRef, Severity>,
    /// What is said in each cell, the heaviest first.
    pub(super) notes: BTreeMap<CellRef, Vec<Note>>,
}

impl Places {
    fn mark(&mut self, cell: CellRef, severity: Severity) {
        if self.cells.len() < MOST_CELLS || self.cells.contains_key(&cell) {
            let known = self.cells.entry(cell).or_insert(severity);
            *known = (*known).min(severity);
        }
    }

    fn say(&mut self, cell: CellRef, note: &Note) {
        if self.notes.len() < MOST_COMMENTS || self.notes.contains_key(&cell) {
            let notes = self.notes.entry(cell).or_default();
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
    }

    /// The marks with those inside a merged area moved to its first cell, the only one that is shown.
    pub(super) fn anchored(self, merges: &[Area]) -> Self {
        let mut moved: HashMap<CellRef, CellRef> = HashMap::new();
        for merge in merges {
            let rows = CellRef::new(merge.first.row, 1)..=CellRef::new(merge.last.row, CellRef::MAX_COL);
            for (cell, _) in self.cells.range(rows) {
                if (merge.first.col..=merge.last.col).contains(&cell.col) {
                    moved.insert(*cell, merge.first);
                }
            }
        }
        if moved.is_empty() {
            return self;
        }
        let at = |cell: CellRef| moved.get(&cell).copied().unwrap_or(cell);
        let mut out = Self::default();
        for (cell, severity) in self.cells {
            out.mark(at(cell), severity);
        }
        for (cell, notes) in self.notes {
            notes.iter().for_each(|note| out.say(at(cell), note));
        }
        out
    }
}

/// The findings in the order in which an officer deals with them: the heaviest first, else as they stand.
pub(super) fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_key(|f| f.severity);
    ordered
}

/// The marks of each sheet, by its name.
pub(super) fn by_sheet(findings: &[Finding]) -> HashMap<String, Places> {
    let mut sheets: HashMap<String, Places> = HashMap::new();
    for finding in in_order(findings) {
        let Some(sheet) = &finding.sheet else { continue };
        let note = note(finding);
        let own = finding.cells.iter().map(|cell| (sheet, *cell));
        let related = finding.related.iter().map(|place| (&place.sheet, place.cell));
        for (nth, (sheet, cell)) in own.chain(related).enumerate() {
            let places = sheets.entry(sheet.to_string()).or_default();
            places.mark(cell, finding.severity);
            if nth < MOST_PER_FINDING {
                places.say(cell, &note);
            }
        }
    }
    sheets
}

fn note(finding: &Finding) -> Note {
    let mut body = format!("{}\n対処：{}", shortened(&finding.message, LONGEST), shortened(&finding.hint, LONGEST));
    if finding.cells.len() + finding.related.len() > 1 {
        body += &format!("\n該当するセル：{}", cells(finding, "、"));
    }
    Note { heading: format!("【{}】{}", finding.severity.label(), finding.rule), body }
}

/// The cells of a finding, those on other sheets with the sheet's name.
pub(super) fn cells(finding: &Finding, between: &str) -> String {
    const NAMED: usize = 6;
    let mut parts = Vec::new();
    if !finding.cells.is_empty() {
        parts.push(cell_list(&finding.cells));
    }
    parts.extend(finding.related.iter().take(NAMED).map(|p| format!("「{}」{}", p.sheet, p.cell)));
    if finding.related.len() > NAMED {
        parts.push(format!("ほか{}か所", finding.related.len() - NAMED));
    }
    parts.join(between)
}

/// A text of at most so many characters.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use kikin_domain::RuleId;

    use super::*;

    #[test]
    fn the_heaviest_finding_colours_a_cell_and_merges_have_one_mark() {
        let sheet = std::sync::Arc::from("一");
        let at = |rule, cells: &[&str]| {
            Finding::new(rule, RuleId::definition(rule).wordings[0].case, &[])
                .on(&sheet)
                .at(cells.iter().filter_map(|c| CellRef::parse(c)))
        };
        let findings = [at(RuleId::T007, &["B2"]), at(RuleId::C001, &["B2", "B3"])];
        let places = by_sheet(&findings).remove("一").unwrap();
        assert_eq!(places.cells[&CellRef::new(2, 2)], Severity::Error);
        assert!(places.notes[&CellRef::new(2, 2)][0].heading.starts_with("【エラー】C001"));
        let merge = Area { first: CellRef::new(1, 2), last: CellRef::new(3, 2) };
        let anchored = places.anchored(&[merge]);
        assert_eq!(anchored.cells.len(), 1);
        assert_eq!(anchored.notes[&CellRef::new(1, 2)].len(), 2);
    }
}
