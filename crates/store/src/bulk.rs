//! Many rows at once: constant statements to write them, and digests that tell whether they are still the same.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use kikin_domain::recorded::{self, RowDigest, short};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbBackend, EntityName, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, Statement, Value,
};
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// How many rows one statement carries at most. Lengths are powers of two, so a table needs seven texts, each prepared once;
/// the widest table stays far below SQLite's 32,766 and PostgreSQL's 65,535 values.
const MOST: usize = 64;

type Column<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;

/// Inserts rows whose keys are known.
pub(crate) async fn insert_all<M>(db: &impl ConnectionTrait, rows: &[M]) -> Result<()>
where
    M: ModelTrait,
{
    let mut rest = rows;
    while !rest.is_empty() {
        let length = MOST.min(1 << rest.len().ilog2());
        let (now, later) = rest.split_at(length);
        let values = now.iter().flat_map(|row| Column::<M>::iter().map(|column| row.get(column)));
        let sql = insert_text::<M>(db.get_database_backend(), length);
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), &*sql, values)).await?;
        rest = later;
    }
    Ok(())
}

/// Statements by table, number of rows, and whether places are numbered.
type Texts = HashMap<(&'static str, usize, bool), Arc<str>>;

/// The texts of the statements: the longest has some thousand places.
static TEXTS: LazyLock<Mutex<Texts>> = LazyLock::new(Mutex::default);

fn insert_text<M: ModelTrait>(backend: DbBackend, length: usize) -> Arc<str> {
    // SQLite reads $1 too, but as a name, and looks through all names for every value.
    let numbered = backend == DbBackend::Postgres;
    let key = (std::any::type_name::<M>(), length, numbered);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(texts.entry(key).or_insert_with(|| make_insert_text::<M>(length, numbered).into()))
}

fn make_insert_text<M: ModelTrait>(length: usize, numbered: bool) -> String {
    let columns: Vec<String> = Column::<M>::iter().map(|c| format!("\"{}\"", c.as_str())).collect();
    let place = |i: usize| if numbered { format!("${}", i + 1) } else { "?".to_owned() };
    let width = columns.len();
    let row = |r: usize| format!("({})", (0..width).map(|c| place(r * width + c)).collect::<Vec<_>>().join(", "));
    let rows: Vec<String> = (0..length).map(row).collect();
    format!("INSERT INTO \"{}\" ({}) VALUES {}", table_name::<M>(), columns.join(", "), rows.join(", "))
}

/// Inserts a row whose key, column `id`, the database gives; returns it as stored.
pub(crate) async fn insert_one<M>(db: &impl ConnectionTrait, row: M) -> Result<M>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    M::Entity: EntityTrait<Model = M>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
{
    let mut row = row.into_active_model().reset_all();
    for key in <M::Entity as EntityTrait>::PrimaryKey::iter() {
        row.not_set(key.into_column());
    }
    Ok(row.insert(db).await?)
}

pub(crate) fn table_name<M: ModelTrait>() -> String
where
    M::Entity: EntityTrait,
{
    M::Entity::default().table_name().to_owned()
}

/// Rows as an audit event records them, from the rows themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Record(recorded::Record);

impl Deref for Record {
    type Target = recorded::Record;

    fn deref(&self) -> &recorded::Record {
        &self.0
    }
}

impl Record {
    /// Whether these are the digests of the recorded rows, and of no others.
    pub(crate) fn is_of(&self, digests: Vec<RowDigest>) -> bool {
        recorded::Record::of_digests(self.table.clone(), self.owner, digests) == self.0
    }

    /// The record of `rows`.
    pub(crate) fn of<M: ModelTrait>(owner: i64, rows: &[M]) -> Self {
        let digests = rows.iter().map(digest).collect();
        Self(recorded::Record::of_digests(table_name::<M>(), owner, digests))
    }

    /// Whether the recorded rows are among `rows` as they were.
    pub(crate) fn is_among<M: ModelTrait>(&self, rows: &[M]) -> bool {
        let known: HashSet<&[u8]> = self.known().collect();
        let own = rows.iter().map(digest).filter(|d| known.contains(short(d).as_bytes())).collect();
        self.is_of(own)
    }
}

/// The rows whose digests none of the records has, by key.
pub(crate) fn strangers<M>(records: &[&Record], rows: &[M]) -> Vec<String>
where
    M: ModelTrait,
    <M::Entity as EntityTrait>::PrimaryKey: PrimaryKeyToColumn<Column = Column<M>>,
{
    let known: HashSet<&[u8]> = records.iter().flat_map(|record| record.known()).collect();
    rows.iter().filter(|row| !known.contains(short(&digest(*row)).as_bytes())).map(key_of).collect()
}

fn digest<M: ModelTrait>(row: &M) -> RowDigest {
    recorded::row_digest(cells(row))
}

/// Name and value of each column that is not NULL, as they are digested.
pub(crate) fn cells<M: ModelTrait>(row: &M) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    Column::<M>::iter().filter_map(|column| {
        let value = match row.get(column) {
            Value::BigInt(None) | Value::String(None) | Value::Bytes(None) => return None,
            Value::BigInt(Some(number)) => number.to_string().into_bytes(),
            Value::String(Some(text)) => text.into_bytes(),
            Value::Bytes(Some(bytes)) => bytes,
            other => format!("{other:?}").into_bytes(),
        };
        Some((column.as_str(), value))
    })
}

/// The key of a row, for people: its key columns joined by `/`.
pub(crate) fn key_of<M>(row: &M) -> String
where
    M: ModelTrait,
    <M::Entity as EntityTrait>::PrimaryKey: PrimaryKeyToColumn<Column = Column<M>>,
{
    let text = |value: Value| match value {
        Value::BigInt(Some(number)) => number.to_string(),
        Value::String(Some(text)) => text,
        other => format!("{other:?}"),
    };
    <M::Entity as EntityTrait>::PrimaryKey::iter()
        .map(|key| text(row.get(key.into_column())))
        .collect::<Vec<_>>()
        .join("/")
}
