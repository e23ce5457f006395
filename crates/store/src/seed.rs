//! What the program knows and every database holds: worlds and the published list of local governments.

use kikin_domain::body::local_governments;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use crate::audit::GENESIS;
use crate::bulk::insert_all;
use crate::entity::audit::world;
use crate::entity::organisation::body;
use crate::error::Result;
use crate::organisation::BodyForm;
use crate::text::Plain as _;

/// Adds what is missing. What is there stays: a body that left the list may have filed.
pub(crate) async fn seed(db: &impl ConnectionTrait) -> Result<()> {
    if world::Entity::find().count(db).await? == 0 {
        let new = |prefecture| world::Model { prefecture, receipts: 0, events: 0, head: GENESIS.to_owned() };
        insert_all(db, &(0..=47).map(new).collect::<Vec<_>>()).await?;
    }
    let known: std::collections::HashSet<(i64, String)> =
        body::Entity::find().all(db).await?.into_iter().map(|b| (b.prefecture, b.code)).collect();
    let bodies = local_governments().all().iter().map(|g| body::Model {
        prefecture: g.code.prefecture().get().into(),
        code: g.code.to_string(),
        name: g.name.to_owned(),
        kind: if g.code.is_prefecture() { BodyForm::Prefecture } else { BodyForm::Municipality }.plain(),
        valid_from: None,
        valid_to: None,
    });
    let missing: Vec<body::Model> = bodies.filter(|b| !known.contains(&(b.prefecture, b.code.clone()))).collect();
    insert_all(db, &missing).await
}
