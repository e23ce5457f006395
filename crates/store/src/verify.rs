//! Verifying: the chain of events, the rows each event recorded, and the bytes that were received. What may be set anew is
//! in [`crate::settings`].

use std::collections::BTreeMap;

use kikin_domain::recorded::{GENESIS, RowDigest};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::audit::{World, canonical, page};
use crate::bulk::Record;
use crate::entity::audit::{event, world};
use crate::entity::{plan, received, round};
use crate::error::Result;
use crate::hash::sha256;
use crate::health::count;
use crate::recorded::{RECORDED, Row, recorded_rows};
use crate::settings::Settings;

/// Something that is not as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The table.
    pub table: String,
    /// The row, by its key; or what the rows belong to.
    pub id: String,
    /// What is wrong, in Japanese.
    pub what: String,
}

/// What was verified, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Length and head of each chain that has events, by world: what a printed checkpoint is compared with.
    pub heads: BTreeMap<i64, (i64, String)>,
    /// Events walked.
    pub events: u64,
    /// Recorded rows recomputed.
    pub rows: u64,
    /// Files recomputed.
    pub files: u64,
    /// Everything that is not as recorded.
    pub damages: Vec<Damage>,
}

impl Verification {
    /// Whether all is as recorded.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damages.is_empty()
    }

    pub(crate) fn damage(&mut self, table: &str, id: impl ToString, what: impl Into<String>) {
        self.damages.push(Damage { table: table.to_owned(), id: id.to_string(), what: what.into() });
    }
}

/// How many events are loaded at once.
const EVENTS: u64 = 500;

/// Verifies the given worlds and the files they received. Ask within one reading transaction if others are writing.
///
/// # Errors
/// The database's. Damage is no error: it is in the answer.
pub async fn verify(db: &impl ConnectionTrait, worlds: impl IntoIterator<Item = World>) -> Result<Verification> {
    let mut found = Verification::default();
    for world in worlds {
        verify_world(db, world, &mut found).await?;
    }
    found.damages.sort();
    found.damages.dedup();
    Ok(found)
}

async fn verify_world(db: &impl ConnectionTrait, world: World, found: &mut Verification) -> Result<()> {
    let mut walk = Walk { sequence: 0, head: GENESIS.to_owned(), recorded: BTreeMap::new() };
    let mut settings = Settings::default();
    loop {
        let events = page(db, world, walk.sequence, EVENTS).await?;
        if events.is_empty() {
            break;
        }
        for event in &events {
            walk.step(event, found);
            for record in records_of(event, found) {
                if settings.take(&record) {
                    continue;
                }
                *walk.recorded.entry(record.table.clone()).or_default() += record.rows as i64;
                verify_record(db, world.number(), &record, found).await?;
            }
        }
    }
    walk.end(db, world, found).await?;
    settings.verify(db, world, found).await?;
    verify_files(db, world, found).await
}

/// One walk along a chain.
struct Walk {
    sequence: i64,
    head: String,
    /// Rows recorded, by table.
    recorded: BTreeMap<String, i64>,
}

impl Walk {
    /// Holds an event to its place, its columns, its bytes and the event before it.
    fn step(&mut self, event: &event::Model, found: &mut Verification) {
        let mut wrong =
            |what: &str| found.damage("audit_events", format!("{}/{}", event.prefecture, event.sequence), what);
        if event.sequence != self.sequence + 1 {
            wrong("この記録より前の記録がありません");
        } else if event.previous != self.head {
            wrong("前の記録とつながっていません");
        }
        if canonical(event).ok().as_ref() != Some(&event.canonical) {
            wrong("項目の値が、記録された正本と食い違っています");
        } else if sha256(event.canonical.as_bytes()) != event.hash {
            wrong("正本のSHA-256が、記録された値と食い違っています");
        }
        found.events += 1;
        (self.sequence, self.head) = (event.sequence, event.hash.clone());
    }

    /// The chain must reach the head that is kept apart, and no table may hold rows that no event recorded.
    async fn end(self, db: &impl ConnectionTrait, world: World, found: &mut Verification) -> Result<()> {
        let number = world.number();
        match world::Entity::find_by_id(number).one(db).await? {
            Some(kept) if (kept.events, &kept.head) == (self.sequence, &self.head) => {}
            Some(kept) => {
                let what = format!("記録は{}件のはずですが、{}件目で終わっています", kept.events, self.sequence);
                found.damage("worlds", number, what);
            }
            None => found.damage("worlds", number, "領域の行がありません"),
        }
        if self.sequence > 0 {
            found.heads.insert(number, (self.sequence, self.head));
        }
        for table in RECORDED {
            let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE prefecture = $1");
            let rows = count(db, &sql, Some(number)).await?;
            let recorded = self.recorded.get(table).copied().unwrap_or_default();
            if rows != recorded {
                found.damage(table, number, format!("記録された行は{recorded}行ですが、{rows}行あります"));
            }
        }
        Ok(())
    }
}

fn records_of(event: &event::Model, found: &mut Verification) -> Vec<Record> {
    serde_json::from_str(&event.records).unwrap_or_else(|_| {
        found.damage("audit_events", format!("{}/{}", event.prefecture, event.sequence), "行の記録を読めません");
        Vec::new()
    })
}

/// Holds the rows that a record is about to it.
async fn verify_record(db: &impl ConnectionTrait, world: i64, record: &Record, found: &mut Verification) -> Result<()> {
    match recorded_rows(db, world, record).await? {
        Some(rows) => hold(record, &rows, found),
        None => found.damage(&record.table, record.owner, "この表の記録は確かめられません"),
    }
    Ok(())
}

fn hold(record: &Record, rows: &[Row], found: &mut Verification) {
    found.rows += rows.len() as u64;
    let digests: Vec<RowDigest> = rows.iter().map(Row::digest).collect();
    let strangers = rows.iter().zip(&digests).filter(|(_, digest)| !record.knows(digest)).map(|(row, _)| row);
    let strangers: Vec<&Row> = strangers.collect();
    if record.is_of(digests) {
        return;
    }
    for row in &strangers {
        found.damage(&record.table, &row.key, "行の内容が、受付・保存時の記録と食い違っています");
    }
    if rows.len() != record.rows {
        let what = format!("記録された行は{}行ですが、{}行あります", record.rows, rows.len());
        found.damage(&record.table, record.owner, what);
    } else if strangers.is_empty() {
        found.damage(&record.table, record.owner, "行の内容が、受付・保存時の記録と食い違っています");
    }
}

/// Recomputes SHA-256 of every file the world received, keeps as a draft or has attached, one file in memory at a time.
async fn verify_files(db: &impl ConnectionTrait, world: World, found: &mut Verification) -> Result<()> {
    use plan::paper;
    use received::{blob, upload};
    use round::{attachment, draft};
    let mut names = std::collections::BTreeSet::new();
    macro_rules! named {
        ($($module:ident),*) => {$(
            let of_world: Vec<String> = $module::Entity::find()
                .select_only()
                .column($module::Column::Sha256)
                .distinct()
                .filter($module::Column::Prefecture.eq(world.number()))
                .into_tuple()
                .all(db)
                .await?;
            names.extend(of_world);
        )*};
    }
    named!(upload, draft, attachment, paper);
    for name in names {
        found.files += 1;
        match blob::Entity::find_by_id(name.as_str()).one(db).await? {
            Some(blob) if sha256(&blob.bytes) != name => {
                found.damage("blobs", name, "ファイルの内容が、受け付けたときのSHA-256と食い違っています");
            }
            Some(blob) if i64::try_from(blob.bytes.len()) != Ok(blob.length) => {
                found.damage("blobs", name, "ファイルの長さが記録と食い違っています");
            }
            Some(_) => {}
            None => found.damage("blobs", name, "受け付けたファイルの内容がありません"),
        }
    }
    Ok(())
}
