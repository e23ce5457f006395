//! Backup, restore and the rehearsal of a restore, of an embedded database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kikin_domain::permission::{Action, Matter};
use kikin_store::{Store, StoreError, World};

use crate::database::DatabaseError;
use crate::people::{Scope, permit};
use crate::workplace::Workplace;

/// What a copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// Length and head of each chain of events, by world.
    pub heads: BTreeMap<i64, (i64, String)>,
}

/// Why there is no copy, or no restored database.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A use case's reason.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A file is in the way.
    #[error("「{0}」が既にあります。別の場所を指定してください。")]
    Exists(String),
    /// The copy is damaged.
    #[error("控えが壊れているため使えません：{0}")]
    Damaged(String),
    /// The copy does not hold what the database holds.
    #[error("控えが元と一致しません：{0}")]
    Differs(String),
    /// A file could not be read or written.
    #[error("ファイルを扱えません：{0}")]
    File(#[from] std::io::Error),
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Database(error.into())
    }
}

/// What a database holds, once it is shown to be sound: the engine's own check, every chain, row and byte.
async fn sound(store: &Store) -> Result<BackupReport, BackupError> {
    let reading = store.read().await?;
    let faults = kikin_store::integrity(&reading).await?;
    if let Some(first) = faults.first() {
        return Err(BackupError::Damaged(first.clone()));
    }
    let found = kikin_store::verify(&reading, World::all()).await?;
    if let Some(first) = found.damages.first() {
        return Err(BackupError::Damaged(format!("{} {}：{}", first.table, first.id, first.what)));
    }
    let rows = kikin_store::row_counts(&reading).await?;
    let rows = rows.into_iter().map(|(table, n)| (table.to_owned(), n)).collect();
    Ok(BackupReport { rows, heads: found.heads })
}

/// Copies the database into a file of its own while it is in use, and holds the copy against the original's chain.
///
/// # Errors
/// [`BackupError`]; a copy that is not sound is removed.
pub async fn backup(store: &Store, scope: &Scope, to: &Path) -> Result<BackupReport, BackupError> {
    permit(store, scope, Action::BackUp, &Matter::of(scope.seat())).await.map_err(DatabaseError::from)?;
    free(to)?;
    let workplace = Workplace::beside(to)?;
    let copy = workplace.file(COPY);
    store.copy_to(&copy).await?;
    let report = inspect(&copy).await?;
    // SQLite does not make such a copy durable; taking its place does.
    workplace.place(COPY)?;
    Ok(report)
}

/// The name of a copy while it is looked at, and of what becomes the restored database.
const COPY: &str = "copy.db";
const RESTORED: &str = "restored.db";

/// Where a restore is rehearsed.
fn rehearsed() -> PathBuf {
    std::env::temp_dir().join("kikin-rehearsal.db")
}

/// What a backup to `to`, a restore to `to` or the rehearsal of a restore may leave behind when this process is ended in the
/// middle: never `to` itself.
#[must_use]
pub fn unfinished(to: &Path) -> Vec<PathBuf> {
    vec![Workplace::folder_of(to), Workplace::folder_of(&rehearsed())]
}

/// Whether a database may be put at `to`. SQLite would read side files that lie there into any database of that name.
fn free(to: &Path) -> Result<(), BackupError> {
    let side = ["", "-journal", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", to.display())));
    match side.into_iter().find(|path| path.exists()) {
        Some(path) => Err(BackupError::Exists(path.display().to_string())),
        None => Ok(()),
    }
}

/// Opens a copy and shows it to be sound.
async fn inspect(path: &Path) -> Result<BackupReport, BackupError> {
    let store = Store::connect(&format!("sqlite://{}?mode=rw", path.display())).await.map_err(|e| match e {
        StoreError::Database(error) => BackupError::Damaged(error.to_string()),
        other => other.into(),
    })?;
    let report = sound(&store).await;
    store.close().await?;
    report
}

/// Puts a sound copy in the place of a database that is not there.
///
/// # Errors
/// [`BackupError`]; a damaged copy is refused, and nothing is written over.
pub async fn restore(from: &Path, to: &Path) -> Result<BackupReport, BackupError> {
    free(to)?;
    let workplace = Workplace::beside(to)?;
    let report = restore_in(&workplace, from).await?;
    workplace.place(RESTORED)?;
    Ok(report)
}

/// Restores a copy into a temporary place, compares, and leaves nothing behind.
///
/// # Errors
/// [`BackupError`] as [`restore`].
pub async fn rehearse(from: &Path) -> Result<BackupReport, BackupError> {
    restore_in(&Workplace::beside(&rehearsed())?, from).await
}

/// Copies twice: what is looked at first is not what is kept, and the copy itself is never opened, so that looking at it
/// changes nothing.
async fn restore_in(workplace: &Workplace, from: &Path) -> Result<BackupReport, BackupError> {
    let (looked_at, kept) = (workplace.file(COPY), workplace.file(RESTORED));
    std::fs::copy(from, &looked_at)?;
    let before = inspect(&looked_at).await?;
    std::fs::remove_file(&looked_at)?;
    std::fs::copy(from, &kept)?;
    let after = inspect(&kept).await?;
    match after == before {
        true => Ok(after),
        false => Err(BackupError::Differs("復元後の件数又は記録の先頭".to_owned())),
    }
}
