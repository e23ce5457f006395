//! 計画本文 as the prefecture has written it here: versions, of which the last one holds.

use kikin_domain::{FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::plan::text as table;
use crate::error::{Result, StoreError};

/// A version of 計画本文.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanText {
    /// Its number inside the year, from 1.
    pub number: i64,
    /// 章, 節, 本文
    pub chapters: Vec<[String; 3]>,
    /// When, with offset.
    pub at: String,
    /// By which account.
    pub actor: String,
}

/// The last version of a plan year's text; nothing where none was written here.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn plan_text(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Option<PlanText>> {
    let own = table::Entity::find()
        .filter(table::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(table::Column::Year.eq(i64::from(year.get())));
    let Some(row) = own.order_by_desc(table::Column::Number).one(db).await? else { return Ok(None) };
    let chapters =
        serde_json::from_str(&row.chapters).map_err(|_| StoreError::corrupt("plan_texts", row.id, "値を読めません"))?;
    Ok(Some(PlanText { number: row.number, chapters, at: row.at, actor: row.actor }))
}

/// Keeps a further version, with one event in the chain.
///
/// # Errors
/// The database's: a plan year that is not set up is refused by its keys.
pub async fn add_plan_text(
    tx: &WriteTransaction,
    act: &Act,
    (prefecture, year): (PrefectureCode, FiscalYear),
    chapters: &[[String; 3]],
) -> Result<i64> {
    lock(tx, prefecture.into()).await?;
    let number = plan_text(&**tx, prefecture, year).await?.map_or(1, |last| last.number + 1);
    let row = table::Model {
        id: 0,
        prefecture: prefecture.get().into(),
        year: year.get().into(),
        number,
        chapters: serde_json::to_string(chapters)?,
        at: act.at.to_string(),
        actor: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let deed = Deed::new("plan.write", format!("plan_texts/{}", row.id));
    append_with(tx, prefecture.into(), act, deed, &[Record::of(row.id, &[row])]).await?;
    Ok(number)
}
