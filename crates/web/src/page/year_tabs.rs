//! The plan years as tabs: a page of one year leads to the same page of the others.

use kikin_app::round::years;
use kikin_domain::FiscalYear;

use crate::component::{Tab, Tabs};
use crate::extract::Member;
use crate::fault::WebError;
use crate::place::of_year;
use crate::site::SharedSite;

/// The tabs of the prefecture's plan years; `rest` is the page below the year. One year alone has none.
pub(super) async fn read(
    site: &SharedSite,
    member: &Member,
    year: FiscalYear,
    rest: &str,
) -> Result<Option<Tabs>, WebError> {
    let known = years(&site.store, &member.scope, member.prefecture()?).await?;
    let known: Vec<FiscalYear> = known.into_iter().map(|line| line.year).collect();
    Ok(of(&known, year, rest))
}

/// The tabs of these years.
pub(super) fn of(years: &[FiscalYear], year: FiscalYear, rest: &str) -> Option<Tabs> {
    let tab =
        |one: &FiscalYear| Tab { label: one.era(), href: format!("{}{rest}", of_year(*one)), current: *one == year };
    let tabs = || Tabs { label: "計画年度".to_owned(), tabs: years.iter().map(tab).collect() };
    (years.len() > 1).then(tabs)
}

/// Two years, for samples.
pub(super) fn sample(rest: &str) -> Option<Tabs> {
    let years: Vec<FiscalYear> = [2027, 2026].into_iter().filter_map(FiscalYear::new).collect();
    of(&years, years.last().copied()?, rest)
}
