//! Withdrawing what a body filed.

use kikin_domain::permission::Action;
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode, round};
use kikin_store::round::{Round, rounds};
use kikin_store::{Store, Submission, Version};

use crate::database::DatabaseError;
use crate::people::{Scope, permit};
use crate::round::{On, RoundError, Site, hold};

/// What is to be withdrawn, and why.
#[derive(Clone, Copy, Debug)]
pub struct WithdrawRequest<'a> {
    /// In whose world.
    pub prefecture: PrefectureCode,
    /// Of which plan year.
    pub fiscal_year: FiscalYear,
    /// Whose.
    pub body: BodyCode,
    /// Of which stage.
    pub stage: Stage,
    /// Of which 分; of both where none is named.
    pub bu: Option<Bu>,
    /// Why; stands in the record of events.
    pub reason: &'a str,
}

/// A version that was withdrawn, and what became of its submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The 分.
    pub bu: Bu,
    /// The version, as it stood before.
    pub version: Version,
    /// The version that counts now, if one does.
    pub counts_now: Option<Version>,
}

/// Withdraws the versions that count for a body, plan year, stage and 分, before they are confirmed: one transaction, one event
/// in the chain. The accepted version before each counts again.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`] once it is confirmed, or [`RoundError::Database`] with
/// [`DatabaseError::NoReason`] for a blank reason and [`DatabaseError::NothingCounts`] where no version counts; nothing is
/// then withdrawn.
pub async fn withdraw(
    store: &Store,
    scope: &Scope,
    request: WithdrawRequest<'_>,
) -> Result<Vec<Withdrawn>, RoundError> {
    let site = Site { prefecture: request.prefecture, year: request.fiscal_year, body: request.body };
    let halves = request.bu.map_or(Bu::ALL.to_vec(), |bu| vec![bu]);
    let on = On { site, stage: request.stage, halves: &halves };
    permit(store, scope, Action::Withdraw, &site.matter()).await?;
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(DatabaseError::NoReason.into());
    }
    let nothing = || DatabaseError::NothingCounts {
        body: request.body.name().map_or_else(|| request.body.to_string(), str::to_owned),
        year: request.fiscal_year,
        stage: request.stage,
        bu: request.bu,
    };
    let held = match hold(store, scope, Action::Withdraw, on).await {
        // Where no year is set up nothing was received.
        Err(RoundError::NoYear(..)) => return Err(nothing().into()),
        other => other?,
    };
    let mut counting: Vec<(&Round, &Version)> = Vec::new();
    for round in held.rounds.iter().filter(|r| request.names(&r.submission)) {
        if let Some(version) = round.submission.counting() {
            round.progress.check(round::Act::Withdraw, scope.account(), None, false)?;
            counting.push((round, version));
        }
    }
    if counting.is_empty() {
        return Err(nothing().into());
    }
    let ids: Vec<i64> = counting.iter().map(|(_, version)| version.id).collect();
    kikin_store::withdraw(&held.tx, scope.act(), request.prefecture, &ids, reason).await?;
    let after = rounds(&*held.tx, request.prefecture, request.fiscal_year, Some(request.body)).await?;
    let now = |id: i64| after.iter().find(|r| r.submission.id == id).and_then(|r| r.submission.counting()).cloned();
    let outcome = |(r, v): (&Round, &Version)| Withdrawn {
        bu: r.submission.bu,
        version: v.clone(),
        counts_now: now(r.submission.id),
    };
    let mut withdrawn: Vec<Withdrawn> = counting.into_iter().map(outcome).collect();
    withdrawn.sort_by_key(|w| w.bu);
    held.tx.commit().await?;
    Ok(withdrawn)
}

impl WithdrawRequest<'_> {
    fn names(&self, submission: &Submission) -> bool {
        submission.body == self.body && submission.stage == self.stage && self.bu.is_none_or(|bu| bu == submission.bu)
    }
}
