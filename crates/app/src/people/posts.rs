//! Managing posts: 県総括 for its prefecture, 運用管理 for all.

use jiff::civil::Date;
use kikin_domain::permission::{Action, Halves, Matter, Refusal, Role, Seat};
use kikin_domain::{PrefectureCode, text};
use kikin_store::people::credential::{Credential, credential, credentials, set_credential};
use kikin_store::people::post::{NewPost, Post, add_holder, add_post, post_of_account, posts, world_of};
use kikin_store::people::session::end_sessions;
use kikin_store::people::{post as store_post, totp as totp_state};
use kikin_store::{Store, World, audit};

use super::error::PeopleError;
use super::scope::{Scope, permit, worlds_of};
use super::sign_in::end_all;

/// A post to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakePost {
    /// Where it sits.
    pub seat: Seat,
    /// Its role.
    pub role: Role,
    /// Its 分.
    pub halves: Halves,
    /// Its name, 「健康福祉課 担当」.
    pub name: String,
    /// Who holds it first.
    pub holder: String,
    /// What is typed to sign in; made of the body's code where none is given.
    pub account: Option<String>,
    /// First day, if it has one; an auditor's has.
    pub valid_from: Option<Date>,
    /// Last day, if it has one; an auditor's has.
    pub valid_to: Option<Date>,
}

/// Whether a post can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostState {
    /// Somebody can sign in.
    InUse,
    /// Its holder has not set a password yet.
    Invited,
    /// Today is not one of its days.
    OutsideItsDays,
    /// It is closed.
    Closed,
}

impl PostState {
    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InUse => "利用中",
            Self::Invited => "招待待ち",
            Self::OutsideItsDays => "期間外",
            Self::Closed => "廃止",
        }
    }
}

/// A post on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// Whether it can be used.
    pub state: PostState,
    /// Whether signing in asks for a 確認コード.
    pub totp: bool,
}

/// An auditor's post lasts no longer, days.
const LONGEST_AUDIT: i64 = 366;

/// No change of holder is entered earlier, days.
const EARLIEST_CHANGE: i64 = 90;

/// An account as it is kept: what is typed in full width or capitals is the same.
pub(super) fn account_key(typed: &str) -> String {
    text::nfkc_compact(typed).to_lowercase()
}

fn check_account(account: &str) -> Result<(), PeopleError> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
    if (3..=64).contains(&account.len()) && account.chars().all(good) {
        return Ok(());
    }
    Err(PeopleError::field(format!(
        "アカウント「{account}」は使えません。半角の英小文字、数字、「-」「.」「_」で3文字以上64文字以下にしてください。"
    )))
}

fn filled<'a>(what: &str, typed: &'a str) -> Result<&'a str, PeopleError> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > 100 || typed.chars().any(char::is_control) {
        return Err(PeopleError::field(format!("{what}を1文字以上100文字以下で入力してください。")));
    }
    Ok(typed)
}

/// Makes a post.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::Field`], or the database's.
pub async fn make_post(store: &Store, scope: &Scope, wanted: MakePost) -> Result<Post, PeopleError> {
    permit(store, scope, Action::ManagePosts, &Matter::of(wanted.seat)).await?;
    may_appoint(scope, wanted.role)?;
    if !wanted.role.can_sit(wanted.seat) {
        return Err(PeopleError::field(format!(
            "「{}」は、この団体には置けません。市町村の役割は市町村の、県の役割と監査は都道府県の団体コードで追加してください。",
            wanted.role.label()
        )));
    }
    let today = scope.act().at.date();
    check_days(wanted.role, wanted.valid_from, wanted.valid_to)?;
    let account = match &wanted.account {
        Some(typed) => account_key(typed),
        None => next_account(store, wanted.seat).await?,
    };
    check_account(&account)?;
    let new = NewPost {
        seat: wanted.seat,
        account,
        role: wanted.role,
        halves: wanted.halves,
        name: filled("職の名前", &wanted.name)?.to_owned(),
        valid_from: wanted.valid_from,
        valid_to: wanted.valid_to,
        holder: filled("担当者の氏名", &wanted.holder)?.to_owned(),
        starts: wanted.valid_from.map_or(today, |from| from.max(today)),
    };
    let transaction = store.write().await?;
    let post = add_post(&transaction, scope.act(), &new).await?;
    transaction.commit().await?;
    Ok(post)
}

fn check_days(role: Role, from: Option<Date>, to: Option<Date>) -> Result<(), PeopleError> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => {
            Err(PeopleError::field(format!("期間の終わり（{to}）が始まり（{from}）より前です。直してください。")))
        }
        (Some(from), Some(to)) if role.is_time_boxed() && days(from, to) > LONGEST_AUDIT => {
            Err(PeopleError::field(format!("監査の期間は{LONGEST_AUDIT}日までです。期間を短くしてください。")))
        }
        (None, _) | (_, None) if role.is_time_boxed() => {
            Err(PeopleError::field("監査の職には、期間の始まりと終わりの日を入力してください。"))
        }
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

/// Days from one to the other.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX, |span| span.get_days().into())
}

/// `152021-03`: the body's code and the next free number.
async fn next_account(store: &Store, seat: Seat) -> Result<String, PeopleError> {
    let stem = seat.code().map_or_else(|| "kikin".to_owned(), |code| code.to_string());
    let taken = posts(store.connection(), world_of(seat)).await?;
    let used = taken.iter().filter_map(|p| p.account.strip_prefix(&stem)?.strip_prefix('-')?.parse::<u32>().ok());
    Ok(format!("{stem}-{:02}", used.max().unwrap_or(0) + 1))
}

fn may_appoint(scope: &Scope, role: Role) -> Result<(), PeopleError> {
    if scope.role().may_appoint(role) { Ok(()) } else { Err(PeopleError::Refused(Refusal::Role)) }
}

/// The post with this account, if whoever acts may manage it. One of another prefecture is as if it were not there.
pub(super) async fn managed(store: &Store, scope: &Scope, account: &str) -> Result<Post, PeopleError> {
    // Who may manage nothing is told so before anything is looked for.
    permit(store, scope, Action::ManagePosts, &Matter::of(scope.seat())).await?;
    let account = account_key(account);
    let Some(post) = post_of_account(store.connection(), &account).await? else {
        return Err(PeopleError::NoPost { account });
    };
    match permit(store, scope, Action::ManagePosts, &Matter::of(post.seat)).await {
        Err(PeopleError::Refused(Refusal::Hidden)) => return Err(PeopleError::NoPost { account }),
        other => other?,
    }
    may_appoint(scope, post.role)?;
    if post.closed_at.is_some() { Err(PeopleError::Closed { account }) } else { Ok(post) }
}

/// Closes a post for good; its sessions end at once.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::NoPost`], [`PeopleError::Field`] for a blank reason, or the database's.
pub async fn close_post(store: &Store, scope: &Scope, account: &str, why: &str) -> Result<Post, PeopleError> {
    let post = managed(store, scope, account).await?;
    let why = filled("廃止の理由", why)?;
    let transaction = store.write().await?;
    store_post::close_post(&transaction, scope.act(), &post, why).await?;
    transaction.commit().await?;
    Ok(post)
}

/// Lets somebody else hold a post from `starts` on. Until that day the one before goes on; from then on neither password nor
/// session of the one before is good any more, and the new one is invited.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::NoPost`], [`PeopleError::Field`], or the database's.
pub async fn change_holder(
    store: &Store,
    scope: &Scope,
    account: &str,
    name: &str,
    starts: Date,
) -> Result<Post, PeopleError> {
    let post = managed(store, scope, account).await?;
    let name = filled("担当者の氏名", name)?;
    let today = scope.act().at.date();
    if let Some(before) = post.newest_holder().filter(|h| starts < h.starts) {
        return Err(PeopleError::field(format!(
            "交代の日（{starts}）が、今の担当者の始まりの日（{}）より前です。直してください。",
            before.starts
        )));
    }
    if days(today, starts) > EARLIEST_CHANGE {
        return Err(PeopleError::field(format!(
            "交代は{EARLIEST_CHANGE}日前から登録できます。日付を確かめてください。"
        )));
    }
    let transaction = store.write().await?;
    add_holder(&transaction, scope.act(), &post, name, starts).await?;
    transaction.commit().await?;
    Ok(post)
}

/// Takes 確認コード and password of a post away, for a holder whose authenticator is lost: who has found it must not get in
/// with a password that was short because of it. The holder is invited anew.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::NoPost`], [`PeopleError::NoTotp`] if there is none, or the database's.
pub async fn reset_totp(store: &Store, scope: &Scope, account: &str) -> Result<Post, PeopleError> {
    let post = managed(store, scope, account).await?;
    let transaction = store.write().await?;
    audit::hold(&transaction, post.world()).await?;
    let Some(before) = credential(&*transaction, &post).await?.filter(|c| c.totp_secret.is_some()) else {
        return Err(PeopleError::NoTotp);
    };
    let none = Credential { password: None, totp_secret: None, ..before };
    set_credential(&transaction, scope.act(), "credential.reset", &post, &none).await?;
    totp_state::set_pending(&transaction, &post, None).await?;
    end_sessions(&transaction, &post, None).await?;
    transaction.commit().await?;
    Ok(post)
}

/// Ends all sessions of somebody's post; says how many.
///
/// # Errors
/// [`PeopleError::Refused`], [`PeopleError::NoPost`], or the database's.
pub async fn sign_out_post(store: &Store, scope: &Scope, account: &str) -> Result<u64, PeopleError> {
    let post = managed(store, scope, account).await?;
    end_all(store, scope, &post).await
}

/// The posts that whoever acts may manage, of one prefecture or of all.
///
/// # Errors
/// [`PeopleError::Refused`], or the database's.
pub async fn list_posts(
    store: &Store,
    scope: &Scope,
    prefecture: Option<PrefectureCode>,
) -> Result<Vec<PostView>, PeopleError> {
    let owner = prefecture.map_or(scope.seat(), Seat::Prefecture);
    permit(store, scope, Action::ManagePosts, &Matter::of(owner)).await?;
    let worlds = prefecture.map_or_else(|| worlds_of(scope.seat()), |p| vec![World::Prefecture(p)]);
    let today = scope.act().at.date();
    let reading = store.read().await?;
    let mut views = Vec::new();
    for world in worlds {
        let credentials = credentials(&reading, world).await?;
        for post in posts(&reading, world).await? {
            let own = credentials.get(&post.id);
            let totp = own.is_some_and(|c| c.totp_secret.is_some());
            views.push(PostView { state: state(&post, own, today), totp, post });
        }
    }
    Ok(views)
}

fn state(post: &Post, credential: Option<&Credential>, today: Date) -> PostState {
    let holder = post.holder_on(today).map(|h| h.id);
    if post.closed_at.is_some() {
        PostState::Closed
    } else if !post.is_in_force(today) {
        PostState::OutsideItsDays
    } else if credential.is_some_and(|c| c.password.is_some() && Some(c.holder) == holder) {
        PostState::InUse
    } else {
        PostState::Invited
    }
}
