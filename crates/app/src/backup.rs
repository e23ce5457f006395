//! Backup, restore and the rehearsal of a restore, of an embedded database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kikin_store::{Store, StoreError, World};

use crate::database::DatabaseError;

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
pub async fn backup(store: &Store, to: &Path) -> Result<BackupReport, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.display().to_string()));
    }
    let beside = beside(to);
    let copied = store.copy_to(&beside).await;
    let checked = match copied {
        Ok(()) => inspect(&beside).await,
        Err(error) => Err(error.into()),
    };
    let placed = checked.and_then(|report| Ok(std::fs::rename(&beside, to).map(|()| report)?));
    if placed.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    placed
}

/// Where a copy is written before it takes its place.
fn beside(to: &Path) -> PathBuf {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    to.with_file_name(format!(".{name}.part{}", std::process::id()))
}

/// What a backup to `to`, a restore to `to` or the rehearsal of a restore may leave behind when this process is ended in the
/// middle: never `to` itself.
#[must_use]
pub fn unfinished(to: &Path) -> Vec<PathBuf> {
    let of_database =
        |path: &Path| ["", "-journal", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", path.display())));
    let mut paths = vec![temporary("rehearsal"), temporary("inspection")];
    paths.extend(of_database(&beside(to)));
    paths.extend(of_database(&to.with_extension("restoring")));
    paths
}

/// A folder of this process for a copy that nobody keeps.
fn temporary(what: &str) -> PathBuf {
    std::env::temp_dir().join(format!("kikin-{what}-{}", std::process::id()))
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
    if to.exists() {
        return Err(BackupError::Exists(to.display().to_string()));
    }
    let before = inspect_copy(from).await?;
    if let Some(folder) = to.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let beside = to.with_extension("restoring");
    std::fs::copy(from, &beside)?;
    let after = inspect(&beside).await;
    match after {
        Ok(after) if after == before => {
            std::fs::rename(&beside, to)?;
            Ok(after)
        }
        Ok(_) => {
            let _ = std::fs::remove_file(&beside);
            Err(BackupError::Differs("復元後の件数又は記録の先頭".to_owned()))
        }
        Err(error) => {
            let _ = std::fs::remove_file(&beside);
            Err(error)
        }
    }
}

/// Restores a copy into a temporary place, compares, and leaves nothing behind.
///
/// # Errors
/// [`BackupError`] as [`restore`].
pub async fn rehearse(from: &Path) -> Result<BackupReport, BackupError> {
    let folder = temporary("rehearsal");
    std::fs::create_dir_all(&folder)?;
    let report = restore(from, &folder.join("kikin.db")).await;
    let _ = std::fs::remove_dir_all(&folder);
    report
}

/// A copy is inspected on a copy of its own, so that looking at it changes nothing.
async fn inspect_copy(from: &Path) -> Result<BackupReport, BackupError> {
    let folder = temporary("inspection");
    std::fs::create_dir_all(&folder)?;
    let copy = folder.join("copy.db");
    let report = match std::fs::copy(from, &copy) {
        Ok(_) => inspect(&copy).await,
        Err(error) => Err(error.into()),
    };
    let _ = std::fs::remove_dir_all(&folder);
    report
}
