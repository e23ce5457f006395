//! お知らせ of a prefecture to its municipalities.

use kikin_domain::{FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::round::notice as table;
use crate::error::{Result, StoreError};

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its text.
    pub content: String,
    /// When, with offset.
    pub posted_at: String,
    /// By which account.
    pub posted_by: String,
}

/// A notice to be posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewNotice<'a> {
    /// Of whose world.
    pub prefecture: PrefectureCode,
    /// Of which plan year.
    pub year: FiscalYear,
    /// The notice in whose place it stands.
    pub replaces: Option<i64>,
    /// Its title.
    pub title: &'a str,
    /// Its text; blank takes the other one down.
    pub content: &'a str,
}

/// Posts a notice, with one event in the chain.
///
/// # Errors
/// [`StoreError::Missing`] if the one it replaces is not of this year or was replaced; else the database's.
pub async fn post_notice(tx: &WriteTransaction, act: &Act, new: NewNotice<'_>) -> Result<Notice> {
    lock(tx, new.prefecture.into()).await?;
    if let Some(replaced) = new.replaces
        && !notices(&**tx, new.prefecture, new.year).await?.iter().any(|n| n.id == replaced)
    {
        return Err(StoreError::missing("お知らせ"));
    }
    let row = table::Model {
        id: 0,
        prefecture: new.prefecture.get().into(),
        year: new.year.get().into(),
        replaces: new.replaces,
        title: new.title.to_owned(),
        content: new.content.to_owned(),
        posted_at: act.at.to_string(),
        posted_by: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let deed = Deed::new("notice.post", format!("notices/{}", row.id));
    append_with(tx, new.prefecture.into(), act, deed, &[Record::of(row.id, std::slice::from_ref(&row))]).await?;
    Ok(read(row))
}

/// The notices of a plan year that stand, the newest first.
///
/// # Errors
/// The database's.
pub async fn notices(db: &impl ConnectionTrait, prefecture: PrefectureCode, year: FiscalYear) -> Result<Vec<Notice>> {
    let rows = table::Entity::find()
        .filter(table::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(table::Column::Year.eq(i64::from(year.get())))
        .order_by_desc(table::Column::Id)
        .all(db)
        .await?;
    let replaced: Vec<i64> = rows.iter().filter_map(|r| r.replaces).collect();
    let stands = |r: &table::Model| !replaced.contains(&r.id) && !r.content.is_empty();
    Ok(rows.into_iter().filter(stands).map(read).collect())
}

fn read(row: table::Model) -> Notice {
    let table::Model { id, title, content, posted_at, posted_by, .. } = row;
    Notice { id, title, content, posted_at, posted_by }
}
