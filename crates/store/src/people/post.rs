//! Posts: an organisation, a role, a 分 and a name; whoever holds it changes, the post stays.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kikin_domain::permission::{Halves, Role, Seat};
use kikin_domain::{BodyCode, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, World, append_with, lock};
use crate::bulk::{Record, insert_all, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::organisation::body;
use crate::entity::people::{holder, holder_name, post, post_event};
use crate::error::{Result, StoreError};
use crate::text::Plain as _;

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its number.
    pub id: i64,
    /// Where it sits.
    pub seat: Seat,
    /// The name of where it sits, also of a body that the prefecture has added; 「kikin（全体）」 of the installation's.
    pub organisation: String,
    /// What its holder types to sign in.
    pub account: String,
    /// Its role.
    pub role: Role,
    /// Its 分.
    pub halves: Halves,
    /// Its name, 「健康福祉課 担当」.
    pub name: String,
    /// First day, if it has one.
    pub valid_from: Option<Date>,
    /// Last day, if it has one.
    pub valid_to: Option<Date>,
    /// When it was closed, if it was.
    pub closed_at: Option<String>,
    /// Why.
    pub closed_why: Option<String>,
    /// Who has held it, in the order of their first days.
    pub holders: Vec<Holder>,
}

/// Somebody who holds a post from a day on, until the next one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub id: i64,
    /// First day.
    pub starts: Date,
    /// The person's name, while it is kept.
    pub name: Option<String>,
}

/// A post to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPost {
    /// Where it sits.
    pub seat: Seat,
    /// What its holder types to sign in.
    pub account: String,
    /// Its role.
    pub role: Role,
    /// Its 分.
    pub halves: Halves,
    /// Its name.
    pub name: String,
    /// First day, if it has one.
    pub valid_from: Option<Date>,
    /// Last day, if it has one.
    pub valid_to: Option<Date>,
    /// The person who holds it first.
    pub holder: String,
    /// From when.
    pub starts: Date,
}

impl Post {
    /// In whose chain its events stand.
    #[must_use]
    pub fn world(&self) -> World {
        world_of(self.seat)
    }

    /// Who holds it on a day.
    #[must_use]
    pub fn holder_on(&self, day: Date) -> Option<&Holder> {
        self.holders.iter().rfind(|h| h.starts <= day)
    }

    /// Who comes last, be it in the future.
    #[must_use]
    pub fn newest_holder(&self) -> Option<&Holder> {
        self.holders.last()
    }

    /// Whether the day lies within its own days.
    #[must_use]
    pub fn is_in_force(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// In whose chain what happens at a seat is recorded.
#[must_use]
pub fn world_of(seat: Seat) -> World {
    seat.prefecture().map_or(World::System, World::Prefecture)
}

/// Makes a post with its first holder.
///
/// # Errors
/// [`StoreError::Refused`] if the account is taken, [`StoreError::Missing`] if the world has no such organisation; else the
/// database's.
pub async fn add_post(tx: &WriteTransaction, act: &Act, new: &NewPost) -> Result<Post> {
    let world = world_of(new.seat);
    lock(tx, world).await?;
    if post_of_account(&**tx, &new.account).await?.is_some() {
        return Err(StoreError::refused(format!("アカウント「{}」は既に使われています", new.account)));
    }
    if let Some(code) = new.seat.code()
        && !crate::organisation::exists(&**tx, world.number(), code).await?
    {
        return Err(StoreError::missing(format!("団体コード{code}の団体")));
    }
    let row = post::Model {
        id: 0,
        prefecture: world.number(),
        organisation: new.seat.code().map(|code| code.to_string()),
        account: new.account.clone(),
        role: new.role.plain(),
        halves: new.halves.plain(),
        name: new.name.clone(),
        valid_from: new.valid_from.map(|day| day.to_string()),
        valid_to: new.valid_to.map(|day| day.to_string()),
        created_at: act.at.to_string(),
        created_by: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let holder = insert_holder(tx, act, world, row.id, &new.holder, new.starts).await?;
    let deed = Deed::new("post.make", format!("posts/{}", row.id));
    let records = [Record::of(row.id, std::slice::from_ref(&row)), holder];
    append_with(tx, world, act, deed, &records).await?;
    complete(&**tx, vec![row]).await?.pop().ok_or_else(|| StoreError::missing("利用者の職"))
}

/// Lets somebody else hold a post from a day on.
///
/// # Errors
/// The database's.
pub async fn add_holder(tx: &WriteTransaction, act: &Act, post: &Post, name: &str, starts: Date) -> Result<()> {
    lock(tx, post.world()).await?;
    let record = insert_holder(tx, act, post.world(), post.id, name, starts).await?;
    let deed = Deed::new("post.holder", format!("posts/{}", post.id)).because(Some(&format!("{starts}から")));
    append_with(tx, post.world(), act, deed, &[record]).await?;
    Ok(())
}

/// The name stands apart from what is recorded: it can go, the proof stays.
async fn insert_holder(
    tx: &WriteTransaction,
    act: &Act,
    world: World,
    post: i64,
    name: &str,
    starts: Date,
) -> Result<Record> {
    let (starts, made_at) = (starts.to_string(), act.at.to_string());
    let row = holder::Model { id: 0, prefecture: world.number(), post, starts, made_at };
    let row = insert_one(&**tx, row).await?;
    let name = holder_name::Model { holder: row.id, prefecture: world.number(), name: name.to_owned() };
    insert_all(&**tx, &[name]).await?;
    Ok(Record::of(row.id, &[row]))
}

/// Closes a post for good; its sessions end.
///
/// # Errors
/// [`StoreError::Refused`] if it is closed; else the database's.
pub async fn close_post(tx: &WriteTransaction, act: &Act, post: &Post, why: &str) -> Result<()> {
    lock(tx, post.world()).await?;
    let number = post.world().number();
    let before = post_event::Entity::find().filter(post_event::Column::Post.eq(post.id)).one(&**tx).await?;
    if before.is_some() {
        return Err(StoreError::refused(format!("アカウント「{}」は既に廃止されています", post.account)));
    }
    let row = post_event::Model {
        id: 0,
        prefecture: number,
        post: post.id,
        kind: "closed".to_owned(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        why: Some(why.to_owned()),
    };
    let row = insert_one(&**tx, row).await?;
    super::session::end_sessions(tx, post, None).await?;
    let deed = Deed::new("post.close", format!("posts/{}", post.id)).because(Some(why));
    append_with(tx, post.world(), act, deed, &[Record::of(row.id, &[row])]).await?;
    Ok(())
}

/// The posts of a world, by organisation and account.
///
/// # Errors
/// The database's.
pub async fn posts(db: &impl ConnectionTrait, world: World) -> Result<Vec<Post>> {
    let rows = post::Entity::find()
        .filter(post::Column::Prefecture.eq(world.number()))
        .order_by_asc(post::Column::Organisation)
        .order_by_asc(post::Column::Account)
        .all(db)
        .await?;
    complete(db, rows).await
}

/// A post of a world.
///
/// # Errors
/// The database's.
pub async fn post(db: &impl ConnectionTrait, world: World, id: i64) -> Result<Option<Post>> {
    let row = post::Entity::find_by_id(id).filter(post::Column::Prefecture.eq(world.number())).one(db).await?;
    Ok(complete(db, row.into_iter().collect()).await?.pop())
}

/// The post that signs in as `account`, in whichever world it is.
///
/// # Errors
/// The database's.
pub async fn post_of_account(db: &impl ConnectionTrait, account: &str) -> Result<Option<Post>> {
    let row = post::Entity::find().filter(post::Column::Account.eq(account)).one(db).await?;
    Ok(complete(db, row.into_iter().collect()).await?.pop())
}

/// The names of posts by account; of accounts that are no post of this world nothing. One query.
///
/// # Errors
/// The database's.
pub async fn post_names(
    db: &impl ConnectionTrait,
    world: World,
    accounts: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, String>> {
    let rows = post::Entity::find()
        .filter(post::Column::Prefecture.eq(world.number()))
        .filter(post::Column::Account.is_in(accounts))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account, row.name)).collect())
}

/// Adds what stands in other tables.
async fn complete(db: &impl ConnectionTrait, rows: Vec<post::Model>) -> Result<Vec<Post>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let events = post_event::Entity::find().filter(post_event::Column::Post.is_in(ids.iter().copied())).all(db).await?;
    let mut holders = holder::Entity::find()
        .filter(holder::Column::Post.is_in(ids))
        .order_by_asc(holder::Column::Starts)
        .order_by_asc(holder::Column::Id)
        .all(db)
        .await?;
    let of_holders = holder_name::Column::Holder.is_in(holders.iter().map(|h| h.id));
    let names = holder_name::Entity::find().filter(of_holders).all(db).await?;
    let added = added_of(db, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let closed = events.iter().find(|e| e.post == row.id);
            let own = holders.extract_if(.., |h| h.post == row.id).collect();
            let id = row.id;
            domain_post(row, closed, own, (&names, &added))
                .ok_or_else(|| StoreError::corrupt("posts", id, "値を読めません"))
        })
        .collect()
}

/// The rows of the bodies of these posts that stand on no published list.
async fn added_of(db: &impl ConnectionTrait, posts: &[post::Model]) -> Result<Vec<body::Model>> {
    let codes = posts.iter().filter_map(|p| p.organisation.as_deref());
    let added: Vec<&str> =
        codes.filter(|code| BodyCode::parse(code).is_some_and(|code| code.name().is_none())).collect();
    if added.is_empty() {
        return Ok(Vec::new());
    }
    let worlds = body::Column::Prefecture.is_in(posts.iter().map(|p| p.prefecture));
    Ok(body::Entity::find().filter(worlds).filter(body::Column::Code.is_in(added)).all(db).await?)
}

fn domain_post(
    row: post::Model,
    closed: Option<&post_event::Model>,
    holders: Vec<holder::Model>,
    (names, added): (&[holder_name::Model], &[body::Model]),
) -> Option<Post> {
    let day = |text: Option<String>| text.map_or(Some(None), |t| Date::from_plain(&t).map(Some));
    let role = Role::from_plain(&row.role)?;
    let named = |id: i64| names.iter().find(|n| n.holder == id).map(|n| n.name.clone());
    let holder = |h: holder::Model| Some(Holder { id: h.id, starts: Date::from_plain(&h.starts)?, name: named(h.id) });
    let seat = seat(row.prefecture, row.organisation.as_deref())?;
    let own = |b: &&body::Model| b.prefecture == row.prefecture && Some(&b.code) == row.organisation.as_ref();
    let added = added.iter().find(own).map(|b| b.name.clone());
    Some(Post {
        id: row.id,
        organisation: match seat.code() {
            None => "kikin（全体）".to_owned(),
            Some(code) => added.or_else(|| code.name().map(str::to_owned)).unwrap_or_else(|| code.to_string()),
        },
        seat,
        account: row.account,
        role,
        halves: Halves::from_plain(&row.halves)?,
        name: row.name,
        valid_from: day(row.valid_from)?,
        valid_to: day(row.valid_to)?,
        closed_at: closed.map(|e| e.at.clone()),
        closed_why: closed.and_then(|e| e.why.clone()),
        holders: holders.into_iter().map(holder).collect::<Option<_>>()?,
    })
}

fn seat(world: i64, code: Option<&str>) -> Option<Seat> {
    match (World::of(world)?, code) {
        (World::System, None) => Some(Seat::Installation),
        (World::Prefecture(prefecture), Some(code)) => Some(seat_of(prefecture, BodyCode::parse(code)?)),
        (World::System, Some(_)) | (World::Prefecture(_), None) => None,
    }
}

/// The seat of an organisation of a prefecture's world.
#[must_use]
pub fn seat_of(prefecture: PrefectureCode, code: BodyCode) -> Seat {
    if code == prefecture.body() { Seat::Prefecture(prefecture) } else { Seat::Body(prefecture, code) }
}
