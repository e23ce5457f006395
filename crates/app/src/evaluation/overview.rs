//! 事後評価 of a plan year as the prefecture and whoever audits it look at it.

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::{Category, FiscalYear, PrefectureCode};
use kikin_report::evaluation::{EvaluationStatement, GrantStatement};
use kikin_store::Store;

use super::among;
use crate::people::{Scope, permit};
use crate::round::RoundError;

/// 事後評価 of a plan year, and the papers of its 交付額.
#[derive(Clone, Debug)]
pub struct EvaluationOverview {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub year: FiscalYear,
    /// The years in which it was evaluated, the earliest first.
    pub years: Vec<FiscalYear>,
    /// Its tables in the year that is shown; nothing before any workbook has come in.
    pub statement: Option<EvaluationStatement>,
    /// 交付額 of the plan year, and of the years whose residuals it uses.
    pub grants: GrantStatement,
    /// The plan year's 区分 in order.
    pub categories: Vec<Category>,
}

/// 事後評価 of a plan year in an evaluation year, the last one where none is asked for. The figures are those of the workbook that
/// is written of it.
///
/// # Errors
/// [`RoundError::Refused`] (hidden for a year in which it was not evaluated), [`RoundError::NoYear`], [`RoundError::Field`] where
/// the sums do not hold, or the database's.
pub async fn evaluation_overview(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    wanted: Option<FiscalYear>,
) -> Result<EvaluationOverview, RoundError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let years = kikin_store::evaluation_years(&reading, prefecture, year).await?;
    let evaluated = match wanted {
        Some(wanted) if !years.contains(&wanted) => return Err(RoundError::hidden()),
        Some(wanted) => Some(wanted),
        None => years.last().copied(),
    };
    let all = match evaluated {
        Some(evaluated) => among(&reading, (prefecture, year), evaluated).await?,
        None => Vec::new(),
    };
    let own = all.iter().find(|one| one.plan.year == year);
    let grants = match own {
        Some(own) => own.grants.clone(),
        None => super::grants_of(&reading, prefecture, &[year]).await?,
    };
    let statement = own.map(|own| EvaluationStatement::among(own, &all));
    if let Some(statement) = &statement {
        statement.prove().map_err(|error| RoundError::field(error.to_string()))?;
    }
    Ok(EvaluationOverview {
        prefecture,
        year,
        years,
        statement,
        grants: GrantStatement::of(&grants, &set_up.categories),
        categories: set_up.categories.of_year(year).cloned().collect(),
    })
}
