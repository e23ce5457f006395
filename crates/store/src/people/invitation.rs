//! Invitations: one-time links by which a holder sets a password. Only the hash of the link's token is kept.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, World, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::people::{invitation, invitation_event};
use crate::error::{Result, StoreError};
use crate::moment::Moment;
use crate::people::post::{Holder, Post};

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its number.
    pub id: i64,
    /// In whose world.
    pub world: World,
    /// To which post.
    pub post: i64,
    /// Whom; nobody else can use it.
    pub holder: i64,
    /// SHA-256 of its token.
    pub token_sha256: String,
    /// Until when it can be used.
    pub expires_at: Moment,
    /// Whether it was used.
    pub used: bool,
    /// Whether a newer one has taken its place.
    pub superseded: bool,
}

impl Invitation {
    /// Whether it is neither used nor superseded.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !self.used && !self.superseded
    }
}

/// Makes an invitation; those made for the post before can no longer be used.
///
/// # Errors
/// The database's.
pub async fn add_invitation(
    tx: &WriteTransaction,
    act: &Act,
    post: &Post,
    holder: &Holder,
    token_sha256: &str,
    expires_at: Moment,
) -> Result<()> {
    lock(tx, post.world()).await?;
    let row = invitation::Model {
        id: 0,
        prefecture: post.world().number(),
        post: post.id,
        holder: holder.id,
        token_sha256: token_sha256.to_owned(),
        made_at: act.at.to_string(),
        expires_at: expires_at.to_string(),
        made_by: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let deed = Deed::new("invitation.make", format!("posts/{}", post.id));
    append_with(tx, post.world(), act, deed, &[Record::of(row.id, &[row])]).await?;
    Ok(())
}

/// The invitation with this token, in whichever world it is.
///
/// # Errors
/// The database's.
pub async fn invitation_of(db: &impl ConnectionTrait, token_sha256: &str) -> Result<Option<Invitation>> {
    let with_token = invitation::Entity::find().filter(invitation::Column::TokenSha256.eq(token_sha256));
    let Some(row) = with_token.one(db).await? else { return Ok(None) };
    let used = invitation_event::Entity::find().filter(invitation_event::Column::Invitation.eq(row.id)).one(db).await?;
    let newest = invitation::Entity::find()
        .filter(invitation::Column::Post.eq(row.post))
        .order_by_desc(invitation::Column::Id)
        .one(db)
        .await?;
    let damaged = || StoreError::corrupt("invitations", row.id, "値を読めません");
    Ok(Some(Invitation {
        id: row.id,
        world: World::of(row.prefecture).ok_or_else(damaged)?,
        post: row.post,
        holder: row.holder,
        expires_at: Moment::parse(&row.expires_at).ok_or_else(damaged)?,
        used: used.is_some(),
        superseded: newest.is_some_and(|n| n.id != row.id),
        token_sha256: row.token_sha256,
    }))
}
