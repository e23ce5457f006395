//! The prefecture's own projects: a workbook under its own code, received like every other.

use std::sync::Arc;

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::round::Act;
use kikin_domain::{FiscalYear, PrefectureCode, Severity, Verdict};
use kikin_store::round::rounds;
use kikin_store::{Content, Incoming, Receipt, Store, World, audit};

use crate::people::{Scope, permit};
use crate::reading::Document;
use crate::round::{Checks, RoundError, halves_of, read_apart};

/// Takes the prefecture's own workbook in, after the same check as every other file. One transaction, one event; a file with
/// errors is not taken in.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Rejected`], [`RoundError::OtherBody`], [`RoundError::NotNow`]
/// once it is fixed, [`RoundError::TooLarge`], [`RoundError::Readers`], or the database's.
pub async fn take_own(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    document: Document,
) -> Result<Receipt, RoundError> {
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
    let errors = report.count(Severity::Error);
    let Some(plan) = report.plan.as_ref().filter(|_| report.verdict != Verdict::Rejected) else {
        return Err(RoundError::Rejected { errors });
    };
    match &plan.organization {
        Some((body, _)) if *body == prefecture.body() => {}
        Some((_, name)) => return Err(RoundError::OtherBody { name: name.clone() }),
        None => return Err(RoundError::Rejected { errors }),
    }
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
    Ok(receipt)
}
