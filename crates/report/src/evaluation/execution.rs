//! 執行状況: what the State and the prefecture put into the fund, and what was executed of it, by year of grant and 区分.

use std::collections::BTreeMap;

use kikin_domain::evaluation::{Evaluated, Grant, Outturn, execution_rate};
use kikin_domain::split::Source;
use kikin_domain::{Bu, Category, CategoryCode, CategoryTable, FiscalYear};

use super::latest;
use super::sums::Funds;

/// What is told of a grant, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExecutionFigures {
    /// Papers that 交付額 is from. Without one it is not known, and blank.
    pub papers: u32,
    /// Whether a part of it cannot be compared with its 交付額, which is not recorded or was used by a plan that is not told of.
    pub incomparable: u32,
    /// a 交付額
    pub granted: Funds,
    /// What the plans give their projects of it.
    pub planned: Funds,
    /// b 執行額 in the evaluation year
    pub spent: Funds,
    /// b 執行額 of all years so far
    pub cumulative: Funds,
}

impl ExecutionFigures {
    /// 執行率 b/a, in hundredths of a percent; none where a is not known or b is not all of it.
    #[must_use]
    pub fn rate(&self) -> Option<i64> {
        let comparable = self.papers > 0 && self.incomparable == 0;
        comparable.then(|| execution_rate(self.granted.fund, self.cumulative.fund)).flatten()
    }

    /// The amounts with what they are called.
    #[must_use]
    pub fn funds(&self) -> [(&'static str, Funds); 4] {
        [
            ("交付額", self.granted),
            ("充当計画額", self.planned),
            ("執行額（当該年度）", self.spent),
            ("執行額（累計）", self.cumulative),
        ]
    }

    fn is_nothing(&self) -> bool {
        self.papers == 0 && self.funds().iter().all(|(_, funds)| funds.is_nothing())
    }
}

impl std::ops::AddAssign for ExecutionFigures {
    fn add_assign(&mut self, other: Self) {
        self.papers += other.papers;
        self.incomparable += other.incomparable;
        self.granted += other.granted;
        self.planned += other.planned;
        self.spent += other.spent;
        self.cumulative += other.cumulative;
    }
}

impl std::iter::Sum for ExecutionFigures {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |mut sum, next| {
            sum += next;
            sum
        })
    }
}

/// A 区分 of a year of grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionRow {
    /// The year of the grant; `None` for residuals whose year nobody stated.
    pub year: Option<FiscalYear>,
    /// 区分
    pub category: CategoryCode,
    /// Its number on papers of that year.
    pub number: String,
    /// Its official name.
    pub name: String,
    /// 分
    pub bu: Bu,
    /// Its figures.
    pub figures: ExecutionFigures,
}

/// What a plan executed in all, by which the table is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanPart {
    /// The plan year.
    pub plan: FiscalYear,
    /// What the plan gives its projects.
    pub planned: Funds,
    /// What was executed in the evaluation year.
    pub spent: Funds,
    /// What was executed in all years so far.
    pub cumulative: Funds,
}

/// 執行状況 of one or several plan years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionStatement {
    /// 評価年度 up to which it tells; nothing without a plan.
    pub evaluated: Option<FiscalYear>,
    /// The plans that are told of, the earliest first.
    pub plans: Vec<PlanPart>,
    /// By year of grant, then 区分; what has no year comes last.
    pub rows: Vec<ExecutionRow>,
    /// The sums of each year of grant.
    pub by_year: Vec<(Option<FiscalYear>, ExecutionFigures)>,
    /// The sums of each 区分 over all years.
    pub by_category: Vec<(CategoryCode, ExecutionFigures)>,
    /// The sums of each 分 over all years.
    pub by_bu: Vec<(Bu, ExecutionFigures)>,
    /// 合計
    pub all: ExecutionFigures,
}

impl ExecutionStatement {
    /// Builds the table up to the latest 評価年度. Of several evaluations of one plan the latest is told.
    #[must_use]
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Evaluated>) -> Self {
        let all = latest(all);
        let evaluated = all.iter().map(|one| one.year).max();
        Self::gathered(&all, evaluated)
    }

    /// The same as it stood in a year: what was executed later is left out. A year's amounts do not depend on later ones.
    #[must_use]
    pub fn until<'a>(year: FiscalYear, all: impl IntoIterator<Item = &'a Evaluated>) -> Self {
        Self::gathered(&latest(all), Some(year))
    }

    fn gathered(all: &[&Evaluated], evaluated: Option<FiscalYear>) -> Self {
        let rows = Gathering::new(all, evaluated).rows();
        let mut statement = Self {
            evaluated,
            plans: all.iter().map(|one| plan_part(one, evaluated)).collect(),
            by_year: Vec::new(),
            by_category: Vec::new(),
            by_bu: Vec::new(),
            all: ExecutionFigures::default(),
            rows,
        };
        for row in &statement.rows {
            add(&mut statement.by_year, &row.year, row.figures);
            add(&mut statement.by_category, &row.category, row.figures);
        }
        statement.by_bu = Bu::ALL
            .map(|bu| (bu, statement.rows.iter().filter(|row| row.bu == bu).map(|row| row.figures).sum()))
            .to_vec();
        statement.all = statement.by_year.iter().map(|(_, figures)| *figures).sum();
        statement
    }

    /// The number of a 区分, that of its latest year.
    #[must_use]
    pub fn number<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        let latest = self.rows.iter().filter(|row| row.category == *code).max_by_key(|row| row.year);
        latest.map_or(code.as_str(), |row| row.number.as_str())
    }
}

/// Adds to the entry of a key; a new key comes after the others.
fn add<K: Clone + PartialEq>(sums: &mut Vec<(K, ExecutionFigures)>, key: &K, figures: ExecutionFigures) {
    match sums.iter_mut().find(|(known, _)| known == key) {
        Some((_, sum)) => *sum += figures,
        None => sums.push((key.clone(), figures)),
    }
}

/// The sums of a plan's projects, whatever grant they are of.
fn plan_part(one: &Evaluated, evaluated: Option<FiscalYear>) -> PlanPart {
    let sum = |project: &Outturn, wanted: fn(FiscalYear, FiscalYear) -> bool| {
        let years = project.years.iter().filter(|year| evaluated.is_some_and(|until| wanted(year.year, until)));
        years.map(|year| Funds::from(year.spent())).sum::<Funds>()
    };
    PlanPart {
        plan: one.plan.year,
        planned: one.projects.iter().map(|p| Funds::from(p.planned())).sum(),
        spent: one.projects.iter().map(|p| sum(p, |year, until| year == until)).sum(),
        cumulative: one.projects.iter().map(|p| sum(p, |year, until| year <= until)).sum(),
    }
}

/// Year of grant and 区分. What has no year comes last.
type Key = (bool, Option<FiscalYear>, CategoryCode);

fn key(year: Option<FiscalYear>, category: &CategoryCode) -> Key {
    (year.is_none(), year, category.clone())
}

/// The rows while they are gathered.
struct Gathering<'a> {
    all: &'a [&'a Evaluated],
    figures: BTreeMap<Key, ExecutionFigures>,
    bu: BTreeMap<CategoryCode, Bu>,
}

impl<'a> Gathering<'a> {
    fn new(all: &'a [&'a Evaluated], evaluated: Option<FiscalYear>) -> Self {
        let mut gathering = Self { all, figures: BTreeMap::new(), bu: BTreeMap::new() };
        for one in all {
            // Every 区分 of a plan year is listed, zeros included, as in 総括表.
            for category in &one.plan.categories {
                gathering.figures.entry(key(Some(one.plan.year), &category.code)).or_default();
            }
            for project in &one.projects {
                gathering.add_project(one.plan.year, project, evaluated);
            }
        }
        for grant in grants(all) {
            let figures = gathering.figures.entry(key(Some(grant.year), &grant.category)).or_default();
            figures.papers += 1;
            figures.granted += Funds {
                fund: grant.national + grant.prefectural,
                national: grant.national,
                prefectural: grant.prefectural,
            };
        }
        gathering
    }

    fn add_project(&mut self, plan: FiscalYear, project: &Outturn, evaluated: Option<FiscalYear>) {
        self.bu.entry(project.category.clone()).or_insert(project.bu);
        for part in &project.parts {
            let year = year_of(part.source, plan);
            self.figures.entry(key(year, &project.category)).or_default().planned += part.planned.into();
        }
        for one in project.years.iter().filter(|one| Some(one.year) <= evaluated) {
            for (source, share) in &one.shares {
                let figures = self.figures.entry(key(year_of(*source, plan), &project.category)).or_default();
                figures.cumulative += (*share).into();
                if Some(one.year) == evaluated {
                    figures.spent += (*share).into();
                }
            }
        }
    }

    fn rows(mut self) -> Vec<ExecutionRow> {
        let figures = std::mem::take(&mut self.figures);
        let row = |((_, year, code), mut figures): (Key, ExecutionFigures)| {
            let told = year.is_some_and(|year| self.all.iter().any(|one| one.plan.year == year));
            let whole = told && figures.papers > 0;
            figures.incomparable = u32::from(!whole && !figures.is_nothing());
            let category = self.category(&code, year);
            ExecutionRow {
                year,
                number: category.map_or_else(|| code.to_string(), |c| c.number.clone()),
                name: category.map_or_else(String::new, |c| c.name().to_owned()),
                bu: category.map(|c| c.bu).or_else(|| self.bu.get(&code).copied()).unwrap_or(Bu::Medical),
                category: code,
                figures,
            }
        };
        let mut rows: Vec<ExecutionRow> = figures.into_iter().map(row).collect();
        rows.sort_by_cached_key(|row| (row.year.is_none(), row.year, self.rank(&row.category), row.category.clone()));
        rows
    }

    /// The 区分 as the plan of that year has it, else as published for it, else as any plan or year has it.
    fn category(&self, code: &CategoryCode, year: Option<FiscalYear>) -> Option<&'a Category> {
        let of_plan = |one: &&&'a Evaluated| year == Some(one.plan.year);
        let own = self.all.iter().filter(of_plan).flat_map(|one| &one.plan.categories);
        let published = year.and_then(|year| CategoryTable::published().get(code, year));
        let any = self.all.iter().rev().flat_map(|one| &one.plan.categories);
        let ever = CategoryTable::published().rows();
        own.chain(published).chain(any).chain(ever).find(|category| category.code == *code)
    }

    /// The place of a 区分 in the table of the latest plan; what that does not have comes after.
    fn rank(&self, code: &CategoryCode) -> usize {
        let latest = self.all.iter().rev().flat_map(|one| &one.plan.categories);
        latest.chain(CategoryTable::published().rows()).position(|c| c.code == *code).unwrap_or(usize::MAX)
    }
}

fn year_of(source: Source, plan: FiscalYear) -> Option<FiscalYear> {
    match source {
        Source::New => Some(plan),
        Source::Residual(year) => year,
    }
}

/// The papers of all grants. Two plans may name the same one; one plan names twice only what was given twice.
fn grants<'a>(all: &[&'a Evaluated]) -> Vec<&'a Grant> {
    let mut listed: Vec<&Grant> = Vec::new();
    for one in all {
        for (index, grant) in one.grants.iter().enumerate() {
            let of_plan = one.grants[..=index].iter().filter(|other| *other == grant).count();
            if listed.iter().filter(|other| **other == grant).count() < of_plan {
                listed.push(grant);
            }
        }
    }
    listed
}
