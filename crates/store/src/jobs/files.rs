//! What a job was given: files that are worked through one by one. The bytes go when they are no longer needed; the SHA-256 and
//! what became of the file stay as long as the job.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::{Job, held};
use crate::bulk::insert_all;
use crate::connect::WriteTransaction;
use crate::entity::job::{file, input, job as table};
use crate::error::{Result, StoreError};
use crate::hash::sha256;

/// A file for a job.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// SHA-256 of its bytes, which the caller has computed.
    pub sha256: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// A file of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFile {
    /// Its number in the job, from 1.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What became of it, in the words of whoever did it; nothing before that.
    pub outcome: Option<String>,
}

/// Keeps bytes by their SHA-256. They are there until the transaction ends, and then as long as a file of a job names them.
pub(super) async fn store_inputs(tx: &WriteTransaction, files: &[NewFile<'_>]) -> Result<()> {
    for NewFile { sha256, bytes, .. } in files {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let row = input::Model { sha256: (*sha256).to_owned(), length, bytes: bytes.to_vec() };
        // Touching the row that is there holds it: nobody sweeps it away meanwhile.
        let there = OnConflict::column(input::Column::Sha256).update_column(input::Column::Length).to_owned();
        input::Entity::insert(row.into_active_model()).on_conflict(there).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// Names the files of a new job.
pub(super) async fn add_files(tx: &WriteTransaction, job: i64, files: &[NewFile<'_>]) -> Result<()> {
    let row = |(number, new): (i64, &NewFile<'_>)| file::Model {
        job,
        number,
        file_name: new.name.to_owned(),
        sha256: new.sha256.to_owned(),
        input: Some(new.sha256.to_owned()),
        outcome: None,
    };
    let rows: Vec<file::Model> = (1..).zip(files).map(row).collect();
    insert_all(&**tx, &rows).await
}

/// The files of a job, in their order.
///
/// # Errors
/// The database's.
pub async fn job_files(db: &impl ConnectionTrait, job: &Job) -> Result<Vec<JobFile>> {
    let rows = file::Entity::find().filter(file::Column::Job.eq(job.id)).order_by_asc(file::Column::Number);
    let told = |row: file::Model| JobFile {
        number: row.number,
        name: row.file_name,
        sha256: row.sha256,
        outcome: row.outcome,
    };
    Ok(rows.all(db).await?.into_iter().map(told).collect())
}

/// The bytes of a file that is still to be done.
///
/// # Errors
/// [`StoreError::Missing`] where they are no longer there, [`StoreError::Corrupt`] where they are others; the database's.
pub async fn job_input(db: &impl ConnectionTrait, file: &JobFile) -> Result<Vec<u8>> {
    let kept = input::Entity::find_by_id(file.sha256.as_str()).one(db).await?;
    let bytes = kept.ok_or_else(|| StoreError::missing("送られたファイル"))?.bytes;
    if sha256(&bytes) != file.sha256 {
        return Err(StoreError::corrupt("job_inputs", &file.sha256, "内容がSHA-256と食い違っています"));
    }
    Ok(bytes)
}

/// Keeps what became of a file and lets its bytes go; false, and nothing is kept, where the worker has lost the job.
///
/// # Errors
/// The database's.
pub async fn end_file(tx: &WriteTransaction, (job, worker): (&Job, &str), number: i64, outcome: &str) -> Result<bool> {
    let step = table::Entity::update_many()
        .col_expr(table::Column::StepsDone, Expr::value(number))
        .filter(held(job.id, worker));
    if step.exec(&**tx).await?.rows_affected != 1 {
        return Ok(false);
    }
    file::Entity::update_many()
        .col_expr(file::Column::Outcome, Expr::value(outcome))
        .col_expr(file::Column::Input, Expr::value(None::<String>))
        .filter(file::Column::Job.eq(job.id))
        .filter(file::Column::Number.eq(number))
        .exec(&**tx)
        .await?;
    Ok(true)
}

/// Lets the bytes of all files of a job go: it has ended.
pub(super) async fn let_go(tx: &WriteTransaction, job: i64) -> Result<()> {
    file::Entity::update_many()
        .col_expr(file::Column::Input, Expr::value(None::<String>))
        .filter(file::Column::Job.eq(job))
        .exec(&**tx)
        .await?;
    sweep_inputs(tx).await
}

/// Takes bytes away that no file of a job names any more.
pub(super) async fn sweep_inputs(tx: &WriteTransaction) -> Result<()> {
    let named = file::Entity::find()
        .select_only()
        .column(file::Column::Input)
        .filter(file::Column::Input.is_not_null())
        .into_query();
    input::Entity::delete_many().filter(input::Column::Sha256.not_in_subquery(named)).exec(&**tx).await?;
    Ok(())
}
