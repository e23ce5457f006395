//! An evaluation workbook (forms.md §3): cover, 事業評価, and what is said of the workbook as a whole.

use kikin_domain::evaluation::EvaluationWorkbook;
use kikin_domain::place::{Field, SheetName};
use kikin_domain::plan::{Cover, Stage};
use kikin_domain::{BodyCode, Finding, FiscalYear, FormId, RuleId};

use super::cells::Setting;
use super::collect::Collector;
use super::cover::Places;
use super::evaluations::{self, EvaluationTable};
use super::sheets::{self, Located};
use super::{ReadContext, Tables, cover, known_year, limits, organization, unit, whole};
use crate::form::{CoverKey, EVALUATIONS};
use crate::grid::Workbook;

/// Reads the workbook, or says which limit a table is over.
pub(super) fn read(
    workbook: &Workbook,
    context: ReadContext<'_>,
    located: &Tables<'_>,
    collect: &mut Collector,
) -> Option<EvaluationWorkbook> {
    if let Some(finding) = limits::exceeded(located, FormId::Evaluation) {
        collect.push(finding);
        return None;
    }
    let missing = [("表紙", located.cover.is_none()), ("事業評価", located.evaluations.is_empty())];
    whole::report_missing_sheets(workbook, &missing, collect);
    let places = located.cover.map(cover::places).unwrap_or_default();
    let (stage, year) = whole::stage_and_year(located.cover, &places, context.fiscal_year, collect);
    let judged = context.fiscal_year.or(year.get()).or_else(known_year);
    let setting = Setting {
        year: judged.unwrap_or(FiscalYear::EARLIEST),
        // What was executed is known: 調整中 is none of its amounts, whatever the cover says of a stage.
        stage: Stage::Plan,
        categories: context.categories,
        bodies: context.bodies,
        date1904: workbook.date1904,
    };
    let mut read = EvaluationWorkbook {
        cover: Cover::default(),
        evaluation_year: Field::Absent,
        organization: None,
        judged_year: judged,
        projects: Vec::new(),
        checks: Vec::new(),
        sheets: located.evaluations.iter().map(|l| l.sheet.name.clone()).collect(),
        unit: None,
    };
    read_cover(located, &places, setting, context, &mut read, collect);
    (read.cover.stage, read.cover.fiscal_year) = (stage, year);
    read_table(workbook, located, setting, &mut read, collect);
    if let Some(sheet) = located.cover {
        let complete = ![RuleId::T001, RuleId::T002, RuleId::T008].iter().any(|r| collect.has(*r));
        cover::check_version(sheet, &read.cover, &places, complete, collect);
    }
    Some(read)
}

/// Whether there is nothing of an evaluation but the sheet: no project, and a cover that asks for no 評価年度.
pub(super) fn is_unfinished(read: &EvaluationWorkbook, located: &Tables<'_>) -> bool {
    let says_none = read.cover.no_projects.get() == Some(true);
    let has_both = located.cover.is_some() && !located.evaluations.is_empty();
    has_both && read.projects.is_empty() && !says_none && !super::names_evaluation_year(located)
}

fn read_cover(
    located: &Tables<'_>,
    places: &Places,
    setting: Setting<'_>,
    context: ReadContext<'_>,
    read: &mut EvaluationWorkbook,
    collect: &mut Collector,
) {
    let Some(sheet) = located.cover else { return };
    read.evaluation_year = whole::year(sheet, places, CoverKey::EvaluationYear, "評価年度", collect);
    read.cover = cover::read(sheet, places, FormId::Evaluation, setting, collect);
    if let Some(at) = places.get(&CoverKey::Code) {
        let slot = organization::slot(sheet, *at);
        let asked = organization::Asked { prefecture: context.prefecture, bodies: context.bodies };
        read.organization = organization::read(slot, FormId::Evaluation, &mut read.cover, asked, collect);
    }
    cover::require(sheet, places, CoverKey::Code, "団体コード", &read.cover.code, collect);
    // The prefecture's own evaluation has no 市町村名.
    if !read.cover.code.get().is_some_and(BodyCode::is_prefecture) {
        cover::require(sheet, places, CoverKey::Name, "市町村名", &read.cover.name, collect);
    }
}

fn read_table(
    workbook: &Workbook,
    located: &Tables<'_>,
    setting: Setting<'_>,
    read: &mut EvaluationWorkbook,
    collect: &mut Collector,
) {
    let mut sheets_read: Vec<SheetName> = read.cover.sheet.iter().cloned().collect();
    let tables: Vec<&Located<'_>> = located.evaluations.iter().collect();
    unit::contradictions(&read.cover, &tables, collect);
    let mut table = EvaluationTable::default();
    for one in &located.evaluations {
        whole::begin_table(one, &EVALUATIONS, evaluations::missing_columns, collect, &mut sheets_read);
        evaluations::read(one, read.cover.unit.get(), setting, collect, &mut table);
    }
    if table.unit_missing {
        unit::missing(&read.cover, &tables[0].sheet.name, collect);
    }
    report_empty(located, read, table.projects.len(), collect);
    sheets::report_sheets(workbook, &sheets_read, |_| false, collect);
    whole::report_hidden(located.cover, located.evaluations.iter(), collect);
    (read.projects, read.checks, read.unit) = (table.projects, table.checks, table.unit);
}

/// C001 on the sheet when there is no project and no 該当事業なし; T007 when there are both.
fn report_empty(located: &Tables<'_>, read: &EvaluationWorkbook, projects: usize, collect: &mut Collector) {
    let none = read.cover.no_projects.get() == Some(true);
    if let (0, false, Some(first)) = (projects, none, located.evaluations.iter().find(|l| !l.sections.is_empty())) {
        collect.push(Finding::new(RuleId::C001, "evaluation", &[]).on(&first.sheet.name));
    }
    if let (true, true, Some(sheet)) = (none, projects > 0, &read.cover.sheet) {
        let count = projects.to_string();
        let args = [("value", count.as_str()), ("table", EVALUATIONS.title)];
        let finding = Finding::new(RuleId::T007, "no-projects", &args).on(sheet);
        collect.push(finding.at(read.cover.no_projects.cell()));
    }
}
