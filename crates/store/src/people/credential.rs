//! Credentials: what a holder proves to be the holder by. Replaced as a whole, each time with an event that digests the row.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::audit::{Act, Deed, World, append_with, lock};
use crate::bulk::{Record, insert_all, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::people::{credential, invitation_event};
use crate::error::{Result, StoreError};
use crate::people::invitation::Invitation;
use crate::people::post::Post;

/// How the holder of a post signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Whose it is; it is nobody else's.
    pub holder: i64,
    /// The password's argon2id hash as a PHC string; none after a reset.
    pub password: Option<String>,
    /// The secret of the 確認コード in base32, if one is set up.
    pub totp_secret: Option<String>,
}

/// The credential of a post.
///
/// # Errors
/// The database's.
pub async fn credential(db: &impl ConnectionTrait, post: &Post) -> Result<Option<Credential>> {
    let row = credential::Entity::find_by_id(post.id).one(db).await?;
    Ok(row.map(public))
}

/// The credentials of a world, by post.
///
/// # Errors
/// The database's.
pub async fn credentials(db: &impl ConnectionTrait, world: World) -> Result<BTreeMap<i64, Credential>> {
    let of_world = credential::Entity::find().filter(credential::Column::Prefecture.eq(world.number()));
    Ok(of_world.all(db).await?.into_iter().map(|row| (row.post, public(row))).collect())
}

fn public(row: credential::Model) -> Credential {
    Credential { holder: row.holder, password: row.password, totp_secret: row.totp_secret }
}

/// Replaces the credential of a post: the event is `action`, `credential.password` or the like.
///
/// # Errors
/// The database's.
pub async fn set_credential(
    tx: &WriteTransaction,
    act: &Act,
    action: &str,
    post: &Post,
    new: &Credential,
) -> Result<()> {
    lock(tx, post.world()).await?;
    let (before, record) = replace(tx, act, post, new).await?;
    let mut deed = Deed::new(action, format!("posts/{}", post.id));
    deed.before = before;
    append_with(tx, post.world(), act, deed, &[record]).await?;
    Ok(())
}

/// Uses an invitation: with one event the credential becomes `new` and the invitation is used.
///
/// # Errors
/// [`StoreError::Refused`] if it has been used or is not the newest any more; else the database's.
pub async fn accept_invitation(
    tx: &WriteTransaction,
    act: &Act,
    post: &Post,
    invitation: &Invitation,
    new: &Credential,
) -> Result<()> {
    // Of two at once the second waits here and then finds it used.
    lock(tx, post.world()).await?;
    let now = super::invitation::invitation_of(&**tx, &invitation.token_sha256).await?;
    if !now.is_some_and(|i| i.is_open()) {
        return Err(StoreError::refused("この招待は既に使われています。新しい招待を依頼してください"));
    }
    let (before, credential) = replace(tx, act, post, new).await?;
    let used = invitation_event::Model {
        id: 0,
        prefecture: post.world().number(),
        invitation: invitation.id,
        kind: "used".to_owned(),
        at: act.at.to_string(),
    };
    let used = insert_one(&**tx, used).await?;
    let mut deed = Deed::new("invitation.use", format!("invitations/{}", invitation.id));
    deed.before = before;
    append_with(tx, post.world(), act, deed, &[credential, Record::of(used.id, &[used])]).await?;
    Ok(())
}

/// The digest of the row before, and the record of the new one.
async fn replace(tx: &WriteTransaction, act: &Act, post: &Post, new: &Credential) -> Result<(Option<String>, Record)> {
    let row = credential::Model {
        post: post.id,
        prefecture: post.world().number(),
        holder: new.holder,
        password: new.password.clone(),
        totp_secret: new.totp_secret.clone(),
        changed_at: act.at.to_string(),
    };
    let before = credential::Entity::find_by_id(post.id).one(&**tx).await?;
    let digest = before.as_ref().map(|old| Record::of(post.id, std::slice::from_ref(old)).sha256.clone());
    if before.is_some() {
        credential::Entity::delete_by_id(post.id).exec(&**tx).await?;
    }
    insert_all(&**tx, std::slice::from_ref(&row)).await?;
    Ok((digest, Record::of(post.id, &[row])))
}
