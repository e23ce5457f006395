//! Which of several received files counts, and what P001 says of it.

use std::collections::BTreeSet;

use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::PlanFinding;
use kikin_domain::standing::{Filed, VersionState, meetings};
use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use kikin_store::{
    Connection, PlanYear, Receipt, Store, Submission, Version, following_versions, submissions, workbooks,
};

use crate::database::DatabaseError;

/// What counts after a receipt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The version that counts for each 分 of the received file.
    pub counts: Vec<(Bu, Option<Version>)>,
    /// P001, where several accepted versions meet.
    pub findings: Vec<PlanFinding>,
}

/// What counts for the body, stage and halves of a receipt.
///
/// # Errors
/// [`DatabaseError`] when the database refuses.
pub async fn standing(store: &Store, year: &PlanYear, receipt: &Receipt) -> Result<Standing, DatabaseError> {
    // The first version of everything it files for meets nobody.
    if receipt.versions.iter().all(|v| v.number == 1) && !receipt.repeated {
        let counts = receipt.versions.iter().filter(|v| v.state != VersionState::Accepted).map(|v| (v.bu, None));
        return Ok(Standing { counts: counts.collect(), findings: Vec::new() });
    }
    let reading = store.read().await?;
    let mut concerned = submissions(&reading, year.prefecture, year.year).await?;
    concerned.retain(|s| s.versions.iter().any(|v| v.upload == receipt.upload));
    let findings = met(&reading, year.prefecture, year.year, &concerned, &year.categories).await?;
    let mut counts: Vec<_> = concerned.iter().map(|s| (s.bu, s.counting().cloned())).collect();
    counts.sort_by_key(|(bu, _)| *bu);
    Ok(Standing { counts, findings })
}

/// P001 for these submissions, but not for versions that follow one another in the round: sums are those of the stored rows.
pub(crate) async fn met(
    db: &impl Connection,
    prefecture: PrefectureCode,
    year: FiscalYear,
    submissions: &[Submission],
    categories: &CategoryTable,
) -> Result<Vec<PlanFinding>, DatabaseError> {
    let accepted = |v: &&Version| v.state == VersionState::Accepted;
    // What its body hands in again takes the place of what was there; only of files that meet otherwise is it asked which counts.
    let following = following_versions(db, prefecture, year).await?;
    let meets = |s: &&Submission| {
        let after = s.versions.iter().filter(accepted).skip(1).last();
        after.is_some_and(|last| !following.contains(&last.id))
    };
    let meeting: Vec<&Submission> = submissions.iter().filter(meets).collect();
    let uploads: BTreeSet<i64> =
        meeting.iter().flat_map(|s| s.versions.iter().filter(accepted)).map(|v| v.upload).collect();
    let read = workbooks(db, prefecture, &uploads.into_iter().collect::<Vec<_>>()).await?;
    let bu_of = |code: &_| categories.get(code, year).map(|c| c.bu);
    let mut filed = Vec::new();
    for submission in meeting {
        for version in submission.versions.iter().filter(accepted) {
            let plan = read.get(&version.upload);
            let named = plan.and_then(|p| p.organization.as_ref()).map(|(_, name)| name.clone());
            filed.push(Filed {
                body: submission.body,
                name: named.unwrap_or_else(|| {
                    submission.body.name().map_or_else(|| submission.body.to_string(), str::to_owned)
                }),
                stage: submission.stage,
                bu: submission.bu,
                file: version.file_name.clone(),
                receipt: version.receipt,
                state: version.state,
                submitted: version.submitted,
                fund: plan.and_then(|p| p.funds(bu_of).remove(&submission.bu)).unwrap_or_default(),
            });
        }
    }
    Ok(meetings(&filed))
}
