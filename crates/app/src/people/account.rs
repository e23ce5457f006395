//! One's own account: password and 確認コード.

use kikin_domain::permission::{Action, Matter};
use kikin_store::people::credential::{Credential, credential, set_credential};
use kikin_store::people::post::{Post, world_of};
use kikin_store::people::session::{begin_session, end_sessions};
use kikin_store::people::totp as totp_state;
use kikin_store::{Deed, Store, WriteTransaction, audit};

use super::error::{PeopleError, SessionEnd};
use super::invitation::names_of;
use super::scope::{Caller, Scope, permit};
use super::secret::{Entropy, Token};
use super::sign_in::{count, own_post, present_holder, uncount};
use super::{Security, password, totp};

/// What an authenticator needs.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSetup {
    /// The secret in base32, to type.
    pub secret: String,
    /// The same as `otpauth://…`, for a picture.
    pub uri: String,
}

/// The post of whoever acts, and its credential.
async fn own(store: &Store, scope: &Scope) -> Result<(Post, Credential), PeopleError> {
    permit(store, scope, Action::OwnAccount, &Matter::of(scope.seat())).await?;
    let unknown = PeopleError::Ended(SessionEnd::Unknown);
    let Some(post) = own_post(store, scope).await? else { return Err(unknown) };
    match credential(store.connection(), &post).await? {
        Some(credential) => Ok((post, credential)),
        None => Err(unknown),
    }
}

/// One's own account, for the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    /// The post.
    pub post: Post,
    /// Whether signing in asks for a 確認コード.
    pub totp: bool,
}

/// Shows one's own account.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::Ended`] at the machine, or the database's.
pub async fn own_account(store: &Store, scope: &Scope) -> Result<OwnAccount, PeopleError> {
    let (post, credential) = own(store, scope).await?;
    Ok(OwnAccount { post, totp: credential.totp_secret.is_some() })
}

/// Replaces the credential if it is still the one that was looked at.
async fn replace(
    tx: &WriteTransaction,
    scope: &Scope,
    action: &str,
    post: &Post,
    before: &Credential,
    new: &Credential,
) -> Result<(), PeopleError> {
    audit::hold(tx, post.world()).await?;
    if credential(&**tx, post).await?.as_ref() != Some(before) {
        return Err(PeopleError::Meanwhile);
    }
    Ok(set_credential(tx, scope.act(), action, post, new).await?)
}

/// Proves the current password again, throttled like signing in: a session that was left open is not enough.
async fn prove(
    store: &Store,
    security: &Security,
    scope: &Scope,
    before: &Credential,
    current: &str,
) -> Result<(), PeopleError> {
    count(store, &security.limits, &caller_of(scope), scope.account()).await?;
    if security.hasher.matches(current, before.password.as_deref()).await? {
        return Ok(());
    }
    let transaction = store.write().await?;
    let deed = Deed::new("credential.refuse", scope.post().map_or_else(String::new, |id| format!("posts/{id}")));
    audit::append(&transaction, world_of(scope.seat()), scope.act(), deed).await?;
    transaction.commit().await?;
    Err(PeopleError::CurrentPassword)
}

fn caller_of(scope: &Scope) -> Caller<'_> {
    let act = scope.act();
    Caller { now: scope.now(), address: act.origin.as_deref(), request_id: act.request_id.as_deref() }
}

/// Changes one's password. All sessions end; the token of a new one is the answer.
///
/// # Errors
/// [`PeopleError::CurrentPassword`], [`PeopleError::Password`], [`PeopleError::Throttled`], or the database's.
pub async fn change_password(
    store: &Store,
    security: &Security,
    scope: &Scope,
    entropy: &mut dyn Entropy,
    current: &str,
    new: &str,
) -> Result<Token, PeopleError> {
    let (post, before) = own(store, scope).await?;
    password::judge(new, before.totp_secret.is_some(), &names_of(&post))?;
    prove(store, security, scope, &before, current).await?;
    let Some(holder) = present_holder(&post, scope.now()) else {
        return Err(PeopleError::Ended(SessionEnd::NotInForce));
    };
    let hash = security.hasher.hash(new, entropy).await?;
    let token = Token::new(entropy)?;
    let caller = caller_of(scope);
    let transaction = store.write().await?;
    let credential = Credential { password: Some(hash), ..before.clone() };
    replace(&transaction, scope, "credential.password", &post, &before, &credential).await?;
    uncount(&transaction, &caller, scope.account()).await?;
    end_sessions(&transaction, &post, None).await?;
    begin_session(&transaction, &post, holder, &token.sha256(), caller.now, caller.address).await?;
    transaction.commit().await?;
    Ok(token)
}

/// Makes a secret for the 確認コード; it counts when a code of it is shown ([`confirm_totp`]).
///
/// # Errors
/// The database's.
pub async fn begin_totp(store: &Store, scope: &Scope, entropy: &mut dyn Entropy) -> Result<TotpSetup, PeopleError> {
    let (post, _) = own(store, scope).await?;
    let secret = totp::new_secret(entropy)?;
    let transaction = store.write().await?;
    totp_state::set_pending(&transaction, &post, Some(&secret)).await?;
    transaction.commit().await?;
    Ok(TotpSetup { uri: totp::uri(&secret, &post.account), secret })
}

/// Shows a code of the new secret: from now on signing in asks for one. Other sessions end.
///
/// # Errors
/// [`PeopleError::NoTotp`] if no secret waits, [`PeopleError::Code`], [`PeopleError::Throttled`], or the database's.
pub async fn confirm_totp(store: &Store, security: &Security, scope: &Scope, code: &str) -> Result<(), PeopleError> {
    let (post, before) = own(store, scope).await?;
    let Some(secret) = totp_state::pending(store.connection(), &post).await? else { return Err(PeopleError::NoTotp) };
    count(store, &security.limits, &caller_of(scope), scope.account()).await?;
    let Some(step) = totp::step_of(&secret, code, scope.now()) else { return Err(PeopleError::Code) };
    let transaction = store.write().await?;
    let credential = Credential { totp_secret: Some(secret), ..before.clone() };
    replace(&transaction, scope, "credential.totp-on", &post, &before, &credential).await?;
    if !totp_state::take_step(&transaction, &post, step).await? {
        return Err(PeopleError::Code);
    }
    uncount(&transaction, &caller_of(scope), scope.account()).await?;
    totp_state::set_pending(&transaction, &post, None).await?;
    end_sessions(&transaction, &post, scope.session()).await?;
    transaction.commit().await?;
    Ok(())
}

/// Gives the 確認コード up; the password must be long enough to stand alone.
///
/// # Errors
/// [`PeopleError::NoTotp`], [`PeopleError::CurrentPassword`], [`PeopleError::LongerFirst`], [`PeopleError::Throttled`], or
/// the database's.
pub async fn remove_totp(store: &Store, security: &Security, scope: &Scope, current: &str) -> Result<(), PeopleError> {
    let (post, before) = own(store, scope).await?;
    if before.totp_secret.is_none() {
        return Err(PeopleError::NoTotp);
    }
    prove(store, security, scope, &before, current).await?;
    if password::judge(current, false, &names_of(&post)).is_err() {
        return Err(PeopleError::LongerFirst);
    }
    let transaction = store.write().await?;
    let credential = Credential { totp_secret: None, ..before.clone() };
    replace(&transaction, scope, "credential.totp-off", &post, &before, &credential).await?;
    uncount(&transaction, &caller_of(scope), scope.account()).await?;
    end_sessions(&transaction, &post, scope.session()).await?;
    transaction.commit().await?;
    Ok(())
}
