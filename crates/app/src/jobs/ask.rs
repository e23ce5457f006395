//! Asking for an export, looking at jobs, and taking a result.

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::Store;
use kikin_store::jobs::{Job, NewJob};

use super::JobKind;
use super::make::steps;
use super::register::{Registration, registration};
use crate::people::{Scope, permit};
use crate::round::{RoundError, name_posts};

/// So many jobs stand on a page of the list.
pub const ON_A_PAGE: u64 = 50;

/// A part of the list of jobs.
#[derive(Clone, Debug)]
pub struct JobList {
    /// The newest first.
    pub jobs: Vec<Job>,
    /// How many parts there are, 1 or more.
    pub pages: u64,
}

pub(super) fn own(prefecture: PrefectureCode) -> Matter {
    Matter::of(Seat::Prefecture(prefecture))
}

/// Asks for an export: one transaction, one event. What the same post has asked for and is not done yet is answered instead.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn ask(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    (kind, stage): (JobKind, Stage),
) -> Result<Job, RoundError> {
    permit(store, scope, Action::Export, &own(prefecture)).await?;
    // At the machine there is a command for it, which waits for its file.
    let post = scope.post().ok_or_else(RoundError::hidden)?;
    let tx = store.write().await?;
    let set_up = kikin_store::plan_year(&*tx, prefecture, year).await?;
    set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let steps = steps(&*tx, (prefecture, year), (kind, stage)).await?;
    let new = NewJob {
        prefecture,
        year,
        kind: kind.code(),
        stage,
        post,
        steps,
        asked: None,
        queue: None,
        files: &[],
        recorded: Some("export.ask"),
    };
    let job = kikin_store::jobs::add_job(&tx, scope.act(), new).await?;
    tx.commit().await?;
    Ok(job)
}

/// A job, by the name of the post that asked, and what became of the files that it was given.
#[derive(Clone, Debug)]
pub struct JobView {
    /// The job.
    pub job: Job,
    /// Of a 代理登録, its files.
    pub registration: Option<Registration>,
}

/// A job of the prefecture.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn look(store: &Store, scope: &Scope, prefecture: PrefectureCode, id: i64) -> Result<JobView, RoundError> {
    permit(store, scope, Action::Export, &own(prefecture)).await?;
    let reading = store.read().await?;
    let mut job = kikin_store::jobs::job(&reading, prefecture, id).await.map_err(hidden_if_missing)?;
    name_posts(&reading, prefecture, [&mut job.account]).await?;
    let registration = match JobKind::of(&job.kind) {
        Some(JobKind::Register) => Some(registration(&reading, &job).await?),
        _ => None,
    };
    Ok(JobView { job, registration })
}

/// The prefecture's jobs, the newest first, by the names of the posts that asked; `page` from 1.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn list(store: &Store, scope: &Scope, prefecture: PrefectureCode, page: u64) -> Result<JobList, RoundError> {
    permit(store, scope, Action::Export, &own(prefecture)).await?;
    let reading = store.read().await?;
    let skipped = page.saturating_sub(1).saturating_mul(ON_A_PAGE).min(i64::MAX.unsigned_abs());
    let kinds = JobKind::ALL.map(JobKind::code);
    let (mut jobs, count) = kikin_store::jobs::jobs(&reading, (prefecture, &kinds), (skipped, ON_A_PAGE)).await?;
    name_posts(&reading, prefecture, jobs.iter_mut().map(|job| &mut job.account)).await?;
    Ok(JobList { jobs, pages: count.div_ceil(ON_A_PAGE).max(1) })
}

/// The file that a job has made: its name and bytes.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn result(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    id: i64,
) -> Result<(String, Vec<u8>), RoundError> {
    permit(store, scope, Action::Export, &own(prefecture)).await?;
    let reading = store.read().await?;
    kikin_store::jobs::job_result(&reading, prefecture, id).await.map_err(hidden_if_missing)
}

pub(super) fn hidden_if_missing(error: kikin_store::StoreError) -> RoundError {
    match error {
        kikin_store::StoreError::Missing { .. } => RoundError::hidden(),
        other => other.into(),
    }
}
