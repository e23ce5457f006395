//! What a project of an exported plan has beyond its row: 追加指標, the indicators after its first, and 追加項目, what stood
//! under labels of the body's own.

use std::collections::HashMap;

use kikin_domain::cross::no_key;
use kikin_domain::place::{CellRef, Field, Sourced};
use kikin_domain::plan::{Direction, ExportedRow, Indicator, Note, PlanWorkbook, Project};
use kikin_domain::{BodyCode, Bu, Finding, RuleId};

use super::super::cells::{Setting, Slot, is_blank, raw_text};
use super::super::collect::Collector;
use super::super::sheets::{Search, locate};
use super::text_of;
use crate::form::{INDICATORS, NOTES, OUTCOME, OUTPUT, TableDef, TableId};
use crate::grid::{Row, Sheet, Workbook};
use crate::table::Section;

/// Reads both tables and gives each project what is its own, in the order of the rows.
pub(super) fn read(
    plan: &mut PlanWorkbook,
    rows: &[ExportedRow],
    workbook: &Workbook,
    setting: Setting<'_>,
    collect: &mut Collector,
) {
    let mut projects: HashMap<(BodyCode, Bu, String), usize> = HashMap::new();
    for (i, (project, row)) in plan.projects.iter().zip(rows).enumerate() {
        let category = project.category.value().and_then(|code| setting.categories.get(code, setting.year));
        if let (Some(body), Some(category)) = (row.body.get(), category) {
            projects.entry((body, category.bu, no_key(project.no.text()))).or_insert(i);
        }
    }
    let search = Search::new(workbook);
    for table in [&INDICATORS, &NOTES] {
        for located in locate(&search, table) {
            for section in &located.sections {
                for row in located.sheet.rows_between(section.data.0, section.data.1) {
                    let view = View { table, sheet: located.sheet, section, row };
                    if view.is_remark() {
                        continue;
                    }
                    let project = view.key().and_then(|key| projects.get(&key)).map(|i| &mut plan.projects[*i]);
                    if project.is_none_or(|project| !view.give(project, collect)) {
                        view.orphan(collect);
                    }
                }
            }
        }
    }
}

struct View<'a> {
    table: &'static TableDef,
    sheet: &'a Sheet,
    section: &'a Section,
    row: &'a Row,
}

impl View<'_> {
    fn slot(&self, key: &str) -> Option<Slot<'_>> {
        let bound = self.section.column(key)?;
        let label = bound.column.labels.first().map_or("", |l| l.leaf);
        Some(Slot { sheet: self.sheet, at: CellRef::new(self.row.index, bound.col), label })
    }

    fn text(&self, key: &str) -> String {
        self.slot(key).map(text_of).unwrap_or_default()
    }

    /// A row without a record: nothing, or a remark below the table.
    fn is_remark(&self) -> bool {
        let first = self.row.cells.iter().find(|c| !is_blank(c)).map(|c| raw_text(&c.value));
        first.is_none_or(|t| t.trim_start().starts_with(['注', '※']))
    }

    /// Gives a project what the row holds, unless the row does not say what that is.
    fn give(&self, project: &mut Project, collect: &mut Collector) -> bool {
        let is_note = self.table.id == TableId::Notes;
        match self.text("kind").as_str() {
            _ if is_note => project.notes.extend(self.note()),
            OUTCOME => project.outcomes.push(self.indicator(collect)),
            OUTPUT => project.outputs.push(self.indicator(collect)),
            _ => return false,
        }
        true
    }

    /// The label and the text to the last letter; `None` without a text.
    fn note(&self) -> Option<Note> {
        let raw = |key| {
            let at = self.slot(key)?.at;
            let cell = self.row.cell(at.col).filter(|c| !is_blank(c))?;
            Some((at, raw_text(&cell.value)))
        };
        let (cell, raw_value) = raw("text")?;
        let label = raw("label").map(|(_, label)| label).unwrap_or_default();
        let text = Field::Given(Sourced { value: raw_value.clone(), cell, raw: raw_value });
        Some(Note { label, text, sheet: Some(self.sheet.name.clone()) })
    }

    /// Whose row it is.
    fn key(&self) -> Option<(BodyCode, Bu, String)> {
        let bu = self.text("bu");
        let bu = Bu::ALL.into_iter().find(|b| b.label() == bu)?;
        Some((BodyCode::parse(&self.text("code"))?, bu, no_key(&self.text("no"))))
    }

    fn indicator(&self, collect: &mut Collector) -> Indicator {
        let mut text = |key| self.slot(key).map_or(Field::Absent, |slot| collect.text(slot, 4_000));
        let (name, baseline, target) = (text("name"), text("baseline"), text("target"));
        let (unit, target_year, source) = (text("unit"), text("year"), text("source"));
        let direction = self
            .slot("direction")
            .map_or(Field::Absent, |slot| collect.choice(slot, Direction::ALL, Direction::label, Direction::read));
        for (key, field) in [("name", &name), ("target", &target)] {
            if let Some(slot) = self.slot(key) {
                collect.require(slot, field, "");
            }
        }
        let sheet = Some(self.sheet.name.clone());
        Indicator { sheet, name, baseline, target, unit, direction, target_year, source }
    }

    /// T007: a row of no project of 事業一覧.
    fn orphan(&self, collect: &mut Collector) {
        let value = format!("{} {} No.{}", self.text("code"), self.text("bu"), self.text("no"));
        let finding =
            Finding::new(RuleId::T007, "further", &[("table", self.table.title), ("value", &value)]).value(&*value);
        if let Some(slot) = self.slot("code") {
            collect.at(&self.sheet.name, slot.at, finding);
        }
    }
}
