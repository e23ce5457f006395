//! 事業一覧: projects with their indicators, check rows, and what is left over.

use kikin_domain::place::{CellRef, Field};
use kikin_domain::plan::{
    AmountColumn, Answer, BodyKind, CheckRow, CheckScope, Continuity, Direction, Indicator, Project, TaxTreatment,
    YearlyAmount,
};
use kikin_domain::{Finding, RuleId, Unit, Yen};

use super::cells::{Setting, Slot, is_blank};
use super::collect::Collector;
use super::leftover::{self, Leftovers, VerticalMerges};
use super::rows::{Keys, RowKind, RowView};
use super::sheets::Located;
use super::unit;
use crate::form::{Column, Kind, PROJECTS};
use crate::table::{BoundColumn, Section};
use crate::value::date::End;

const KEYS: Keys = Keys {
    words: &["no", "name", "category"],
    named: &["no", "name"],
    keys: &["no", "category", "name", "fund"],
    blank_in_checks: &["body", "content"],
    blank_in_notes: &["no", "category"],
};

/// What was read from the sheets of 事業一覧.
#[derive(Default)]
pub(crate) struct ProjectTable {
    pub(crate) projects: Vec<Project>,
    pub(crate) checks: Vec<CheckRow<AmountColumn>>,
    /// Whether an amount stands in no unit.
    pub(crate) unit_missing: bool,
}

/// Reads one sheet of the table into `table`.
pub(crate) fn read(
    located: &Located<'_>,
    cover_unit: Option<Unit>,
    setting: Setting<'_>,
    collect: &mut Collector,
    table: &mut ProjectTable,
) {
    let units = unit::of_sections(located);
    for (section, sheet_unit) in located.sections.iter().zip(units) {
        leftover::report_columns(located.sheet, section, &PROJECTS, collect);
        let unit = sheet_unit.map(|(_, u)| u).or(cover_unit);
        SectionReader {
            located,
            section,
            unit,
            setting,
            titles: section.columns.iter().map(title).collect(),
            under_project: false,
            merges: VerticalMerges::of(located.sheet, section.data),
            leftovers: Leftovers::default(),
        }
        .read(collect, table);
    }
}

fn title(bound: &BoundColumn) -> String {
    match bound.year {
        Some(year) => format!("年度別基金所要額 {}", AmountColumn::Year(year).label()),
        None => bound.column.title(),
    }
}

struct SectionReader<'a> {
    located: &'a Located<'a>,
    section: &'a Section,
    unit: Option<Unit>,
    setting: Setting<'a>,
    titles: Vec<String>,
    under_project: bool,
    merges: VerticalMerges,
    leftovers: Leftovers,
}

impl<'a> SectionReader<'a> {
    fn read(mut self, collect: &mut Collector, table: &mut ProjectTable) {
        let sheet = self.located.sheet;
        let (first, last) = self.section.data;
        for row in sheet.rows_between(first, last) {
            let view = RowView { sheet, section: self.section, row };
            match view.kind(&KEYS, self.setting.categories, self.setting.year) {
                RowKind::Blank | RowKind::Note | RowKind::Memo => {}
                RowKind::Example(at, t) => {
                    let finding = Finding::new(RuleId::T007, "example", &[("value", t.trim())]).value(t);
                    collect.at(&sheet.name, at, finding);
                }
                RowKind::Check(scope, word) => {
                    self.under_project = false;
                    table.checks.push(self.check(view, scope, word, collect, &mut table.unit_missing));
                }
                RowKind::Record => {
                    self.under_project = true;
                    let project = self.project(view, collect, &mut table.unit_missing);
                    table.projects.push(project);
                }
                RowKind::Keyless => self.keyless(view, collect, table),
            }
        }
        self.leftovers.report(sheet, collect);
    }

    /// The unit in which the fund is written: a 千円 sheet is one even when only its headers say so.
    fn fund_unit(&self) -> Option<Unit> {
        self.unit.or_else(|| self.section.column("fund").and_then(|c| c.unit))
    }

    /// Columns whose header names another unit than the sheet's.
    fn other_units(&self) -> Vec<AmountColumn> {
        let other = |b: &&BoundColumn| b.unit.is_some() && self.unit.is_some() && b.unit != self.unit;
        self.section.columns.iter().filter(other).filter_map(|b| amount_column(b.column, b.year)).collect()
    }

    fn slot(&self, row: u32, index: usize) -> Slot<'_> {
        Slot {
            sheet: self.located.sheet,
            at: CellRef::new(row, self.section.columns[index].col),
            label: &self.titles[index],
        }
    }

    /// A project row. A text cell that a vertical merge covers takes the merge's value.
    fn project(&mut self, view: RowView<'_>, collect: &mut Collector, unit_missing: &mut bool) -> Project {
        let row = view.row.index;
        let mut project = Project {
            sheet: self.located.sheet.name.clone(),
            row,
            unit: self.fund_unit(),
            other_units: self.other_units(),
            ..Project::default()
        };
        let mut outcome = Indicator::default();
        let mut output = Indicator::default();
        for (index, bound) in self.section.columns.iter().enumerate() {
            let slot = self.slot(row, index);
            let source = self.merges.source(slot, bound.column);
            if bound.column.is_indicator() {
                let indicator = if bound.column.key.starts_with("oc_") { &mut outcome } else { &mut output };
                read_indicator(indicator, bound.column, slot, collect);
            } else if bound.column.is_amount() {
                let field = self.amount(slot, bound, true, collect, unit_missing);
                if bound.column.key == "granted" {
                    project.granted = field;
                } else {
                    set_amount(&mut project, bound, field);
                }
            } else {
                read_plain(&mut project, bound.column, source, self.setting, collect);
            }
        }
        settle_period(&mut project);
        self.require(&project, &outcome, &output, row, collect);
        project.outcomes.push(outcome);
        project.outputs.push(output);
        project.struck = view.struck(collect);
        project.notes = self.leftovers.take(view);
        project
    }

    fn amount(
        &self,
        slot: Slot<'_>,
        bound: &BoundColumn,
        warns: bool,
        collect: &mut Collector,
        unit_missing: &mut bool,
    ) -> Field<Yen> {
        collect.amount_of_column(slot, bound, (self.unit, warns), self.setting, unit_missing)
    }

    /// C001 for the required columns that the sheet has.
    fn require(&self, project: &Project, outcome: &Indicator, output: &Indicator, row: u32, collect: &mut Collector) {
        let start_open = project.end.is_blank() && matches!(project.start, Field::Pending(_));
        for (index, bound) in self.section.columns.iter().enumerate() {
            let slot = self.slot(row, index);
            match bound.column.key {
                "no" => collect.require(slot, &project.no, ""),
                "category" => collect.require(slot, &project.category, ""),
                "name" => collect.require(slot, &project.name, ""),
                "continuity" => collect.require(slot, &project.continuity, ""),
                "area" => collect.require(slot, &project.area, ""),
                "body" => collect.require(slot, &project.body, ""),
                "body_kind" => collect.require(slot, &project.body_kind, ""),
                "start" => collect.require(slot, &project.start, ""),
                "end" if !start_open => collect.require(slot, &project.end, ""),
                "period" => collect.require(slot, &project.start, ""),
                "needs" => collect.require(slot, &project.needs, ""),
                "content" => collect.require(slot, &project.content, ""),
                "relation" => collect.require(slot, &project.relation, ""),
                "fund" => collect.require(slot, &project.fund, "基金を使わない事業は、この一覧に記入しません。"),
                "oc_name" => collect.require(slot, &outcome.name, ""),
                "oc_target" => collect.require(slot, &outcome.target, ""),
                "op_name" => collect.require(slot, &output.name, ""),
                "op_target" => collect.require(slot, &output.target, ""),
                _ => {}
            }
        }
    }

    fn check(
        &self,
        view: RowView<'_>,
        scope: CheckScope,
        word: String,
        collect: &mut Collector,
        unit_missing: &mut bool,
    ) -> CheckRow<AmountColumn> {
        let mut amounts = Vec::new();
        for (index, bound) in self.section.columns.iter().enumerate().filter(|(_, b)| b.column.is_amount()) {
            let field = self.amount(self.slot(view.row.index, index), bound, false, collect, unit_missing);
            amounts.extend(amount_column(bound.column, bound.year).map(|c| (c, field)));
        }
        CheckRow { sheet: self.located.sheet.name.clone(), row: view.row.index, word, scope, amounts }
    }

    /// No key column is filled: one more indicator of the project above, or something that is not understood (T007).
    fn keyless(&mut self, view: RowView<'_>, collect: &mut Collector, table: &mut ProjectTable) {
        let row = view.row.index;
        let mut outcome = Indicator::default();
        let mut output = Indicator::default();
        let indicator_filled = |prefix: &str| {
            self.section
                .columns
                .iter()
                .any(|b| b.column.key.starts_with(prefix) && view.row.cell(b.col).is_some_and(|c| !is_blank(c)))
        };
        let (has_outcome, has_output) = (indicator_filled("oc_"), indicator_filled("op_"));
        let continues = self.under_project && (has_outcome || has_output);
        let mut rest: Vec<CellRef> = Vec::new();
        for (index, bound) in self.section.columns.iter().enumerate() {
            if continues && bound.column.is_indicator() {
                let indicator = if bound.column.key.starts_with("oc_") { &mut outcome } else { &mut output };
                read_indicator(indicator, bound.column, self.slot(row, index), collect);
            } else if view.row.cell(bound.col).is_some_and(|c| !is_blank(c)) {
                rest.push(CellRef::new(row, bound.col));
            }
        }
        if continues {
            self.require_continued(row, has_outcome.then_some(&outcome), has_output.then_some(&output), collect);
            if let Some(project) = table.projects.last_mut() {
                project.outcomes.extend(has_outcome.then_some(outcome));
                project.outputs.extend(has_output.then_some(output));
            }
        }
        rest.extend(self.leftovers.unlabelled_in(view));
        if !rest.is_empty() {
            rest.sort_unstable();
            collect.push(Finding::new(RuleId::T007, "row", &[]).on(&self.located.sheet.name).at(rest));
        }
    }

    fn require_continued(
        &self,
        row: u32,
        outcome: Option<&Indicator>,
        output: Option<&Indicator>,
        collect: &mut Collector,
    ) {
        for (index, bound) in self.section.columns.iter().enumerate() {
            let field = match bound.column.key {
                "oc_name" => outcome.map(|i| &i.name),
                "oc_target" => outcome.map(|i| &i.target),
                "op_name" => output.map(|i| &i.name),
                "op_target" => output.map(|i| &i.target),
                _ => None,
            };
            if let Some(field) = field {
                collect.require(self.slot(row, index), field, "");
            }
        }
    }
}

fn read_indicator(indicator: &mut Indicator, column: &Column, slot: Slot<'_>, collect: &mut Collector) {
    let limit = if let Kind::Text(limit) = column.kind { limit } else { usize::MAX };
    match column.key {
        "oc_name" | "op_name" => indicator.name = collect.text(slot, limit),
        "oc_baseline" => indicator.baseline = collect.text(slot, limit),
        "oc_target" | "op_target" => indicator.target = collect.text(slot, limit),
        "oc_unit" | "op_unit" => indicator.unit = collect.text(slot, limit),
        "oc_direction" if collect.is_lone_dash(slot) => indicator.direction = Field::Blank(slot.at),
        "oc_direction" => {
            indicator.direction = collect.choice(slot, Direction::ALL, Direction::label, Direction::read);
        }
        "oc_year" => indicator.target_year = collect.text(slot, limit),
        "oc_source" => indicator.source = collect.text(slot, limit),
        _ => {}
    }
}

fn read_plain(project: &mut Project, column: &Column, slot: Slot<'_>, setting: Setting<'_>, collect: &mut Collector) {
    match column.kind {
        Kind::Tax if collect.is_lone_dash(slot) => project.tax = Field::Blank(slot.at),
        Kind::Year if collect.is_lone_dash(slot) => project.carried_from = Field::Blank(slot.at),
        Kind::No => project.no = collect.number(slot),
        Kind::Category => project.category = collect.category(slot, setting),
        Kind::Continuity => {
            project.continuity = collect.choice(slot, Continuity::ALL, Continuity::label, Continuity::read);
        }
        Kind::BodyKind => project.body_kind = collect.choice(slot, BodyKind::ALL, BodyKind::label, BodyKind::read),
        Kind::Answer => project.answer = collect.choice(slot, Answer::ALL, Answer::label, Answer::read),
        Kind::Tax => project.tax = collect.choice(slot, TaxTreatment::ALL, TaxTreatment::label, TaxTreatment::read),
        Kind::Date { end: false } => read_start(project, slot, setting, collect),
        Kind::Date { end: true } => {
            let end = collect.date(slot, End::Last, setting);
            // The start cell may already have given both ends.
            if !(matches!(end, Field::Blank(_)) && project.end.cell().is_some()) {
                project.end = end;
            }
        }
        Kind::Period => (project.start, project.end) = collect.period(slot),
        Kind::Year => project.carried_from = collect.year(slot),
        Kind::Text(limit) => {
            let field = collect.text(slot, limit);
            match column.key {
                "standard_example" => project.standard_example = field,
                "name" => project.name = field,
                "area" => project.area = field,
                "body" => project.body = field,
                "needs" => project.needs = field,
                "vision" => project.vision = field,
                "content" => project.content = field,
                "relation" => project.relation = field,
                "remarks" => project.remarks = field,
                _ => {}
            }
        }
        Kind::Amount { .. }
        | Kind::YearlyAmounts
        | Kind::Direction
        | Kind::Choice(_)
        | Kind::Quantity
        | Kind::Premium
        | Kind::Rate => {}
    }
}

/// A start cell may hold the whole period, 「令和8年4月1日～令和9年3月31日」.
fn read_start(project: &mut Project, slot: Slot<'_>, setting: Setting<'_>, collect: &mut Collector) {
    let raw = slot.sheet.cell(slot.at).map(|c| super::cells::raw_text(&c.value)).unwrap_or_default();
    let both = crate::value::date::day(&raw, End::First).is_none()
        && matches!(
            crate::value::date::period(&raw),
            Some((crate::value::date::Bound::Day(_), crate::value::date::Bound::Day(_)))
        );
    if both {
        (project.start, project.end) = collect.period(slot);
    } else {
        project.start = collect.date(slot, End::First, setting);
    }
}

/// 「令和8年10月～」 in the start cell: the blank end is open, not missing.
fn settle_period(project: &mut Project) {
    let start_is_open = match &project.start {
        Field::Given(s) => crate::value::date::is_open(&s.raw),
        Field::Pending(_) => true,
        Field::Absent | Field::Blank(_) | Field::Bad(_) => false,
    };
    if start_is_open && let Field::Blank(cell) = project.end {
        project.end = Field::Pending(cell);
    }
}

fn amount_column(column: &Column, year: Option<kikin_domain::plan::YearColumn>) -> Option<AmountColumn> {
    Some(match column.key {
        "total" => AmountColumn::Total,
        "fund" => AmountColumn::Fund,
        "national" => AmountColumn::National,
        "prefectural" => AmountColumn::Prefectural,
        "other" => AmountColumn::Other,
        "public" => AmountColumn::Public,
        "private" => AmountColumn::Private,
        "entrusted" => AmountColumn::Entrusted,
        "carried" => AmountColumn::Carried,
        "y" => AmountColumn::Year(year?),
        _ => return None,
    })
}

fn set_amount(project: &mut Project, bound: &BoundColumn, field: Field<Yen>) {
    match amount_column(bound.column, bound.year) {
        Some(AmountColumn::Total) => project.total = field,
        Some(AmountColumn::Fund) => project.fund = field,
        Some(AmountColumn::National) => project.national = field,
        Some(AmountColumn::Prefectural) => project.prefectural = field,
        Some(AmountColumn::Other) => project.other = field,
        Some(AmountColumn::Public) => project.public = field,
        Some(AmountColumn::Private) => project.private = field,
        Some(AmountColumn::Entrusted) => project.entrusted = field,
        Some(AmountColumn::Carried) => project.carried = field,
        Some(AmountColumn::Year(column)) => project.yearly.push(YearlyAmount { column, amount: field }),
        None => {}
    }
}

/// Required columns that no section of the table has (T008). A period in one cell stands for both its ends.
pub(crate) fn missing_columns(section: &Section) -> Vec<&'static Column> {
    let has_period = section.column("period").is_some();
    PROJECTS
        .columns
        .iter()
        .filter(|c| c.required && section.column(c.key).is_none())
        .filter(|c| !(has_period && matches!(c.kind, Kind::Date { .. })))
        .collect()
}
