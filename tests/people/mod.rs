//! People: signing in, inviting and managing posts, on both databases.

mod inviting;
mod managing;
mod recording;
mod signing;

use jiff::{SignedDuration, Timestamp};
use kikin_app::people::{
    Caller, Hasher, HashingCost, Limits, MakePost, PeopleError, Scope, Security, SignIn, SignedIn, SystemEntropy,
    accept_invitation, invite, make_post, sign_in,
};
use kikin_domain::permission::{Halves, Role, Seat};
use kikin_domain::{BodyCode, PrefectureCode};
use kikin_store::{World, audit};

use crate::db::Db;

/// Long enough to stand alone.
pub(crate) const PASSWORD: &str = "雪国の朝はとても静かで寒いです";

/// A Monday in June, 09:00 in Japan.
pub(crate) fn morning() -> Timestamp {
    "2026-06-01T09:00:00+09:00".parse().expect("a moment")
}

pub(crate) fn after(seconds: i64) -> Timestamp {
    morning().saturating_add(SignedDuration::from_secs(seconds)).expect("in range")
}

pub(crate) fn at(now: Timestamp) -> Caller<'static> {
    Caller { now, address: Some("10.1.2.3"), request_id: Some("r-7") }
}

/// What signing in runs on in tests: the same but for the cost of a hash.
pub(crate) fn security() -> Security {
    let cost = HashingCost { memory_kib: 64, passes: 1, lanes: 1 };
    Security { hasher: Hasher::new(cost).expect("argon2 allows it"), limits: Limits::default() }
}

#[expect(clippy::disallowed_methods, reason = "the documented way to set posts up in tests")]
pub(crate) fn machine(now: Timestamp) -> Scope {
    kikin_app::people::at_the_machine(now)
}

pub(crate) fn niigata() -> PrefectureCode {
    PrefectureCode::new(15).expect("a prefecture")
}

pub(crate) fn body(code: &str) -> Seat {
    let code = BodyCode::parse(code).expect("a code");
    if code.is_prefecture() { Seat::Prefecture(code.prefecture()) } else { Seat::Body(code.prefecture(), code) }
}

pub(crate) fn wanted(role: Role, seat: Seat) -> MakePost {
    MakePost {
        seat,
        role,
        halves: Halves::Both,
        name: "健康福祉課 担当".to_owned(),
        holder: "佐藤 花子".to_owned(),
        account: None,
        valid_from: None,
        valid_to: None,
    }
}

/// Makes a post whose holder has set [`PASSWORD`]; returns its account.
pub(crate) async fn member(db: &Db, security: &Security, role: Role, seat: Seat) -> String {
    let post = make_post(&db.store, &machine(morning()), wanted(role, seat)).await.expect("is made");
    enter(db, security, &post.account, morning(), PASSWORD).await.expect("accepts");
    post.account
}

/// Invites the holder of a post, who sets a password.
pub(crate) async fn enter(
    db: &Db,
    security: &Security,
    account: &str,
    now: Timestamp,
    password: &str,
) -> Result<(), PeopleError> {
    let invited = invite(&db.store, &security.limits, &machine(now), &mut SystemEntropy, account).await?;
    let token = invited.token.as_str();
    accept_invitation(&db.store, security, &at(now), &mut SystemEntropy, token, password).await.map(drop)
}

pub(crate) fn typed<'a>(account: &'a str, password: &'a str) -> SignIn<'a> {
    SignIn { account, password, code: None, previous: None }
}

pub(crate) async fn try_sign_in(
    db: &Db,
    security: &Security,
    now: Timestamp,
    typed: SignIn<'_>,
) -> Result<SignedIn, PeopleError> {
    sign_in(&db.store, security, &at(now), &mut SystemEntropy, typed).await
}

/// Signs in with [`PASSWORD`].
pub(crate) async fn signed_in(db: &Db, security: &Security, now: Timestamp, account: &str) -> SignedIn {
    try_sign_in(db, security, now, typed(account, PASSWORD)).await.expect("signs in")
}

/// The actions of a world's chain from the first one named on, each with its reason.
pub(crate) async fn told(db: &Db, world: World, action: &str) -> Vec<String> {
    let events = audit::events(db.store.connection(), world, 0, 1_000).await.expect("lists");
    let of_kind = events.into_iter().filter(|e| e.action.starts_with(action));
    of_kind.map(|e| e.why.map_or(e.action.clone(), |why| format!("{}：{why}", e.action))).collect()
}

/// Whether all is as recorded.
pub(crate) async fn assert_sound(db: &Db) {
    assert_eq!(db.damages().await, [""; 0]);
}
