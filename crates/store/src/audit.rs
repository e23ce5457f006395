//! The audit chain: one per world, each event hashed over its canonical text, which holds the hash of the one before.

use kikin_domain::{FiscalYear, PrefectureCode};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set, Statement,
};
use serde::Serialize;

use crate::bulk::{Record, insert_all};
use crate::connect::WriteTransaction;
use crate::entity::audit::{event, world};
use crate::error::{Result, StoreError};
use crate::hash::sha256;
use crate::moment::Moment;

/// Whose data: a prefecture's, or the installation's own (accounts, settings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum World {
    /// The installation.
    System,
    /// A prefecture.
    Prefecture(PrefectureCode),
}

impl World {
    /// Its number in the column `prefecture`; the installation is 0.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::System => 0,
            Self::Prefecture(prefecture) => prefecture.get().into(),
        }
    }

    /// The world with this number.
    #[must_use]
    pub fn of(number: i64) -> Option<Self> {
        match u8::try_from(number).ok()? {
            0 => Some(Self::System),
            code => PrefectureCode::new(code).map(Self::Prefecture),
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=47).filter_map(Self::of)
    }
}

impl From<PrefectureCode> for World {
    fn from(prefecture: PrefectureCode) -> Self {
        Self::Prefecture(prefecture)
    }
}

/// Who does something, when and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Moment,
    /// The account.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// For which body or division.
    pub organisation: Option<String>,
    /// From which address or program.
    pub origin: Option<String>,
    /// The request it belongs to.
    pub request_id: Option<String>,
}

/// What is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// The action, `submission.receive`.
    pub action: String,
    /// What it is done to.
    pub subject: String,
    /// SHA-256 of what was there before.
    pub before: Option<String>,
    /// SHA-256 of what is there now; where rows are recorded and nothing is given, that of their records.
    pub after: Option<String>,
    /// Why.
    pub why: Option<String>,
}

impl Deed {
    /// `action` on `subject`.
    #[must_use]
    pub fn new(action: &str, subject: impl Into<String>) -> Self {
        Self { action: action.to_owned(), subject: subject.into(), ..Self::default() }
    }

    /// Gives the reason.
    #[must_use]
    pub fn because(mut self, why: Option<&str>) -> Self {
        self.why = why.map(str::to_owned);
        self
    }
}

/// An event of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// When, with offset.
    pub at: String,
    /// The account.
    pub actor: String,
    /// The role.
    pub role: String,
    /// The body or division.
    pub organisation: Option<String>,
    /// The address or program.
    pub origin: Option<String>,
    /// The action.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Why.
    pub why: Option<String>,
    /// The bytes that are hashed; they hold the hash of the event before.
    pub canonical: String,
    /// SHA-256 of them.
    pub hash: String,
}

/// The canonical text: these fields in this order, as JSON without white space. Never changed, only versioned by `v`.
#[derive(Serialize)]
struct Canonical<'a> {
    v: u8,
    world: i64,
    sequence: i64,
    at: &'a str,
    actor: &'a str,
    role: &'a str,
    organisation: Option<&'a str>,
    origin: Option<&'a str>,
    action: &'a str,
    subject: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    why: Option<&'a str>,
    request_id: Option<&'a str>,
    records: &'a str,
    previous: &'a str,
}

/// The canonical text of an event, from its columns.
pub(crate) fn canonical(e: &event::Model) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Canonical {
        v: 1,
        world: e.prefecture,
        sequence: e.sequence,
        at: &e.at,
        actor: &e.actor,
        role: &e.role,
        organisation: e.organisation.as_deref(),
        origin: e.origin.as_deref(),
        action: &e.action,
        subject: &e.subject,
        before: e.before_hash.as_deref(),
        after: e.after_hash.as_deref(),
        why: e.why.as_deref(),
        request_id: e.request_id.as_deref(),
        records: &sha256(e.records.as_bytes()),
        previous: &e.previous,
    })
}

/// Takes the world's row for this transaction: whoever else wants to append to its chain waits. SQLite's write transaction
/// has the whole file already.
pub(crate) async fn lock(tx: &WriteTransaction, world: World) -> Result<world::Model> {
    let row = world::Entity::find_by_id(world.number()).lock_exclusive().one(&**tx).await?;
    row.ok_or_else(|| StoreError::missing("都道府県の領域"))
}

/// Takes the world's chain for this transaction: what is read after it stays as it is until the commit.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &WriteTransaction, world: World) -> Result<()> {
    lock(tx, world).await.map(drop)
}

/// Appends an event without rows of its own: a refusal, an export, a login.
///
/// # Errors
/// The database's.
pub async fn append(tx: &WriteTransaction, world: World, act: &Act, deed: Deed) -> Result<AuditEvent> {
    append_with(tx, world, act, deed, &[]).await
}

/// Appends an event with the records of the rows written beside it.
pub(crate) async fn append_with(
    tx: &WriteTransaction,
    world: World,
    act: &Act,
    deed: Deed,
    records: &[Record],
) -> Result<AuditEvent> {
    let place = lock(tx, world).await?;
    let records_text = serde_json::to_string(records)?;
    let of_rows = (!records.is_empty()).then(|| sha256(records_text.as_bytes()));
    let mut row = event::Model {
        prefecture: world.number(),
        sequence: place.events + 1,
        at: act.at.to_string(),
        actor: act.actor.clone(),
        role: act.role.clone(),
        organisation: act.organisation.clone(),
        origin: act.origin.clone(),
        action: deed.action,
        subject: deed.subject,
        before_hash: deed.before,
        after_hash: deed.after.or(of_rows),
        why: deed.why,
        request_id: act.request_id.clone(),
        records: records_text,
        canonical: String::new(),
        previous: place.head.clone(),
        hash: String::new(),
    };
    row.canonical = canonical(&row)?;
    row.hash = sha256(row.canonical.as_bytes());
    insert_all(&**tx, std::slice::from_ref(&row)).await?;
    let mut place = place.into_active_model();
    (place.events, place.head) = (Set(row.sequence), Set(row.hash.clone()));
    place.update(&**tx).await?;
    Ok(public(row))
}

/// Events of a world after `sequence`, in order, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn events(db: &impl ConnectionTrait, world: World, after: i64, limit: u64) -> Result<Vec<AuditEvent>> {
    Ok(page(db, world, after, limit).await?.into_iter().map(public).collect())
}

pub(crate) async fn page(db: &impl ConnectionTrait, world: World, after: i64, limit: u64) -> Result<Vec<event::Model>> {
    let of_world = event::Entity::find().filter(event::Column::Prefecture.eq(world.number()));
    let after = of_world.filter(event::Column::Sequence.gt(after)).order_by_asc(event::Column::Sequence);
    Ok(after.limit(limit).all(db).await?)
}

/// Which events are looked for; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// On this day or after it, by the clock of Japan.
    pub from: Option<jiff::civil::Date>,
    /// On this day or before it.
    pub until: Option<jiff::civil::Date>,
    /// By this account.
    pub actor: Option<String>,
    /// This action.
    pub action: Option<String>,
    /// Before this place in the chain.
    pub before: Option<i64>,
}

/// Events of a world that fit, the newest first, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn newest(
    db: &impl ConnectionTrait,
    world: World,
    wanted: &EventFilter,
    limit: u64,
) -> Result<Vec<AuditEvent>> {
    use event::Column;
    let mut found = event::Entity::find().filter(Column::Prefecture.eq(world.number()));
    // Moments are stored by the clock of Japan, year first: as texts they are in order.
    if let Some(from) = wanted.from {
        found = found.filter(Column::At.gte(from.to_string()));
    }
    if let Some(after) = wanted.until.and_then(|until| until.tomorrow().ok()) {
        found = found.filter(Column::At.lt(after.to_string()));
    }
    if let Some(actor) = &wanted.actor {
        found = found.filter(Column::Actor.eq(actor.as_str()));
    }
    if let Some(action) = &wanted.action {
        found = found.filter(Column::Action.eq(action.as_str()));
    }
    if let Some(before) = wanted.before {
        found = found.filter(Column::Sequence.lt(before));
    }
    let rows = found.order_by_desc(Column::Sequence).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(public).collect())
}

const OF_PLAN: &str = "SELECT * FROM audit_events
    WHERE prefecture = $1 AND sequence < $4 AND (
        (action IN ('national-notice.set', 'prefectural_projects.set') AND subject = $3)
        OR (action IN ('export.ask', 'export.make') AND subject LIKE $5)
        OR (action IN ('plan.save', 'plan.freeze') AND subject IN
            (SELECT 'plan_versions/' || p.id FROM plan_versions p WHERE p.prefecture = $1 AND p.year = $2))
        OR (action = 'plan.write' AND subject IN
            (SELECT 'plan_texts/' || t.id FROM plan_texts t WHERE t.prefecture = $1 AND t.year = $2))
        OR (action = 'submission.receive' AND subject IN
            (SELECT 'uploads/' || u.id FROM uploads u
                WHERE u.prefecture = $1 AND u.year = $2 AND (u.body = $6 OR u.form = 'consolidated-plan'))))
    ORDER BY sequence DESC LIMIT $7";

/// What happened to the plan of a year, the newest first, before a place in the chain: its 国の内示, grouping, text, versions and
/// exports, the prefecture's own projects, and exported plans that came back. At most `limit`, one query.
///
/// # Errors
/// The database's.
pub async fn of_plan(
    db: &impl ConnectionTrait,
    (prefecture, year): (PrefectureCode, FiscalYear),
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<AuditEvent>> {
    let (world, number) = (i64::from(prefecture.get()), i64::from(year.get()));
    let values = [
        world.into(),
        number.into(),
        format!("plan_years/{world}/{number}").into(),
        before.unwrap_or(i64::MAX).into(),
        format!("jobs/% plan_years/{world}/{number}/%").into(),
        prefecture.body().to_string().into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), OF_PLAN, values);
    let rows = event::Model::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(public).collect())
}

/// How many events a world has, and the hash of the last: what a checkpoint prints.
///
/// # Errors
/// The database's.
pub async fn head(db: &impl ConnectionTrait, world: World) -> Result<(i64, String)> {
    let row = world::Entity::find_by_id(world.number()).one(db).await?;
    row.map(|w| (w.events, w.head)).ok_or_else(|| StoreError::missing("都道府県の領域"))
}

fn public(row: event::Model) -> AuditEvent {
    AuditEvent {
        sequence: row.sequence,
        at: row.at,
        actor: row.actor,
        role: row.role,
        organisation: row.organisation,
        origin: row.origin,
        action: row.action,
        subject: row.subject,
        why: row.why,
        canonical: row.canonical,
        hash: row.hash,
    }
}
