//! Templates: generated from the definitions that read them, so that what is asked for is what is understood.

mod cells;
mod evaluation;
mod format;
mod guide;
mod pages;
mod texts;

pub use kikin_domain::assessment::Assessment;
use kikin_domain::body::LocalGovernment;
use kikin_domain::plan::{FormId, PlanWorkbook, Stage, YearColumn};
use kikin_domain::{Category, FiscalYear, Unit};
use rust_xlsxwriter::{Workbook, XlsxError};

/// What a template is pre-filled with.
#[derive(Clone, Copy, Debug)]
pub enum Fill<'a> {
    /// Nothing but the cover.
    Nothing,
    /// Last year's plan: its projects as 継続, with this year's dates and without amounts.
    LastYear(&'a PlanWorkbook),
    /// A plan as it stands, to be corrected.
    Whole(&'a PlanWorkbook),
    /// The plan whose projects are evaluated: what it calls them and what they aim at.
    Evaluated(&'a PlanWorkbook),
}

/// Whom a template is for, and what stands in it.
#[derive(Clone, Copy, Debug)]
pub struct TemplateRequest<'a> {
    /// 市町村計画様式, 都道府県計画様式 or 事後評価様式.
    pub form: FormId,
    /// The body.
    pub body: LocalGovernment<'a>,
    /// The plan year.
    pub year: FiscalYear,
    /// The stage.
    pub stage: Stage,
    /// The year's 区分 in order.
    pub categories: &'a [Category],
    /// The unit amounts are to be written in.
    pub unit: Unit,
    /// What is filled in.
    pub fill: Fill<'a>,
    /// 査定額 by project; empty before 内示.
    pub assessments: &'a [Assessment],
}

/// Why a template could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// An exported plan is nobody's form to fill in.
    #[error("「{}」の様式はありません", .0.label())]
    Form(FormId),
    /// The writer's own reason.
    #[error("様式のブックを作れません：{0}")]
    Writer(#[from] XlsxError),
}

/// How many empty rows are prepared for each table.
pub(crate) const PREPARED_PROJECTS: usize = 40;
pub(crate) const PREPARED_FACILITIES: usize = 40;
pub(crate) const PREPARED_TEXTS: usize = 10;

/// Makes the template.
///
/// # Errors
/// [`TemplateError`] for a form without template, or when the writer refuses.
pub fn template(request: &TemplateRequest<'_>) -> Result<Vec<u8>, TemplateError> {
    let mut workbook = Workbook::new();
    let book = pages::Book::new(request);
    match request.form {
        FormId::MunicipalPlan | FormId::PrefecturalPlan => plan_sheets(&mut workbook, request, &book)?,
        FormId::Evaluation => {
            book.cover(workbook.add_worksheet())?;
            book.evaluation(workbook.add_worksheet())?;
        }
        FormId::ConsolidatedPlan => return Err(TemplateError::Form(request.form)),
    }
    guide::guide(workbook.add_worksheet(), request, &book)?;
    guide::choices(workbook.add_worksheet(), request)?;
    Ok(workbook.save_to_buffer()?)
}

fn plan_sheets(
    workbook: &mut Workbook,
    request: &TemplateRequest<'_>,
    book: &pages::Book<'_>,
) -> Result<(), TemplateError> {
    book.cover(workbook.add_worksheet())?;
    if request.form == FormId::PrefecturalPlan {
        book.chapters(workbook.add_worksheet())?;
    }
    book.areas_and_goals(workbook.add_worksheet())?;
    if request.form == FormId::PrefecturalPlan {
        book.hearings(workbook.add_worksheet())?;
    }
    book.projects(workbook.add_worksheet())?;
    book.facilities(workbook.add_worksheet())?;
    Ok(())
}

impl TemplateRequest<'_> {
    /// The plan that is filled in, if any.
    fn plan(&self) -> Option<&PlanWorkbook> {
        match self.fill {
            Fill::Nothing => None,
            Fill::LastYear(plan) | Fill::Whole(plan) | Fill::Evaluated(plan) => Some(plan),
        }
    }

    /// The year columns: those of the plan that is returned, else the plan year and the two that follow.
    fn years(&self) -> Vec<YearColumn> {
        let mut years: Vec<YearColumn> = match self.fill {
            Fill::Whole(plan) => plan.projects.iter().flat_map(|p| p.yearly.iter().map(|y| y.column)).collect(),
            Fill::Nothing | Fill::LastYear(_) | Fill::Evaluated(_) => Vec::new(),
        };
        if years.is_empty() {
            years = (0..3)
                .filter_map(|n| FiscalYear::new(self.year.get() + n))
                .map(|year| YearColumn { year, onwards: false })
                .collect();
        }
        years.sort_unstable();
        years.dedup();
        years
    }
}
