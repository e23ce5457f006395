//! A pre-filled template for a body and a year.

use kikin_domain::assessment::Assessment;
use kikin_domain::body::BodyCode;
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{FormId, PlanWorkbook, Stage};
use kikin_domain::{Bodies, FiscalYear, Unit};
use kikin_sheet::template::{Fill, TemplateError, template};

/// What template is wanted.
#[derive(Clone, Copy, Debug)]
pub struct TemplateWanted<'a> {
    /// Which form.
    pub form: FormId,
    /// For which body.
    pub body: BodyCode,
    /// Which bodies there are.
    pub bodies: &'a Bodies,
    /// For which plan year.
    pub year: FiscalYear,
    /// For which stage; with 査定額 the answered plan's own.
    pub stage: Stage,
    /// 区分 of all years.
    pub categories: &'a CategoryTable,
    /// Last year's plan, whose projects are copied; for a 変更 this year's, which it lists again; with 査定額 this year's, which is
    /// answered; for 事後評価 the plan whose projects are evaluated.
    pub copy_from: Option<&'a PlanWorkbook>,
    /// 査定額 by project; empty before 内示.
    pub assessments: &'a [Assessment],
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
    /// 査定額 without the plan that they are about.
    #[error("査定額を入れるには、査定した{wanted}の計画を --copy-from で指定してください（{given}）")]
    NotAssessed {
        /// Body and year asked for.
        wanted: String,
        /// What was given instead.
        given: String,
    },
    /// The plan of another body or year, whose projects are not the ones to be evaluated.
    #[error(
        "事後評価の様式に事業を入れるには、{wanted}の計画を --copy-from で指定してください（指定されたのは{given}の計画です）"
    )]
    NotEvaluated {
        /// Body and year asked for.
        wanted: String,
        /// Those of the plan that was given.
        given: String,
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
    let body = wanted.bodies.get(wanted.body).ok_or(NoTemplate::Unknown(wanted.body))?;
    let own = if wanted.body.is_prefecture() { FormId::PrefecturalPlan } else { FormId::MunicipalPlan };
    if matches!(wanted.form, FormId::MunicipalPlan | FormId::PrefecturalPlan) && wanted.form != own {
        return Err(NoTemplate::OtherForm { body: body.name.to_owned(), form: own });
    }
    if let (FormId::Evaluation, Some(plan)) = (wanted.form, wanted.copy_from) {
        evaluated(wanted, body.name, plan)?;
    }
    let answered = if wanted.assessments.is_empty() { None } else { Some(assessed(wanted, body.name)?) };
    let categories: Vec<_> = wanted.categories.of_year(wanted.year).cloned().collect();
    let is_evaluation = wanted.form == FormId::Evaluation;
    let is_of_this_year = |plan: &&PlanWorkbook| plan.judged_year == Some(wanted.year);
    let changed = wanted.copy_from.filter(|_| wanted.stage == Stage::Change).filter(is_of_this_year);
    // What was executed, and what is changed, is told in the unit in which it was planned.
    let whole = answered.or(changed);
    let unit_of = if is_evaluation { wanted.copy_from } else { whole };
    let request = kikin_sheet::template::TemplateRequest {
        form: wanted.form,
        body,
        year: wanted.year,
        stage: answered.map_or(wanted.stage, |plan| plan.cover.stage()),
        categories: &categories,
        unit: unit_of.and_then(|plan| plan.cover.unit.get()).unwrap_or(Unit::Thousand),
        fill: match (whole, wanted.copy_from) {
            (_, Some(plan)) if is_evaluation => Fill::Evaluated(plan),
            (Some(plan), _) => Fill::Whole(plan),
            (None, Some(plan)) => Fill::LastYear(plan),
            (None, None) => Fill::Nothing,
        },
        assessments: wanted.assessments,
    };
    Ok(template(&request)?)
}

/// Body and year, as an officer names them.
fn described(name: &str, year: Option<FiscalYear>) -> String {
    format!("{name} {}", year.map(FiscalYear::era).unwrap_or_default())
}

/// The plan that is evaluated is this body's, of this year.
fn evaluated(wanted: TemplateWanted<'_>, name: &str, plan: &PlanWorkbook) -> Result<(), NoTemplate> {
    let of_body = plan.organization.as_ref().is_some_and(|(code, _)| *code == wanted.body);
    if of_body && plan.cover.fiscal_year.get() == Some(wanted.year) {
        return Ok(());
    }
    let other = plan.organization.as_ref().map_or("団体不明", |(_, name)| name);
    Err(NoTemplate::NotEvaluated {
        wanted: described(name, Some(wanted.year)),
        given: described(other, plan.cover.fiscal_year.get()),
    })
}

/// The plan that the prefecture has assessed: this body's, of this year.
fn assessed<'a>(wanted: TemplateWanted<'a>, name: &str) -> Result<&'a PlanWorkbook, NoTemplate> {
    let wrong = |given: String| NoTemplate::NotAssessed { wanted: described(name, Some(wanted.year)), given };
    let plan = wanted.copy_from.ok_or_else(|| wrong("指定なし".to_owned()))?;
    let of_body = plan.organization.as_ref().is_some_and(|(code, _)| *code == wanted.body);
    if of_body && plan.cover.fiscal_year.get() == Some(wanted.year) {
        return Ok(plan);
    }
    let given = plan.organization.as_ref().map_or("団体不明", |(_, name)| name);
    Err(wrong(format!("指定されたのは{}の計画です", described(given, plan.cover.fiscal_year.get()))))
}
