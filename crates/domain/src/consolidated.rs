//! The plan of a prefecture, gathered from workbooks: which files count, every project with its State and prefectural
//! part, and the split that placed them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::body::{BodyCode, PrefectureCode};
use crate::category::{Bu, Category, CategoryCode, CategoryTable};
use crate::finding::{Finding, Verdict};
use crate::money::Yen;
use crate::place::Field;
use crate::plan::{Area, Chapter, Facility, FormId, Goal, Hearing, PlanWorkbook, Project, Stage};
use crate::split::{Leaf, LeafKey, PlanSplit, Rounding, SplitError, split_plan};
use crate::year::FiscalYear;

/// A file that was handed in, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path or name as given.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Which form it is, if it could be read.
    pub form: Option<FormId>,
    /// The body it speaks for; the code as typed when it names none.
    pub code: Option<String>,
    /// The body's name.
    pub name: Option<String>,
    /// Its verdict; `None` for a file that is passed over unread (an exported plan).
    pub verdict: Option<Verdict>,
    /// Whether at least one 分 of it is in the plan.
    pub counts: bool,
    /// The 分 of it that are in the plan.
    pub halves: Vec<Bu>,
    /// Why it does not count, or which 分 does not.
    pub reason: Option<String>,
    /// 提出日
    pub submitted: Option<Date>,
    /// 文書番号
    pub document_number: Option<String>,
}

/// A finding across files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFinding {
    /// The file it is about.
    pub file: Option<String>,
    /// The finding.
    pub finding: Finding,
}

/// One project of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Index of its file in [`Consolidated::sources`].
    pub source: usize,
    /// The body that filed it.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// 区分
    pub category: CategoryCode,
    /// 分
    pub bu: Bu,
    /// Its key in the split.
    pub key: LeafKey,
    /// The project as read, with the cell of every value. Statements share it: it is most of what a plan takes in memory.
    pub project: Arc<Project>,
    /// Its rows of 施設整備内訳.
    pub facilities: Vec<Facility>,
    /// 基金 計（A+B）, yen; 0 while pending
    pub fund: Yen,
    /// うち過年度残額 inside it, at most `fund`
    pub carried: Yen,
    /// 国（A） as placed by the split
    pub national: Yen,
    /// 都道府県（B） as placed by the split
    pub prefectural: Yen,
}

impl Line {
    /// Whether it stands in the sums. A project with an open amount (要望) is listed and adds nothing.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.project.is_pending()
    }
}

/// The tables of text of a workbook that counts.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyTexts {
    /// Index of its file in [`Consolidated::sources`].
    pub source: usize,
    /// The body that filed it.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// 区域
    pub areas: Vec<Area>,
    /// 目標
    pub goals: Vec<Goal>,
    /// 意見聴取
    pub hearings: Vec<Hearing>,
    /// 計画本文
    pub chapters: Vec<Chapter>,
    /// Whom to ask.
    pub contact: Contact,
}

impl BodyTexts {
    /// The texts of a workbook.
    #[must_use]
    pub fn of(plan: &PlanWorkbook, source: usize, (body, body_name): (BodyCode, &str)) -> Self {
        let cover = &plan.cover;
        let text = |field: &Field<String>| field.text().to_owned();
        Self {
            source,
            body,
            body_name: body_name.to_owned(),
            areas: plan.areas.clone(),
            goals: plan.goals.clone(),
            hearings: plan.hearings.clone(),
            chapters: plan.chapters.clone(),
            contact: Contact {
                division: text(&cover.division),
                officer: text(&cover.officer),
                phone: text(&cover.phone),
                mail: text(&cover.mail),
            },
        }
    }
}

/// Whom to ask at a body. Personal data: only in a full edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// 担当課
    pub division: String,
    /// 担当者
    pub officer: String,
    /// 電話番号
    pub phone: String,
    /// メールアドレス
    pub mail: String,
}

/// The gathered plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Consolidated {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub year: FiscalYear,
    /// 計画 or 要望.
    pub stage: Stage,
    /// The year's 区分 in order.
    pub categories: Vec<Category>,
    /// Every file, in the order handed in.
    pub sources: Vec<SourceFile>,
    /// The projects that are in the plan: by 区分, body, No.
    pub lines: Vec<Line>,
    /// The tables of text of the workbooks that count, by body and file.
    pub texts: Vec<BodyTexts>,
    /// How every yen was placed.
    pub split: PlanSplit,
    /// P findings.
    pub findings: Vec<PlanFinding>,
}

/// The lines of one workbook before the split: projects with a readable 区分, of the 分 that count. A project whose fund
/// could not be read stands in with 0; `ordinal` is the number of lines before it, so that keys stay unique.
#[must_use]
pub fn lines_of(
    plan: &PlanWorkbook,
    source: usize,
    (body, body_name): (BodyCode, &str),
    halves: &[Bu],
    categories: &CategoryTable,
    year: FiscalYear,
    ordinal: u32,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let facilities = FacilityIndex::new(plan);
    for project in &plan.projects {
        let Some(category) = project.category.value().and_then(|c| categories.get(c, year)) else { continue };
        if !halves.contains(&category.bu) {
            continue;
        }
        let fund = if project.is_pending() { Yen::ZERO } else { project.fund.get().unwrap_or_default() };
        let no = project.no.text().to_owned();
        lines.push(Line {
            source,
            body,
            body_name: body_name.to_owned(),
            category: category.code.clone(),
            bu: category.bu,
            key: LeafKey { body, no, ordinal: ordinal + u32::try_from(lines.len()).unwrap_or(u32::MAX) },
            facilities: facilities.of(&category.code, project.no.text()),
            project: Arc::new(project.clone()),
            fund,
            carried: project.carried.get().unwrap_or_default().min(fund),
            national: Yen::ZERO,
            prefectural: Yen::ZERO,
        });
    }
    lines
}

/// The lines of an exported plan before the split, as the workbooks it was made of would give them.
#[must_use]
pub fn lines_of_parts(plan: &PlanWorkbook, categories: &CategoryTable, year: FiscalYear) -> Vec<Line> {
    let bu_of = |code: &CategoryCode| categories.get(code, year).map(|c| c.bu);
    let mut lines = Vec::new();
    for part in plan.parts(bu_of) {
        let Some((body, name)) = &part.organization else { continue };
        let ordinal = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        lines.extend(lines_of(&part, 0, (*body, name), &Bu::ALL, categories, year, ordinal));
    }
    lines
}

/// The rows of 施設整備内訳 of one workbook, by the No. they name.
#[derive(Debug)]
pub struct FacilityIndex<'a>(HashMap<String, Vec<&'a Facility>>);

impl<'a> FacilityIndex<'a> {
    /// Sorts the workbook's rows.
    #[must_use]
    pub fn new(plan: &'a PlanWorkbook) -> Self {
        let mut rows: HashMap<String, Vec<&Facility>> = HashMap::new();
        for facility in plan.facilities.iter().flatten() {
            rows.entry(crate::cross::no_key(facility.project_no.text())).or_default().push(facility);
        }
        Self(rows)
    }

    /// The rows that belong to a project: those that name its No., in Ⅲ.
    #[must_use]
    pub fn of(&self, category: &CategoryCode, no: &str) -> Vec<Facility> {
        let own = self.0.get(&crate::cross::no_key(no)).filter(|_| category.as_str() == "III");
        own.into_iter().flatten().map(|f| (*f).clone()).collect()
    }
}

/// Splits the lines, writes each one's State and prefectural part into it, and sorts them by 区分, body and No.
///
/// # Errors
/// [`SplitError`] when an amount is outside what the split is made for.
pub fn place(
    lines: &mut [Line],
    categories: &CategoryTable,
    year: FiscalYear,
    rounding: Rounding,
) -> Result<PlanSplit, SplitError> {
    let leaves: Vec<Leaf> = lines
        .iter()
        .filter(|l| l.counts())
        .map(|line| Leaf {
            key: line.key.clone(),
            category: line.category.clone(),
            fund: line.fund,
            carried: line.carried,
            carried_from: line.project.carried_from.get(),
            kept: None,
        })
        .collect();
    let split = split_plan(&leaves, categories, year, rounding)?;
    for line in lines.iter_mut() {
        let share = split.share(&line.category, &line.key).unwrap_or_default();
        (line.national, line.prefectural) = (share.national, share.prefectural);
    }
    let order: Vec<&CategoryCode> = categories.of_year(year).map(|c| &c.code).collect();
    let rank = |code: &CategoryCode| order.iter().position(|c| *c == code);
    lines.sort_by(|a, b| rank(&a.category).cmp(&rank(&b.category)).then_with(|| a.key.cmp(&b.key)));
    Ok(split)
}
