//! The prefecture's own projects: a workbook under its own code, received like every other.

use std::sync::Arc;

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::round::Act;
use kikin_domain::{Bu, FileReport, FiscalYear, PrefectureCode, Verdict};
use kikin_store::round::{Draft, NewDraft, keep_checked, rounds};
use kikin_store::{Content, Incoming, PlanYear, Receipt, Store, World, audit};

use crate::people::{Scope, permit};
use crate::reading::Document;
use crate::round::{Checks, RoundError, contents, halves_of, read_apart};

/// What became of the prefecture's own workbook.
#[derive(Clone, Debug, PartialEq)]
pub enum Own {
    /// It was taken in.
    Taken(Receipt),
    /// It has errors: it is kept with what was found, and no plan holds it.
    Checked(Draft),
}

/// Takes the prefecture's own workbook in, after the same check as every other file. One transaction, one event; a file with
/// errors is not taken in, and kept to be looked at.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::OtherBody`], [`RoundError::OtherForm`], [`RoundError::NotNow`]
/// once it is fixed, [`RoundError::TooLarge`], [`RoundError::Readers`], or the database's.
pub async fn take_own(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    document: Document,
) -> Result<Own, RoundError> {
    let matter = Matter::of(Seat::Prefecture(prefecture));
    permit(store, scope, Action::EditOwnProjects, &matter).await?;
    if !document.is_whole() {
        return Err(RoundError::TooLarge);
    }
    let set_up = kikin_store::plan_year(store.connection(), prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let (document, report) = read_apart(reader, document, &set_up).await?;
    if report.is_exported_plan() {
        return Err(RoundError::OtherForm);
    }
    let whose = report.plan.as_ref().and_then(|plan| plan.organization.as_ref());
    if let Some((_, name)) = whose.filter(|(body, _)| *body != prefecture.body()) {
        return Err(RoundError::OtherBody { name: name.clone() });
    }
    let accepted = report.plan.as_ref().filter(|_| whose.is_some() && report.verdict != Verdict::Rejected);
    let Some(plan) = accepted else {
        return Ok(Own::Checked(keep(store, scope, &set_up, (&document, &report)).await?));
    };
    let bu_of = |code: &_| set_up.categories.get(code, year).map(|c| c.bu);
    if let Some(halves) = halves_of(&plan.halves(bu_of)) {
        permit(store, scope, Action::EditOwnProjects, &matter.concerning(halves)).await?;
    }
    let content = &Content::of(&document.bytes);
    let tx = store.write().await?;
    audit::hold(&tx, World::from(prefecture)).await?;
    let there = rounds(&*tx, prefecture, year, Some(prefecture.body())).await?;
    for round in there.iter().filter(|r| r.submission.stage == plan.cover.stage()) {
        round.progress.check(Act::ProxyRegister, scope.account(), None, false)?;
    }
    let incoming = Incoming { prefecture, year, content, report: &report, categories: &set_up.categories, only: &[] };
    let receipt = kikin_store::receive(&tx, scope.act(), incoming).await?;
    tx.commit().await?;
    Ok(Own::Taken(receipt))
}

/// Keeps a refused file with what was found.
async fn keep(
    store: &Store,
    scope: &Scope,
    year: &PlanYear,
    (document, report): (&Document, &FileReport),
) -> Result<Draft, RoundError> {
    let plan = report.plan.as_ref();
    let contents = &contents(report, year, &Bu::ALL);
    let new = NewDraft {
        prefecture: year.prefecture,
        year: year.year,
        body: year.prefecture.body(),
        stage: plan.map_or(Stage::Plan, |plan| plan.cover.stage()),
        halves: &Bu::ALL,
        bytes: &document.bytes,
        report,
        contents,
    };
    let tx = store.write().await?;
    let draft = keep_checked(&tx, scope.act(), new).await?;
    tx.commit().await?;
    Ok(draft)
}
