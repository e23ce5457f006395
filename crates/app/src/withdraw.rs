//! Withdrawing what a body filed.

use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use kikin_store::{Act, Store, Submission, Version, World, audit, submissions};

use crate::database::DatabaseError;

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

/// Withdraws the versions that count for a body, plan year, stage and 分: one transaction, one event in the chain. The
/// accepted version before each counts again.
///
/// # Errors
/// [`DatabaseError::NoReason`] for a blank reason, [`DatabaseError::NothingCounts`] where no version counts, or the
/// database's; nothing is then withdrawn.
pub async fn withdraw(store: &Store, act: &Act, request: WithdrawRequest<'_>) -> Result<Vec<Withdrawn>, DatabaseError> {
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(DatabaseError::NoReason);
    }
    let transaction = store.write().await?;
    // Nobody may hand in another version between the look and the deed.
    audit::hold(&transaction, World::from(request.prefecture)).await?;
    let before = submissions(&*transaction, request.prefecture, request.fiscal_year).await?;
    let counting: Vec<(&Submission, &Version)> =
        before.iter().filter(|s| request.names(s)).filter_map(|s| s.counting().map(|v| (s, v))).collect();
    if counting.is_empty() {
        return Err(DatabaseError::NothingCounts {
            body: request.body.name().map_or_else(|| request.body.to_string(), str::to_owned),
            year: request.fiscal_year,
            stage: request.stage,
            bu: request.bu,
        });
    }
    let ids: Vec<i64> = counting.iter().map(|(_, version)| version.id).collect();
    kikin_store::withdraw(&transaction, act, request.prefecture, &ids, reason).await?;
    let after = submissions(&*transaction, request.prefecture, request.fiscal_year).await?;
    transaction.commit().await?;
    let now = |id: i64| after.iter().find(|s| s.id == id).and_then(Submission::counting).cloned();
    let outcome = |(s, v): (&Submission, &Version)| Withdrawn { bu: s.bu, version: v.clone(), counts_now: now(s.id) };
    let mut withdrawn: Vec<Withdrawn> = counting.into_iter().map(outcome).collect();
    withdrawn.sort_by_key(|w| w.bu);
    Ok(withdrawn)
}

impl WithdrawRequest<'_> {
    fn names(&self, submission: &Submission) -> bool {
        submission.body == self.body && submission.stage == self.stage && self.bu.is_none_or(|bu| bu == submission.bu)
    }
}
