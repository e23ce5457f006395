//! Which sheet is which table (forms.md §1.11), and what is hidden (F007).

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use kikin_domain::place::{CellRef, SheetName, column_letters};
use kikin_domain::{Finding, RuleId};

use super::cells::is_blank;
use super::collect::Collector;
use crate::form::{
    AREAS, CHAPTERS, EVALUATIONS, FACILITIES, GOALS, HEARINGS, PROJECTS, TableDef, TableId, is_companion,
    is_never_a_table,
};

const ALL: &[&TableDef] = &[&PROJECTS, &FACILITIES, &AREAS, &GOALS, &HEARINGS, &CHAPTERS, &EVALUATIONS];
use crate::grid::{Sheet, Visibility, Workbook};
use crate::table::{Allowance, Promising, Section, find_sections};

/// A table on one sheet.
pub(crate) struct Located<'a> {
    /// The sheet.
    pub(crate) sheet: &'a Sheet,
    /// Its sections; empty when the sheet bears the table's name but no header was found.
    pub(crate) sections: Vec<Section>,
}

/// A workbook whose tables are looked for. Each sheet is gone through once, and only if a table may stand on it.
pub(crate) struct Search<'a> {
    workbook: &'a Workbook,
    allowance: RefCell<Allowance>,
    promising: Vec<OnceCell<Promising>>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(workbook: &'a Workbook) -> Self {
        let promising = workbook.sheets.iter().map(|_| OnceCell::new()).collect();
        Self { workbook, allowance: RefCell::default(), promising }
    }

    fn promising(&self, sheet: &Sheet) -> &Promising {
        let number = self.workbook.sheets.iter().position(|s| std::ptr::eq(s, sheet)).unwrap_or(0);
        self.promising[number].get_or_init(|| Promising::of(sheet, &mut self.allowance.borrow_mut()))
    }
}

/// The sheets of a table: those that bear its name; only when none does, those that bear its header.
pub(crate) fn locate<'a>(search: &Search<'a>, def: &'static TableDef) -> Vec<Located<'a>> {
    let workbook = search.workbook;
    let sections = |sheet, fewest| find_sections(sheet, search.promising(sheet), def, fewest);
    let candidates = || workbook.sheets.iter().filter(|s| !is_never_a_table(&s.name) && !is_companion(&s.name));
    let named: Vec<Located<'a>> = candidates()
        .filter(|s| def.claims(&s.name))
        .map(|sheet| Located { sheet, sections: sections(sheet, def.min_columns) })
        .collect();
    if !named.is_empty() {
        return named;
    }
    // A sheet that bears another table's name is that table's: 目標 shares its labels with the indicators of 事業一覧.
    candidates()
        .filter(|s| !ALL.iter().any(|other| other.claims(&s.name)))
        .map(|sheet| Located { sheet, sections: sections(sheet, def.min_columns_elsewhere) })
        .filter(|l| l.sections.first().is_some_and(|first| is_own(first, def)))
        .collect()
}

/// Whether a header found on a sheet of another name is the table's own. The indicators of 事業一覧 bear the labels of 目標 and
/// of 事業評価; a table of texts is therefore recognised only with its required columns, and 事業評価 by two that only it has.
fn is_own(section: &Section, def: &TableDef) -> bool {
    const OF_EVALUATIONS: [&str; 5] = ["goes_on", "executed", "op_achieved", "effectiveness", "efficiency"];
    match def.id {
        TableId::Projects | TableId::Facilities => true,
        TableId::Evaluations => OF_EVALUATIONS.iter().filter(|key| section.column(key).is_some()).count() >= 2,
        _ => def.columns.iter().all(|c| !c.required || section.column(c.key).is_some()),
    }
}

/// Whether a sheet holds anything at all.
pub(crate) fn has_content(sheet: &Sheet) -> bool {
    sheet.rows.iter().any(|r| r.cells.iter().any(|c| !is_blank(c)))
}

/// F007 for hidden sheets, and T007 for sheets that are no part of the form.
pub(crate) fn report_sheets(
    workbook: &Workbook,
    read: &[SheetName],
    is_known: impl Fn(&str) -> bool,
    collect: &mut Collector,
) {
    for sheet in workbook.sheets.iter().filter(|s| has_content(s)) {
        if sheet.visibility != Visibility::Visible {
            collect.push(Finding::new(RuleId::F007, "sheet", &[("name", &sheet.name)]).on(&sheet.name));
        }
        let known = read.contains(&sheet.name) || is_companion(&sheet.name) || is_never_a_table(&sheet.name);
        if !known && !is_known(&sheet.name) {
            collect.push(Finding::new(RuleId::T007, "sheet", &[("name", &sheet.name)]).on(&sheet.name));
        }
    }
}

/// Most hidden rows that are looked at; the message names ten.
const MOST_HIDDEN: usize = 10_000;

/// F007 for hidden rows and columns of a sheet that is read; header rows are no data.
pub(crate) fn report_hidden(sheet: &Sheet, is_header: impl Fn(u32) -> bool, collect: &mut Collector) {
    let data = || sheet.rows.iter().filter(|r| !is_header(r.index));
    let rows: Vec<CellRef> = data()
        .filter(|r| r.hidden)
        .take(MOST_HIDDEN)
        .filter_map(|r| r.cells.iter().find(|c| !is_blank(c)).map(|c| CellRef::new(r.index, c.col)))
        .collect();
    if !rows.is_empty() {
        let shown = listed(rows.iter().map(|c| format!("{}行", c.row)));
        collect.push(Finding::new(RuleId::F007, "row", &[("rows", &shown)]).on(&sheet.name).at(rows));
    }
    if sheet.hidden_columns.is_empty() {
        return;
    }
    let mut first_in: BTreeMap<u32, CellRef> = BTreeMap::new();
    for row in data() {
        for cell in row.cells.iter().filter(|c| !is_blank(c) && sheet.is_hidden_column(c.col)) {
            first_in.entry(cell.col).or_insert_with(|| CellRef::new(row.index, cell.col));
        }
    }
    let columns: Vec<CellRef> = first_in.into_values().collect();
    if !columns.is_empty() {
        let shown = listed(columns.iter().map(|c| format!("{}列", column_letters(c.col))));
        collect.push(Finding::new(RuleId::F007, "column", &[("columns", &shown)]).on(&sheet.name).at(columns));
    }
}

/// At most ten of a list.
fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.len() {
        n if n > 10 => format!("{} ほか{}", items[..10].join("、"), n - 10),
        _ => items.join("、"),
    }
}
