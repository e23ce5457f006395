//! Signing in, going on, signing out.

use jiff::{SignedDuration, Timestamp};
use kikin_domain::PrefectureCode;
use kikin_domain::throttle::Attempt;
use kikin_store::people::credential::{Credential, credential};
use kikin_store::people::post::{Holder, Post, post, post_of_account, world_of};
use kikin_store::people::session::{
    Session, begin_session, end_session, end_sessions, session_of, sweep_sessions, touch_session,
};
use kikin_store::people::{throttle, totp as totp_state};
use kikin_store::{Deed, Moment, Store, World, WriteTransaction, audit};

use super::error::{PeopleError, SessionEnd};
use super::posts::account_key;
use super::scope::{Caller, Scope};
use super::secret::{Entropy, Token, hash_of};
use super::{Limits, Security, totp};

/// What is typed to sign in.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// The account.
    pub account: &'a str,
    /// The password.
    pub password: &'a str,
    /// The 確認コード, where one is set up.
    pub code: Option<&'a str>,
    /// The token that the browser had before: that session ends.
    pub previous: Option<&'a str>,
}

/// A session that has begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The token, for the cookie. It is always a new one.
    pub token: Token,
    /// Who acts.
    pub scope: Scope,
}

/// Signs in. The attempt is counted before the password is looked at, in a transaction of its own: guesses that run side by
/// side, or whose answer nobody waits for, count too, and no lock is held while a hash is computed. Every attempt that is
/// taken leaves one event; one that the throttle turns away leaves none, so their number is bounded.
///
/// # Errors
/// [`PeopleError::SignIn`] whatever was wrong, [`PeopleError::Throttled`], or the database's.
pub async fn sign_in(
    store: &Store,
    security: &Security,
    caller: &Caller<'_>,
    entropy: &mut dyn Entropy,
    typed: SignIn<'_>,
) -> Result<SignedIn, PeopleError> {
    let account = account_key(typed.account);
    let counted = count(store, &security.limits, caller, &account).await?;
    let known = lookup(store, caller, &account).await?;
    let phc = known.as_ref().and_then(|k| k.credential.password.as_deref());
    // Also where there is no such account: the answer takes as long.
    let password = security.hasher.matches(typed.password, phc).await?;
    let Some(known) = known.filter(|_| password) else { return refuse(store, caller, &account, counted).await };
    let step = match (&known.credential.totp_secret, typed.code) {
        (None, _) => None,
        (Some(secret), code) => match code.and_then(|code| totp::step_of(secret, code, caller.now)) {
            Some(step) => Some(step),
            None => return refuse(store, caller, &account, counted).await,
        },
    };
    let transaction = store.write().await?;
    audit::hold(&transaction, known.post.world()).await?;
    // What was proved must still hold: the post may have been closed or reset while the hash was computed.
    let unchanged = read(&*transaction, caller, &account).await?.as_ref() == Some(&known);
    let fresh = match step {
        Some(step) if unchanged => totp_state::take_step(&transaction, &known.post, step).await?,
        Some(_) | None => unchanged,
    };
    if !fresh {
        transaction.rollback().await?;
        return refuse(store, caller, &account, counted).await;
    }
    let signed_in = begin(&transaction, &security.limits, caller, entropy, &known, typed.previous, &counted).await?;
    transaction.commit().await?;
    Ok(signed_in)
}

/// A post that can sign in, by whom, and how.
#[derive(PartialEq, Eq)]
struct Known {
    post: Post,
    holder: Holder,
    credential: Credential,
}

async fn lookup(store: &Store, caller: &Caller<'_>, account: &str) -> Result<Option<Known>, PeopleError> {
    let reading = store.read().await?;
    read(&reading, caller, account).await
}

async fn read(
    db: &impl kikin_store::Connection,
    caller: &Caller<'_>,
    account: &str,
) -> Result<Option<Known>, PeopleError> {
    let Some(post) = post_of_account(db, account).await? else { return Ok(None) };
    let Some(credential) = credential(db, &post).await? else { return Ok(None) };
    let Some(holder) = present_holder(&post, caller.now).cloned() else { return Ok(None) };
    Ok((credential.holder == holder.id).then_some(Known { post, holder, credential }))
}

/// Who holds the post now; nobody if it is closed or outside its days.
pub(super) fn present_holder(post: &Post, now: Timestamp) -> Option<&Holder> {
    let today = Moment::japan(now).date();
    (post.closed_at.is_none() && post.is_in_force(today)).then(|| post.holder_on(today)).flatten()
}

/// An attempt that was counted.
pub(super) struct Counted {
    /// Failures in a row for this account, with this one.
    attempts: i64,
    /// Until when nothing more is taken, if this fails.
    until: Option<Moment>,
}

fn account_throttle(account: &str) -> String {
    format!("account:{account}")
}

/// Counts an attempt for account and address before it is looked at.
pub(super) async fn count(
    store: &Store,
    limits: &Limits,
    caller: &Caller<'_>,
    account: &str,
) -> Result<Counted, PeopleError> {
    let now = caller.now.as_second();
    let transaction = store.write().await?;
    let mut counted = Counted { attempts: 0, until: None };
    let by_address = caller.address.map(|address| (format!("address:{address}"), &limits.per_address));
    let keys = [Some((account_throttle(account), &limits.per_account)), by_address];
    for (key, policy) in keys.into_iter().flatten() {
        match throttle::attempt(&transaction, &key, policy, now).await? {
            // Nothing of this attempt is counted: the transaction is dropped.
            Attempt::Blocked { until } => return Err(PeopleError::Throttled { until: moment(until, caller) }),
            Attempt::Counted { now: after, begins_wait } => {
                counted.attempts = counted.attempts.max(if key.starts_with("account:") { after.attempts } else { 0 });
                if begins_wait {
                    counted.until = Some(moment(after.blocked_until, caller));
                }
            }
        }
    }
    transaction.commit().await?;
    Ok(counted)
}

/// Takes back what [`count`] counted: the attempt has succeeded.
pub(super) async fn uncount(tx: &WriteTransaction, caller: &Caller<'_>, account: &str) -> Result<(), PeopleError> {
    throttle::forget(tx, &account_throttle(account)).await?;
    if let Some(address) = caller.address {
        throttle::take_back(tx, &format!("address:{address}")).await?;
    }
    Ok(())
}

fn moment(second: i64, caller: &Caller<'_>) -> Moment {
    Moment::japan(Timestamp::from_second(second).unwrap_or(caller.now))
}

/// One event of a refused attempt: in the world of the account if there is one, else in the installation's. What was typed
/// as an account that is not there may be a password and is kept nowhere.
async fn refuse<T>(store: &Store, caller: &Caller<'_>, account: &str, counted: Counted) -> Result<T, PeopleError> {
    let transaction = store.write().await?;
    let post = post_of_account(&*transaction, account).await?;
    let (world, subject, actor) = match &post {
        Some(post) => (post.world(), format!("posts/{}", post.id), post.account.as_str()),
        None => (World::System, "unknown".to_owned(), "不明"),
    };
    let why = counted.until.map(|until| format!("{until}まで以後の試行を受け付けず、記録しない"));
    let deed = Deed::new("session.refuse", subject).because(why.as_deref());
    audit::append(&transaction, world, &caller.act_of(actor, "未確認"), deed).await?;
    transaction.commit().await?;
    Err(PeopleError::SignIn)
}

async fn begin(
    tx: &WriteTransaction,
    limits: &Limits,
    caller: &Caller<'_>,
    entropy: &mut dyn Entropy,
    known: &Known,
    previous: Option<&str>,
    counted: &Counted,
) -> Result<SignedIn, PeopleError> {
    let Known { post, holder, .. } = known;
    uncount(tx, caller, &post.account).await?;
    throttle::sweep(tx, caller.now.as_second() - limits.per_account.forget_after.max(limits.per_address.forget_after))
        .await?;
    let ago = |seconds: i64| caller.now.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(caller.now);
    sweep_sessions(tx, ago(limits.longest), ago(limits.idle)).await?;
    if let Some(previous) = previous {
        end_session(tx, &hash_of(previous)).await?;
    }
    let token = Token::new(entropy)?;
    begin_session(tx, post, holder, &token.sha256(), caller.now, caller.address).await?;
    let scope = Scope::of_session(post, token.sha256(), caller);
    let failures = counted.attempts - 1;
    let why = (failures > 0).then(|| format!("失敗{failures}回の後"));
    let deed = Deed::new("session.begin", format!("posts/{}", post.id)).because(why.as_deref());
    audit::append(tx, post.world(), scope.act(), deed).await?;
    Ok(SignedIn { token, scope })
}

/// A session is noted as used once in so many seconds, not at every request.
const TOUCH: i64 = 60;

/// Goes on with a session.
///
/// # Errors
/// [`PeopleError::Ended`] with the reason, or the database's.
pub async fn resume(store: &Store, limits: &Limits, caller: &Caller<'_>, token: &str) -> Result<Scope, PeopleError> {
    let ended = |why| Err(PeopleError::Ended(why));
    let reading = store.read().await?;
    let Some(session) = session_of(&reading, &hash_of(token)).await? else { return ended(SessionEnd::Unknown) };
    let post = post(&reading, session.world, session.post).await?;
    drop(reading);
    let Some(post) = post else { return ended(SessionEnd::Unknown) };
    if let Some(why) = end_of(&session, &post, limits, caller.now) {
        return ended(why);
    }
    if caller.now.as_second() - session.seen_at.as_second() >= TOUCH {
        let transaction = store.write().await?;
        touch_session(&transaction, &session.token_sha256, caller.now).await?;
        transaction.commit().await?;
    }
    Ok(Scope::of_session(&post, session.token_sha256, caller))
}

/// The scope of a post that has asked for a job, when the job is done; nothing where the post is no longer in force. What it does
/// is done at `at`, which may be when it asked.
///
/// # Errors
/// The database's.
pub(crate) async fn scope_for_job(
    store: &Store,
    (prefecture, id): (PrefectureCode, i64),
    caller: &Caller<'_>,
    at: Timestamp,
) -> Result<Option<Scope>, PeopleError> {
    let post = post(store.connection(), prefecture.into(), id).await?;
    let in_force = post.filter(|post| present_holder(post, caller.now).is_some());
    Ok(in_force.map(|post| Scope::of_job(&post, &Caller { now: at, ..*caller })))
}

/// What is sent so long after a session's end is not kept, seconds.
const KEPT_AFTER_END: i64 = 86_400;

/// The post whose session a token was, where only time has ended it, and not long ago: what its holder was typing meanwhile may be
/// kept for them. It permits nothing else.
pub(crate) async fn post_of_ended(
    store: &Store,
    limits: &Limits,
    caller: &Caller<'_>,
    token: &str,
) -> Result<Option<i64>, PeopleError> {
    let reading = store.read().await?;
    let Some(session) = session_of(&reading, &hash_of(token)).await? else { return Ok(None) };
    let Some(post) = post(&reading, session.world, session.post).await? else { return Ok(None) };
    let since_end = caller.now.as_second() - (session.seen_at.as_second() + limits.idle);
    Ok(match end_of(&session, &post, limits, caller.now) {
        Some(SessionEnd::Idle | SessionEnd::TooOld) if since_end < KEPT_AFTER_END => Some(post.id),
        _ => None,
    })
}

fn end_of(session: &Session, post: &Post, limits: &Limits, now: Timestamp) -> Option<SessionEnd> {
    let since = |moment: Timestamp| now.as_second() - moment.as_second();
    if present_holder(post, now).map(|h| h.id) != Some(session.holder) {
        Some(SessionEnd::NotInForce)
    } else if since(session.made_at) >= limits.longest {
        Some(SessionEnd::TooOld)
    } else if since(session.seen_at) >= limits.idle {
        Some(SessionEnd::Idle)
    } else {
        None
    }
}

/// Ends the session of a scope.
///
/// # Errors
/// The database's.
pub async fn sign_out(store: &Store, scope: &Scope) -> Result<(), PeopleError> {
    let (Some(session), Some(post)) = (scope.session(), scope.post()) else { return Ok(()) };
    let transaction = store.write().await?;
    if end_session(&transaction, session).await? {
        let deed = Deed::new("session.end", format!("posts/{post}"));
        audit::append(&transaction, world_of(scope.seat()), scope.act(), deed).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Ends all sessions of the post, its own too; says how many.
///
/// # Errors
/// The database's.
pub async fn sign_out_everywhere(store: &Store, scope: &Scope) -> Result<u64, PeopleError> {
    let Some(own) = own_post(store, scope).await? else { return Ok(0) };
    end_all(store, scope, &own).await
}

/// Ends all sessions of a post, with one event.
pub(super) async fn end_all(store: &Store, scope: &Scope, post: &Post) -> Result<u64, PeopleError> {
    let transaction = store.write().await?;
    let ended = end_sessions(&transaction, post, None).await?;
    let deed = Deed::new("session.end-all", format!("posts/{}", post.id)).because(Some(&format!("{ended}件")));
    audit::append(&transaction, post.world(), scope.act(), deed).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// The post of whoever acts; none at the machine.
pub(super) async fn own_post(store: &Store, scope: &Scope) -> Result<Option<Post>, PeopleError> {
    let Some(id) = scope.post() else { return Ok(None) };
    Ok(post(store.connection(), world_of(scope.seat()), id).await?)
}
