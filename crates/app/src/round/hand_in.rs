//! Handing a draft in: the act by which a file becomes a submission.

use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::permission::Action;
use kikin_domain::round::{Act, Kind};
use kikin_domain::standing::{VersionState, counting};
use kikin_domain::{Bu, FileReport, PrefectureCode, Severity, Verdict};
use kikin_store::round::{Draft, HandIn, Round, draft, draft_bytes, rounds};
use kikin_store::{Content, Incoming, Receipt, Store};

use super::error::RoundError;
use super::held::{Held, On, Site, hold, hold_some, round_of};
use super::read::{Checks, read_apart};
use super::replacing::{replacing, told};
use super::resubmission::{Answer, judge};
use super::slip::{Slip, slip};
use crate::people::{Scope, permit};
use crate::reading::Document;

/// What handing in gave.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedIn {
    /// 受付票
    pub slip: Slip,
    /// Whether it had been handed in before: nothing was done then.
    pub repeated: bool,
}

/// What whoever hands in says with the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// Why nothing was changed after a 修正依頼.
    pub why: Option<&'a str>,
    /// That the projects which a 変更 does not list are given up.
    pub gives_up: bool,
}

impl<'a> From<Option<&'a str>> for Words<'a> {
    fn from(why: Option<&'a str>) -> Self {
        Self { why, gives_up: false }
    }
}

/// Hands a draft in, for those of its 分 that may be handed in now: one transaction, one event, a receipt. The same draft again, and
/// twenty at once, are answered with the receipt that there is.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is no such draft), [`RoundError::NotNow`], [`RoundError::Rejected`],
/// [`RoundError::EarlierDate`], [`RoundError::Unchanged`], [`RoundError::NotReopened`], [`RoundError::Gone`], or the database's.
pub async fn hand_in(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    id: i64,
    words: impl Into<Words<'_>>,
) -> Result<HandedIn, RoundError> {
    let words = words.into();
    let (prefecture, draft) = own_draft(store, scope, Action::HandIn, id).await?;
    let site = Site { prefecture, year: draft.year, body: draft.body };
    let year = kikin_store::plan_year(store.connection(), prefecture, draft.year).await?;
    let year = year.ok_or(RoundError::NoYear(prefecture, draft.year))?;
    let before = rounds(store.connection(), prefecture, draft.year, Some(draft.body)).await?;
    if let Some(upload) = handed_in_as(&before, id) {
        return Ok(HandedIn { slip: slip(store.connection(), &year, upload).await?, repeated: true });
    }
    let bytes = draft_bytes(store.connection(), &draft).await?;
    let document = Document::read(draft.file_name.as_str(), bytes.as_slice())
        .map_err(|error| RoundError::Reading(Box::new(error)))?;
    // Severities may have been set anew since the upload: it is judged by today's.
    let (document, report) = read_apart(reader, document, &year).await?;
    let file =
        File { document: &document, report: &report, draft: Some(id), act: Act::HandIn, action: "submission.hand-in" };
    hand_in_file(store, scope, On { site, stage: draft.stage, halves: &draft.halves }, file, words).await
}

/// A file on its way in.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) document: &'a Document,
    pub(super) report: &'a FileReport,
    pub(super) draft: Option<i64>,
    /// [`Act::HandIn`] or [`Act::ProxyRegister`].
    pub(super) act: Act,
    pub(super) action: &'a str,
}

/// The transaction of handing in.
pub(super) async fn hand_in_file(
    store: &Store,
    scope: &Scope,
    on: On<'_>,
    file: File<'_>,
    words: Words<'_>,
) -> Result<HandedIn, RoundError> {
    // A draft's page tells which of its 分 are left out; nobody has been told so of anything else.
    let held = match file.draft {
        Some(_) => hold_some(store, scope, file.act.action(), on).await?,
        None => hold(store, scope, file.act.action(), on).await?,
    };
    // One of several at once has been first.
    if let Some(upload) = file.draft.and_then(|id| handed_in_as(&held.rounds, id)) {
        return Ok(HandedIn { slip: slip(&*held.tx, &held.year, upload).await?, repeated: true });
    }
    if file.report.verdict == Verdict::Rejected {
        return Err(RoundError::Rejected { errors: file.report.count(Severity::Error) });
    }
    let why = words.why.map(str::trim).filter(|why| !why.is_empty());
    let receipt = match judge(&held, scope, on, file, why).await? {
        Answer::New(halves) => {
            refuse_earlier(&held.rounds, on, &halves, submitted(file.report))?;
            let given_up = given_up(&held, on, &halves, file, words).await?;
            let why = reasons(why, given_up);
            let incoming = Incoming {
                prefecture: on.site.prefecture,
                year: on.site.year,
                content: &Content::of(&file.document.bytes),
                report: file.report,
                categories: &held.year.categories,
                only: &halves,
            };
            let new = HandIn { incoming, draft: file.draft, action: file.action, why: why.as_deref() };
            kikin_store::round::hand_in(&held.tx, scope.act(), new).await?
        }
        Answer::Same(receipt) => receipt,
    };
    let Receipt { upload, repeated, .. } = receipt;
    let slip = slip(&*held.tx, &held.year, upload).await?;
    held.tx.commit().await?;
    Ok(HandedIn { slip, repeated })
}

/// A draft of the world in which the post sits, if it may do `action` with it.
pub(super) async fn own_draft(
    store: &Store,
    scope: &Scope,
    action: Action,
    id: i64,
) -> Result<(PrefectureCode, Draft), RoundError> {
    let Some(prefecture) = scope.seat().prefecture() else {
        return Err(RoundError::hidden());
    };
    // Who hands in nothing is told so before anything is looked for.
    if let Err(kikin_domain::permission::Refusal::Role) =
        scope.may(action, &kikin_domain::permission::Matter::of(scope.seat()))
    {
        permit(store, scope, action, &kikin_domain::permission::Matter::of(scope.seat())).await?;
    }
    let found = draft(store.connection(), prefecture, id).await?.ok_or_else(RoundError::hidden)?;
    let site = Site { prefecture, year: found.year, body: found.body };
    permit(store, scope, action, &site.matter()).await?;
    Ok((prefecture, found))
}

/// The received file that a draft became.
pub(super) fn handed_in_as(rounds: &[Round], id: i64) -> Option<i64> {
    rounds.iter().find_map(|round| {
        let version = round.events.iter().find_map(|e| match &e.kind {
            Kind::HandedIn { draft: Some(own), version } | Kind::Explained { draft: Some(own), version }
                if *own == id =>
            {
                Some(*version)
            }
            _ => None,
        })?;
        round.submission.versions.iter().find(|v| v.id == version).map(|v| v.upload)
    })
}

/// The projects that a 変更 no longer lists. Whoever hands in has to say that they are given up; of what the prefecture registers it
/// is recorded, and told where it is reviewed.
async fn given_up(
    held: &Held,
    on: On<'_>,
    halves: &[Bu],
    file: File<'_>,
    words: Words<'_>,
) -> Result<Option<String>, RoundError> {
    let Some(plan) = &file.report.plan else { return Ok(None) };
    let given_up = told(&replacing(&*held.tx, &held.year, &held.rounds, (on.stage, halves), plan).await?);
    match given_up {
        Some(told) if file.act == Act::HandIn && !words.gives_up => Err(RoundError::Gone { told }),
        given_up => Ok(given_up),
    }
}

/// What the record says: the reason that was given, and what is given up.
fn reasons(why: Option<&str>, given_up: Option<String>) -> Option<String> {
    let given_up = given_up.map(|told| format!("取りやめる事業：{told}"));
    let all: Vec<String> = why.map(str::to_owned).into_iter().chain(given_up).collect();
    (!all.is_empty()).then(|| all.join("。"))
}

/// 提出日 on a file's cover.
pub(super) fn submitted(report: &FileReport) -> Option<Date> {
    report.plan.as_ref().and_then(|p| p.cover.submitted.get())
}

/// Whoever hands in expects that it counts. By its 提出日 it may not: that is told before, not after.
pub(super) fn refuse_earlier(
    rounds: &[Round],
    on: On<'_>,
    halves: &[Bu],
    submitted: Option<Date>,
) -> Result<(), RoundError> {
    let Some(own) = submitted else { return Ok(()) };
    for bu in halves {
        let versions = round_of(rounds, on, *bu).map(|r| r.submission.versions.as_slice()).unwrap_or_default();
        let mut states: Vec<_> = versions.iter().map(|v| (v.state, v.submitted)).collect();
        states.push((VersionState::Accepted, Some(own)));
        let counts = counting(&states);
        if let Some(before) = counts.filter(|i| i + 1 < states.len()).and_then(|i| states[i].1) {
            return Err(RoundError::EarlierDate { own, before });
        }
    }
    Ok(())
}
