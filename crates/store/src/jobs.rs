//! Jobs: what was asked for, who works on it, what came of it. A worker has a job until its lease ends; whoever dies leaves it
//! to the next. Nothing here is recorded row by row: that a job was asked for and that it was done are events of the chain.

mod files;

pub use files::{JobFile, NewFile, end_file, job_files, job_input};

use kikin_domain::plan::Stage;
use kikin_domain::{FiscalYear, PrefectureCode};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};

use crate::audit::{Act, Deed, World, append, lock};
use crate::bulk::insert_one;
use crate::connect::WriteTransaction;
use crate::entity::job::{job as table, result};
use crate::error::{Result, StoreError};
use crate::hash::Content;
use crate::moment::Moment;
use crate::text::Plain;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Nobody works on it.
    Waiting,
    /// Somebody does.
    Running,
    /// It has a result.
    Done,
    /// It came to nothing.
    Failed,
}

impl JobState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Failed];

    const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// In whose world.
    pub prefecture: PrefectureCode,
    /// Of which plan year.
    pub year: FiscalYear,
    /// What is to be made, as a word.
    pub kind: String,
    /// Of which stage.
    pub stage: Stage,
    /// The post that asked.
    pub post: i64,
    /// Its account.
    pub account: String,
    /// When, with offset.
    pub asked_at: String,
    /// How far it is.
    pub state: JobState,
    /// How many steps are done.
    pub steps_done: u64,
    /// Of how many.
    pub steps: u64,
    /// How often somebody has begun.
    pub attempts: i64,
    /// When it ended, with offset.
    pub ended_at: Option<String>,
    /// The result's name.
    pub file_name: Option<String>,
    /// SHA-256 of the result.
    pub sha256: Option<String>,
    /// Its length in bytes.
    pub length: Option<u64>,
    /// Why it came to nothing.
    pub why: Option<String>,
    /// What was asked for besides kind and stage, in the words of whoever asked.
    pub asked: Option<String>,
}

/// A job to be asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// In whose world.
    pub prefecture: PrefectureCode,
    /// Of which plan year.
    pub year: FiscalYear,
    /// What is to be made, as a word.
    pub kind: &'a str,
    /// Of which stage.
    pub stage: Stage,
    /// The post that asks.
    pub post: i64,
    /// In how many steps.
    pub steps: u64,
    /// What is asked for besides kind and stage.
    pub asked: Option<&'a str>,
    /// Jobs of one queue are done one at a time, in the order in which they were asked for.
    pub queue: Option<&'a str>,
    /// What is worked through.
    pub files: &'a [NewFile<'a>],
    /// The word by which the record of events tells that it was asked for; none for what is only looked at.
    pub recorded: Option<&'a str>,
}

/// Asks for a job, with one event in the chain. The same job of the same post that has not ended yet is the answer instead.
///
/// # Errors
/// The database's.
pub async fn add_job(tx: &WriteTransaction, act: &Act, new: NewJob<'_>) -> Result<Job> {
    // Before the world is held: bytes take a while.
    files::store_inputs(tx, new.files).await?;
    // Of two presses at once the second finds what the first has asked for.
    lock(tx, new.prefecture.into()).await?;
    let there = table::Entity::find()
        .filter(table::Column::Prefecture.eq(i64::from(new.prefecture.get())))
        .filter(table::Column::Year.eq(i64::from(new.year.get())))
        .filter(table::Column::Kind.eq(new.kind))
        .filter(table::Column::Stage.eq(new.stage.plain()))
        .filter(table::Column::Post.eq(new.post))
        .filter(new.asked.map_or_else(|| table::Column::Asked.is_null(), |asked| table::Column::Asked.eq(asked)))
        .filter(table::Column::State.is_in([JobState::Waiting.code(), JobState::Running.code()]));
    if let Some(row) = there.one(&**tx).await? {
        return read(row);
    }
    let row = table::Model {
        id: 0,
        prefecture: new.prefecture.get().into(),
        year: new.year.get().into(),
        kind: new.kind.to_owned(),
        stage: new.stage.plain(),
        post: new.post,
        account: act.actor.clone(),
        asked_at: act.at.to_string(),
        state: JobState::Waiting.code().to_owned(),
        steps_done: 0,
        steps: i64::try_from(new.steps).unwrap_or(i64::MAX),
        worker: None,
        lease: 0,
        attempts: 0,
        ended_at: None,
        file_name: None,
        sha256: None,
        length: None,
        why: None,
        asked: new.asked.map(str::to_owned),
        queue: new.queue.map(str::to_owned),
    };
    let row = insert_one(&**tx, row).await?;
    files::add_files(tx, row.id, new.files).await?;
    if let Some(word) = new.recorded {
        let deed = Deed::new(word, subject(row.id, new.prefecture, (new.year, new.stage))).because(Some(new.kind));
        append(tx, new.prefecture.into(), act, deed).await?;
    }
    read(row)
}

/// A job of this world.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::Corrupt`], or the database's.
pub async fn job(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<Job> {
    let of_world = table::Column::Prefecture.eq(i64::from(prefecture.get()));
    let row = table::Entity::find_by_id(id).filter(of_world).one(db).await?;
    read(row.ok_or_else(|| StoreError::missing("書き出し"))?)
}

/// Jobs of a world of some kinds, the newest first, after `skipped` of them and at most `limit`; and how many there are.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn jobs(
    db: &impl ConnectionTrait,
    (prefecture, kinds): (PrefectureCode, &[&str]),
    (skipped, limit): (u64, u64),
) -> Result<(Vec<Job>, u64)> {
    let own = table::Entity::find()
        .filter(table::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(table::Column::Kind.is_in(kinds.iter().copied()));
    let count = own.clone().count(db).await?;
    let rows = own.order_by_desc(table::Column::Id).offset(skipped).limit(limit).all(db).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_>>()?, count))
}

/// In its queue it is the first.
const FIRST_IN_QUEUE: &str = "queue IS NULL OR NOT EXISTS (SELECT 1 FROM jobs AS earlier
    WHERE earlier.queue = jobs.queue AND earlier.id < jobs.id AND earlier.state IN ('waiting', 'running'))";

/// What of some kinds waits, or was left by whoever died.
fn free(kinds: &[&str], now: i64) -> Condition {
    let left =
        Condition::all().add(table::Column::State.eq(JobState::Running.code())).add(table::Column::Lease.lt(now));
    Condition::all()
        .add(Condition::any().add(table::Column::State.eq(JobState::Waiting.code())).add(left))
        .add(table::Column::Kind.is_in(kinds.iter().copied()))
        .add(Expr::cust(FIRST_IN_QUEUE))
}

/// Whether there is a job of these kinds to be taken. `now` is in seconds since 1970.
///
/// # Errors
/// The database's.
pub async fn has_free_job(db: &impl ConnectionTrait, kinds: &[&str], now: i64) -> Result<bool> {
    Ok(table::Entity::find().filter(free(kinds, now)).limit(1).count(db).await? > 0)
}

/// Takes the oldest free job of these kinds until `lease`, in seconds since 1970. Of two workers at once only one gets it.
///
/// # Errors
/// The database's.
pub async fn claim_job(
    tx: &WriteTransaction,
    kinds: &[&str],
    worker: &str,
    (now, lease): (i64, i64),
) -> Result<Option<Job>> {
    let oldest = table::Entity::find()
        .filter(free(kinds, now))
        .order_by_asc(table::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(row) = oldest.one(&**tx).await? else { return Ok(None) };
    table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(JobState::Running.code()))
        .col_expr(table::Column::Worker, Expr::value(worker))
        .col_expr(table::Column::Lease, Expr::value(lease))
        .col_expr(table::Column::Attempts, Expr::value(row.attempts + 1))
        .col_expr(table::Column::StepsDone, Expr::value(0_i64))
        .filter(table::Column::Id.eq(row.id))
        .exec(&**tx)
        .await?;
    let (attempts, state) = (row.attempts + 1, JobState::Running.code().to_owned());
    read(table::Model { attempts, state, steps_done: 0, ..row }).map(Some)
}

/// `jobs/3 plan_years/15/2026/計画`: jobs go, their events stay.
fn subject(id: i64, prefecture: PrefectureCode, (year, stage): (FiscalYear, Stage)) -> String {
    format!("jobs/{id} plan_years/{}/{}/{}", prefecture.get(), year.get(), stage.plain())
}

/// The job as long as this worker has it.
fn held(id: i64, worker: &str) -> Condition {
    Condition::all()
        .add(table::Column::Id.eq(id))
        .add(table::Column::Worker.eq(worker))
        .add(table::Column::State.eq(JobState::Running.code()))
}

/// Says that the worker lives and how far it is; false where it has lost the job.
///
/// # Errors
/// The database's.
pub async fn beat_job(tx: &WriteTransaction, id: i64, worker: &str, lease: i64, steps_done: u64) -> Result<bool> {
    let done = i64::try_from(steps_done).unwrap_or(i64::MAX);
    let beat = table::Entity::update_many()
        .col_expr(table::Column::Lease, Expr::value(lease))
        .col_expr(table::Column::StepsDone, Expr::value(done))
        .filter(held(id, worker));
    Ok(beat.exec(&**tx).await?.rows_affected == 1)
}

/// Gives a job back: the worker ends before it has done it.
///
/// # Errors
/// The database's.
pub async fn release_job(tx: &WriteTransaction, id: i64, worker: &str) -> Result<()> {
    let release = table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(JobState::Waiting.code()))
        .col_expr(table::Column::StepsDone, Expr::value(0_i64))
        .filter(held(id, worker));
    release.exec(&**tx).await?;
    Ok(())
}

/// Keeps the result, with one event in the chain; false, and nothing is kept, where the worker has lost the job.
///
/// # Errors
/// The database's.
pub async fn finish_job(
    tx: &WriteTransaction,
    act: &Act,
    (job, worker): (&Job, &str),
    (file_name, content): (&str, &Content<'_>),
) -> Result<bool> {
    lock(tx, job.prefecture.into()).await?;
    let length = i64::try_from(content.bytes().len()).unwrap_or(i64::MAX);
    let kept = result::Model { sha256: content.sha256().to_owned(), length, bytes: content.bytes().to_vec() };
    result::Entity::insert(kept.into_active_model())
        .on_conflict(OnConflict::column(result::Column::Sha256).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    let finish = table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(JobState::Done.code()))
        .col_expr(table::Column::StepsDone, Expr::col(table::Column::Steps))
        .col_expr(table::Column::EndedAt, Expr::value(act.at.to_string()))
        .col_expr(table::Column::FileName, Expr::value(file_name))
        .col_expr(table::Column::Sha256, Expr::value(content.sha256()))
        .col_expr(table::Column::Length, Expr::value(length))
        .filter(held(job.id, worker));
    if finish.exec(&**tx).await?.rows_affected != 1 {
        return Ok(false);
    }
    let about = subject(job.id, job.prefecture, (job.year, job.stage));
    let mut deed = Deed::new("export.make", about).because(Some(&job.kind));
    deed.after = Some(content.sha256().to_owned());
    append(tx, World::from(job.prefecture), act, deed).await?;
    Ok(true)
}

/// Ends a job whose files are all done; false where the worker has lost it.
///
/// # Errors
/// The database's.
pub async fn end_job(tx: &WriteTransaction, (job, worker): (&Job, &str), at: Moment) -> Result<bool> {
    let end = table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(JobState::Done.code()))
        .col_expr(table::Column::StepsDone, Expr::col(table::Column::Steps))
        .col_expr(table::Column::EndedAt, Expr::value(at.to_string()))
        .filter(held(job.id, worker));
    if end.exec(&**tx).await?.rows_affected != 1 {
        return Ok(false);
    }
    files::let_go(tx, job.id).await?;
    Ok(true)
}

/// Ends a job that came to nothing, with the reason for whoever asked.
///
/// # Errors
/// The database's.
pub async fn fail_job(tx: &WriteTransaction, id: i64, worker: &str, at: Moment, why: &str) -> Result<()> {
    let fail = table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(JobState::Failed.code()))
        .col_expr(table::Column::EndedAt, Expr::value(at.to_string()))
        .col_expr(table::Column::Why, Expr::value(why))
        .filter(held(id, worker));
    if fail.exec(&**tx).await?.rows_affected == 1 {
        files::let_go(tx, id).await?;
    }
    Ok(())
}

/// The result of a job of this world: its name and bytes.
///
/// # Errors
/// [`StoreError::Missing`] where there is none, or the database's.
pub async fn job_result(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<(String, Vec<u8>)> {
    let job = job(db, prefecture, id).await?;
    let missing = || StoreError::missing("書き出しの結果");
    let (name, sha256) = job.file_name.zip(job.sha256).ok_or_else(missing)?;
    let kept = result::Entity::find_by_id(sha256).one(db).await?.ok_or_else(missing)?;
    Ok((name, kept.bytes))
}

/// Takes jobs away that ended before a moment, and results and files that no job has any more.
///
/// # Errors
/// The database's.
pub async fn sweep_jobs(tx: &WriteTransaction, before: Moment) -> Result<()> {
    table::Entity::delete_many().filter(table::Column::EndedAt.lt(before.to_string())).exec(&**tx).await?;
    let named = table::Entity::find()
        .select_only()
        .column(table::Column::Sha256)
        .filter(table::Column::Sha256.is_not_null())
        .into_query();
    result::Entity::delete_many().filter(result::Column::Sha256.not_in_subquery(named)).exec(&**tx).await?;
    files::sweep_inputs(tx).await
}

fn read(row: table::Model) -> Result<Job> {
    let id = row.id;
    told(row).ok_or_else(|| StoreError::corrupt("jobs", id, "値を読めません"))
}

fn told(row: table::Model) -> Option<Job> {
    Some(Job {
        id: row.id,
        prefecture: u8::try_from(row.prefecture).ok().and_then(PrefectureCode::new)?,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        kind: row.kind,
        stage: Stage::from_plain(&row.stage)?,
        post: row.post,
        account: row.account,
        asked_at: row.asked_at,
        state: JobState::ALL.into_iter().find(|state| state.code() == row.state)?,
        steps_done: u64::try_from(row.steps_done).ok()?,
        steps: u64::try_from(row.steps).ok()?,
        attempts: row.attempts,
        ended_at: row.ended_at,
        file_name: row.file_name,
        sha256: row.sha256,
        length: row.length.map_or(Some(None), |n| u64::try_from(n).ok().map(Some))?,
        why: row.why,
        asked: row.asked,
    })
}
