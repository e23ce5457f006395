//! 区域, 目標, 意見聴取 and 計画本文: tables of text, of which several may stand on one sheet.

use kikin_domain::place::{CellRef, Field, SheetName};
use kikin_domain::plan::{Area, Chapter, Goal, Hearing, Indicator};
use kikin_domain::{CategoryCode, Finding, RuleId, text};

use super::cells::{Setting, Slot, is_blank, raw_text};
use super::collect::Collector;
use super::leftover::{self, VerticalMerges};
use crate::form::{Column, ExtraColumn, Kind, TableDef, TableId};
use crate::grid::{Row, Sheet};
use crate::table::Section;

/// What was read from the text tables.
#[derive(Default)]
pub(crate) struct TextTables {
    pub(crate) areas: Vec<Area>,
    pub(crate) goals: Vec<Goal>,
    pub(crate) hearings: Vec<Hearing>,
    pub(crate) chapters: Vec<Chapter>,
    /// For each row of a table its cell of 団体コード, in an exported plan.
    pub(crate) codes: Vec<(TableId, SheetName, Option<CellRef>)>,
}

/// Words that stand under 区分 of a goal for the plan as a whole.
const WHOLE_PLAN: &[&str] = &["全体", "共通", "全区分", "全般", "医療分", "介護分"];

/// Reads one section of a text table.
pub(crate) fn read(
    sheet: &Sheet,
    section: &Section,
    def: &'static TableDef,
    setting: Setting<'_>,
    collect: &mut Collector,
    tables: &mut TextTables,
) {
    leftover::report_columns(sheet, section, def, collect);
    let missing: Vec<&Column> = def.columns.iter().filter(|c| c.required && section.column(c.key).is_none()).collect();
    leftover::report_missing(sheet, section, def, &missing, collect);
    let merges = VerticalMerges::of(sheet, section.data);
    let code = section.extra(ExtraColumn::BodyCode);
    for row in records(sheet, section, collect) {
        tables.codes.push((def.id, sheet.name.clone(), code.map(|col| CellRef::new(row.index, col))));
        let mut reader = RowReader { sheet, section, row, setting, merges: &merges, collect };
        match def.id {
            TableId::Areas => tables.areas.push(Area {
                name: reader.text("name"),
                parts: reader.text("parts"),
                reason: reader.text("reason"),
            }),
            TableId::Goals => tables.goals.push(Goal {
                category: reader.category(),
                goal: reader.text("goal"),
                indicator: Indicator {
                    name: reader.text("indicator"),
                    baseline: reader.text("baseline"),
                    target: reader.text("target"),
                    unit: reader.text("unit"),
                    target_year: reader.text("year"),
                    ..Indicator::default()
                },
            }),
            TableId::Hearings => tables.hearings.push(Hearing {
                held: reader.text("held"),
                whom: reader.text("whom"),
                how: reader.text("how"),
                opinions: reader.text("opinions"),
                reflected: reader.text("reflected"),
            }),
            TableId::Chapters => tables.chapters.push(Chapter {
                chapter: reader.text("chapter"),
                section: reader.text("section"),
                text: reader.text("text"),
            }),
            TableId::Projects
            | TableId::Facilities
            | TableId::Indicators
            | TableId::Notes
            | TableId::Filings
            | TableId::Evaluations => {}
        }
    }
}

/// The rows that are records: not blank, no note, no example.
fn records<'a>(sheet: &'a Sheet, section: &Section, collect: &mut Collector) -> Vec<&'a Row> {
    let (first, last) = section.data;
    let mut records = Vec::new();
    for row in sheet.rows_between(first, last) {
        let Some(cell) = row.cells.iter().find(|c| !is_blank(c)) else { continue };
        let raw = raw_text(&cell.value);
        let key = text::key(&raw);
        let key = key.trim_start_matches('(');
        if key.starts_with('※') || key.starts_with('注') {
            continue;
        }
        let at = CellRef::new(row.index, cell.col);
        if key.starts_with("記入例") || key == "例" {
            collect.at(&sheet.name, at, Finding::new(RuleId::T007, "example", &[("value", raw.trim())]).value(raw));
            continue;
        }
        if section.columns.iter().any(|c| row.cell(c.col).is_some_and(|c| !is_blank(c))) {
            records.push(row);
        } else {
            collect.at(&sheet.name, at, Finding::new(RuleId::T007, "unlabelled", &[]));
        }
    }
    records
}

struct RowReader<'a, 'c> {
    sheet: &'a Sheet,
    section: &'a Section,
    row: &'a Row,
    setting: Setting<'a>,
    merges: &'c VerticalMerges,
    collect: &'c mut Collector,
}

impl RowReader<'_, '_> {
    fn text(&mut self, key: &str) -> Field<String> {
        let Some(bound) = self.section.column(key) else { return Field::Absent };
        let title = bound.column.title();
        let own = Slot { sheet: self.sheet, at: CellRef::new(self.row.index, bound.col), label: &title };
        let slot = self.merges.source(own, bound.column);
        let limit = if let Kind::Text(limit) = bound.column.kind { limit } else { usize::MAX };
        let field = self.collect.text(slot, limit);
        if bound.column.required {
            self.collect.require(slot, &field, "");
        }
        field
    }

    fn category(&mut self) -> Field<CategoryCode> {
        let Some(bound) = self.section.column("category") else { return Field::Absent };
        let own = Slot { sheet: self.sheet, at: CellRef::new(self.row.index, bound.col), label: "区分" };
        let slot = self.merges.source(own, bound.column);
        let raw = slot.sheet.cell(slot.at).map(|c| raw_text(&c.value)).unwrap_or_default();
        if WHOLE_PLAN.contains(&text::choice_key(&raw).as_str()) {
            return Field::Blank(slot.at);
        }
        self.collect.category(slot, self.setting)
    }
}
