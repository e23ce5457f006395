//! 事業評価: what became of each project, its further indicators on rows of their own, check rows, and what is left over.

use kikin_domain::evaluation::{Evaluation, ExecutionColumn, Outcome, Output};
use kikin_domain::place::{CellRef, Field};
use kikin_domain::plan::{CheckRow, CheckScope, Direction, Executed, GoesOn, Observed, Onward};
use kikin_domain::{Finding, RuleId, Unit, Yen};

use super::cells::{Setting, Slot, is_blank, raw_text};
use super::collect::Collector;
use super::leftover::{self, Leftovers, VerticalMerges};
use super::rows::{Keys, RowKind, RowView};
use super::sheets::Located;
use super::unit;
use crate::form::{Column, EVALUATIONS, Kind};
use crate::table::{BoundColumn, Section};

const KEYS: Keys = Keys {
    words: &["no", "name", "category"],
    named: &["no", "name"],
    keys: &["no", "category", "name", "ex_fund"],
    blank_in_checks: &["effectiveness", "efficiency"],
    blank_in_notes: &["no", "category"],
};

/// What was read from the sheets of 事業評価.
#[derive(Default)]
pub(super) struct EvaluationTable {
    pub(super) projects: Vec<Evaluation>,
    pub(super) checks: Vec<CheckRow<ExecutionColumn>>,
    /// Whether an amount stands in no unit.
    pub(super) unit_missing: bool,
    /// The unit of the first section.
    pub(super) unit: Option<Unit>,
}

/// Reads one sheet of the table into `table`.
pub(super) fn read(
    located: &Located<'_>,
    cover_unit: Option<Unit>,
    setting: Setting<'_>,
    collect: &mut Collector,
    table: &mut EvaluationTable,
) {
    let units = unit::of_sections(located);
    for (section, sheet_unit) in located.sections.iter().zip(units) {
        leftover::report_columns(located.sheet, section, &EVALUATIONS, collect);
        let unit = sheet_unit.map(|(_, u)| u).or(cover_unit);
        table.unit = table.unit.or(unit);
        let reader = SectionReader {
            located,
            section,
            unit,
            setting,
            titles: section.columns.iter().map(|b| b.column.title()).collect(),
            merges: VerticalMerges::of(located.sheet, section.data),
            leftovers: Leftovers::default(),
            open: None,
        };
        reader.read(collect, table);
    }
}

/// Required columns that the section does not have (T008).
pub(super) fn missing_columns(section: &Section) -> Vec<&'static Column> {
    EVALUATIONS.columns.iter().filter(|c| c.required && section.column(c.key).is_none()).collect()
}

struct SectionReader<'a> {
    located: &'a Located<'a>,
    section: &'a Section,
    unit: Option<Unit>,
    setting: Setting<'a>,
    titles: Vec<String>,
    merges: VerticalMerges,
    leftovers: Leftovers,
    /// The project whose further indicators may follow. What it lacks is told when all its rows are read.
    open: Option<Evaluation>,
}

impl<'a> SectionReader<'a> {
    fn read(mut self, collect: &mut Collector, table: &mut EvaluationTable) {
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
                    self.close(collect, table);
                    table.checks.push(self.check(view, scope, word, collect, &mut table.unit_missing));
                }
                RowKind::Record => {
                    self.close(collect, table);
                    self.open = Some(self.project(view, collect, &mut table.unit_missing));
                }
                RowKind::Keyless => self.keyless(view, collect),
            }
        }
        self.close(collect, table);
        self.leftovers.report(sheet, collect);
    }

    fn slot(&self, row: u32, index: usize) -> Slot<'_> {
        Slot {
            sheet: self.located.sheet,
            at: CellRef::new(row, self.section.columns[index].col),
            label: &self.titles[index],
        }
    }

    /// Columns whose header names another unit than the sheet's.
    fn other_units(&self) -> Vec<ExecutionColumn> {
        let other = |b: &&BoundColumn| b.unit.is_some() && self.unit.is_some() && b.unit != self.unit;
        self.section.columns.iter().filter(other).filter_map(|b| execution_column(b.column.key)).collect()
    }

    /// The first row of a project. A text cell that a vertical merge covers takes the merge's value.
    fn project(&mut self, view: RowView<'_>, collect: &mut Collector, unit_missing: &mut bool) -> Evaluation {
        let row = view.row.index;
        let mut project = Evaluation {
            sheet: self.located.sheet.name.clone(),
            row,
            other_units: self.other_units(),
            ..Evaluation::default()
        };
        let (mut output, mut outcome) = (Output::default(), Outcome::default());
        for (index, bound) in self.section.columns.iter().enumerate() {
            let slot = self.slot(row, index);
            let source = self.merges.source(slot, bound.column);
            match execution_column(bound.column.key) {
                Some(column) => set_amount(&mut project, column, self.amount(slot, bound, true, collect, unit_missing)),
                None if is_of_indicator(bound.column) => {
                    read_indicator(&mut output, &mut outcome, bound.column, slot, collect);
                }
                None => read_plain(&mut project, bound.column, source, self.setting, collect),
            }
        }
        project.outputs.push(output);
        project.outcomes.push(outcome);
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

    fn check(
        &self,
        view: RowView<'_>,
        scope: CheckScope,
        word: String,
        collect: &mut Collector,
        unit_missing: &mut bool,
    ) -> CheckRow<ExecutionColumn> {
        let mut amounts = Vec::new();
        for (index, bound) in self.section.columns.iter().enumerate() {
            if let Some(column) = execution_column(bound.column.key) {
                amounts
                    .push((column, self.amount(self.slot(view.row.index, index), bound, false, collect, unit_missing)));
            }
        }
        CheckRow { sheet: self.located.sheet.name.clone(), row: view.row.index, word, scope, amounts }
    }

    /// No key column is filled: one more indicator of the project above, or something that is not understood (T007).
    fn keyless(&mut self, view: RowView<'_>, collect: &mut Collector) {
        let row = view.row.index;
        let filled = |of: fn(&Column) -> bool| {
            let mut own = self.section.columns.iter().filter(|b| of(b.column));
            own.any(|b| view.row.cell(b.col).is_some_and(|c| !is_blank(c)))
        };
        let (has_output, has_outcome) = (filled(is_of_output), filled(is_of_outcome));
        let continues = self.open.is_some() && (has_output || has_outcome);
        let (mut output, mut outcome) = (Output::default(), Outcome::default());
        let mut rest: Vec<CellRef> = Vec::new();
        for (index, bound) in self.section.columns.iter().enumerate() {
            let wanted = (has_output && is_of_output(bound.column)) || (has_outcome && is_of_outcome(bound.column));
            if continues && wanted {
                read_indicator(&mut output, &mut outcome, bound.column, self.slot(row, index), collect);
            } else if view.row.cell(bound.col).is_some_and(|c| !is_blank(c)) {
                rest.push(CellRef::new(row, bound.col));
            }
        }
        if let Some(project) = self.open.as_mut().filter(|_| continues) {
            project.outputs.extend(has_output.then_some(output));
            project.outcomes.extend(has_outcome.then_some(outcome));
        }
        rest.extend(self.leftovers.unlabelled_in(view));
        if !rest.is_empty() {
            rest.sort_unstable();
            collect.push(Finding::new(RuleId::T007, "row", &[]).on(&self.located.sheet.name).at(rest));
        }
    }

    /// A project with all its rows: C001 for what it lacks. Neither 執行なし nor a project without any answer (V001) is asked for
    /// more than what names it; a missing 達成値 is V004.
    fn close(&mut self, collect: &mut Collector, table: &mut EvaluationTable) {
        let Some(project) = self.open.take() else { return };
        let asked = !project.is_unexecuted() && !project.is_unanswered();
        for (index, bound) in self.section.columns.iter().enumerate() {
            let slot = self.slot(project.row, index);
            match bound.column.key {
                "no" => collect.require(slot, &project.no, ""),
                "category" => collect.require(slot, &project.category, ""),
                "name" => collect.require(slot, &project.name, ""),
                "goes_on" if asked => collect.require(slot, &project.goes_on, ""),
                "effectiveness" if asked => collect.require(slot, &project.effectiveness, ""),
                "efficiency" if asked => collect.require(slot, &project.efficiency, ""),
                "oc_observed" if asked => {
                    for outcome in &project.outcomes {
                        let at = outcome.observed.cell().unwrap_or(slot.at);
                        collect.require(Slot { at, ..slot }, &outcome.observed, "");
                    }
                }
                _ => {}
            }
        }
        table.projects.push(project);
    }
}

/// Columns of an output indicator; what explains a miss stands beside it.
fn is_of_output(column: &Column) -> bool {
    column.key.starts_with("op_") || matches!(column.key, "cause" | "improvement")
}

fn is_of_outcome(column: &Column) -> bool {
    column.key.starts_with("oc_")
}

fn is_of_indicator(column: &Column) -> bool {
    is_of_output(column) || is_of_outcome(column)
}

fn read_indicator(
    output: &mut Output,
    outcome: &mut Outcome,
    column: &Column,
    slot: Slot<'_>,
    collect: &mut Collector,
) {
    let limit = if let Kind::Text(limit) = column.kind { limit } else { usize::MAX };
    // A lone dash fills a place that has nothing to say; among what is only compared or quoted it is a text.
    let answer = |collect: &mut Collector| match collect.is_lone_dash(slot) {
        true => Field::Blank(slot.at),
        false => collect.text(slot, limit),
    };
    match column.key {
        "op_name" => output.name = collect.text(slot, limit),
        "op_target" => output.target = collect.text(slot, limit),
        "op_unit" => output.unit = answer(collect),
        "op_achieved" => output.achieved = answer(collect),
        "cause" => output.cause = answer(collect),
        "improvement" => output.improvement = answer(collect),
        "op_direction" if collect.is_lone_dash(slot) => output.direction = Field::Blank(slot.at),
        "op_direction" => output.direction = collect.choice(slot, Direction::ALL, Direction::label, Direction::read),
        "oc_name" => outcome.name = collect.text(slot, limit),
        "oc_target" => outcome.target = collect.text(slot, limit),
        "oc_actual" => outcome.actual = answer(collect),
        "oc_observed" if collect.is_lone_dash(slot) => outcome.observed = Field::Blank(slot.at),
        "oc_observed" => outcome.observed = collect.choice(slot, Observed::ALL, Observed::label, Observed::read),
        _ => {}
    }
}

fn read_plain(
    project: &mut Evaluation,
    column: &Column,
    slot: Slot<'_>,
    setting: Setting<'_>,
    collect: &mut Collector,
) {
    let limit = if let Kind::Text(limit) = column.kind { limit } else { usize::MAX };
    match column.key {
        "no" => project.no = collect.number(slot),
        "category" => project.category = collect.category(slot, setting),
        "name" => project.name = collect.text(slot, limit),
        // なし is an answer here and no dash.
        "executed" if !says_unexecuted(slot) && collect.is_lone_dash(slot) => {
            project.executed = Field::Blank(slot.at);
        }
        "executed" => project.executed = collect.choice(slot, Executed::ALL, Executed::label, Executed::read),
        "goes_on" if collect.is_lone_dash(slot) => project.goes_on = Field::Blank(slot.at),
        "goes_on" => project.goes_on = collect.choice(slot, GoesOn::ALL, GoesOn::label, GoesOn::read),
        "onward" if collect.is_lone_dash(slot) => project.onward = Field::Blank(slot.at),
        "onward" => project.onward = collect.choice(slot, Onward::ALL, Onward::label, Onward::read),
        "effectiveness" => project.effectiveness = collect.text(slot, limit),
        "efficiency" => project.efficiency = collect.text(slot, limit),
        "remarks" => project.remarks = collect.text(slot, limit),
        _ => {}
    }
}

fn says_unexecuted(slot: Slot<'_>) -> bool {
    let raw = slot.sheet.cell(slot.at).map(|c| raw_text(&c.value)).unwrap_or_default();
    Executed::read(&raw) == Some(Executed::No)
}

fn execution_column(key: &str) -> Option<ExecutionColumn> {
    Some(match key {
        "ex_total" => ExecutionColumn::Total,
        "ex_fund" => ExecutionColumn::Fund,
        "ex_national" => ExecutionColumn::National,
        _ => return None,
    })
}

fn set_amount(project: &mut Evaluation, column: ExecutionColumn, field: Field<Yen>) {
    match column {
        ExecutionColumn::Total => project.total = field,
        ExecutionColumn::Fund => project.fund = field,
        ExecutionColumn::National => project.national = field,
    }
}
