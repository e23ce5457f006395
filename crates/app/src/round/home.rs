//! What a municipality sees first: what is due, what came back.

use kikin_domain::permission::{Action, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::settled::Deviation;
use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use kikin_store::people::post::seat_of;
use kikin_store::round::{Draft, Notice, Round, SubmissionKey, draft, notices, record_first, rounds};
use kikin_store::{PlanYear, Store, plan_years};

use super::due::{Due, Returned, due, returned};
use super::error::RoundError;
use super::form::has_last_year;
use super::held::{Site, bus_of};
use crate::people::{Scope, permit};
use crate::settled::to_be_handed_in_anew;

/// A body's page.
#[derive(Clone, Debug)]
pub struct Home {
    /// The year as it is set up.
    pub year: PlanYear,
    /// The body's submissions with all that happened to them.
    pub rounds: Vec<Round>,
    /// The prefecture's notices, the newest first.
    pub notices: Vec<Notice>,
    /// What is due, by stage and 分.
    pub due: Vec<Due>,
    /// The plan years of the prefecture, the newest first.
    pub years: Vec<FiscalYear>,
    /// Whether there is a plan of the year before to copy.
    pub last_year: bool,
    /// What counts with another amount than the body answered, or is not adopted: it is to be handed in anew.
    pub anew: Vec<Deviation>,
    /// What came back of other plan years, the newest first.
    pub elsewhere: Vec<ReturnedElsewhere>,
}

/// What came back of another plan year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedElsewhere {
    /// The plan year.
    pub year: FiscalYear,
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
    /// What is asked for.
    pub returned: Returned,
}

/// Opens a body's page. The first time that somebody of the body does so is recorded with every submission that is open to it,
/// so that the prefecture sees who never looked.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn open_home(store: &Store, scope: &Scope, site: Site) -> Result<Home, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    let year = kikin_store::plan_year(store.connection(), site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let mut there = rounds(store.connection(), site.prefecture, site.year, Some(site.body)).await?;
    if scope.seat() == seat_of(site.prefecture, site.body) && matches!(scope.seat(), Seat::Body(..)) {
        let own = bus_of(scope.halves());
        let unseen: Vec<SubmissionKey> = Stage::ALL
            .iter()
            .copied()
            .flat_map(|stage| own.iter().map(move |bu| (stage, *bu)))
            .filter(|(stage, bu)| year.is_open(*bu, *stage) && !is_opened(&there, *stage, *bu))
            .map(|(stage, bu)| site.key(stage, bu))
            .collect();
        if !unseen.is_empty() {
            let tx = store.write().await?;
            record_first(&tx, scope.act(), &unseen).await?;
            tx.commit().await?;
            there = rounds(store.connection(), site.prefecture, site.year, Some(site.body)).await?;
        }
    }
    let notices = notices(store.connection(), site.prefecture, site.year).await?;
    let mut years: Vec<FiscalYear> = plan_years(store.connection()).await?.into_iter().filter_map(own(site)).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    let due = due(&year, &there, site, scope);
    let last_year = has_last_year(store, site).await?;
    let anew = to_be_handed_in_anew(store.connection(), &year, site, &there).await?;
    let mut elsewhere = Vec::new();
    for other in years.iter().filter(|other| **other != site.year) {
        let there = rounds(store.connection(), site.prefecture, *other, Some(site.body)).await?;
        let back = |r: &Round| {
            let (stage, bu) = (r.submission.stage, r.submission.bu);
            returned(r).map(|returned| ReturnedElsewhere { year: *other, stage, bu, returned })
        };
        elsewhere.extend(there.iter().filter_map(back));
    }
    Ok(Home { year, rounds: there, notices, due, years, last_year, anew, elsewhere })
}

fn own(site: Site) -> impl Fn((PrefectureCode, FiscalYear)) -> Option<FiscalYear> {
    move |(prefecture, year)| (prefecture == site.prefecture).then_some(year)
}

fn is_opened(there: &[Round], stage: Stage, bu: Bu) -> bool {
    there.iter().any(|r| (r.submission.stage, r.submission.bu) == (stage, bu) && r.progress.opened)
}

/// A draft with what its check found, after a reload too.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn stored_draft(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    id: i64,
) -> Result<Draft, RoundError> {
    let found = draft(store.connection(), prefecture, id).await?.filter(|d| d.year == year);
    let found = found.ok_or_else(RoundError::hidden)?;
    let site = Site { prefecture, year, body: found.body };
    // What is not handed in is the municipality's own.
    permit(store, scope, Action::Check, &site.matter()).await?;
    if scope.seat() == seat_of(prefecture, found.body) { Ok(found) } else { Err(RoundError::hidden()) }
}
