//! The prefecture at work on what was handed in: 審査, 修正依頼, 受付, 確認.

use std::collections::BTreeSet;

use kikin_domain::plan::Stage;
use kikin_domain::round::{Act, Change, Kind, Reopened, changes};
use kikin_domain::{Bu, CategoryCode};
use kikin_store::Store;
use kikin_store::round::{NewEvent, record, rounds};
use kikin_store::{PlanYear, workbooks};

use super::error::RoundError;
use super::held::{Held, On, Site, hold};
use crate::people::{Scope, permit};

/// Begins to review: from now on the municipality changes nothing unless it is asked to.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], or the database's.
pub async fn begin_review(store: &Store, scope: &Scope, what: (Site, Stage), bu: Bu) -> Result<(), RoundError> {
    let step = Step { act: Act::BeginReview, action: "review.begin", why: None };
    step.take(store, scope, what, bu, |_, version| Ok(Kind::ReviewBegun { version })).await
}

/// 受付: the submission is in order and is taken.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], or the database's.
pub async fn receive(store: &Store, scope: &Scope, what: (Site, Stage), bu: Bu) -> Result<(), RoundError> {
    let step = Step { act: Act::Receive, action: "review.receive", why: None };
    step.take(store, scope, what, bu, |_, version| Ok(Kind::Received { version })).await
}

/// 確認: it may go into the plan, and can be withdrawn no more.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], or the database's.
pub async fn confirm(store: &Store, scope: &Scope, what: (Site, Stage), bu: Bu) -> Result<(), RoundError> {
    let step = Step { act: Act::Confirm, action: "review.confirm", why: None };
    step.take(store, scope, what, bu, |_, version| Ok(Kind::Confirmed { version })).await
}

/// 修正依頼: sends the submission back with a reason, as a whole or by projects; only these may be changed then, also after
/// the close of the stage.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::Field`] for a blank reason or a project that is not there, or the
/// database's.
pub async fn request_correction(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
    why: &str,
    reopened: Reopened,
) -> Result<(), RoundError> {
    permit(store, scope, Act::RequestCorrection.action(), &site.matter()).await?;
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 4_000 {
        return Err(RoundError::field("修正を依頼する理由を、1文字以上4,000文字以下で記入してください。"));
    }
    let step = Step { act: Act::RequestCorrection, action: "review.return", why: Some(why) };
    let wanted = reopened.clone();
    step.take(store, scope, (site, stage), bu, |there, version| {
        if let Reopened::Projects(numbers) = &wanted {
            let unknown: Vec<&str> = numbers.difference(there).map(String::as_str).collect();
            if numbers.is_empty() {
                return Err(RoundError::field("直す事業に一つ以上印を付けてください。"));
            }
            if !unknown.is_empty() {
                return Err(RoundError::field(format!(
                    "No.{}は、提出された{}の事業にありません。画面を開き直して、直す事業に印を付けてください。",
                    unknown.join("、No."),
                    bu.label()
                )));
            }
        }
        Ok(Kind::CorrectionRequested { version, reopened: reopened.clone() })
    })
    .await
}

/// One act of the prefecture on the version that counts.
struct Step<'a> {
    act: Act,
    action: &'a str,
    why: Option<&'a str>,
}

impl Step<'_> {
    /// `kind` is given the No. of the projects that were handed in, and the version.
    async fn take(
        &self,
        store: &Store,
        scope: &Scope,
        (site, stage): (Site, Stage),
        bu: Bu,
        kind: impl Fn(&BTreeSet<String>, i64) -> Result<Kind, RoundError>,
    ) -> Result<(), RoundError> {
        let on = On { site, stage, halves: &[bu] };
        let held = hold(store, scope, self.act.action(), on).await?;
        let nothing = kikin_domain::round::Progress::of(&[], &[]).map_err(|_| RoundError::hidden())?;
        let progress = held.round(on, bu).map_or(&nothing, |r| &r.progress);
        progress.check(self.act, scope.account(), None, false)?;
        let Some(version) = progress.counting else { return Err(RoundError::hidden()) };
        let numbers = match self.act {
            Act::RequestCorrection => numbers(&held, on, bu).await?,
            _ => BTreeSet::new(),
        };
        let event = NewEvent::new(site.key(stage, bu), kind(&numbers, version)?).because(self.why);
        record(&held.tx, scope.act(), self.action, &[event]).await?;
        held.tx.commit().await?;
        Ok(())
    }
}

/// The No. of the projects of the version that counts.
async fn numbers(held: &Held, on: On<'_>, bu: Bu) -> Result<BTreeSet<String>, RoundError> {
    let Some(version) = held.round(on, bu).and_then(|r| r.submission.counting()) else { return Ok(BTreeSet::new()) };
    let plan = workbooks(&*held.tx, held.year.prefecture, &[version.upload]).await?.remove(&version.upload);
    let of = bu_of(&held.year);
    let own = |p: &&kikin_domain::Project| p.category.value().and_then(&of) == Some(bu);
    Ok(plan.iter().flat_map(|p| &p.projects).filter(own).map(|p| p.no.text().to_owned()).collect())
}

fn bu_of(year: &PlanYear) -> impl Fn(&CategoryCode) -> Option<Bu> {
    |code| year.categories.get(code, year.year).map(|c| c.bu)
}

/// What one version says otherwise than another of the same submission, by cell and by yen. Versions are named by their
/// numbers inside the submission.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is no such version), [`RoundError::Field`] for a version with errors, whose rows
/// are not kept, or the database's.
pub async fn differences(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
    (before, after): (i64, i64),
) -> Result<Vec<Change>, RoundError> {
    permit(store, scope, kikin_domain::permission::Action::ViewSubmission, &site.matter()).await?;
    let reading = store.read().await?;
    let year = kikin_store::plan_year(&reading, site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let there = rounds(&reading, site.prefecture, site.year, Some(site.body)).await?;
    let own = there.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
    let upload = |number: i64| {
        let version = own.and_then(|r| r.submission.versions.iter().find(|v| v.number == number));
        version.map(|v| v.upload).ok_or_else(RoundError::hidden)
    };
    let uploads = [upload(before)?, upload(after)?];
    let read = workbooks(&reading, site.prefecture, &uploads).await?;
    match (read.get(&uploads[0]), read.get(&uploads[1])) {
        (Some(before), Some(after)) => Ok(changes(before, after, bu, bu_of(&year))),
        (None, _) | (_, None) => Err(RoundError::field(
            "エラーのある版は内容を保存していないため、比べられません。ほかの版を選んでください。",
        )),
    }
}
