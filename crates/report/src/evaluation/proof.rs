//! The proof of an evaluation: its figures added up again, by other ways than they were built, and compared.

use std::collections::BTreeMap;

use kikin_domain::{Bu, FiscalYear, Yen};

use super::execution::{ExecutionFigures, ExecutionStatement};
use super::rows::EvaluatedProject;
use super::sums::{EvaluationSums, Funds, YearSum};
use super::{EvaluationStatement, PlanPart};
use crate::plan::proof::addition;
use crate::plan::{Check, PlanProofError};

type Proved = Result<Check, PlanProofError>;

fn wrong<T>(claim: &'static str, at: impl Into<String>) -> Result<T, PlanProofError> {
    Err(PlanProofError { claim, at: at.into() })
}

/// 「国＋都道府県＝計」 with the figures.
fn footing(funds: Funds) -> String {
    addition([funds.national, funds.prefectural], funds.fund)
}

/// Compares two amounts part by part.
pub(super) fn same(claim: &'static str, at: &str, left: Funds, right: Funds) -> Result<(), PlanProofError> {
    let parts = |f: Funds| [("計（A+B）", f.fund), ("国（A）", f.national), ("都道府県（B）", f.prefectural)];
    let differs = parts(left).into_iter().zip(parts(right)).find(|((_, l), (_, r))| l != r);
    match differs {
        Some(((label, left), (_, right))) => wrong(claim, format!("{at} {label}：{left}円と{right}円")),
        None => Ok(()),
    }
}

fn foots(claim: &'static str, at: &str, funds: Funds) -> Result<(), PlanProofError> {
    if funds.foots() { Ok(()) } else { wrong(claim, format!("{at} {}", footing(funds))) }
}

/// Compares sums figure by figure; the first that differs is named.
fn equal(claim: &'static str, at: &str, left: &EvaluationSums, right: &EvaluationSums) -> Result<(), PlanProofError> {
    let differs = left.figures().into_iter().zip(right.figures()).find(|(l, r)| l != r);
    match differs {
        Some(((label, left), (_, right))) => {
            wrong(claim, format!("{at} {label}：{}と{}", Yen::new(left), Yen::new(right)))
        }
        None => Ok(()),
    }
}

impl EvaluationStatement {
    /// Holds every table to the projects and to the others: rows, years, grants, columns, 分 and 合計.
    ///
    /// # Errors
    /// [`PlanProofError`] with the first check that fails.
    pub fn prove(&self) -> Result<Vec<Check>, PlanProofError> {
        let mut checks = vec![self.prove_rows()?, self.prove_grants()?, self.prove_files()?];
        checks.extend([self.prove_columns()?, self.prove_halves()?, self.prove_counts()?, self.prove_years()?]);
        checks.extend(self.execution.prove()?);
        checks.push(self.prove_execution()?);
        Ok(checks)
    }

    /// A + B = 計 in every row, and every row by the grants it is of.
    fn prove_rows(&self) -> Proved {
        let claim = "事業と年度ごとに、国（A）＋都道府県（B）＝計（A+B）、財源ごとの額の計＝執行額";
        let mut compared = 0;
        for project in &self.projects {
            foots(claim, &told(project), project.planned)?;
            for one in &project.years {
                let at = format!("{} {}", told(project), one.year.era());
                foots(claim, &at, one.spent)?;
                for (_, share) in &one.shares {
                    foots(claim, &at, *share)?;
                }
                same(claim, &at, one.shares.iter().map(|(_, share)| *share).sum(), one.spent)?;
                compared += 1;
            }
        }
        Ok(Check::new(claim, format!("{compared}件")))
    }

    /// What the plan gives a project is what it gives it of each grant.
    fn prove_grants(&self) -> Proved {
        let claim = "事業ごとに、財源ごとの計画額の計＝計画額";
        for project in &self.projects {
            same(claim, &told(project), project.parts.iter().map(|(_, part)| *part).sum(), project.planned)?;
        }
        Ok(Check::new(claim, format!("{}件", self.projects.len())))
    }

    /// Every row is of a file that is listed, of the row's year and body.
    fn prove_files(&self) -> Proved {
        let claim = "評価の行ごとに、そのファイルが表紙にある";
        let mut rows = 0;
        for project in &self.projects {
            for one in &project.years {
                let listed = self.files.get(one.file).filter(|f| (f.year, f.body) == (one.year, project.body));
                if listed.is_none() {
                    return wrong(claim, format!("{} {}", told(project), one.year.era()));
                }
                rows += 1;
            }
        }
        Ok(Check::new(claim, format!("{rows}行、{}ファイル", self.files.len())))
    }

    fn sum_of<'a>(&self, projects: impl Iterator<Item = &'a EvaluatedProject>) -> EvaluationSums {
        projects.map(|project| EvaluationSums::of(project, self.evaluated)).sum()
    }

    /// 総括表 is the sum of the projects, 区分 by 区分 and in all.
    fn prove_columns(&self) -> Proved {
        let claim = "事業一覧の合計＝総括表";
        let listed = self.categories.iter().map(|c| &c.code);
        if !listed.eq(self.summary.by_category.iter().map(|(code, _)| code)) {
            return wrong(claim, "区分の並び");
        }
        for (code, sums) in &self.summary.by_category {
            let own = self.sum_of(self.projects.iter().filter(|p| p.category == *code));
            equal(claim, &format!("区分{}", self.number(code)), &own, sums)?;
        }
        let all = self.sum_of(self.projects.iter());
        equal(claim, "合計", &all, &self.summary.all)?;
        Ok(Check::new(claim, format!("{}件、執行額累計（基金）{}円", all.projects, all.cumulative.fund)))
    }

    /// 区分 to 分, 分 to 合計, and each of them across.
    fn prove_halves(&self) -> Proved {
        let claim = "総括表で、区分の計＝医療分計、介護分計、その計＝合計、国（A）＋都道府県（B）＝計（A+B）";
        let totals = &self.summary;
        if !totals.by_bu.iter().map(|(bu, _)| *bu).eq(Bu::ALL) {
            return wrong(claim, "分の並び");
        }
        for (bu, sums) in &totals.by_bu {
            let of_bu = self.categories.iter().zip(&totals.by_category).filter(|(c, _)| c.bu == *bu);
            equal(claim, bu.label(), &of_bu.map(|(_, (_, sums))| *sums).sum(), sums)?;
        }
        equal(claim, "合計", &totals.by_bu.iter().map(|(_, sums)| *sums).sum(), &totals.all)?;
        let every = totals.by_category.iter().map(|(_, s)| s).chain(totals.by_bu.iter().map(|(_, s)| s));
        for sums in every.chain([&totals.all]) {
            for funds in [sums.planned, sums.spent, sums.cumulative] {
                foots(claim, "総括表", funds)?;
            }
        }
        let halves = totals.by_bu.iter().map(|(_, sums)| sums.spent.fund);
        Ok(Check::new(claim, format!("当該年度の執行額（基金） {}", addition(halves, totals.all.spent.fund))))
    }

    /// Every project stands in exactly one place.
    fn prove_counts(&self) -> Proved {
        let claim = "件数＝達成＋未達＋県の判断を要するもの＋執行なし＋評価なし";
        let every = self.summary.by_category.iter().map(|(code, sums)| (self.number(code), sums));
        for (at, sums) in every.chain([("合計", &self.summary.all)]) {
            let placed = sums.evaluated() + sums.unexecuted + sums.not_evaluated;
            let inside = sums.explained <= sums.missed && sums.unobserved.max(sums.total_unknown) <= sums.evaluated();
            if placed != sums.projects || !inside {
                return wrong(claim, format!("{at} {placed}件と{}件", sums.projects));
            }
        }
        let all = &self.summary.all;
        let parts = [all.reached, all.missed, all.officer, all.unexecuted, all.not_evaluated];
        let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
        Ok(Check::new(claim, format!("{}＝{}", parts.join("＋"), all.projects)))
    }

    /// The years add up to what was executed so far.
    fn prove_years(&self) -> Proved {
        let claim = "年度ごとの執行額の計＝執行額累計";
        let mut years: BTreeMap<FiscalYear, YearSum> = BTreeMap::new();
        for one in self.projects.iter().rev().flat_map(|p| &p.years) {
            years.entry(one.year).or_insert_with(|| YearSum::new(one.year)).add(one);
        }
        if let Some((told, found)) = self.by_year.iter().zip(years.values()).find(|(told, found)| told != found) {
            let at = told.year.era();
            return wrong(claim, format!("{at} {}円と{}円", told.spent.fund, found.spent.fund));
        }
        if self.by_year.len() != years.len() {
            return wrong(claim, format!("{}年度と{}年度", self.by_year.len(), years.len()));
        }
        let all = &self.summary.all;
        same(claim, "合計", self.by_year.iter().map(|year| year.spent).sum(), all.cumulative)?;
        let this: Vec<&YearSum> = self.by_year.iter().filter(|year| year.year == self.evaluated).collect();
        same(claim, &self.evaluated.era(), this.iter().map(|year| year.spent).sum(), all.spent)?;
        Ok(Check::new(claim, addition(self.by_year.iter().map(|year| year.spent.fund), all.cumulative.fund)))
    }

    /// 執行状況 has this plan's figures.
    fn prove_execution(&self) -> Proved {
        let claim = "執行状況のうちこの計画の額＝総括表";
        let all = &self.summary.all;
        let part = self.execution.plans.iter().find(|part| part.plan == self.year);
        let Some(part) = part.filter(|_| self.execution.evaluated == Some(self.evaluated)) else {
            return wrong(claim, "この計画と年度が執行状況にありません");
        };
        same(claim, "計画額", part.planned, all.planned)?;
        same(claim, "執行額累計", part.cumulative, all.cumulative)?;
        same(claim, "執行額（当該年度）", part.spent, all.spent)?;
        Ok(Check::new(claim, format!("執行額累計（基金）{}円", part.cumulative.fund)))
    }
}

/// 「長岡市 No.1（医療分）」
fn told(project: &EvaluatedProject) -> String {
    format!("{} {}", project.body_name, project.label())
}

impl ExecutionStatement {
    /// Holds the rows to the plans, the years and 区分 to the rows, and all of them to 合計.
    ///
    /// # Errors
    /// [`PlanProofError`] with the first check that fails.
    pub fn prove(&self) -> Result<[Check; 3], PlanProofError> {
        Ok([self.prove_across()?, self.prove_footing()?, self.prove_plans()?])
    }

    fn prove_across(&self) -> Proved {
        let claim = "執行状況の行ごとに、国（A）＋都道府県（B）＝計（A+B）";
        for row in &self.rows {
            let at = format!("{} 区分{}", year_label(row.year), row.number);
            row.figures.funds().iter().try_for_each(|(_, funds)| foots(claim, &at, *funds))?;
        }
        Ok(Check::new(claim, format!("{}行", self.rows.len())))
    }

    /// By year, by 区分 and by 分: each sum is that of its rows, and each set of sums is 合計.
    fn prove_footing(&self) -> Proved {
        let claim = "執行状況で、行の計＝交付年度の計、区分の計、分の計、それぞれの計＝合計";
        for (year, sums) in &self.by_year {
            let own = self.rows.iter().filter(|row| row.year == *year).map(|row| row.figures).sum();
            agree(claim, &year_label(*year), own, *sums)?;
        }
        for (code, sums) in &self.by_category {
            let own = self.rows.iter().filter(|row| row.category == *code).map(|row| row.figures).sum();
            agree(claim, &format!("区分{}", self.number(code)), own, *sums)?;
        }
        for (bu, sums) in &self.by_bu {
            let own = self.rows.iter().filter(|row| row.bu == *bu).map(|row| row.figures).sum();
            agree(claim, bu.label(), own, *sums)?;
        }
        agree(claim, "合計", self.rows.iter().map(|row| row.figures).sum(), self.all)?;
        agree(claim, "交付年度の合計", self.by_year.iter().map(|(_, sums)| *sums).sum(), self.all)?;
        agree(claim, "区分の合計", self.by_category.iter().map(|(_, sums)| *sums).sum(), self.all)?;
        agree(claim, "分の合計", self.by_bu.iter().map(|(_, sums)| *sums).sum(), self.all)?;
        let halves = self.by_bu.iter().map(|(_, sums)| sums.cumulative.fund);
        Ok(Check::new(claim, format!("執行額累計 {}", addition(halves, self.all.cumulative.fund))))
    }

    /// What was executed of all grants is what was executed of all plans.
    fn prove_plans(&self) -> Proved {
        let claim = "執行状況の合計＝各計画の事業の額の計";
        let sum = |of: fn(&PlanPart) -> Funds| self.plans.iter().map(of).sum::<Funds>();
        same(claim, "充当計画額", sum(|p| p.planned), self.all.planned)?;
        same(claim, "執行額（当該年度）", sum(|p| p.spent), self.all.spent)?;
        same(claim, "執行額（累計）", sum(|p| p.cumulative), self.all.cumulative)?;
        let plans = self.plans.iter().map(|p| p.cumulative.fund);
        Ok(Check::new(claim, format!("執行額累計 {}", addition(plans, self.all.cumulative.fund))))
    }
}

fn agree(claim: &'static str, at: &str, own: ExecutionFigures, told: ExecutionFigures) -> Result<(), PlanProofError> {
    for ((label, own), (_, told)) in own.funds().into_iter().zip(told.funds()) {
        same(claim, &format!("{at} {label}"), own, told)?;
    }
    let counts = (own.papers, own.incomparable) == (told.papers, told.incomparable);
    if counts { Ok(()) } else { wrong(claim, format!("{at} 交付額の文書の数")) }
}

/// 「令和8年度」, or what stands for no year.
#[must_use]
pub fn year_label(year: Option<FiscalYear>) -> String {
    year.map_or_else(|| "年度の記載なし".to_owned(), FiscalYear::era)
}
