//! Figures of an evaluation and their sums.

use kikin_domain::evaluation::{Share, Standing, execution_rate};
use kikin_domain::{Bu, Category, CategoryCode, FiscalYear, Yen};

use super::rows::{EvaluatedProject, YearRow};

/// Fund money with both of its parts, yen. The parts are stored, so that a row can be held to their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// 基金 計（A+B）
    pub fund: Yen,
    /// 国（A）
    pub national: Yen,
    /// 都道府県（B）
    pub prefectural: Yen,
}

impl Funds {
    /// Whether 国（A） and 都道府県（B） are 計（A+B）.
    #[must_use]
    pub fn foots(&self) -> bool {
        self.national + self.prefectural == self.fund
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Share> for Funds {
    fn from(share: Share) -> Self {
        Self { fund: share.fund, national: share.national, prefectural: share.prefectural() }
    }
}

impl std::ops::AddAssign for Funds {
    fn add_assign(&mut self, other: Self) {
        self.fund += other.fund;
        self.national += other.national;
        self.prefectural += other.prefectural;
    }
}

impl std::iter::Sum for Funds {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |mut sum, next| {
            sum += next;
            sum
        })
    }
}

/// What was executed in a year of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearSum {
    /// 評価年度
    pub year: FiscalYear,
    /// Rows of it.
    pub rows: u32,
    /// 総事業費, yen, of the rows that name it
    pub total: Yen,
    /// 基金
    pub spent: Funds,
}

impl YearSum {
    pub(super) fn new(year: FiscalYear) -> Self {
        Self { year, rows: 0, total: Yen::ZERO, spent: Funds::default() }
    }

    pub(super) fn add(&mut self, row: &YearRow) {
        self.rows += 1;
        self.total += row.total.unwrap_or_default();
        self.spent += row.spent;
    }
}

/// The sums of 総括表.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EvaluationSums {
    /// 件数
    pub projects: u32,
    /// 達成
    pub reached: u32,
    /// 未達
    pub missed: u32,
    /// Of these, with 未達の原因等の分析.
    pub explained: u32,
    /// 県の判断を要する
    pub officer: u32,
    /// 執行なし
    pub unexecuted: u32,
    /// 評価なし
    pub not_evaluated: u32,
    /// Of those evaluated, with an outcome that could not be observed.
    pub unobserved: u32,
    /// Of those evaluated, without 総事業費.
    pub total_unknown: u32,
    /// 総事業費 executed in the year, yen
    pub total: Yen,
    /// 基金 executed in the year
    pub spent: Funds,
    /// 基金 executed in all years so far
    pub cumulative: Funds,
    /// 基金 of the plan
    pub planned: Funds,
}

impl EvaluationSums {
    pub(super) fn of(project: &EvaluatedProject, year: FiscalYear) -> Self {
        let standing = project.standing;
        let is = |wanted: Standing| u32::from(standing == wanted);
        let of_year = || project.years.iter().filter(|one| one.year == year);
        let in_it = |said: bool| u32::from(standing.is_evaluated() && said);
        Self {
            projects: 1,
            reached: is(Standing::Reached),
            missed: is(Standing::Missed),
            explained: u32::from(
                standing == Standing::Missed && of_year().all(|one| one.evaluation.explains_what_was_missed()),
            ),
            officer: is(Standing::Officer),
            unexecuted: is(Standing::Unexecuted),
            not_evaluated: is(Standing::NotEvaluated),
            unobserved: in_it(of_year().any(|one| one.evaluation.has_unobserved())),
            total_unknown: in_it(of_year().any(|one| one.total.is_none())),
            total: of_year().map(|one| one.total.unwrap_or_default()).sum(),
            spent: of_year().map(|one| one.spent).sum(),
            cumulative: project.years.iter().map(|one| one.spent).sum(),
            planned: project.planned,
        }
    }

    /// 評価済: executed and evaluated.
    #[must_use]
    pub const fn evaluated(&self) -> u32 {
        self.reached + self.missed + self.officer
    }

    /// 執行率, what all years so far have of the plan, in hundredths of a percent; none without a planned amount.
    #[must_use]
    pub fn rate(&self) -> Option<i64> {
        execution_rate(self.planned.fund, self.cumulative.fund)
    }

    /// Every figure with what it is called, in the order of the table.
    #[must_use]
    pub fn figures(&self) -> [(&'static str, i64); 19] {
        let yen = |label, yen: Yen| (label, yen.get());
        let count = |label, count: u32| (label, i64::from(count));
        [
            count("件数", self.projects),
            count("達成", self.reached),
            count("未達", self.missed),
            count("未達（原因の記載あり）", self.explained),
            count("県の判断を要するもの", self.officer),
            count("執行なし", self.unexecuted),
            count("評価なし", self.not_evaluated),
            count("観察できなかったもの", self.unobserved),
            count("総事業費の記入なし", self.total_unknown),
            yen("執行額 総事業費", self.total),
            yen("執行額 基金", self.spent.fund),
            yen("執行額 国", self.spent.national),
            yen("執行額 都道府県", self.spent.prefectural),
            yen("執行額累計 基金", self.cumulative.fund),
            yen("執行額累計 国", self.cumulative.national),
            yen("執行額累計 都道府県", self.cumulative.prefectural),
            yen("計画額 基金", self.planned.fund),
            yen("計画額 国", self.planned.national),
            yen("計画額 都道府県", self.planned.prefectural),
        ]
    }
}

impl std::ops::AddAssign for EvaluationSums {
    fn add_assign(&mut self, other: Self) {
        self.projects += other.projects;
        self.reached += other.reached;
        self.missed += other.missed;
        self.explained += other.explained;
        self.officer += other.officer;
        self.unexecuted += other.unexecuted;
        self.not_evaluated += other.not_evaluated;
        self.unobserved += other.unobserved;
        self.total_unknown += other.total_unknown;
        self.total += other.total;
        self.spent += other.spent;
        self.cumulative += other.cumulative;
        self.planned += other.planned;
    }
}

impl std::iter::Sum for EvaluationSums {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |mut sum, next| {
            sum += next;
            sum
        })
    }
}

/// Sums by 区分, by 分 and in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationTotals {
    /// Every 区分 of the year, zeros included.
    pub by_category: Vec<(CategoryCode, EvaluationSums)>,
    /// 医療分計 and 介護分計
    pub by_bu: Vec<(Bu, EvaluationSums)>,
    /// 合計
    pub all: EvaluationSums,
}

impl EvaluationTotals {
    /// 区分 from projects, 分 from 区分, 合計 from 分.
    pub(super) fn of(categories: &[Category], projects: &[EvaluatedProject], year: FiscalYear) -> Self {
        let sum = |category: &Category| {
            let own = projects.iter().filter(|p| p.category == category.code);
            (category.code.clone(), own.map(|p| EvaluationSums::of(p, year)).sum())
        };
        let by_category: Vec<(CategoryCode, EvaluationSums)> = categories.iter().map(sum).collect();
        let of_bu = |bu: Bu| {
            let own = categories.iter().zip(&by_category).filter(|(c, _)| c.bu == bu);
            (bu, own.map(|(_, (_, sums))| *sums).sum())
        };
        let by_bu: Vec<(Bu, EvaluationSums)> = Bu::ALL.map(of_bu).to_vec();
        let all = by_bu.iter().map(|(_, sums)| *sums).sum();
        Self { by_category, by_bu, all }
    }

    /// The sums of a 区分.
    #[must_use]
    pub fn category(&self, code: &CategoryCode) -> EvaluationSums {
        self.by_category.iter().find(|(c, _)| c == code).map(|(_, sums)| *sums).unwrap_or_default()
    }
}
