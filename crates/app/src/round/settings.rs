//! The set-up of a plan year as its pages show it, and the beginning of a new one.

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::round::{NationalNotice, Notice, national_notices, notices};
use kikin_store::{Organisation, PlanYear, Store, organisations, plan_years};

use super::error::RoundError;
use super::set_up::{every_municipality, settle};
use crate::people::{Scope, permit};

/// Everything that is set up for a plan year.
#[derive(Clone, Debug)]
pub struct YearSettings {
    /// The year.
    pub year: PlanYear,
    /// All bodies of the prefecture, by code.
    pub bodies: Vec<Organisation>,
    /// 国の内示
    pub national: Vec<NationalNotice>,
    /// お知らせ that stand, the newest first.
    pub notices: Vec<Notice>,
}

/// 様式版 that can be asked for.
#[must_use]
pub const fn form_versions() -> &'static [&'static str] {
    kikin_sheet::form::KNOWN_VERSIONS
}

/// The set-up of a plan year.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn read_settings(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
) -> Result<YearSettings, RoundError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    Ok(YearSettings {
        year: set_up.ok_or(RoundError::NoYear(prefecture, year))?,
        bodies: organisations(&reading, prefecture).await?,
        national: national_notices(&reading, prefecture, year).await?,
        notices: notices(&reading, prefecture, year).await?,
    })
}

/// Begins a plan year: nothing is open yet. Who is expected and how heavily rules weigh is as in the newest year before, else all
/// municipalities and the catalogue.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`] for a year that is set up, or the database's.
pub async fn begin_year(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
) -> Result<(), RoundError> {
    permit(store, scope, Action::SetUpYear, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let known = plan_years(store.connection()).await?;
    let former = known.into_iter().filter(|(of, y)| *of == prefecture && *y < year).map(|(_, y)| y).max();
    let former = match former {
        Some(former) => kikin_store::plan_year(store.connection(), prefecture, former).await?,
        None => None,
    };
    let begun = settle(store, scope, (prefecture, year), |before, bodies| {
        if before.is_some() {
            return Err(RoundError::field(format!(
                "{}は、既に設定されています。一覧から開いて設定を変えてください。",
                year.era()
            )));
        }
        let mut expected = former.as_ref().map_or_else(Vec::new, |former| former.expected.clone());
        if expected.is_empty() {
            expected = every_municipality(prefecture);
        }
        expected.retain(|one| bodies.iter().any(|body| body.code == one.body));
        let severities = former.map(|former| former.severities).unwrap_or_default();
        Ok(PlanYear { open: Vec::new(), expected, severities, ..PlanYear::published(prefecture, year) })
    });
    begun.await?;
    Ok(())
}
