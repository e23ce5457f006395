//! The plan years of a prefecture, for pages that lead to one.

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use kikin_store::{Store, plan_years};

use super::error::RoundError;
use crate::people::{Scope, permit};

/// A plan year and what of it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearLine {
    /// The year.
    pub year: FiscalYear,
    /// Which stages of which 分 take submissions.
    pub open: Vec<(Bu, Stage)>,
}

/// The plan years that the prefecture has set up, the newest first.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn years(store: &Store, scope: &Scope, prefecture: PrefectureCode) -> Result<Vec<YearLine>, RoundError> {
    permit(store, scope, Action::ReadNotices, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let mut own: Vec<FiscalYear> =
        plan_years(&reading).await?.into_iter().filter(|(of, _)| *of == prefecture).map(|(_, year)| year).collect();
    own.sort_unstable_by(|a, b| b.cmp(a));
    let mut lines = Vec::with_capacity(own.len());
    for year in own {
        let open =
            kikin_store::plan_year(&reading, prefecture, year).await?.map_or_else(Vec::new, |set_up| set_up.open);
        lines.push(YearLine { year, open });
    }
    Ok(lines)
}

/// The year that a page without a year means: the newest of which something is open, else the newest.
#[must_use]
pub fn current(years: &[YearLine]) -> Option<FiscalYear> {
    let newest_first = || years.iter();
    newest_first().find(|line| !line.open.is_empty()).or_else(|| newest_first().next()).map(|line| line.year)
}
