//! The worker: takes a job, keeps its lease, and keeps the result or nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kikin_store::jobs::{
    Job, beat_job, claim_job, end_job, fail_job, finish_job, has_free_job, release_job, sweep_jobs,
};
use kikin_store::{Content, Moment, Store};

use super::make::{Made, make};
use super::register::register;
use super::{JobKind, Lane};
use crate::people::{Caller, Scope, scope_for_job};
use crate::reading::ReadersError;
use crate::round::{Checks, RoundError};

/// A worker that says nothing for so many seconds has died.
pub const LEASE: i64 = 15;

/// So often a worker says that it lives.
const BEAT: Duration = Duration::from_secs(2);

/// A job that so many workers have begun and none has ended is given up: it may be what ends them.
const MOST_ATTEMPTS: i64 = 5;

/// Results are kept for so many days.
const KEPT_DAYS: i64 = 30;

/// What became of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// There was nothing to do.
    Idle,
    /// A job was done.
    Done(i64),
    /// A job came to nothing; it says why.
    Failed(i64),
    /// Another worker has taken the job over, and its result counts.
    Lost(i64),
    /// The job was given back: this worker is to end.
    GivenBack(i64),
}

/// Whether a job can be taken.
///
/// # Errors
/// The database's.
pub async fn has_work(store: &Store, lane: Lane, now: Timestamp) -> Result<bool, RoundError> {
    Ok(has_free_job(store.connection(), &lane.kinds(), now.as_second()).await?)
}

/// Takes the oldest job of a lane and does it. `stop` ends when the worker is to end: the job is then given back at once. Dropped
/// half-way it leaves the job to whoever comes after its lease.
///
/// # Errors
/// The database's; what goes wrong with the job itself is told in the job.
pub async fn run_next(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    (lane, worker): (Lane, &str),
    clock: impl Fn() -> Timestamp,
    stop: impl Future<Output = ()>,
) -> Result<Turn, RoundError> {
    let now = clock();
    let Some(job) = claim(store, (lane, worker), now).await? else { return Ok(Turn::Idle) };
    if job.attempts > MOST_ATTEMPTS {
        let why = format!("{MOST_ATTEMPTS}回試しましたが、途中で止まりました。運用管理の担当に連絡してください。");
        return fail(store, &job, worker, (now, &why)).await;
    }
    let done = AtomicU64::new(0);
    let outcome = tokio::select! {
        outcome = attempt(store, reader, (&job, worker), now, &done) => outcome,
        lost = beat(store, &job, worker, &clock, &done) => match lost {
            Ok(()) => return Ok(Turn::Lost(job.id)),
            Err(error) => return Err(error),
        },
        () = stop => return give_back(store, &job, worker).await,
    };
    match outcome {
        Ok(work) => {
            let ended = end(store, (&job, worker), work, now).await?;
            Ok(if ended { Turn::Done(job.id) } else { Turn::Lost(job.id) })
        }
        // The readers have heard before the worker that the program ends.
        Err(RoundError::Readers(ReadersError::Interrupted)) => give_back(store, &job, worker).await,
        // The machine's trouble, not the job's: another worker may do better.
        Err(error @ (RoundError::Store(_) | RoundError::Database(_) | RoundError::Readers(_))) => Err(error),
        Err(error) => fail(store, &job, worker, (clock(), &error.to_string())).await,
    }
}

async fn claim(store: &Store, (lane, worker): (Lane, &str), now: Timestamp) -> Result<Option<Job>, RoundError> {
    let tx = store.write().await?;
    let old = now.saturating_sub(SignedDuration::from_hours(KEPT_DAYS * 24)).unwrap_or(now);
    sweep_jobs(&tx, Moment::japan(old)).await?;
    let second = now.as_second();
    let job = claim_job(&tx, &lane.kinds(), worker, (second, second + LEASE)).await?;
    tx.commit().await?;
    Ok(job)
}

/// What is left to be kept when the work is done.
enum Work {
    /// A file, in the name of whoever asked.
    Made(Box<(Scope, Made)>),
    /// Nothing: each file was kept when it was done.
    Files,
    /// Another worker has the job.
    Lost,
}

/// Does the work of a job.
async fn attempt(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    (job, worker): (&Job, &str),
    now: Timestamp,
    done: &AtomicU64,
) -> Result<Work, RoundError> {
    let kind = JobKind::of(&job.kind).ok_or_else(|| RoundError::field(format!("「{}」は行えません。", job.kind)))?;
    let request = format!("job-{}", job.id);
    let caller = Caller { now, address: None, request_id: Some(&request) };
    // What was sent in time is in time, however late its turn comes.
    let sent = Moment::parse(&job.asked_at).map_or(now, Moment::instant);
    let at = if kind.lane() == Lane::Exports { now } else { sent };
    let scope = scope_for_job(store, (job.prefecture, job.post), &caller, at).await?;
    let scope = scope.ok_or_else(|| {
        RoundError::field("依頼した職が廃止されたか、担当者がいないため、行いませんでした。もう一度依頼してください。")
    })?;
    match kind.lane() {
        Lane::Exports => {
            let made = make(store, reader, &scope, (job, kind), done).await?;
            Ok(Work::Made(Box::new((scope, made))))
        }
        Lane::Registering => {
            let all = register(store, reader, &scope, (job, worker), done).await?;
            Ok(if all { Work::Files } else { Work::Lost })
        }
    }
}

/// Ends a job; false, and nothing is kept, where another worker has taken it over.
async fn end(store: &Store, job: (&Job, &str), work: Work, now: Timestamp) -> Result<bool, RoundError> {
    let tx = store.write().await?;
    let ended = match work {
        Work::Made(kept) => {
            let (scope, made) = &*kept;
            finish_job(&tx, scope.act(), job, (&made.file_name, &Content::of(&made.bytes))).await?
        }
        Work::Files => end_job(&tx, job, Moment::japan(now)).await?,
        Work::Lost => false,
    };
    if ended {
        tx.commit().await?;
    }
    Ok(ended)
}

async fn give_back(store: &Store, job: &Job, worker: &str) -> Result<Turn, RoundError> {
    let tx = store.write().await?;
    release_job(&tx, job.id, worker).await?;
    tx.commit().await?;
    Ok(Turn::GivenBack(job.id))
}

/// Says that the worker lives, until it has lost the job.
async fn beat(
    store: &Store,
    job: &Job,
    worker: &str,
    clock: &impl Fn() -> Timestamp,
    done: &AtomicU64,
) -> Result<(), RoundError> {
    loop {
        tokio::time::sleep(BEAT).await;
        let tx = store.write().await?;
        let lease = clock().as_second() + LEASE;
        if !beat_job(&tx, job.id, worker, lease, done.load(Ordering::Relaxed)).await? {
            return Ok(());
        }
        tx.commit().await?;
    }
}

async fn fail(store: &Store, job: &Job, worker: &str, (now, why): (Timestamp, &str)) -> Result<Turn, RoundError> {
    let tx = store.write().await?;
    fail_job(&tx, job.id, worker, Moment::japan(now), why).await?;
    tx.commit().await?;
    Ok(Turn::Failed(job.id))
}
