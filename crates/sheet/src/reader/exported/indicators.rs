//! 追加指標: the indicators of a project after its first.

use std::collections::HashMap;

use kikin_domain::cross::no_key;
use kikin_domain::place::{CellRef, Field};
use kikin_domain::plan::{Direction, ExportedRow, Indicator, PlanWorkbook};
use kikin_domain::{BodyCode, Bu, Finding, RuleId};

use super::super::cells::{Setting, Slot, is_blank, raw_text};
use super::super::collect::Collector;
use super::super::sheets::{Search, locate};
use super::text_of;
use crate::form::{INDICATORS, OUTCOME, OUTPUT};
use crate::grid::{Row, Sheet, Workbook};
use crate::table::Section;

/// Reads the table and gives each project its further indicators, in the order of the rows.
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
    for located in locate(&Search::new(workbook), &INDICATORS) {
        for section in &located.sections {
            for row in located.sheet.rows_between(section.data.0, section.data.1) {
                let view = View { sheet: located.sheet, section, row };
                if view.is_remark() {
                    continue;
                }
                let project = view.key().and_then(|key| projects.get(&key));
                match (project, view.text("kind").as_str()) {
                    (Some(&i), OUTCOME) => plan.projects[i].outcomes.push(view.indicator(collect)),
                    (Some(&i), OUTPUT) => plan.projects[i].outputs.push(view.indicator(collect)),
                    _ => view.orphan(collect),
                }
            }
        }
    }
}

struct View<'a> {
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

    /// Whose indicator it is.
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
        Indicator { name, baseline, target, unit, direction, target_year, source }
    }

    /// T007: an indicator of no project of 事業一覧.
    fn orphan(&self, collect: &mut Collector) {
        let value = format!("{} {} No.{}", self.text("code"), self.text("bu"), self.text("no"));
        let finding = Finding::new(RuleId::T007, "indicator", &[("value", &value)]).value(&*value);
        if let Some(slot) = self.slot("code") {
            collect.at(&self.sheet.name, slot.at, finding);
        }
    }
}
