//! 事後評価 as read from one workbook of a body: what became of each project of a plan year, in one evaluation year.

mod against;
mod attainment;
mod execution;
mod gathered;
mod judge;
mod standing;

use serde::{Deserialize, Serialize};

pub use against::{Planned, judge_against};
pub use attainment::{Attainment, attained};
pub use execution::{Basis, Filed, Part, Share, execution_rate, place};
pub use gathered::{Evaluated, EvaluationFile, Front, FrontGoal, Grant, Outturn, YearOutturn, evaluated};
pub use judge::judge;
pub use standing::Standing;

use crate::body::{BodyCode, PrefectureCode};
use crate::category::{Bu, Category, CategoryCode};
use crate::money::{Unit, Yen};
use crate::place::{Field, SheetName};
use crate::plan::{CheckRow, Cover, Direction, Executed, GoesOn, Note, Observed, Onward, Stage};
use crate::totals::Amounts;
use crate::year::FiscalYear;

/// An output indicator of a project: what was to be reached, and what was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// 指標名
    pub name: Field<String>,
    /// 目標値, as typed
    pub target: Field<String>,
    /// 達成値, as typed
    pub achieved: Field<String>,
    /// 単位
    pub unit: Field<String>,
    /// 望ましい方向
    pub direction: Field<Direction>,
    /// 未達の原因等の分析, on the indicator's own row
    pub cause: Field<String>,
    /// 改善の方向性, on the indicator's own row
    pub improvement: Field<String>,
}

impl Output {
    /// Whether the target was reached.
    #[must_use]
    pub fn attainment(&self) -> Attainment {
        attained(self.target.text(), self.achieved.text(), self.unit.text(), self.direction.get())
    }
}

/// An outcome indicator, as far as it could be seen within a year after the project's end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// 指標名
    pub name: Field<String>,
    /// 目標値, as typed
    pub target: Field<String>,
    /// 実績値, as typed
    pub actual: Field<String>,
    /// 観察
    pub observed: Field<Observed>,
}

/// An amount column of 事業評価, for check rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ExecutionColumn {
    /// 執行額 総事業費
    Total,
    /// 執行額 基金
    Fund,
    /// 執行額 うち国費
    National,
}

impl ExecutionColumn {
    /// The label of the column.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Total => "執行額 総事業費",
            Self::Fund => "執行額 基金",
            Self::National => "執行額 うち国費",
        }
    }

    /// The column's field of an evaluation.
    #[must_use]
    pub const fn of(self, evaluation: &Evaluation) -> &Field<Yen> {
        match self {
            Self::Total => &evaluation.total,
            Self::Fund => &evaluation.fund,
            Self::National => &evaluation.national,
        }
    }
}

/// One row of 事業評価 with the rows of its further indicators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The sheet it stands on.
    pub sheet: SheetName,
    /// Its row, from 1.
    pub row: u32,
    /// No., as NFKC text
    pub no: Field<String>,
    /// 区分
    pub category: Field<CategoryCode>,
    /// 事業名
    pub name: Field<String>,
    /// 事業の継続
    pub goes_on: Field<GoesOn>,
    /// 当該年度の執行; blank means あり
    pub executed: Field<Executed>,
    /// 執行額 総事業費
    pub total: Field<Yen>,
    /// 執行額 基金
    pub fund: Field<Yen>,
    /// 執行額 うち国費, as typed
    pub national: Field<Yen>,
    /// アウトプット指標, one or more
    pub outputs: Vec<Output>,
    /// 事業終了後1年以内のアウトカム指標, one or more
    pub outcomes: Vec<Outcome>,
    /// 事業の有効性
    pub effectiveness: Field<String>,
    /// 事業の効率性
    pub efficiency: Field<String>,
    /// 次年度以降
    pub onward: Field<Onward>,
    /// その他
    pub remarks: Field<String>,
    /// Columns that no label explains.
    pub notes: Vec<Note>,
    /// Whether the row is struck through.
    pub struck: bool,
    /// Columns whose header names another unit than the sheet's (C011): only amounts of one unit are compared.
    pub other_units: Vec<ExecutionColumn>,
}

impl Evaluation {
    /// Whether it says 執行なし, a whole answer: nothing else is asked for then.
    #[must_use]
    pub fn is_unexecuted(&self) -> bool {
        self.executed.get() == Some(Executed::No)
    }

    /// Whether nothing of it is answered. What a template fills in beforehand (project, targets) is no answer, nor is it said
    /// by 事業の継続 or a remark how the project went.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        let blank_output = |o: &Output| o.achieved.is_blank() && o.cause.is_blank() && o.improvement.is_blank();
        self.executed.is_blank()
            && [&self.total, &self.fund, &self.national].iter().all(|f| f.is_blank())
            && [&self.effectiveness, &self.efficiency].iter().all(|f| f.is_blank())
            && self.onward.is_blank()
            && self.outputs.iter().all(blank_output)
            && self.outcomes.iter().all(|o| o.actual.is_blank() && o.observed.is_blank())
    }

    fn amounts(&self) -> Amounts {
        Amounts {
            projects: 1,
            total: self.total.get().unwrap_or_default(),
            total_unknown: u32::from(self.total.value().is_none() && !self.is_unexecuted()),
            fund: self.fund.get().unwrap_or_default(),
            national: self.national.get().unwrap_or_default(),
            ..Amounts::default()
        }
    }

    /// Whether two amounts are written in one unit.
    #[must_use]
    pub fn in_one_unit(&self, columns: [ExecutionColumn; 2]) -> bool {
        let other = columns.iter().filter(|c| self.other_units.contains(c)).count();
        other == 0 || other == columns.len()
    }
}

/// One evaluation workbook as read: whatever could be read of it, beside the findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluationWorkbook {
    /// 表紙
    pub cover: Cover,
    /// 評価年度: the year whose execution is evaluated.
    pub evaluation_year: Field<FiscalYear>,
    /// The body it speaks for: the prefecture and name that the code resolves to, when it does.
    pub organization: Option<(BodyCode, String)>,
    /// The plan year it was judged by: the one asked for, else the cover's.
    pub judged_year: Option<FiscalYear>,
    /// The evaluated projects in reading order.
    pub projects: Vec<Evaluation>,
    /// Check rows of 事業評価.
    pub checks: Vec<CheckRow<ExecutionColumn>>,
    /// The sheets that carry 事業評価, in order.
    pub sheets: Vec<SheetName>,
    /// The unit the amounts are written in, where it is one.
    pub unit: Option<Unit>,
}

impl EvaluationWorkbook {
    /// What was executed in each 区分, yen: a blank adds nothing, and a project that says so was not executed at all. The form
    /// does not ask for the prefecture's part and for what others bear.
    #[must_use]
    pub fn totals(&self, categories: &[Category]) -> Vec<(CategoryCode, Amounts)> {
        let sum = |category: &Category| {
            let own = self.projects.iter().filter(|e| e.category.value() == Some(&category.code));
            own.map(Evaluation::amounts).sum()
        };
        categories.iter().map(|category| (category.code.clone(), sum(category))).collect()
    }

    /// The halves it files for: those named under 対象 and those its projects show, else both.
    #[must_use]
    pub fn halves(&self, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Vec<Bu> {
        self.cover.halves(self.projects.iter().filter_map(|e| e.category.value().and_then(&bu_of)))
    }

    /// The stage of a submission of it; `None` without a readable 評価年度.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.evaluation_year.get().map(Stage::Evaluation)
    }

    /// The prefecture of the body.
    #[must_use]
    pub fn prefecture(&self) -> Option<PrefectureCode> {
        self.organization.as_ref().map(|(code, _)| code.prefecture())
    }
}
