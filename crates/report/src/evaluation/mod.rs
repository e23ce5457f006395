//! 事後評価 of a plan as data: what became of every project, what was executed of every grant, and what an auditor asks for.

mod audit;
pub mod data;
mod execution;
mod grants;
mod proof;
mod rows;
mod sums;
mod write;

use std::collections::BTreeMap;

use kikin_domain::evaluation::{Evaluated, EvaluationFile, Front};
use kikin_domain::{Category, CategoryCode, FiscalYear, PrefectureCode};

pub use audit::{AuditRow, AuditSelection, AuditStatement, CrossRow, Lineage, write_audit};
pub use execution::{ExecutionFigures, ExecutionRow, ExecutionStatement, PlanPart};
pub use grants::{GrantRow, GrantStatement};
pub use proof::year_label;
pub use rows::{EvaluatedProject, EvaluationFileRow, PlanPlace, YearRow};
pub use sums::{EvaluationSums, EvaluationTotals, Funds, YearSum};
pub use write::{rate_words, write_evaluation};

use crate::plan::files;

/// The version of the workbook, on its 表紙.
pub const FORM_VERSION: &str = "2026";

/// Every table of the 事後評価 of a plan in an evaluation year.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationStatement {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub year: FiscalYear,
    /// 評価年度, the year whose execution is told.
    pub evaluated: FiscalYear,
    /// The plan year's 区分 in order.
    pub categories: Vec<Category>,
    /// The workbooks that count, of this year and of those before.
    pub files: Vec<EvaluationFileRow>,
    /// The front part.
    pub front: Front,
    /// Every project, in plan order; then those that stand in no plan.
    pub projects: Vec<EvaluatedProject>,
    /// 総括表
    pub summary: EvaluationTotals,
    /// What was executed in each year, the earliest first.
    pub by_year: Vec<YearSum>,
    /// 執行状況
    pub execution: ExecutionStatement,
}

impl EvaluationStatement {
    /// Builds the tables; 執行状況 tells of this plan alone. Nothing is refused here: [`EvaluationStatement::prove`] says whether
    /// they hold.
    #[must_use]
    pub fn of(evaluated: &Evaluated) -> Self {
        Self::among(evaluated, std::slice::from_ref(evaluated))
    }

    /// The same with 執行状況 over several plan years, of which `evaluated` is one: only then is what was executed of an earlier
    /// grant all that was executed of it. What they tell of later years is left out.
    #[must_use]
    pub fn among(evaluated: &Evaluated, all: &[Evaluated]) -> Self {
        let names = file_names(&evaluated.files);
        let plan_files = crate::plan::file_rows(&evaluated.plan);
        let row = |(number, outturn)| EvaluatedProject::of(number, outturn, evaluated, &names, &plan_files);
        let projects: Vec<EvaluatedProject> = (1..).zip(&evaluated.projects).map(row).collect();
        let categories = evaluated.plan.categories.clone();
        Self {
            prefecture: evaluated.plan.prefecture,
            year: evaluated.plan.year,
            evaluated: evaluated.year,
            files: evaluated.files.iter().zip(&names).map(|(f, name)| EvaluationFileRow::of(f, name)).collect(),
            front: evaluated.front.clone(),
            summary: EvaluationTotals::of(&categories, &projects, evaluated.year),
            by_year: by_year(&projects),
            execution: ExecutionStatement::until(evaluated.year, all),
            categories,
            projects,
        }
    }

    /// 「令和8年度 新潟県計画に関する事後評価（評価年度：令和8年度）」
    #[must_use]
    pub fn title(&self) -> String {
        let (plan, name) = (self.year.era(), self.prefecture.name());
        format!("{plan} {name}計画に関する事後評価（評価年度：{}）", self.evaluated.era())
    }

    /// The number of a 区分 on papers, Ⅰ-1; its code where the year has none such.
    #[must_use]
    pub fn number<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        self.categories.iter().find(|c| c.code == *code).map_or(code.as_str(), |c| c.number.as_str())
    }
}

/// The evaluation files of a plan as papers name them, without folders of somebody's machine.
fn file_names(evaluations: &[EvaluationFile]) -> Vec<String> {
    let sources: Vec<_> = evaluations.iter().map(|f| f.file.clone()).collect();
    files::names(&sources)
}

/// What was executed in every year that was evaluated.
fn by_year(projects: &[EvaluatedProject]) -> Vec<YearSum> {
    let mut years: BTreeMap<FiscalYear, YearSum> = BTreeMap::new();
    for one in projects.iter().flat_map(|project| &project.years) {
        years.entry(one.year).or_insert_with(|| YearSum::new(one.year)).add(one);
    }
    years.into_values().collect()
}

/// One evaluation for every plan year, the earliest first: of several of one plan the latest, which has the years of the others.
fn latest<'a>(all: impl IntoIterator<Item = &'a Evaluated>) -> Vec<&'a Evaluated> {
    let mut plans: BTreeMap<FiscalYear, &Evaluated> = BTreeMap::new();
    for one in all {
        let kept = plans.entry(one.plan.year).or_insert(one);
        if one.year > kept.year {
            *kept = one;
        }
    }
    plans.into_values().collect()
}
