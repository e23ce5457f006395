//! The prefectural plan as data: every table as rows of figures, and what holds them together.

mod cards;
pub(crate) mod files;
mod item;
pub(crate) mod proof;
mod proof_cards;
mod rows;
mod texts;
mod write;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kikin_domain::consolidated::{Consolidated, Line, SourceFile};
use kikin_domain::grouping::{Group, one_to_one};
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Category, CategoryCode, FiscalYear, PrefectureCode, Yen};

pub use cards::{Card, IndicatorRow};
pub use item::{Item, Totals};
pub use proof::{Check, PlanProofError};
pub use rows::{BodyRow, Figure, FileRow, Ground, LeafName, Placing, ProjectRow, Trace};
pub use texts::{Edition, PlanTexts, TextRow};
pub use write::{ReportError, write_plan};

/// The version of the plan workbook, on its 表紙.
pub const FORM_VERSION: &str = "2026";

/// When a plan was fixed (確定), and by which paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// 確定日
    pub on: Date,
    /// 文書番号
    pub document_number: Option<String>,
}

/// Every table of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStatement {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub year: FiscalYear,
    /// 計画 or 要望.
    pub stage: Stage,
    /// The year's 区分 in order.
    pub categories: Vec<Category>,
    /// 表紙: the files, in the order handed in.
    pub files: Vec<FileRow>,
    /// 総括表
    pub summary: Totals,
    /// 市町村別, by 団体コード
    pub bodies: Vec<BodyRow>,
    /// 事業一覧 and 積算根拠, in plan order
    pub projects: Vec<ProjectRow>,
    /// 端数処理
    pub placings: Vec<Placing>,
    /// 個票, by 分 and No.
    pub cards: Vec<Card>,
    /// 計画本文, 区域と目標, 意見聴取 and 連絡先
    pub texts: PlanTexts,
    /// Whether there are personal names in it.
    pub edition: Edition,
    /// That it is fixed; nothing for a draft (案).
    pub fixed: Option<Fixed>,
}

impl PlanStatement {
    /// The public edition, with every project a 都道府県事業 of its own.
    #[must_use]
    pub fn of(plan: &Consolidated) -> Self {
        Self::with(plan, &one_to_one(&plan.categories, &plan.lines), Edition::Public)
    }

    /// Builds the tables. Nothing is refused here: [`PlanStatement::prove`] says whether they hold.
    #[must_use]
    pub fn with(plan: &Consolidated, groups: &[Group], edition: Edition) -> Self {
        let files = file_rows(plan);
        let mut projects: Vec<ProjectRow> =
            (1..).zip(&plan.lines).map(|(number, line)| ProjectRow::of(number, line, &files)).collect();
        for group in groups {
            for &member in &group.members {
                if let Some(project) = projects.get_mut(member) {
                    project.group = Some((group.number, group.title.clone()));
                }
            }
        }
        let by_key = projects.iter().map(|p| ((&p.category, &p.key), p)).collect();
        Self {
            prefecture: plan.prefecture,
            year: plan.year,
            stage: plan.stage,
            categories: plan.categories.clone(),
            files,
            summary: Totals::of(&plan.categories, &plan.lines),
            bodies: bodies(plan),
            placings: plan.split.components.iter().map(|c| Placing::of(c, &by_key)).collect(),
            projects,
            cards: groups.iter().map(|g| Card::of(g, &plan.lines)).collect(),
            texts: PlanTexts::of(plan, edition),
            edition,
            fixed: None,
        }
    }

    /// 「令和8年度 新潟県計画（案）」; without 案 once it is fixed.
    #[must_use]
    pub fn title(&self) -> String {
        let (year, name) = (self.year.era(), self.prefecture.name());
        match self.stage {
            Stage::Plan | Stage::Change if self.fixed.is_some() => format!("{year} {name}計画"),
            Stage::Request => format!("{year} {name}計画（要望取りまとめ）"),
            Stage::Evaluation(_) => format!("{year} {name}計画の{}", self.stage),
            Stage::Plan => format!("{year} {name}計画（案）"),
            Stage::Change => format!("{year} {name}計画（変更案）"),
        }
    }

    /// The number of a 区分 on papers, Ⅰ-1; its code where the year has none such.
    #[must_use]
    pub fn number<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        self.categories.iter().find(|c| c.code == *code).map_or(code.as_str(), |c| c.number.as_str())
    }

    /// Projects that are listed but stand outside the sums (調整中).
    pub fn open_projects(&self) -> impl Iterator<Item = &ProjectRow> {
        self.projects.iter().filter(|p| p.amounts.is_none())
    }

    /// The unit that the State's part is cut down to.
    #[must_use]
    pub fn rounding_unit(&self) -> Yen {
        self.placings.first().map(|p| p.split.rounding).unwrap_or_default().unit
    }
}

/// The files of a plan as papers name them: without folders of somebody's machine.
#[must_use]
pub fn file_rows(plan: &Consolidated) -> Vec<FileRow> {
    let names = files::names(&plan.sources);
    let row = |(source, name): (&SourceFile, &String)| {
        let reason = source.reason.as_deref().map(|r| files::told(r, &plan.sources, &names));
        FileRow::of(source, name, reason.unwrap_or_default())
    };
    plan.sources.iter().zip(&names).map(row).collect()
}

/// The bodies that file projects, and those whose file counts and has none (該当事業なし).
fn bodies(plan: &Consolidated) -> Vec<BodyRow> {
    let mut bodies: BTreeMap<BodyCode, (String, Vec<&Line>)> = BTreeMap::new();
    for source in plan.sources.iter().filter(|s| s.counts) {
        if let Some(body) = source.code.as_deref().and_then(BodyCode::parse) {
            bodies.entry(body).or_insert_with(|| (source.name.clone().unwrap_or_default(), Vec::new()));
        }
    }
    for line in &plan.lines {
        let (name, lines) = bodies.entry(line.body).or_default();
        name.clone_from(&line.body_name);
        lines.push(line);
    }
    let row = |(body, (name, lines)): (_, (_, Vec<&Line>))| BodyRow {
        body,
        name,
        totals: Totals::of(&plan.categories, lines),
    };
    bodies.into_iter().map(row).collect()
}
