//! What every act on a submission begins with: permission, then the prefecture's chain, then the states as they are.

use jiff::Timestamp;
use kikin_domain::permission::{Action, Halves, Matter, Season, SeasonRule, row};
use kikin_domain::plan::Stage;
use kikin_domain::round::Filed;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use kikin_store::people::post::seat_of;
use kikin_store::round::{Round, SubmissionKey, rounds};
use kikin_store::{PlanYear, Store, World, WriteTransaction, audit};

use super::error::RoundError;
use crate::people::{Scope, permit};

/// Whose round: a body in a plan year of a prefecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The prefecture.
    pub prefecture: PrefectureCode,
    /// The plan year.
    pub year: FiscalYear,
    /// The body.
    pub body: BodyCode,
}

impl Site {
    /// The body's things, of no 分 yet.
    #[must_use]
    pub fn matter(self) -> Matter {
        Matter::of(seat_of(self.prefecture, self.body))
    }

    /// One submission of it.
    #[must_use]
    pub const fn key(self, stage: Stage, bu: Bu) -> SubmissionKey {
        SubmissionKey { prefecture: self.prefecture, year: self.year, body: self.body, stage, bu }
    }
}

/// What of a body is acted upon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct On<'a> {
    pub(crate) site: Site,
    pub(crate) stage: Stage,
    pub(crate) halves: &'a [Bu],
}

impl On<'_> {
    fn matter(&self) -> Matter {
        halves_of(self.halves).map_or(self.site.matter(), |halves| self.site.matter().concerning(halves))
    }
}

/// All bodies of a prefecture alike: the first stands for them.
pub(crate) fn any_body(prefecture: PrefectureCode) -> Matter {
    let first = kikin_domain::body::local_governments().municipalities(prefecture).next();
    Matter::of(seat_of(prefecture, first.map_or_else(|| prefecture.body(), |g| g.code)))
}

/// The 分 together; none of none.
pub(crate) fn halves_of(halves: &[Bu]) -> Option<Halves> {
    match (halves.contains(&Bu::Medical), halves.contains(&Bu::Care)) {
        (true, true) => Some(Halves::Both),
        (true, false) => Some(Halves::Medical),
        (false, true) => Some(Halves::Care),
        (false, false) => None,
    }
}

/// The 分 of a post or matter.
pub(super) fn bus_of(halves: Halves) -> Vec<Bu> {
    Bu::ALL.into_iter().filter(|bu| halves.covers((*bu).into())).collect()
}

/// The prefecture's chain, held until the commit, and what holds so long: the year's set-up and the body's submissions.
pub(crate) struct Held {
    pub(crate) tx: WriteTransaction,
    pub(crate) year: PlanYear,
    pub(crate) rounds: Vec<Round>,
}

impl Held {
    /// The submission, if anything was recorded of it.
    pub(crate) fn round(&self, on: On<'_>, bu: Bu) -> Option<&Round> {
        round_of(&self.rounds, on, bu)
    }
}

/// Asks the table, takes the chain, looks, and asks the table again where the stage must be open: for all of these 分.
pub(crate) async fn hold(store: &Store, scope: &Scope, action: Action, on: On<'_>) -> Result<Held, RoundError> {
    hold_while(store, scope, action, on, |held, now| match action {
        // 内示 comes long after the close: what was sent is answered all the same.
        Action::AnswerAssessment => Season::Open,
        _ => season(&held.year, &held.rounds, on.stage, on.halves, now),
    })
    .await
}

/// The same where one of these 分 that is open is enough: what is done leaves out those that are not.
pub(super) async fn hold_some(store: &Store, scope: &Scope, action: Action, on: On<'_>) -> Result<Held, RoundError> {
    hold_while(store, scope, action, on, |held, now| season_of_some(&held.year, &held.rounds, on, now)).await
}

async fn hold_while(
    store: &Store,
    scope: &Scope,
    action: Action,
    on: On<'_>,
    season: impl Fn(&Held, Timestamp) -> Season,
) -> Result<Held, RoundError> {
    permit(store, scope, action, &on.matter()).await?;
    let held = look(store, on.site).await?;
    let season = season(&held, scope.act().at.instant());
    match row(action).season {
        SeasonRule::WhileOpen if season == Season::Closed && !scope.is_at_the_machine() => {
            drop(held);
            permit(store, scope, action, &on.matter().in_season(season)).await?;
            Err(RoundError::Refused(kikin_domain::permission::Refusal::Closed))
        }
        SeasonRule::WhileOpen | SeasonRule::Any => Ok(held),
    }
}

/// The submission of a 分, if anything was recorded of it.
pub(super) fn round_of<'a>(rounds: &'a [Round], on: On<'_>, bu: Bu) -> Option<&'a Round> {
    rounds.iter().find(|r| (r.submission.stage, r.submission.bu) == (on.stage, bu))
}

async fn look(store: &Store, site: Site) -> Result<Held, RoundError> {
    let tx = store.write().await?;
    // Nobody may do anything between the look and the deed.
    audit::hold(&tx, World::from(site.prefecture)).await?;
    let year = kikin_store::plan_year(&*tx, site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let rounds = rounds(&*tx, site.prefecture, site.year, Some(site.body)).await?;
    Ok(Held { tx, year, rounds })
}

/// Whether all of these 分 of a stage may be handed in: each is open and before its last deadline, or under 修正依頼.
#[must_use]
pub fn season(year: &PlanYear, rounds: &[Round], stage: Stage, halves: &[Bu], now: Timestamp) -> Season {
    let returned = |bu: Bu| {
        let own = |r: &&Round| r.submission.stage == stage && r.submission.bu == bu;
        rounds.iter().find(own).is_some_and(|r| r.progress.filed == Filed::Returned)
    };
    let in_time = |bu: Bu| deadlines(year, stage, bu).max().is_none_or(|last| now <= last);
    let is_open = |bu: &Bu| returned(*bu) || (year.is_open(*bu, stage) && in_time(*bu));
    if halves.iter().all(is_open) { Season::Open } else { Season::Closed }
}

/// Whether one of these 分 may be handed in.
pub(super) fn season_of_some(year: &PlanYear, rounds: &[Round], on: On<'_>, now: Timestamp) -> Season {
    let is_open = |bu: &Bu| season(year, rounds, on.stage, &[*bu], now) == Season::Open;
    if on.halves.iter().any(is_open) { Season::Open } else { Season::Closed }
}

/// Whether a moment is after the first deadline of one of these 分: what comes in a later round is late, and is told so.
#[must_use]
pub fn is_late(year: &PlanYear, stage: Stage, halves: &[Bu], at: Timestamp) -> bool {
    halves.iter().any(|bu| deadlines(year, stage, *bu).min().is_some_and(|first| at > first))
}

fn deadlines(year: &PlanYear, stage: Stage, bu: Bu) -> impl Iterator<Item = Timestamp> {
    year.deadlines.iter().filter(move |d| d.stage == stage && d.bu == bu).map(|d| d.at.instant())
}
