//! 国の内示: what the State allots, by 区分 and round.

use jiff::civil::Date;
use kikin_domain::{CategoryCode, FiscalYear, PrefectureCode, Yen};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_all};
use crate::connect::WriteTransaction;
use crate::entity::year::national_notice as table;
use crate::error::{Result, StoreError};
use crate::text::Plain;

/// What a round of 国の内示 allots to a 区分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalNotice {
    /// The round, from 1.
    pub round: u32,
    /// The 区分.
    pub category: CategoryCode,
    /// The day of the State's paper.
    pub noticed_on: Date,
    /// 国費（A）, yen.
    pub national: Yen,
    /// 基金の規模（A+B）, yen.
    pub fund: Yen,
    /// The paper's number.
    pub document_number: Option<String>,
}

/// Sets the notices of a plan year: what was set before is replaced, and both states stand in the chain.
///
/// # Errors
/// The database's: a plan year that is not set up, or a 区分 twice in a round, is refused by its keys.
pub async fn set_national_notices(
    tx: &WriteTransaction,
    act: &Act,
    (prefecture, year): (PrefectureCode, FiscalYear),
    notices: &[NationalNotice],
) -> Result<()> {
    let key = (i64::from(prefecture.get()), i64::from(year.get()));
    lock(tx, prefecture.into()).await?;
    let before = load(&**tx, key).await?;
    let row = |n: &NationalNotice| table::Model {
        prefecture: key.0,
        year: key.1,
        round: n.round.into(),
        category: n.category.plain(),
        noticed_on: n.noticed_on.to_string(),
        national: n.national.get(),
        fund: n.fund.get(),
        document_number: n.document_number.clone(),
    };
    let mut after: Vec<table::Model> = notices.iter().map(row).collect();
    after.sort_by(|a, b| (a.round, &a.category).cmp(&(b.round, &b.category)));
    table::Entity::delete_many()
        .filter(table::Column::Prefecture.eq(key.0))
        .filter(table::Column::Year.eq(key.1))
        .exec(&**tx)
        .await?;
    insert_all(&**tx, &after).await?;
    let (before, after) = (Record::of(key.1, &before), Record::of(key.1, &after));
    let hash = |r: &Record| Ok::<_, StoreError>(crate::hash::sha256(serde_json::to_string(r)?.as_bytes()));
    let mut deed = Deed::new("national-notice.set", format!("plan_years/{}/{}", key.0, key.1));
    (deed.before, deed.after) = (Some(hash(&before)?), Some(hash(&after)?));
    append_with(tx, prefecture.into(), act, deed, &[after]).await?;
    Ok(())
}

/// The notices of a plan year, by round and 区分.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn national_notices(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<NationalNotice>> {
    let read = |row: table::Model| {
        Some(NationalNotice {
            round: u32::try_from(row.round).ok()?,
            category: CategoryCode::from_plain(&row.category)?,
            noticed_on: Date::from_plain(&row.noticed_on)?,
            national: Yen::new(row.national),
            fund: Yen::new(row.fund),
            document_number: row.document_number,
        })
    };
    let rows = load(db, (prefecture.get().into(), year.get().into())).await?;
    let damaged = || StoreError::corrupt("national_notices", year.get(), "値を読めません");
    rows.into_iter().map(|row| read(row).ok_or_else(damaged)).collect()
}

async fn load(db: &impl ConnectionTrait, (prefecture, year): (i64, i64)) -> Result<Vec<table::Model>> {
    Ok(table::Entity::find()
        .filter(table::Column::Prefecture.eq(prefecture))
        .filter(table::Column::Year.eq(year))
        .order_by_asc(table::Column::Round)
        .order_by_asc(table::Column::Category)
        .all(db)
        .await?)
}
