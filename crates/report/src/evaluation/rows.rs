//! The rows of an evaluation's tables.

use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::evaluation::{Basis, Evaluated, Evaluation, EvaluationFile, Outturn, Standing, YearOutturn};
use kikin_domain::split::Source;
use kikin_domain::year::era_date;
use kikin_domain::{BodyCode, Bu, CategoryCode, CellRef, FiscalYear, Project, SheetName, Yen};

use super::sums::Funds;
use crate::plan::FileRow;

/// A workbook that counts, on 表紙.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationFileRow {
    /// 評価年度
    pub year: FiscalYear,
    /// 団体コード
    pub body: BodyCode,
    /// 団体名
    pub body_name: String,
    /// Its name, with folders only where they tell it from others.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The 分 of it that count.
    pub halves: Vec<Bu>,
    /// Rows of it that count.
    pub rows: u32,
    /// 提出日
    pub submitted: Option<Date>,
    /// 文書番号
    pub document_number: String,
}

impl EvaluationFileRow {
    pub(super) fn of(file: &EvaluationFile, name: &str) -> Self {
        Self {
            year: file.year,
            body: file.body,
            body_name: file.body_name.clone(),
            file: name.to_owned(),
            sha256: file.file.sha256.clone(),
            halves: file.file.halves.clone(),
            rows: u32::try_from(file.projects.len()).unwrap_or(u32::MAX),
            submitted: file.file.submitted,
            document_number: file.file.document_number.clone().unwrap_or_default(),
        }
    }
}

/// The place of a project in the plan's workbooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPlace {
    /// The file, named as on the plan's 表紙.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The sheet.
    pub sheet: SheetName,
    /// The row, from 1.
    pub row: u32,
}

/// What became of a project in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearRow {
    /// 評価年度
    pub year: FiscalYear,
    /// Index of its file in [`super::EvaluationStatement::files`].
    pub file: usize,
    /// The file's name.
    pub file_name: String,
    /// The sheet.
    pub sheet: SheetName,
    /// The row, from 1.
    pub row: u32,
    /// The cell that tells what was executed of the fund.
    pub cell: Option<CellRef>,
    /// 執行額 総事業費, yen, where it was filed
    pub total: Option<Yen>,
    /// 執行額 基金 by the grant it is of.
    pub shares: Vec<(Source, Funds)>,
    /// 執行額 基金 of all grants.
    pub spent: Funds,
    /// How the State's part came about.
    pub basis: Basis,
    /// Where the project stands.
    pub standing: Standing,
    /// The row as read, with all its texts.
    pub evaluation: Arc<Evaluation>,
}

impl YearRow {
    fn of(one: &YearOutturn, names: &[String]) -> Self {
        Self {
            year: one.year,
            file: one.file,
            file_name: names.get(one.file).cloned().unwrap_or_default(),
            sheet: one.evaluation.sheet.clone(),
            row: one.evaluation.row,
            cell: amount_cell(&one.evaluation),
            total: one.total,
            shares: one.shares.iter().map(|(source, share)| (*source, Funds::from(*share))).collect(),
            spent: one.spent().into(),
            basis: one.basis,
            standing: one.evaluation.standing(),
            evaluation: Arc::clone(&one.evaluation),
        }
    }
}

/// The cell of 執行額 基金; of 当該年度の執行 where it says なし.
pub(super) fn amount_cell(row: &Evaluation) -> Option<CellRef> {
    if row.is_unexecuted() { row.executed.cell() } else { row.fund.cell() }
}

/// A project and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluatedProject {
    /// Its running number, from 1: the same in every table.
    pub number: u32,
    /// Whether it stands in the plan.
    pub in_plan: bool,
    /// The body that filed it.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// 分
    pub bu: Bu,
    /// 区分
    pub category: CategoryCode,
    /// No.
    pub no: String,
    /// 事業名
    pub name: String,
    /// 対象区域
    pub area: String,
    /// 実施主体
    pub operator: String,
    /// 期間
    pub period: String,
    /// 事業の内容 as planned
    pub content: String,
    /// 総事業費 of the plan, yen
    pub planned_total: Option<Yen>,
    /// 基金 of the plan
    pub planned: Funds,
    /// The same by grant.
    pub parts: Vec<(Source, Funds)>,
    /// Every evaluated year, the earliest first.
    pub years: Vec<YearRow>,
    /// Where it stands in the year of the statement.
    pub standing: Standing,
    /// Where the plan has it from.
    pub place: Option<PlanPlace>,
}

impl EvaluatedProject {
    pub(super) fn of(
        number: u32,
        outturn: &Outturn,
        evaluated: &Evaluated,
        names: &[String],
        plan_files: &[FileRow],
    ) -> Self {
        let line = outturn.line.and_then(|line| evaluated.plan.lines.get(line));
        let project = line.map(|line| &*line.project);
        let text = |of: fn(&Project) -> &str| project.map(of).unwrap_or_default().to_owned();
        Self {
            number,
            in_plan: line.is_some(),
            body: outturn.body,
            body_name: outturn.body_name.clone(),
            bu: outturn.bu,
            category: outturn.category.clone(),
            no: outturn.no.clone(),
            name: outturn.name.clone(),
            area: text(|p| p.area.text()),
            operator: text(|p| p.body.text()),
            period: project.map(period).unwrap_or_default(),
            content: text(|p| p.content.text()),
            planned_total: outturn.total,
            planned: outturn.planned().into(),
            parts: outturn.parts.iter().map(|part| (part.source, part.planned.into())).collect(),
            years: outturn.years.iter().map(|one| YearRow::of(one, names)).collect(),
            standing: outturn.standing(evaluated.year),
            place: line.map(|line| plan_place(plan_files.get(line.source), &line.project)),
        }
    }

    /// The evaluation of a year.
    #[must_use]
    pub fn of_year(&self, year: FiscalYear) -> Option<&YearRow> {
        self.years.iter().find(|one| one.year == year)
    }

    /// 「No.1（医療分）」
    #[must_use]
    pub fn label(&self) -> String {
        format!("No.{}（{}）", self.no, self.bu.label())
    }
}

pub(super) fn plan_place(file: Option<&FileRow>, project: &Project) -> PlanPlace {
    PlanPlace {
        file: file.map(|f| f.file.clone()).unwrap_or_default(),
        sha256: file.map(|f| f.sha256.clone()).unwrap_or_default(),
        sheet: project.sheet.clone(),
        row: project.row,
    }
}

fn period(project: &Project) -> String {
    let [start, end] = [&project.start, &project.end].map(|day| day.get().map(era_date).unwrap_or_default());
    if start.is_empty() && end.is_empty() { String::new() } else { format!("{start}～{end}") }
}
