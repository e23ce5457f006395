//! 事後評価 of a prefecture: the projects of a plan, what became of each in every year that was evaluated, and the grant it was
//! paid from.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Basis, Evaluation, Filed, Part, Share, place};
use crate::body::BodyCode;
use crate::category::{Bu, CategoryCode, CategoryTable};
use crate::consolidated::{Consolidated, Line, SourceFile};
use crate::cross::no_key;
use crate::money::{Rate, Yen};
use crate::split::Source;
use crate::year::FiscalYear;

/// A workbook that counts for a 分 of its body and an evaluation year.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationFile {
    /// 評価年度
    pub year: FiscalYear,
    /// The body that filed it.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// The file as received.
    pub file: SourceFile,
    /// Its rows, of the 分 that count.
    pub projects: Vec<Arc<Evaluation>>,
}

/// What became of a project in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearOutturn {
    /// 評価年度
    pub year: FiscalYear,
    /// Index of its file in [`Evaluated::files`].
    pub file: usize,
    /// The row as read, with the cell of every value.
    pub evaluation: Arc<Evaluation>,
    /// 執行額 総事業費, yen, where it was filed
    pub total: Option<Yen>,
    /// What was executed of the fund's money, by the grant it is of.
    pub shares: Vec<(Source, Share)>,
    /// How the State's part came about.
    pub basis: Basis,
}

impl YearOutturn {
    /// 執行額 基金 and うち国費 of all grants, yen.
    #[must_use]
    pub fn spent(&self) -> Share {
        self.shares.iter().map(|(_, share)| *share).sum()
    }
}

/// A project of the plan and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outturn {
    /// Index of its line in the plan; `None` for a project that is evaluated and stands in no plan.
    pub line: Option<usize>,
    /// The body that filed it.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// 分
    pub bu: Bu,
    /// 区分
    pub category: CategoryCode,
    /// No., NFKC text
    pub no: String,
    /// 事業名
    pub name: String,
    /// 総事業費 of the plan, yen
    pub total: Option<Yen>,
    /// What the plan gives it of each grant, in the order in which they are used up.
    pub parts: Vec<Part>,
    /// Every evaluated year, the earliest first. A project that nobody evaluated has none.
    pub years: Vec<YearOutturn>,
}

impl Outturn {
    /// What the plan gives it, yen.
    #[must_use]
    pub fn planned(&self) -> Share {
        self.parts.iter().map(|part| part.planned).sum()
    }

    /// What was executed up to the last evaluated year, yen.
    #[must_use]
    pub fn spent(&self) -> Share {
        self.years.iter().map(YearOutturn::spent).sum()
    }

    /// The evaluation of a year.
    #[must_use]
    pub fn of(&self, year: FiscalYear) -> Option<&YearOutturn> {
        self.years.iter().find(|one| one.year == year)
    }
}

/// 交付額: what the State and the prefecture put into the fund for a 区分 of a year, by one paper. Several papers add up; what is
/// given back is below nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The year of the grant, which is a plan year.
    pub year: FiscalYear,
    /// 区分
    pub category: CategoryCode,
    /// 国, yen
    pub national: Yen,
    /// 都道府県, yen
    pub prefectural: Yen,
    /// 交付決定日, or the date of whatever paper it is
    pub on: Date,
    /// 文書番号 or whatever else names the paper
    pub source: String,
}

/// A goal of an area and whether it was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontGoal {
    /// 区域
    pub area: String,
    /// 目標
    pub goal: String,
    /// 達成状況
    pub attainment: String,
}

/// The front part of a prefecture's 事後評価 (domain.md §5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// 事後評価の方法の実施の有無; `None` until it is said
    pub carried_out: Option<bool>,
    /// How it was carried out, or why not.
    pub how: String,
    /// 審議会等で指摘された主な内容
    pub council: String,
    /// 目標の達成状況, by area
    pub goals: Vec<FrontGoal>,
    /// 見解
    pub view: String,
    /// 改善の方向性
    pub improvement: String,
    /// 目標の継続状況
    pub goes_on: String,
}

/// 事後評価 of a plan year as it stands in an evaluation year.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluated {
    /// The plan that counts; its year is the year of the grant.
    pub plan: Consolidated,
    /// 評価年度
    pub year: FiscalYear,
    /// The workbooks that count, of this year and of those before.
    pub files: Vec<EvaluationFile>,
    /// The projects in the plan's order, then those that stand in no plan.
    pub projects: Vec<Outturn>,
    /// 交付額 of the plan year and of the years whose residuals it uses, the earliest paper first.
    pub grants: Vec<Grant>,
    /// The front part of this year.
    pub front: Front,
}

/// Gathers 事後評価 of a plan from the workbooks that count, up to an evaluation year; `grants` and `front` are left empty.
#[must_use]
pub fn evaluated(
    plan: Consolidated,
    year: FiscalYear,
    mut files: Vec<EvaluationFile>,
    categories: &CategoryTable,
) -> Evaluated {
    files.retain(|file| file.year <= year);
    files.sort_by_key(|file| (file.year, file.body));
    let mut projects: Vec<Outturn> = (0..).zip(&plan.lines).map(|(index, line)| planned(&plan, index, line)).collect();
    let mut by_key: BTreeMap<(BodyCode, Bu, String), usize> =
        projects.iter().enumerate().map(|(at, p)| ((p.body, p.bu, no_key(&p.no)), at)).collect();
    for (index, file) in files.iter().enumerate() {
        for row in &file.projects {
            let Some(category) = row.category.value().and_then(|code| categories.get(code, plan.year)) else {
                continue;
            };
            let key = (file.body, category.bu, no_key(row.no.text()));
            let at = *by_key.entry(key).or_insert_with(|| {
                projects.push(unplanned(file, row, (category.code.clone(), category.bu), category.rate));
                projects.len() - 1
            });
            add_year(&mut projects[at], index, file.year, row);
        }
    }
    Evaluated { plan, year, files, projects, grants: Vec::new(), front: Front::default() }
}

/// A line of the plan with its shares of every grant, residuals first and the earliest of them before the others.
fn planned(plan: &Consolidated, index: usize, line: &Line) -> Outturn {
    let rate = |code: &CategoryCode| plan.categories.iter().find(|c| c.code == *code).map_or(Rate::WHOLE, |c| c.rate);
    let of_line = plan.split.components.iter().filter(|component| component.key.category == line.category);
    let mut parts: Vec<Part> = of_line
        .flat_map(|component| {
            let own = component.leaves.iter().filter(|leaf| leaf.key == line.key && leaf.fund > Yen::ZERO);
            own.map(|leaf| Part {
                source: component.key.source,
                planned: Share { fund: leaf.fund, national: leaf.national },
                rate: component.rate,
            })
        })
        .collect();
    parts.sort_by_key(|part| (part.source == Source::New, part.source));
    if parts.is_empty() {
        parts.push(Part { source: Source::New, planned: Share::default(), rate: rate(&line.category) });
    }
    Outturn {
        line: Some(index),
        body: line.body,
        body_name: line.body_name.clone(),
        bu: line.bu,
        category: line.category.clone(),
        no: line.key.no.clone(),
        name: line.project.name.text().trim().to_owned(),
        total: line.project.total.get(),
        parts,
        years: Vec::new(),
    }
}

fn unplanned(file: &EvaluationFile, row: &Evaluation, (category, bu): (CategoryCode, Bu), rate: Rate) -> Outturn {
    Outturn {
        line: None,
        body: file.body,
        body_name: file.body_name.clone(),
        bu,
        category,
        no: row.no.text().to_owned(),
        name: row.name.text().trim().to_owned(),
        total: None,
        parts: vec![Part { source: Source::New, planned: Share::default(), rate }],
        years: Vec::new(),
    }
}

/// Files come by year, so that what the years before have is there already.
fn add_year(project: &mut Outturn, file: usize, year: FiscalYear, row: &Arc<Evaluation>) {
    let before: Vec<Share> =
        (0..project.parts.len()).map(|part| project.years.iter().map(|one| one.shares[part].1).sum()).collect();
    let executed = !row.is_unexecuted();
    let filed = Filed {
        fund: row.fund.get().filter(|_| executed).unwrap_or_default(),
        national: row.national.get().filter(|_| executed),
    };
    let (shares, basis) = place(&project.parts, &before, filed);
    let shares = project.parts.iter().map(|part| part.source).zip(shares).collect();
    let total = if executed { row.total.get() } else { Some(Yen::ZERO) };
    project.years.push(YearOutturn { year, file, evaluation: Arc::clone(row), total, shares, basis });
}

#[cfg(test)]
mod tests;
