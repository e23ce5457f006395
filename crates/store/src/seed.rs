//! What the program knows and every database holds: worlds and the published list of local governments.

use std::collections::{BTreeMap, HashSet};

use kikin_domain::body::local_governments;
use kikin_domain::recorded::GENESIS;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::audit::{Act, Deed, World, append_with};
use crate::bulk::{Record, insert_all};
use crate::connect::WriteTransaction;
use crate::entity::audit::{event, world};
use crate::entity::organisation::body;
use crate::error::Result;
use crate::organisation::BodyForm;
use crate::text::Plain as _;

/// The installation's event that records published bodies.
pub(crate) const PUBLISH: &str = "organisations.publish";

/// Adds what is missing, and records it in the installation's chain, by prefecture. What is there stays: a body that left
/// the list may have filed.
pub(crate) async fn seed(tx: &WriteTransaction, act: &Act) -> Result<()> {
    if world::Entity::find().count(&**tx).await? == 0 {
        let new = |prefecture| world::Model { prefecture, receipts: 0, events: 0, head: GENESIS.to_owned() };
        insert_all(&**tx, &(0..=47).map(new).collect::<Vec<_>>()).await?;
    }
    let there = body::Entity::find().all(&**tx).await?;
    let known: HashSet<(i64, &str)> = there.iter().map(|b| (b.prefecture, b.code.as_str())).collect();
    let bodies = local_governments().all().iter().map(|g| body::Model {
        prefecture: g.code.prefecture().get().into(),
        code: g.code.to_string(),
        name: g.name.to_owned(),
        kind: if g.code.is_prefecture() { BodyForm::Prefecture } else { BodyForm::Municipality }.plain(),
        valid_from: None,
        valid_to: None,
    });
    let missing: Vec<body::Model> = bodies.filter(|b| !known.contains(&(b.prefecture, b.code.as_str()))).collect();
    insert_all(&**tx, &missing).await?;
    // A database from before such events has its bodies recorded now.
    let new = if is_recorded(&**tx).await? { missing } else { [there, missing].concat() };
    if new.is_empty() {
        return Ok(());
    }
    let mut by_prefecture: BTreeMap<i64, Vec<body::Model>> = BTreeMap::new();
    for row in new {
        by_prefecture.entry(row.prefecture).or_default().push(row);
    }
    let records: Vec<Record> = by_prefecture.iter().map(|(prefecture, rows)| Record::of(*prefecture, rows)).collect();
    append_with(tx, World::System, act, Deed::new(PUBLISH, "organisations"), &records).await?;
    Ok(())
}

async fn is_recorded(db: &impl ConnectionTrait) -> Result<bool> {
    let events = event::Entity::find()
        .filter(event::Column::Prefecture.eq(World::System.number()))
        .filter(event::Column::Action.eq(PUBLISH));
    Ok(events.count(db).await? > 0)
}
