//! Comments on submissions, their projects and cells.

use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, CellRef, FiscalYear, PrefectureCode};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::event::{SubmissionKey, subject, submission_id};
use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::round::comment as table;
use crate::error::{Result, StoreError};
use crate::text::Plain;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: i64,
    /// On which submission.
    pub key: SubmissionKey,
    /// On which project, by No.
    pub no: Option<String>,
    /// On which sheet and cell.
    pub cell: Option<(String, CellRef)>,
    /// The comment that it answers.
    pub answers: Option<i64>,
    /// The text.
    pub text: String,
    /// When, with offset.
    pub at: String,
    /// By which account.
    pub by: String,
    /// In which role.
    pub role: String,
}

/// A comment to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewComment<'a> {
    /// On which submission.
    pub key: SubmissionKey,
    /// On which project, by No.
    pub no: Option<&'a str>,
    /// On which sheet and cell.
    pub cell: Option<(&'a str, CellRef)>,
    /// The comment that it answers.
    pub answers: Option<i64>,
    /// The text.
    pub text: &'a str,
}

/// Writes a comment, with one event in the chain.
///
/// # Errors
/// The database's.
pub async fn add_comment(tx: &WriteTransaction, act: &Act, new: NewComment<'_>) -> Result<Comment> {
    lock(tx, new.key.prefecture.into()).await?;
    let mut records = Vec::new();
    let submission = submission_id(tx, &new.key, &mut records).await?;
    let row = table::Model {
        id: 0,
        prefecture: new.key.prefecture.get().into(),
        submission,
        no: new.no.map(str::to_owned),
        sheet: new.cell.map(|(sheet, _)| sheet.to_owned()),
        cell: new.cell.map(|(_, cell)| cell.to_string()),
        answers: new.answers,
        content: new.text.to_owned(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        role: act.role.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    records.push(Record::of(row.id, std::slice::from_ref(&row)));
    let deed = Deed::new("comment.write", format!("comments/{} {}", row.id, subject(&new.key)));
    append_with(tx, new.key.prefecture.into(), act, deed, &records).await?;
    Ok(Comment {
        id: row.id,
        key: new.key,
        no: row.no,
        cell: new.cell.map(|(sheet, cell)| (sheet.to_owned(), cell)),
        answers: row.answers,
        text: row.content,
        at: row.at,
        by: row.actor,
        role: row.role,
    })
}

#[derive(FromQueryResult)]
struct Row {
    stage: String,
    bu: String,
    id: i64,
    no: Option<String>,
    sheet: Option<String>,
    cell: Option<String>,
    answers: Option<i64>,
    content: String,
    at: String,
    actor: String,
    role: String,
}

const LIST: &str = "SELECT s.stage, s.bu, c.id, c.no, c.sheet, c.cell, c.answers, c.content, c.at, c.actor, c.role
    FROM submissions s JOIN comments c ON c.submission = s.id
    WHERE s.prefecture = $1 AND s.year = $2 AND s.body = $3 ORDER BY c.id";

/// The comments on a body's submissions of a plan year, in the order in which they were written.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn comments(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    body: BodyCode,
) -> Result<Vec<Comment>> {
    let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into(), body.plain().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), LIST, values);
    let read = |row: Row| {
        let id = row.id;
        comment(row, (prefecture, year, body)).ok_or_else(|| StoreError::corrupt("comments", id, "値を読めません"))
    };
    Row::find_by_statement(statement).all(db).await?.into_iter().map(read).collect()
}

fn comment(row: Row, (prefecture, year, body): (PrefectureCode, FiscalYear, BodyCode)) -> Option<Comment> {
    let (stage, bu) = (Stage::from_plain(&row.stage)?, Bu::from_plain(&row.bu)?);
    let cell = match (row.sheet, row.cell) {
        (Some(sheet), Some(cell)) => Some((sheet, CellRef::parse(&cell)?)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return None,
    };
    Some(Comment {
        id: row.id,
        key: SubmissionKey { prefecture, year, body, stage, bu },
        no: row.no,
        cell,
        answers: row.answers,
        text: row.content,
        at: row.at,
        by: row.actor,
        role: row.role,
    })
}
