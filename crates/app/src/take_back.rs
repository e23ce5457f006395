//! An exported plan comes back: its rows become again what their bodies had filed.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::consolidated::{lines_of_parts, place};
use kikin_domain::grouping::{PrefecturalProject, one_to_one, to_kept};
use kikin_domain::split::Rounding;
use kikin_domain::{
    BodyCode, Bu, Category, CategoryCode, FileReport, Finding, PlanWorkbook, SheetName, Verdict, Yen, text,
};
use kikin_store::{Act, Content, Incoming, PlanYear, Receipt, WriteTransaction};

use crate::database::DatabaseError;

/// What was taken back of one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub name: String,
    /// How many projects.
    pub projects: usize,
    /// 基金 計（A+B） of them, yen.
    pub fund: Yen,
    /// The receipt; the existing one where the same plan had been taken back before.
    pub receipt: Receipt,
}

/// Receives every body's rows of a checked plan, each with the plan's bytes and with its cells in the plan, and its 都道府県事業
/// where they are not one to one. All in the caller's transaction; nothing of a plan with errors.
pub(crate) async fn take_back(
    transaction: &WriteTransaction,
    act: &Act,
    year: &PlanYear,
    report: &FileReport,
    bytes: &[u8],
) -> Result<Vec<TakenBack>, DatabaseError> {
    let Some(plan) = report.plan.as_ref().filter(|_| report.verdict != Verdict::Rejected) else {
        return Ok(Vec::new());
    };
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let mut taken = Vec::new();
    let content = Content::of(bytes);
    for part in plan.parts(bu_of) {
        let Some((body, name)) = part.organization.clone() else { continue };
        let (projects, fund) = (part.projects.len(), part.projects.iter().filter_map(|p| p.fund.get()).sum());
        let report = report_of(report, part);
        let incoming = Incoming {
            prefecture: year.prefecture,
            year: year.year,
            content: &content,
            report: &report,
            categories: &year.categories,
            only: &[],
        };
        let receipt = kikin_store::receive(transaction, act, incoming).await?;
        taken.push(TakenBack { body, name, projects, fund, receipt });
    }
    set_groups(transaction, act, year, plan).await?;
    Ok(taken)
}

/// The part of the check that is about one body: findings and normalizations of its rows, and those of the plan as a whole.
fn report_of(report: &FileReport, part: PlanWorkbook) -> FileReport {
    let rows = |sheet: &SheetName, row: u32| (sheet.clone(), row);
    let projects = part.projects.iter().map(|p| rows(&p.sheet, p.row));
    let facilities = part.facilities.iter().flatten().map(|f| rows(&f.sheet, f.row));
    let own: BTreeSet<(SheetName, u32)> = projects.chain(facilities).collect();
    let tables: BTreeSet<&SheetName> = own.iter().map(|(sheet, _)| sheet).collect();
    let is_own = |sheet: &SheetName, row: u32| !tables.contains(sheet) || own.contains(&(sheet.clone(), row));
    let concerns = |f: &&Finding| match (&f.sheet, f.cells.first()) {
        (Some(sheet), Some(cell)) => is_own(sheet, cell.row),
        _ => true,
    };
    let findings: Vec<Finding> = report.findings.iter().filter(concerns).cloned().collect();
    FileReport {
        file: report.file.clone(),
        sha256: report.sha256.clone(),
        form: report.form,
        verdict: Verdict::of(&findings),
        findings,
        normalizations: report.normalizations.iter().filter(|n| is_own(&n.sheet, n.cell.row)).cloned().collect(),
        totals: Vec::new(),
        plan: Some(part),
        evaluation: None,
    }
}

/// Sets the 都道府県事業 of the plan year, unless every project is its own or they are set so already.
async fn set_groups(
    transaction: &WriteTransaction,
    act: &Act,
    year: &PlanYear,
    plan: &PlanWorkbook,
) -> Result<(), DatabaseError> {
    let told = groups_told(year, plan);
    if told.is_empty() || told == groups_one_to_one(year, plan)? {
        return Ok(());
    }
    let known = kikin_store::prefectural_projects(&**transaction, year.prefecture, year.year).await?;
    if known != told {
        kikin_store::set_prefectural_projects(transaction, act, year.prefecture, year.year, &told).await?;
    }
    Ok(())
}

/// The 都道府県事業 that the rows name, by 分 and No.
fn groups_told(year: &PlanYear, plan: &PlanWorkbook) -> Vec<PrefecturalProject> {
    let mut groups: BTreeMap<(Bu, u32), PrefecturalProject> = BTreeMap::new();
    let rows = plan.exported.iter().flat_map(|e| &e.rows);
    for (project, row) in plan.projects.iter().zip(rows) {
        let category = project.category.value().and_then(|code| year.categories.get(code, year.year));
        let (Some(body), Some(category), Some((number, title))) = (row.body.get(), category, &row.group) else {
            continue;
        };
        let group = groups.entry((category.bu, *number)).or_insert_with(|| PrefecturalProject {
            bu: category.bu,
            number: *number,
            category: category.code.clone(),
            title: title.clone(),
            members: Vec::new(),
        });
        group.members.push((body, text::nfkc_trim(project.no.text())));
    }
    let mut groups: Vec<PrefecturalProject> = groups.into_values().collect();
    groups.iter_mut().for_each(|g| g.members.sort());
    groups
}

fn groups_one_to_one(year: &PlanYear, plan: &PlanWorkbook) -> Result<Vec<PrefecturalProject>, DatabaseError> {
    let mut lines = lines_of_parts(plan, &year.categories, year.year);
    place(&mut lines, &year.categories, year.year, Rounding::default())?;
    let categories: Vec<Category> = year.categories.of_year(year.year).cloned().collect();
    let mut groups = to_kept(&one_to_one(&categories, &lines), &lines);
    groups.sort_by_key(|g| (g.bu, g.number));
    Ok(groups)
}
