//! A pre-filled template for a body and a year.

use kikin_domain::body::{BodyCode, local_governments};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{FormId, PlanWorkbook, Stage};
use kikin_domain::{FiscalYear, Unit};
use kikin_sheet::template::{Fill, TemplateError, template};

/// What template is wanted.
#[derive(Clone, Copy, Debug)]
pub struct TemplateWanted<'a> {
    /// Which form.
    pub form: FormId,
    /// For which body.
    pub body: BodyCode,
    /// For which plan year.
    pub year: FiscalYear,
    /// 区分 of all years.
    pub categories: &'a CategoryTable,
    /// Last year's plan, whose projects are copied.
    pub copy_from: Option<&'a PlanWorkbook>,
}

/// Why there is no template.
#[derive(Debug, thiserror::Error)]
pub enum NoTemplate {
    /// The code is not on the list.
    #[error("団体コード {0} の団体はありません")]
    Unknown(BodyCode),
    /// The form is not that body's.
    #[error("{body}の様式は「{}」です", .form.label())]
    OtherForm {
        /// The body's name.
        body: String,
        /// Its form.
        form: FormId,
    },
    /// The writer's reason.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Makes the template.
///
/// # Errors
/// [`NoTemplate`] when the body is unknown or the form is not its own.
pub fn make_template(wanted: TemplateWanted<'_>) -> Result<Vec<u8>, NoTemplate> {
    let body = local_governments().get(wanted.body).ok_or(NoTemplate::Unknown(wanted.body))?;
    let own = if wanted.body.is_prefecture() { FormId::PrefecturalPlan } else { FormId::MunicipalPlan };
    if matches!(wanted.form, FormId::MunicipalPlan | FormId::PrefecturalPlan) && wanted.form != own {
        return Err(NoTemplate::OtherForm { body: body.name.to_owned(), form: own });
    }
    let categories: Vec<_> = wanted.categories.of_year(wanted.year).cloned().collect();
    let request = kikin_sheet::template::TemplateRequest {
        form: wanted.form,
        body,
        year: wanted.year,
        stage: Stage::Plan,
        categories: &categories,
        unit: Unit::Thousand,
        fill: wanted.copy_from.map_or(Fill::Nothing, Fill::LastYear),
        assessments: &[],
    };
    Ok(template(&request)?)
}
