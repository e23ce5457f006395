//! Invitations: a one-time link by which the holder of a post sets a password.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kikin_store::people::credential::{self, Credential};
use kikin_store::people::invitation::{Invitation, add_invitation, invitation_of};
use kikin_store::people::post::{Holder, Post, post};
use kikin_store::people::session::end_sessions;
use kikin_store::people::totp as totp_state;
use kikin_store::{Moment, Store, StoreError};

use super::error::{InvitationFault, PeopleError};
use super::posts::managed;
use super::scope::{Caller, Scope};
use super::secret::{Entropy, Token, hash_of};
use super::{Limits, Security, password};

/// An invitation that was made.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The token, shown this once.
    pub token: Token,
    /// From when it can be used.
    pub from: Moment,
    /// Until when.
    pub until: Moment,
    /// To which post.
    pub post: Post,
}

impl Invited {
    /// The path of the page that takes it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/invitation/{}", self.token.as_str())
    }
}

/// Invites whoever holds the post last, be it from a later day: earlier invitations can no longer be used.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::NoPost`], [`PeopleError::Closed`], or the database's.
pub async fn invite(
    store: &Store,
    limits: &Limits,
    scope: &Scope,
    entropy: &mut dyn Entropy,
    account: &str,
) -> Result<Invited, PeopleError> {
    let post = managed(store, scope, account).await?;
    let Some(holder) = post.newest_holder() else {
        return Err(PeopleError::field("この職には担当者がいません。先に担当者を登録してください。"));
    };
    let from = scope.now().max(midnight(holder));
    let until = from.saturating_add(SignedDuration::from_secs(limits.invitation)).map_err(PeopleError::machine)?;
    let (from, until) = (Moment::japan(from), Moment::japan(until));
    let token = Token::new(entropy)?;
    let transaction = store.write().await?;
    add_invitation(&transaction, scope.act(), &post, holder, &token.sha256(), until).await?;
    transaction.commit().await?;
    Ok(Invited { token, from, until, post })
}

/// When the holder's first day begins in Japan.
fn midnight(holder: &Holder) -> Timestamp {
    let start = holder.starts.to_zoned(TimeZone::fixed(Moment::JAPAN));
    start.map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

/// The post to which a link invites, for the page that asks for the password.
///
/// # Errors
/// [`PeopleError::Invitation`], or the database's.
pub async fn open_invitation(store: &Store, caller: &Caller<'_>, token: &str) -> Result<Post, PeopleError> {
    find(store, caller, token).await.map(|(_, post)| post)
}

async fn find(store: &Store, caller: &Caller<'_>, token: &str) -> Result<(Invitation, Post), PeopleError> {
    let reading = store.read().await?;
    let invitation = invitation_of(&reading, &hash_of(token)).await?.filter(Invitation::is_open);
    let Some(invitation) = invitation else { return Err(InvitationFault::Unknown.into()) };
    let post = post(&reading, invitation.world, invitation.post).await?;
    let today = caller.moment().date();
    let Some(post) = post.filter(|p| p.closed_at.is_none() && p.valid_to.is_none_or(|to| today <= to)) else {
        return Err(InvitationFault::Unknown.into());
    };
    let holder = post.holders.iter().find(|h| h.id == invitation.holder).map(|h| h.starts);
    if let Some(starts) = holder.max(post.valid_from).filter(|starts| today < *starts) {
        return Err(InvitationFault::NotYet(starts).into());
    }
    if invitation.expires_at.instant() <= caller.now {
        return Err(InvitationFault::Expired.into());
    }
    Ok((invitation, post))
}

/// A password that was set through an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What to type to sign in.
    pub account: String,
}

/// Uses an invitation: the password is set, a 確認コード of before is gone, all sessions of the post end. Of two at once one
/// wins.
///
/// # Errors
/// [`PeopleError::Invitation`], [`PeopleError::Password`], or the database's; the invitation can then still be used.
pub async fn accept_invitation(
    store: &Store,
    security: &Security,
    caller: &Caller<'_>,
    entropy: &mut dyn Entropy,
    token: &str,
    new: &str,
) -> Result<Accepted, PeopleError> {
    let (invitation, post) = find(store, caller, token).await?;
    password::judge(new, false, &names_of(&post))?;
    let hash = security.hasher.hash(new, entropy).await?;
    let transaction = store.write().await?;
    let act = caller.act_of(&post.account, post.role.label());
    let credential = Credential { holder: invitation.holder, password: Some(hash), totp_secret: None };
    let accepted = credential::accept_invitation(&transaction, &act, &post, &invitation, &credential).await;
    match accepted {
        Ok(()) => {}
        Err(StoreError::Refused(_)) => return Err(InvitationFault::Unknown.into()),
        Err(other) => return Err(other.into()),
    }
    totp_state::set_pending(&transaction, &post, None).await?;
    end_sessions(&transaction, &post, None).await?;
    transaction.commit().await?;
    Ok(Accepted { account: post.account })
}

/// What everybody knows of a post: no password is made of it alone.
pub(super) fn names_of(post: &Post) -> Vec<&str> {
    let body = post.seat.code().map(|_| post.organisation.as_str());
    let people = post.holders.iter().filter_map(|h| h.name.as_deref());
    [post.account.as_str(), post.name.as_str()].into_iter().chain(body).chain(people).collect()
}
