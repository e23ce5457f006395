//! Reading a plan workbook: sheets → cover → tables → findings. Nothing stops at the first finding.

mod cells;
mod collect;
mod cover;
mod evaluation;
mod evaluations;
mod exported;
mod facilities;
mod goals;
mod leftover;
mod limits;
mod money;
mod organization;
mod projects;
mod rows;
mod sheets;
mod sums;
mod unit;
mod whole;

#[cfg(test)]
mod evaluation_tests;
#[cfg(test)]
mod tests;

use kikin_domain::category::CategoryTable;
use kikin_domain::evaluation::EvaluationWorkbook;
use kikin_domain::place::SheetName;
use kikin_domain::plan::{Awaited, Cover, FormId, PlanWorkbook, Stage};
use kikin_domain::{Bodies, Finding, FiscalYear, Normalization, PrefectureCode, RuleId, text};

use crate::form::{
    AREAS, CHAPTERS, CoverKey, EVALUATIONS, EXPORTED_EVALUATION, FACILITIES, GOALS, HEARINGS, INDICATORS,
    KNOWN_VERSIONS, NOTES, PROJECTS, TableDef, is_computed,
};
use crate::grid::{Sheet, Workbook};
use crate::table::Section;
use cells::Setting;
use collect::Collector;
use sheets::{Located, Search, locate};

/// What a workbook is judged by.
#[derive(Clone, Copy, Debug)]
pub struct ReadContext<'a> {
    /// The plan year asked for; without one the cover's year is taken and T004 is not judged.
    pub fiscal_year: Option<FiscalYear>,
    /// The prefecture that gathers; without one T005 does not ask whose it is.
    pub prefecture: Option<PrefectureCode>,
    /// 区分 of all years.
    pub categories: &'a CategoryTable,
    /// Which bodies there are.
    pub bodies: &'a Bodies,
}

/// What was read of a workbook.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which form it is.
    pub form: FormId,
    /// The plan, unless it is another form (T006) or one of ours.
    pub plan: Option<PlanWorkbook>,
    /// The evaluation, where it is one and awaited.
    pub evaluation: Option<EvaluationWorkbook>,
    /// F, T and C findings (and X010, which a single cell shows).
    pub findings: Vec<Finding>,
    /// Values that were read as something else than their raw text.
    pub normalizations: Vec<Normalization>,
}

/// Reads a workbook that should be a plan.
#[must_use]
pub fn read_plan(workbook: &Workbook, context: ReadContext<'_>) -> Reading {
    read(workbook, context, Awaited::Plan)
}

/// Reads the workbook; a form that is not awaited is T006 and is not read.
#[must_use]
pub fn read(workbook: &Workbook, context: ReadContext<'_>, awaited: Awaited) -> Reading {
    let mut collect = Collector::of(workbook);
    let located = Tables::locate(workbook);
    let form = identify(workbook, &located, awaited);
    let (mut plan, mut evaluation) = (None, None);
    match form {
        _ if says(&located, EXPORTED_EVALUATION) => {
            let args = [("form", EXPORTED_EVALUATION), ("reason", "表紙の「様式」にそう書かれています")];
            collect.push(Finding::new(RuleId::T006, "exported", &args));
        }
        _ if !awaited.takes(form) => collect.push(other_form(form, awaited, &located)),
        FormId::MunicipalPlan | FormId::PrefecturalPlan => {
            plan = PlanReader { workbook, context, form, located }.read_within_limits(&mut collect);
        }
        FormId::ConsolidatedPlan => {
            let workbook = &exported::fold(workbook);
            let located = Tables::locate(workbook).of_exported_plan();
            plan = PlanReader { workbook, context, form, located }.read_within_limits(&mut collect);
        }
        FormId::Evaluation => {
            evaluation = evaluation::read(workbook, context, &located, &mut collect);
            if evaluation.as_ref().is_some_and(|read| evaluation::is_unfinished(read, &located)) {
                collect = Collector::of(workbook);
                let args = [("form", form.label()), ("reason", "「事業評価」のシートがあります")];
                collect.push(Finding::new(RuleId::T006, "unfinished", &args));
                evaluation = None;
            }
        }
    }
    let (findings, normalizations) = collect.finish();
    Reading { form, plan, evaluation, findings, normalizations }
}

/// T006: the form is another than the awaited one.
fn other_form(form: FormId, awaited: Awaited, located: &Tables<'_>) -> Finding {
    let (case, tables) = match awaited {
        Awaited::Evaluation if located.projects.is_empty() => ("evaluation", &located.chapters),
        Awaited::Evaluation => ("evaluation", &located.projects),
        Awaited::Any | Awaited::Plan => ("", &located.evaluations),
    };
    let sheet = tables.first().map_or(form.label(), |table| &*table.sheet.name);
    let reason = format!("「{sheet}」のシートがあります");
    Finding::new(RuleId::T006, case, &[("form", form.label()), ("reason", &reason)])
}

/// The sheets of each table.
struct Tables<'a> {
    cover: Option<&'a Sheet>,
    projects: Vec<Located<'a>>,
    facilities: Vec<Located<'a>>,
    areas: Vec<Located<'a>>,
    goals: Vec<Located<'a>>,
    hearings: Vec<Located<'a>>,
    chapters: Vec<Located<'a>>,
    evaluations: Vec<Located<'a>>,
}

impl<'a> Tables<'a> {
    fn locate(workbook: &'a Workbook) -> Self {
        let search = Search::new(workbook);
        let evaluations = locate(&search, &EVALUATIONS);
        // 事業評価 repeats so many labels of 事業一覧 that without names it would pass for one.
        let is_evaluation = |l: &Located<'_>| evaluations.iter().any(|e| e.sheet.name == l.sheet.name);
        let mut projects = locate(&search, &PROJECTS);
        projects.retain(|l| !is_evaluation(l));
        Self {
            cover: cover::locate(workbook),
            projects,
            facilities: locate(&search, &FACILITIES),
            areas: locate(&search, &AREAS),
            goals: locate(&search, &GOALS),
            hearings: locate(&search, &HEARINGS),
            chapters: locate(&search, &CHAPTERS),
            evaluations,
        }
    }

    /// The same with the columns of an exported plan.
    fn of_exported_plan(mut self) -> Self {
        let amounts = self.projects.iter_mut().chain(&mut self.facilities);
        let texts = self.areas.iter_mut().chain(&mut self.goals).chain(&mut self.hearings);
        amounts.chain(texts).flat_map(|l| &mut l.sections).for_each(Section::mark_extras);
        self
    }
}

/// Which form a workbook is: named on the cover of our own export; else by the sheets only one form has.
fn identify(workbook: &Workbook, tables: &Tables<'_>, awaited: Awaited) -> FormId {
    let named = |word: &str| {
        workbook.sheets.iter().any(|s| !crate::form::is_never_a_table(&s.name) && crate::form::is_named(&s.name, word))
    };
    if says(tables, FormId::ConsolidatedPlan.code()) {
        FormId::ConsolidatedPlan
    } else if is_evaluation(tables) {
        FormId::Evaluation
    } else if named("計画本文") || (!tables.chapters.is_empty() && tables.areas.is_empty()) {
        FormId::PrefecturalPlan
    } else if awaited == Awaited::Evaluation && tables.projects.is_empty() {
        // It looks like nothing, so it is judged as what is awaited: T001 says what is missing.
        FormId::Evaluation
    } else {
        FormId::MunicipalPlan
    }
}

/// Whether the cover names this form.
fn says(tables: &Tables<'_>, form: &str) -> bool {
    tables.cover.is_some_and(|sheet| {
        let said = cover::places(sheet).get(&CoverKey::Form).and_then(|at| sheet.cell(*at));
        said.is_some_and(|c| text::key(&cells::raw_text(&c.value)).contains(&text::key(form)))
    })
}

/// Whether it is an evaluation: it has 事業評価 and no 事業一覧, or its cover names an 評価年度 (a body may leave the plan's own
/// sheets in the workbook).
fn is_evaluation(tables: &Tables<'_>) -> bool {
    !tables.evaluations.is_empty() && (tables.projects.is_empty() || names_evaluation_year(tables))
}

/// Whether the cover has a place for the 評価年度.
fn names_evaluation_year(tables: &Tables<'_>) -> bool {
    tables.cover.is_some_and(|sheet| cover::places(sheet).contains_key(&CoverKey::EvaluationYear))
}

struct PlanReader<'a> {
    workbook: &'a Workbook,
    context: ReadContext<'a>,
    form: FormId,
    located: Tables<'a>,
}

impl<'a> PlanReader<'a> {
    /// The plan, or the finding that a table is over a limit: half a plan is worse than none.
    fn read_within_limits(&self, collect: &mut Collector) -> Option<PlanWorkbook> {
        if let Some(finding) = limits::exceeded(&self.located, self.form) {
            collect.push(finding);
            return None;
        }
        Some(self.read(collect))
    }

    fn read(&self, collect: &mut Collector) -> PlanWorkbook {
        self.report_missing_sheets(collect);
        let mut places = self.located.cover.map(cover::places).unwrap_or_default();
        if self.form == FormId::ConsolidatedPlan {
            exported::own_places(&mut places);
        }
        let (stage, year) = whole::stage_and_year(self.located.cover, &places, self.context.fiscal_year, collect);
        let judged = self.context.fiscal_year.or(year.get()).or_else(known_year);
        let setting = Setting {
            year: judged.unwrap_or(FiscalYear::EARLIEST),
            stage: stage.get().unwrap_or(Stage::Plan),
            categories: self.context.categories,
            bodies: self.context.bodies,
            date1904: self.workbook.date1904,
        };
        let mut cover = Cover::default();
        let mut organization = None;
        if let Some(sheet) = self.located.cover {
            cover = cover::read(sheet, &places, self.form, setting, collect);
            if let Some(at) = places.get(&CoverKey::Code) {
                let slot = organization::slot(sheet, *at);
                let asked = organization::Asked { prefecture: self.context.prefecture, bodies: self.context.bodies };
                organization = organization::read(slot, self.form, &mut cover, asked, collect);
            }
            cover::require(sheet, &places, CoverKey::Code, "団体コード", &cover.code, collect);
        }
        cover.stage = stage;
        cover.fiscal_year = year;
        let plan = self.tables(cover, organization, judged, setting, collect);
        if let Some(sheet) = self.located.cover {
            let complete = ![RuleId::T001, RuleId::T002, RuleId::T008].iter().any(|r| collect.has(*r));
            cover::check_version(sheet, &plan.cover, &places, complete, collect);
        }
        plan
    }

    /// T001.
    fn report_missing_sheets(&self, collect: &mut Collector) {
        let text_sheet = if self.form == FormId::PrefecturalPlan {
            ("計画本文", self.located.chapters.is_empty())
        } else {
            let none = [&self.located.areas, &self.located.goals].iter().all(|t| t.is_empty());
            ("区域・目標", none)
        };
        let wanted =
            [("表紙", self.located.cover.is_none()), text_sheet, ("事業一覧", self.located.projects.is_empty())];
        whole::report_missing_sheets(self.workbook, &wanted, collect);
    }

    fn tables(
        &self,
        cover: Cover,
        organization: Option<(kikin_domain::BodyCode, String)>,
        judged: Option<FiscalYear>,
        setting: Setting<'a>,
        collect: &mut Collector,
    ) -> PlanWorkbook {
        let mut read: Vec<SheetName> = cover.sheet.iter().cloned().collect();
        let text = self.text_tables(setting, collect, &mut read);
        let amounts: Vec<&Located<'_>> = self.located.projects.iter().chain(&self.located.facilities).collect();
        unit::contradictions(&cover, &amounts, collect);
        let cover_unit = cover.unit.get();
        let mut projects = projects::ProjectTable::default();
        for located in &self.located.projects {
            whole::begin_table(located, &PROJECTS, projects::missing_columns, collect, &mut read);
            projects::read(located, cover_unit, setting, collect, &mut projects);
        }
        let mut facilities = facilities::FacilityTable::default();
        for located in &self.located.facilities {
            whole::begin_table(located, &FACILITIES, facilities::missing_columns, collect, &mut read);
            facilities::read(located, cover_unit, setting, collect, &mut facilities);
        }
        if projects.unit_missing || facilities.unit_missing {
            unit::missing(&cover, &amounts[0].sheet.name, collect);
        }
        let is_written = text.chapters.iter().any(|chapter| chapter.text.value().is_some());
        self.report_empty(&cover, &projects, is_written, collect);
        let is_exported = self.form == FormId::ConsolidatedPlan;
        let is_own =
            |name: &str| is_exported && ([&INDICATORS, &NOTES].iter().any(|t| t.claims(name)) || is_computed(name));
        sheets::report_sheets(self.workbook, &read, is_own, collect);
        self.report_hidden(collect);
        let unreadable = self.located.facilities.iter().any(|l| l.sections.is_empty());
        let mut plan = PlanWorkbook {
            form: self.form,
            cover,
            organization,
            judged_year: judged,
            projects: projects.projects,
            checks: projects.checks,
            project_sheets: self.located.projects.iter().map(|l| l.sheet.name.clone()).collect(),
            facilities: (!unreadable).then_some(facilities.facilities),
            facility_checks: facilities.checks,
            areas: text.areas,
            goals: text.goals,
            hearings: text.hearings,
            chapters: text.chapters,
            units_contradict: collect.has(RuleId::C011),
            exported: None,
        };
        if is_exported {
            exported::complete(&mut plan, self.workbook, &self.located, &text.codes, setting, collect);
        }
        plan
    }

    /// C001 on the sheet when there is no project and no 該当事業なし; T007 when there are both.
    fn report_empty(&self, cover: &Cover, table: &projects::ProjectTable, is_written: bool, collect: &mut Collector) {
        let none = cover.no_projects.get() == Some(true);
        let readable = self.located.projects.iter().any(|l| !l.sections.is_empty());
        // The prefecture's workbook may bring 計画本文 alone, or projects alone, but not neither.
        let says_nothing = match self.form {
            FormId::MunicipalPlan => true,
            FormId::PrefecturalPlan => !is_written,
            FormId::ConsolidatedPlan | FormId::Evaluation => false,
        };
        if table.projects.is_empty() && readable && !none && says_nothing {
            let sheet = &self.located.projects[0].sheet.name;
            collect.push(Finding::new(RuleId::C001, "sheet", &[]).on(sheet));
        }
        if let (true, false, Some(sheet)) = (none, table.projects.is_empty(), &cover.sheet) {
            let count = table.projects.len().to_string();
            let args = [("value", count.as_str()), ("table", PROJECTS.title)];
            let finding = Finding::new(RuleId::T007, "no-projects", &args).on(sheet);
            collect.push(finding.at(cover.no_projects.cell()));
        }
    }

    /// The text tables; several may stand on one sheet, so each ends where the next begins.
    fn text_tables(
        &self,
        setting: Setting<'_>,
        collect: &mut Collector,
        read: &mut Vec<SheetName>,
    ) -> goals::TextTables {
        let mut tables = goals::TextTables::default();
        let all: [(&'static TableDef, &Vec<Located<'_>>, bool); 4] = [
            (&AREAS, &self.located.areas, self.form == FormId::MunicipalPlan),
            (&GOALS, &self.located.goals, self.form == FormId::MunicipalPlan),
            (&HEARINGS, &self.located.hearings, true),
            (&CHAPTERS, &self.located.chapters, self.form == FormId::PrefecturalPlan),
        ];
        let headers = |sheet: &SheetName| -> Vec<u32> {
            let mut rows: Vec<u32> = all
                .iter()
                .flat_map(|(_, located, _)| located.iter())
                .filter(|l| l.sheet.name == *sheet)
                .flat_map(|l| l.sections.iter().map(|s| s.header.0))
                .collect();
            rows.sort_unstable();
            rows
        };
        for (def, located, wanted) in all {
            read.extend(located.iter().map(|l| l.sheet.name.clone()));
            let found = located.iter().any(|l| !l.sections.is_empty());
            if let (false, true, Some(first)) = (found, wanted, located.first()) {
                whole::report_no_header(first.sheet, def, collect);
            }
            for l in located {
                let headers = headers(&l.sheet.name);
                for section in &l.sections {
                    let clipped = clip(l.sheet, section, &headers);
                    goals::read(l.sheet, &clipped, def, setting, collect, &mut tables);
                }
            }
        }
        tables
    }

    /// F007 on every sheet that was read, once.
    fn report_hidden(&self, collect: &mut Collector) {
        let tables = [
            &self.located.projects,
            &self.located.facilities,
            &self.located.areas,
            &self.located.goals,
            &self.located.hearings,
            &self.located.chapters,
        ];
        whole::report_hidden(self.located.cover, tables.into_iter().flatten(), collect);
    }
}

/// Cuts a section off where the next table of the sheet begins, title line included.
fn clip(sheet: &Sheet, section: &Section, headers: &[u32]) -> Section {
    let mut clipped = section.clone();
    let Some(next) = headers.iter().copied().find(|h| *h > section.header.1) else { return clipped };
    clipped.data.1 = clipped.data.1.min(next - 1);
    for row in sheet.rows_between(section.header.1 + 1, next - 1).iter().rev() {
        let filled = row.cells.iter().filter(|c| !cells::is_blank(c)).count();
        if filled > 1 {
            break;
        }
        clipped.data.1 = row.index - 1;
        if filled == 1 {
            break;
        }
    }
    clipped
}

/// The year to judge by when neither cover nor caller names one: that of the newest form version.
#[must_use]
pub fn known_year() -> Option<FiscalYear> {
    KNOWN_VERSIONS.iter().filter_map(|v| v.parse().ok().and_then(FiscalYear::new)).max()
}
