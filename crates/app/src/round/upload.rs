//! Uploading: a check, kept as a draft. Nothing is a submission by it.

use std::sync::Arc;

use kikin_domain::permission::Action;
use kikin_domain::plan::{FormId, Stage};
use kikin_domain::{Bu, FileReport};
use kikin_store::round::{Draft, NewDraft, add_draft, draft};
use kikin_store::{PlanYear, Store};

use super::desk::contents;
use super::error::RoundError;
use super::held::{On, Site, bus_of, hold_some};
use super::read::{Checks, read_apart};
use super::taken::Taken;
use crate::people::{Scope, permit};
use crate::reading::Document;

/// What became of an upload.
#[derive(Debug)]
pub struct Uploaded {
    /// What the check found.
    pub report: FileReport,
    /// The draft; the same bytes again are the draft that is there.
    pub draft: Option<Draft>,
    /// Why nothing was kept, where nothing was.
    pub not_kept: Option<RoundError>,
}

/// Checks a file and keeps it as a draft of the body, for those of its 分 that may be handed in now; the others are left out, and
/// the draft's page tells why. `stage` is the page's, for a file that tells none.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Readers`], or the database's. Why a file that was checked is
/// not kept is no error: it is in the answer.
pub async fn upload(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (site, stage): (Site, Stage),
    document: Document,
) -> Result<Uploaded, RoundError> {
    permit(store, scope, Action::Check, &site.matter()).await?;
    let year = kikin_store::plan_year(store.connection(), site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let (document, report) = read_apart(reader, document, &year).await?;
    match keep(store, scope, (site, stage), &year, (&document, &report)).await {
        Ok(draft) => Ok(Uploaded { report, draft: Some(draft), not_kept: None }),
        Err(RoundError::Store(error)) => Err(error.into()),
        Err(why) => Ok(Uploaded { report, draft: None, not_kept: Some(why) }),
    }
}

async fn keep(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    year: &PlanYear,
    (document, report): (&Document, &FileReport),
) -> Result<Draft, RoundError> {
    if !document.is_whole() {
        return Err(RoundError::TooLarge);
    }
    // Whoever keeps no drafts (the prefecture, which registers) is answered without a record of it.
    scope.may(Action::Draft, &site.matter()).map_err(RoundError::Refused)?;
    let plan = report.plan.as_ref();
    if report.form.is_some_and(|form| form != FormId::MunicipalPlan) {
        return Err(RoundError::OtherForm);
    }
    if let Some((_, name)) = plan.and_then(|p| p.organization.as_ref()).filter(|(code, _)| *code != site.body) {
        return Err(RoundError::OtherBody { name: name.clone() });
    }
    let bu_of = |code: &_| year.categories.get(code, year.year).map(|c| c.bu);
    let stage = plan.and_then(|p| p.cover.stage.get()).unwrap_or(stage);
    let in_charge = bus_of(scope.halves());
    let speaks_for = plan.map_or_else(|| in_charge.clone(), |p| p.halves(bu_of));
    let held = hold_some(store, scope, Action::Draft, On { site, stage, halves: &in_charge }).await?;
    let on = On { site, stage, halves: &speaks_for };
    let taken = Taken::of(&held.year, &held.rounds, scope, on);
    // A slip, not somebody who tries doors: it is told what to do, and not recorded as a refusal.
    if taken.is_nothing(plan, bu_of) {
        return Err(taken.refusal((&held.year, &held.rounds), scope, on, plan));
    }
    let open = taken.halves;
    if let Some(same) = lying(&held, on, &open, report).await? {
        return Ok(same);
    }
    let new = NewDraft {
        prefecture: site.prefecture,
        year: site.year,
        body: site.body,
        stage,
        halves: &open,
        bytes: &document.bytes,
        report,
        contents: &contents(report, year, &open),
    };
    let draft = add_draft(&held.tx, scope.act(), new).await?;
    held.tx.commit().await?;
    Ok(draft)
}

/// The draft of these bytes that lies there already for all of these 分: of twenty equal uploads one is kept. Under another name
/// it is another draft, for what lies there is never changed and the name that was sent last is the one that is known.
async fn lying(
    held: &super::held::Held,
    on: On<'_>,
    open: &[Bu],
    sent: &FileReport,
) -> Result<Option<Draft>, RoundError> {
    let ids: Vec<Option<i64>> =
        open.iter().map(|bu| held.round(on, *bu).and_then(|r| r.progress.desk.draft())).collect();
    let Some(Some(first)) = ids.first().copied() else { return Ok(None) };
    if ids.iter().any(|id| *id != Some(first)) {
        return Ok(None);
    }
    let there = draft(&*held.tx, on.site.prefecture, first).await?;
    Ok(there.filter(|d| (&d.sha256, &d.file_name) == (&sent.sha256, &sent.file) && d.halves == open))
}
