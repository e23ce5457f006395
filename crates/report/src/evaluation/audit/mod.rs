//! What an auditor asks for: every use of the fund's money from the prefecture down to the project and year, with the file, row
//! and cell that tell it.

mod proof;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use kikin_domain::evaluation::{Basis, Evaluated, Outturn, YearOutturn};
use kikin_domain::{BodyCode, Bu, Category, CategoryCode, CellRef, FiscalYear, PrefectureCode, SheetName, text};

use super::execution::ExecutionStatement;
use super::sums::Funds;
use super::{file_names, latest};
use crate::plan::FileRow;

pub use write::write_audit;

/// Which rows are wanted. What is empty asks for nothing, and leaves all in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSelection {
    /// 団体
    pub bodies: Vec<BodyCode>,
    /// 区分
    pub categories: Vec<CategoryCode>,
    /// 分
    pub bus: Vec<Bu>,
    /// 年度, in which the money was used
    pub years: Vec<FiscalYear>,
    /// Words that stand in 団体名, 実施主体, No. or 事業名; width and case make no difference.
    pub text: String,
}

impl AuditSelection {
    /// Whether a row is wanted.
    #[must_use]
    pub fn takes(&self, row: &AuditRow) -> bool {
        fn among<T: PartialEq>(wanted: &[T], own: &T) -> bool {
            wanted.is_empty() || wanted.contains(own)
        }
        among(&self.bodies, &row.body)
            && among(&self.categories, &row.category)
            && among(&self.bus, &row.bu)
            && among(&self.years, &row.year)
            && self.is_told(row)
    }

    fn is_told(&self, row: &AuditRow) -> bool {
        let wanted = text::key(&self.text);
        let own = [&row.body_name, &row.operator, &row.no, &row.project];
        wanted.is_empty() || own.iter().any(|own| text::key(own).contains(&wanted))
    }

    /// What was asked for, in words; nothing where all is wanted.
    fn words(&self, number: impl Fn(&CategoryCode) -> String) -> Vec<String> {
        let listed = |label: &str, words: Vec<String>| {
            if words.is_empty() { None } else { Some(format!("{label}：{}", words.join("、"))) }
        };
        let body = |code: &BodyCode| code.name().map_or_else(|| code.to_string(), str::to_owned);
        let words = [
            listed("団体", self.bodies.iter().map(body).collect()),
            listed("区分", self.categories.iter().map(number).collect()),
            listed("分", self.bus.iter().map(|bu| bu.label().to_owned()).collect()),
            listed("年度", self.years.iter().map(|year| year.era()).collect()),
            listed("語", Some(self.text.clone()).filter(|t| !text::is_blank(t)).into_iter().collect()),
        ];
        words.into_iter().flatten().collect()
    }
}

/// Where a row comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The file, without folders of somebody's machine.
    pub file: Arc<str>,
    /// SHA-256 of its bytes.
    pub sha256: Arc<str>,
    /// The sheet.
    pub sheet: SheetName,
    /// The row, from 1.
    pub row: u32,
    /// The cell of the fund's amount.
    pub cell: Option<CellRef>,
}

/// The use of the fund by a project in a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// 部局等
    pub department: String,
    /// 補助事業者: the prefecture
    pub subsidized: String,
    /// 間接補助事業者等: the body
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// 間接補助事業者等: the 実施主体 that the plan names, if any
    pub operator: String,
    /// 分
    pub bu: Bu,
    /// 区分
    pub category: CategoryCode,
    /// The number of the 区分 on papers of the plan year.
    pub number: String,
    /// No.
    pub no: String,
    /// 補助事業
    pub project: String,
    /// 計画年度
    pub plan: FiscalYear,
    /// 年度, in which the money was used
    pub year: FiscalYear,
    /// 基金使用額, and of it 左に対する交付金交付額 (the State's part)
    pub used: Funds,
    /// How the State's part came about.
    pub basis: Basis,
    /// The row of the plan; nothing for a project that stands in none.
    pub in_plan: Option<Lineage>,
    /// The row of the evaluation.
    pub evaluation: Lineage,
}

/// A 区分 of the cross table: one sum for each year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossRow {
    /// 区分
    pub category: CategoryCode,
    /// Its number on papers.
    pub number: String,
    /// The sums by year, in the order of [`AuditStatement::years`].
    pub by_year: Vec<Funds>,
    /// 計
    pub all: Funds,
}

/// The rows that were asked for, with their sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditStatement {
    /// The prefecture; nothing without a plan.
    pub prefecture: Option<PrefectureCode>,
    /// What was asked for, in words.
    pub asked: Vec<String>,
    /// 執行状況 of all plans, whatever was asked for.
    pub execution: ExecutionStatement,
    /// The rows: by plan year, 区分, body, No. and year; of a plan year those that stand in no plan come last.
    pub rows: Vec<AuditRow>,
    /// The years that there are rows of.
    pub years: Vec<FiscalYear>,
    /// The sums by 区分 and year.
    pub cross: Vec<CrossRow>,
    /// The sums by year, in the order of `years`.
    pub by_year: Vec<Funds>,
    /// 合計
    pub all: Funds,
    /// How many rows were not asked for.
    pub left_out: u32,
    /// Their sum.
    pub left_out_sum: Funds,
}

impl AuditStatement {
    /// Builds the rows and sums. Nothing is refused here: [`AuditStatement::prove`] says whether they hold. Of several
    /// evaluations of one plan the latest is told.
    #[must_use]
    pub fn of(all: &[Evaluated], selection: &AuditSelection) -> Self {
        let plans = latest(all);
        let (mut rows, mut left_out, mut left_out_sum) = (Vec::new(), 0, Funds::default());
        for row in plans.iter().flat_map(|one| rows_of(one)) {
            if selection.takes(&row) {
                rows.push(row);
            } else {
                left_out += 1;
                left_out_sum += row.used;
            }
        }
        let execution = ExecutionStatement::of(all);
        let mut years: Vec<FiscalYear> = rows.iter().map(|row| row.year).collect();
        years.sort_unstable();
        years.dedup();
        let (cross, by_year) = sums(&rows, &years, &execution);
        Self {
            prefecture: plans.first().map(|one| one.plan.prefecture),
            asked: selection.words(|code| execution.number(code).to_owned()),
            all: by_year.iter().copied().sum(),
            execution,
            rows,
            years,
            cross,
            by_year,
            left_out,
            left_out_sum,
        }
    }

    /// 「新潟県　地域医療介護総合確保基金の使用状況」
    #[must_use]
    pub fn title(&self) -> String {
        let prefecture = self.prefecture.map_or("", PrefectureCode::name);
        format!("{prefecture}　地域医療介護総合確保基金の使用状況").trim().to_owned()
    }
}

/// The cross table and the sums of its columns.
fn sums(rows: &[AuditRow], years: &[FiscalYear], execution: &ExecutionStatement) -> (Vec<CrossRow>, Vec<Funds>) {
    let mut cells: BTreeMap<(&CategoryCode, FiscalYear), Funds> = BTreeMap::new();
    for row in rows {
        *cells.entry((&row.category, row.year)).or_default() += row.used;
    }
    // In the order of 執行状況, which has every 区分 of every plan.
    let listed = execution.by_category.iter().map(|(code, _)| code);
    let listed = listed.filter(|code| rows.iter().any(|row| row.category == **code));
    let cross_row = |code: &CategoryCode| {
        let by_year: Vec<Funds> =
            years.iter().map(|year| cells.get(&(code, *year)).copied().unwrap_or_default()).collect();
        CrossRow {
            category: code.clone(),
            number: execution.number(code).to_owned(),
            all: by_year.iter().copied().sum(),
            by_year,
        }
    };
    let cross: Vec<CrossRow> = listed.map(cross_row).collect();
    let by_year = (0..years.len()).map(|year| cross.iter().map(|row| row.by_year[year]).sum()).collect();
    (cross, by_year)
}

/// A file's name and digest, shared by its rows.
type Named = (Arc<str>, Arc<str>);

/// Every project and year of a plan.
fn rows_of(one: &Evaluated) -> Vec<AuditRow> {
    let shared = |(name, sha256): (&str, &str)| (Arc::from(name), Arc::from(sha256));
    let plan_files: Vec<FileRow> = crate::plan::file_rows(&one.plan);
    let plan_files: Vec<Named> = plan_files.iter().map(|f| shared((&f.file, &f.sha256))).collect();
    let names = file_names(&one.files);
    let files = one.files.iter().zip(&names).map(|(f, name)| shared((name.as_str(), f.file.sha256.as_str())));
    let source = Files { plan: plan_files, evaluations: files.collect() };
    let of_project = |project| source.rows(one, project);
    one.projects.iter().flat_map(of_project).collect()
}

struct Files {
    plan: Vec<Named>,
    evaluations: Vec<Named>,
}

impl Files {
    fn rows(&self, evaluated: &Evaluated, project: &Outturn) -> Vec<AuditRow> {
        let line = project.line.and_then(|line| evaluated.plan.lines.get(line));
        let in_plan = line.map(|line| {
            let (file, sha256) = self.plan.get(line.source).cloned().unwrap_or_else(unnamed);
            let (sheet, row, cell) = (line.project.sheet.clone(), line.project.row, line.project.fund.cell());
            Lineage { file, sha256, sheet, row, cell }
        });
        let category = evaluated.plan.categories.iter().find(|c: &&Category| c.code == project.category);
        let row = |one: &YearOutturn| AuditRow {
            department: project.bu.label().to_owned(),
            subsidized: evaluated.plan.prefecture.name().to_owned(),
            body: project.body,
            body_name: project.body_name.clone(),
            operator: line.map_or("", |line| line.project.body.text().trim()).to_owned(),
            bu: project.bu,
            category: project.category.clone(),
            number: category.map_or_else(|| project.category.to_string(), |c| c.number.clone()),
            no: project.no.clone(),
            project: project.name.clone(),
            plan: evaluated.plan.year,
            year: one.year,
            used: one.spent().into(),
            basis: one.basis,
            in_plan: in_plan.clone(),
            evaluation: self.evaluation(one),
        };
        project.years.iter().map(row).collect()
    }

    fn evaluation(&self, one: &YearOutturn) -> Lineage {
        let (file, sha256) = self.evaluations.get(one.file).cloned().unwrap_or_else(unnamed);
        let row = &one.evaluation;
        Lineage { file, sha256, sheet: row.sheet.clone(), row: row.row, cell: super::rows::amount_cell(row) }
    }
}

fn unnamed() -> Named {
    ("".into(), "".into())
}
