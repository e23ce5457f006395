//! Whether a file may follow the version that counts: only what a 修正依頼 opened is changed, and something is (P004).

use kikin_domain::permission::Refusal;
use kikin_domain::plan::PlanWorkbook;
use kikin_domain::round::{Act, Change, Filed, Kind, NotNow, Progress, WhyLeft, changes, touched, unchanged};
use kikin_domain::{Bu, Finding};
use kikin_store::round::{NewEvent, Round, record};
use kikin_store::{Connection, PlanYear, Receipt, ReceivedVersion, Version, workbooks};

use super::error::RoundError;
use super::hand_in::File;
use super::held::{Held, On, round_of};
use super::taken::{answers_another, why_left};
use crate::people::Scope;

/// What a file is to become.
pub(super) enum Answer {
    /// A version of each of these 分.
    New(Vec<Bu>),
    /// Nothing new: the reason why nothing is changed has been recorded with the version that stays.
    Same(Receipt),
}

/// Judges the file against the states of its 分.
pub(super) async fn judge(
    held: &Held,
    scope: &Scope,
    on: On<'_>,
    file: File<'_>,
    why: Option<&str>,
) -> Result<Answer, RoundError> {
    let (draft, act) = (file.draft, file.act);
    let (year, rounds, plan) = (&held.year, held.rounds.as_slice(), file.report.plan.as_ref());
    let following = Following { year, rounds, scope, on, plan, draft, act };
    let Fits { halves, same } = following.fits(&*held.tx).await?;
    match (same, why) {
        (Some(finding), None) => Err(RoundError::Unchanged(Box::new(finding))),
        (Some(_), Some(why)) if is_same_file(held, on, &halves, file) => {
            explain(held, scope, on, &halves, file, why).await.map(Answer::Same)
        }
        (Some(_) | None, _) => Ok(Answer::New(halves)),
    }
}

/// A file beside what was handed in before it.
pub(super) struct Following<'a> {
    pub(super) year: &'a PlanYear,
    pub(super) rounds: &'a [Round],
    pub(super) scope: &'a Scope,
    /// Its 分.
    pub(super) on: On<'a>,
    pub(super) plan: Option<&'a PlanWorkbook>,
    pub(super) draft: Option<i64>,
    pub(super) act: Act,
}

/// For which 分 a file may be handed in.
pub(super) struct Fits {
    pub(super) halves: Vec<Bu>,
    /// P004 where one of them came back and nothing is changed.
    same: Option<Finding>,
}

impl Following<'_> {
    /// The 分 for which it may be handed in. Of a draft those are left out that are not taken now, as its page tells (ADR 0018);
    /// of what has no such page one that is not taken is left out where nothing of it is changed, and refuses the whole else.
    async fn fits(&self, db: &impl Connection) -> Result<Fits, RoundError> {
        let approval = self.year.wants_approval(self.on.site.body) && self.act == Act::HandIn;
        let (mut halves, mut refused, mut same) = (Vec::new(), None, None);
        for bu in self.on.halves {
            if let Some(why) = self.left_out(*bu) {
                refused = refused.or(Some(why));
                continue;
            }
            let Some(round) = round_of(self.rounds, self.on, *bu) else {
                // Nothing lies there: neither draft nor decision.
                if approval {
                    let nothing = Progress::of(&[], &[]).map_err(|_| RoundError::hidden())?;
                    nothing.check(self.act, self.scope.account(), self.draft, approval)?;
                }
                halves.push(*bu);
                continue;
            };
            let changed = self.changed(db, round, *bu).await?;
            match round.progress.check(self.act, self.scope.account(), self.draft, approval) {
                Ok(_) => {
                    same = same.or(self.opened(round, *bu, changed.as_deref())?);
                    halves.push(*bu);
                }
                Err(not_now) if changed.as_ref().is_none_or(|c| !c.is_empty()) => return Err(not_now.into()),
                Err(not_now) => refused = refused.or(Some(not_now.into())),
            }
        }
        match refused {
            Some(why) if halves.is_empty() => Err(why),
            Some(_) | None => Ok(Fits { halves, same }),
        }
    }

    /// Why a 分 is left out now: of a draft for any reason, of anything else where it stays beside one that came back.
    fn left_out(&self, bu: Bu) -> Option<RoundError> {
        if self.draft.is_none() && !answers_another(self.rounds, self.scope, self.on, bu) {
            return None;
        }
        let why = why_left(self.year, self.rounds, self.scope, self.on, bu)?;
        Some(match why {
            WhyLeft::NotNow(not_now) => NotNow { act: self.act, ..not_now }.into(),
            WhyLeft::NotInCharge => RoundError::Refused(Refusal::Half),
            // Never alone: of the 分 that came back something is taken, or its own reason is told.
            WhyLeft::Closed | WhyLeft::NotReturned | WhyLeft::NotThen => RoundError::Refused(Refusal::Closed),
        })
    }

    /// What stands against handing it in for these 分 after 修正依頼, and whether nothing is changed: the question of
    /// [`hand_in`](super::hand_in()), asked before.
    pub(super) async fn corrected(&self, db: &impl Connection, halves: &[Bu]) -> Result<bool, RoundError> {
        let mut same = false;
        for bu in halves {
            if let Some(round) = round_of(self.rounds, self.on, *bu) {
                let changed = self.changed(db, round, *bu).await?;
                same |= self.opened(round, *bu, changed.as_deref())?.is_some();
            }
        }
        Ok(same)
    }

    /// What the file says otherwise than the version that counts; none where no version counts.
    async fn changed(&self, db: &impl Connection, round: &Round, bu: Bu) -> Result<Option<Vec<Change>>, RoundError> {
        let (Some(version), Some(plan)) = (round.submission.counting(), self.plan) else { return Ok(None) };
        let mut read = workbooks(db, self.year.prefecture, &[version.upload]).await?;
        let bu_of = |code: &_| self.year.categories.get(code, self.year.year).map(|c| c.bu);
        Ok(read.remove(&version.upload).map(|before| changes(&before, plan, bu, bu_of)))
    }

    /// Only what a 修正依頼 opened may be changed, and something must be: P004 where nothing is.
    fn opened(&self, round: &Round, bu: Bu, changed: Option<&[Change]>) -> Result<Option<Finding>, RoundError> {
        let (Some(reopened), Some(changed)) = (&round.progress.reopened, changed) else { return Ok(None) };
        let closed: Vec<String> =
            touched(changed).into_iter().filter(|no| !reopened.opens(no)).map(str::to_owned).collect();
        if !closed.is_empty() {
            return Err(RoundError::NotReopened { bu: bu.label(), numbers: closed });
        }
        Ok(unchanged(changed, bu).filter(|_| round.progress.filed == Filed::Returned))
    }
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
