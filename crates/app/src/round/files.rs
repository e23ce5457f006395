//! Files of drafts and versions: as they came, and marked with what is to mend.

use std::sync::Arc;

use kikin_domain::Bu;
use kikin_domain::permission::{Action, Seat};
use kikin_domain::plan::{FormId, Stage};
use kikin_store::round::rounds;
use kikin_store::{PlanYear, Store, Version, received_bytes};

use super::desk::{document, draft_of};
use super::error::RoundError;
use super::held::Site;
use super::read::{Checks, marked_apart};
use crate::mark::Marked;
use crate::people::{Scope, permit};
use crate::reading::Document;

/// A draft's file as it was sent.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn draft_file(store: &Store, scope: &Scope, site: Site, id: i64) -> Result<Document, RoundError> {
    let draft = draft_of(store, scope, site, id).await?;
    document(store, &draft).await
}

/// A draft's file with what is to mend.
///
/// # Errors
/// As [`draft_file`], [`RoundError::Readers`] when it cannot be marked.
pub async fn mark_draft(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    site: Site,
    id: i64,
) -> Result<(String, Marked), RoundError> {
    let file = draft_file(store, scope, site, id).await?;
    mark_apart(store, reader, site, file).await
}

/// A version's file as it was sent. What came with a plan of the whole prefecture holds other bodies' rows: their neighbours
/// are not shown it.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn version_file(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
    number: i64,
) -> Result<(Version, Document), RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    let there = rounds(store.connection(), site.prefecture, site.year, Some(site.body)).await?;
    let own = there.into_iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
    let version = own.and_then(|r| r.submission.versions.into_iter().find(|v| v.number == number));
    let version = version.filter(|v| is_shown(scope, v)).ok_or_else(RoundError::hidden)?;
    let bytes = received_bytes(store.connection(), site.prefecture, version.upload).await?;
    let document = Document::read(version.file_name.as_str(), bytes.as_slice());
    Ok((version, document.map_err(|error| RoundError::Reading(Box::new(error)))?))
}

/// A version's file with what is to mend.
///
/// # Errors
/// As [`version_file`], [`RoundError::Readers`] when it cannot be marked.
pub async fn mark_version(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    what: (Site, Stage),
    bu: Bu,
    number: i64,
) -> Result<(String, Marked), RoundError> {
    let (_, file) = version_file(store, scope, what, bu, number).await?;
    mark_apart(store, reader, what.0, file).await
}

/// Whether whoever looks may have a version's file.
#[must_use]
pub fn is_shown(scope: &Scope, version: &Version) -> bool {
    version.form != Some(FormId::ConsolidatedPlan) || !matches!(scope.seat(), Seat::Body(..))
}

async fn mark_apart(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    site: Site,
    file: Document,
) -> Result<(String, Marked), RoundError> {
    let year: Option<PlanYear> = kikin_store::plan_year(store.connection(), site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let name = file.name.clone();
    Ok((name, marked_apart(reader, file, &year).await?))
}
