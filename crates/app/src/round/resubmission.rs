//! Whether a file may follow the version that counts: only what a 修正依頼 opened is changed, and something is (P004).

use kikin_domain::Bu;
use kikin_domain::round::{Act, Filed, Kind, changes, touched, unchanged};
use kikin_store::round::{NewEvent, Round, record};
use kikin_store::{Receipt, ReceivedVersion, Version, workbooks};

use super::error::RoundError;
use super::hand_in::File;
use super::held::{Held, On};
use crate::people::Scope;

/// What a file is to become.
pub(super) enum Answer {
    /// A version of each of these 分.
    New(Vec<Bu>),
    /// Nothing new: the reason why nothing is changed has been recorded with the version that stays.
    Same(Receipt),
}

/// Judges the file against the states of its 分. A 分 that may not be handed in now is left out where nothing of it is
/// changed: a workbook holds both, and only one of them may have come back.
pub(super) async fn judge(
    held: &Held,
    scope: &Scope,
    on: On<'_>,
    file: File<'_>,
    why: Option<&str>,
) -> Result<Answer, RoundError> {
    let act = file.act;
    let approval = held.year.wants_approval(on.site.body) && act == Act::HandIn;
    let (mut fitting, mut refused, mut same) = (Vec::new(), None, None);
    // Of a 分 for which nothing was kept the file may speak too: what it changes there must not be passed over.
    let bu_of = |code: &_| held.year.categories.get(code, held.year.year).map(|c| c.bu);
    let told = file.report.plan.as_ref().map_or_else(|| on.halves.to_vec(), |p| p.halves(bu_of));
    for bu in &told {
        let Some(round) = held.round(on, *bu) else {
            // Nothing lies there: neither draft nor decision.
            if approval {
                kikin_domain::round::Progress::of(&[], &[]).map_err(|_| RoundError::hidden())?.check(
                    act,
                    scope.account(),
                    file.draft,
                    approval,
                )?;
            }
            fitting.push(*bu);
            continue;
        };
        let changed = changed(held, round, *bu, file).await?;
        match round.progress.check(act, scope.account(), file.draft, approval) {
            Ok(_) if !on.halves.contains(bu) => {}
            Ok(_) => {
                refuse_unopened(round, *bu, changed.as_deref())?;
                let returned = round.progress.filed == Filed::Returned;
                if let Some(changed) = changed.as_ref().filter(|_| returned) {
                    same = same.or_else(|| unchanged(changed, *bu));
                }
                fitting.push(*bu);
            }
            Err(not_now) if changed.as_ref().is_none_or(|c| !c.is_empty()) => return Err(not_now.into()),
            Err(not_now) => refused = refused.or(Some(not_now)),
        }
    }
    if let (true, Some(not_now)) = (fitting.is_empty(), refused) {
        return Err(not_now.into());
    }
    match (same, why) {
        (Some(finding), None) => Err(RoundError::Unchanged(Box::new(finding))),
        (Some(_), Some(why)) if is_same_file(held, on, &fitting, file) => {
            explain(held, scope, on, &fitting, file, why).await.map(Answer::Same)
        }
        (Some(_) | None, _) => Ok(Answer::New(fitting)),
    }
}

/// What the file says otherwise than the version that counts; none where no version counts.
async fn changed(
    held: &Held,
    round: &Round,
    bu: Bu,
    file: File<'_>,
) -> Result<Option<Vec<kikin_domain::round::Change>>, RoundError> {
    let (Some(version), Some(plan)) = (round.submission.counting(), &file.report.plan) else { return Ok(None) };
    let mut read = workbooks(&*held.tx, held.year.prefecture, &[version.upload]).await?;
    let bu_of = |code: &_| held.year.categories.get(code, held.year.year).map(|c| c.bu);
    Ok(read.remove(&version.upload).map(|before| changes(&before, plan, bu, bu_of)))
}

fn refuse_unopened(round: &Round, bu: Bu, changed: Option<&[kikin_domain::round::Change]>) -> Result<(), RoundError> {
    let (Some(reopened), Some(changed)) = (&round.progress.reopened, changed) else { return Ok(()) };
    let closed: Vec<String> =
        touched(changed).into_iter().filter(|no| !reopened.opens(no)).map(str::to_owned).collect();
    if closed.is_empty() { Ok(()) } else { Err(RoundError::NotReopened { bu: bu.label(), numbers: closed }) }
}

/// Whether the bytes are those of the version that counts, for every one of these 分.
fn is_same_file(held: &Held, on: On<'_>, halves: &[Bu], file: File<'_>) -> bool {
    let same = |v: &Version| v.sha256 == file.report.sha256;
    halves.iter().all(|bu| held.round(on, *bu).and_then(|r| r.submission.counting()).is_some_and(same))
}

/// The same bytes make no version; the reason is an event of the version that stays.
async fn explain(
    held: &Held,
    scope: &Scope,
    on: On<'_>,
    halves: &[Bu],
    file: File<'_>,
    why: &str,
) -> Result<Receipt, RoundError> {
    let standing: Vec<(Bu, &Version)> = halves
        .iter()
        .filter_map(|bu| held.round(on, *bu).and_then(|r| r.submission.counting()).map(|v| (*bu, v)))
        .collect();
    let event = |(bu, v): &(Bu, &Version)| {
        let kind = Kind::Explained { version: v.id, draft: file.draft };
        NewEvent::new(on.site.key(on.stage, *bu), kind).because(Some(why))
    };
    let events: Vec<NewEvent> = standing.iter().map(event).collect();
    record(&held.tx, scope.act(), "submission.explain", &events).await?;
    let Some((_, first)) = standing.first() else { return Err(RoundError::hidden()) };
    let version = |(bu, v): &(Bu, &Version)| ReceivedVersion { id: v.id, bu: *bu, number: v.number, state: v.state };
    Ok(Receipt {
        upload: first.upload,
        number: first.receipt,
        received_at: first.received_at.clone(),
        sha256: first.sha256.clone(),
        repeated: true,
        versions: standing.iter().map(version).collect(),
    })
}
