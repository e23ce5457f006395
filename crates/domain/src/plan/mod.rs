//! The plan as read from one workbook: cover, projects, facilities, areas, goals, hearings, chapters, check rows.

mod checks;
mod choices;
mod exported;
mod project;
mod stage;
mod tables;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use checks::{AmountColumn, CheckRow, CheckScope, FacilityColumn};
pub use choices::{Answer, BodyKind, Continuity, Direction, Executed, GoesOn, Observed, Onward, TaxTreatment};
pub use exported::{Exported, ExportedRow, Filing};
pub use project::{Indicator, Note, Project, YearColumn, YearlyAmount};
pub use stage::Stage;
pub use tables::{Area, Chapter, Facility, Goal, Hearing, OUTLINE, Ratio};

use crate::body::{BodyCode, PrefectureCode};
use crate::category::{Bu, CategoryCode};
use crate::money::{Unit, Yen};
use crate::place::{CellRef, Field, SheetName};
use crate::year::FiscalYear;

/// Which form a workbook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FormId {
    /// 市町村計画様式
    MunicipalPlan,
    /// 都道府県計画様式 (the prefecture's own projects and its text)
    PrefecturalPlan,
    /// 事後評価様式
    Evaluation,
    /// The plan workbook that this program exports
    ConsolidatedPlan,
}

impl FormId {
    /// The id in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MunicipalPlan => "municipal-plan",
            Self::PrefecturalPlan => "prefectural-plan",
            Self::Evaluation => "evaluation",
            Self::ConsolidatedPlan => "consolidated-plan",
        }
    }

    /// The name on papers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::MunicipalPlan => "市町村計画様式",
            Self::PrefecturalPlan => "都道府県計画様式",
            Self::Evaluation => "事後評価様式",
            Self::ConsolidatedPlan => "都道府県計画（出力済み）",
        }
    }
}

/// What kind of form somebody waits for; any other is T006.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Awaited {
    /// Whatever it is.
    Any,
    /// A plan: of a body, of the prefecture, or of our own export.
    Plan,
    /// 事後評価
    Evaluation,
}

impl Awaited {
    /// Whether a form is of this kind.
    #[must_use]
    pub const fn takes(self, form: FormId) -> bool {
        match self {
            Self::Any => true,
            Self::Plan => !matches!(form, FormId::Evaluation),
            Self::Evaluation => matches!(form, FormId::Evaluation),
        }
    }
}

/// The cover (表紙). A field is [`Field::Absent`] when its label is not on the sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cover {
    /// The sheet's name.
    pub sheet: Option<SheetName>,
    /// 様式版
    pub form_version: Field<String>,
    /// 段階
    pub stage: Field<Stage>,
    /// 対象; the halves named
    pub scope: Field<Vec<Bu>>,
    /// 計画年度
    pub fiscal_year: Field<FiscalYear>,
    /// 都道府県名
    pub prefecture: Field<String>,
    /// 団体コード
    pub code: Field<BodyCode>,
    /// 市町村名 as typed
    pub name: Field<String>,
    /// 提出日
    pub submitted: Field<Date>,
    /// 文書番号
    pub document_number: Field<String>,
    /// 担当課
    pub division: Field<String>,
    /// 担当者 (a personal name: never in an export that is not a full edition)
    pub officer: Field<String>,
    /// 電話番号
    pub phone: Field<String>,
    /// メールアドレス
    pub mail: Field<String>,
    /// 金額の単位
    pub unit: Field<Unit>,
    /// 該当事業なし
    pub no_projects: Field<bool>,
}

impl Cover {
    /// The stage; blank means 計画.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage.get().unwrap_or(Stage::Plan)
    }

    /// The halves filed for: those named under 対象 and those of the `projects`, else (該当事業なし) both.
    pub(crate) fn halves(&self, projects: impl Iterator<Item = Bu>) -> Vec<Bu> {
        let mut halves: Vec<Bu> = self.scope.value().cloned().unwrap_or_default();
        halves.extend(projects);
        if halves.is_empty() {
            halves = Bu::ALL.to_vec();
        }
        halves.sort_unstable();
        halves.dedup();
        halves
    }
}

/// One workbook as read: whatever could be read of it, beside the findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanWorkbook {
    /// Which form.
    pub form: FormId,
    /// 表紙
    pub cover: Cover,
    /// The body it speaks for: the prefecture and name that the code resolves to, when it does.
    pub organization: Option<(BodyCode, String)>,
    /// The year it was judged by: the one asked for, else the cover's.
    pub judged_year: Option<FiscalYear>,
    /// Projects in reading order.
    pub projects: Vec<Project>,
    /// Check rows of 事業一覧.
    pub checks: Vec<CheckRow<AmountColumn>>,
    /// The sheets that carry 事業一覧, in order.
    pub project_sheets: Vec<SheetName>,
    /// Facilities in reading order; `None` when the sheet's table was not readable (its own finding says so).
    pub facilities: Option<Vec<Facility>>,
    /// Check rows of 施設整備内訳.
    pub facility_checks: Vec<CheckRow<FacilityColumn>>,
    /// 区域
    pub areas: Vec<Area>,
    /// 目標
    pub goals: Vec<Goal>,
    /// 意見聴取
    pub hearings: Vec<Hearing>,
    /// 計画本文
    pub chapters: Vec<Chapter>,
    /// Whether the units written on the workbook contradict each other (C011).
    pub units_contradict: bool,
    /// Whose the rows are, where the workbook is an exported plan.
    pub exported: Option<Exported>,
}

impl PlanWorkbook {
    /// A workbook of a form that says nothing.
    #[must_use]
    pub fn empty(form: FormId) -> Self {
        Self {
            form,
            cover: Cover::default(),
            organization: None,
            judged_year: None,
            projects: Vec::new(),
            checks: Vec::new(),
            project_sheets: Vec::new(),
            facilities: None,
            facility_checks: Vec::new(),
            areas: Vec::new(),
            goals: Vec::new(),
            hearings: Vec::new(),
            chapters: Vec::new(),
            units_contradict: false,
            exported: None,
        }
    }

    /// The halves it files for: those named under 対象, else those its projects show, else (該当事業なし) both.
    /// A project outside the named halves adds its own half, so that nothing read is left out of the plan.
    #[must_use]
    pub fn halves(&self, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Vec<Bu> {
        self.cover.halves(self.projects.iter().filter_map(|p| p.category.value().and_then(&bu_of)))
    }

    /// The fund of its projects in each 分, yen; a project with an open amount (調整中) adds nothing.
    pub fn funds(&self, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> BTreeMap<Bu, Yen> {
        let mut funds: BTreeMap<Bu, Yen> = BTreeMap::new();
        for project in self.projects.iter().filter(|p| !p.is_pending()) {
            if let (Some(bu), Some(yen)) = (project.category.value().and_then(&bu_of), project.fund.get()) {
                *funds.entry(bu).or_default() += yen;
            }
        }
        funds
    }

    /// The prefecture of the body.
    #[must_use]
    pub fn prefecture(&self) -> Option<PrefectureCode> {
        self.organization.as_ref().map(|(code, _)| code.prefecture())
    }
}

/// The cells of the fields that are there, in order.
pub fn cells_of<'a, T: 'a>(fields: impl IntoIterator<Item = &'a Field<T>>) -> Vec<CellRef> {
    fields.into_iter().filter_map(Field::cell).collect()
}
