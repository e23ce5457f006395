//! Backup, restore and the rehearsal of a restore, of an embedded database.

use std::collections::BTreeMap;
use std::path::Path;

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
    store.copy_to(to).await?;
    let checked = inspect(to).await;
    if checked.is_err() {
        let _ = std::fs::remove_file(to);
    }
    checked
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
    let folder = std::env::temp_dir().join(format!("kikin-rehearsal-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let report = restore(from, &folder.join("kikin.db")).await;
    let _ = std::fs::remove_dir_all(&folder);
    report
}

/// A copy is inspected on a copy of its own, so that looking at it changes nothing.
async fn inspect_copy(from: &Path) -> Result<BackupReport, BackupError> {
    let folder = std::env::temp_dir().join(format!("kikin-inspection-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let copy = folder.join("copy.db");
    let report = match std::fs::copy(from, &copy) {
        Ok(_) => inspect(&copy).await,
        Err(error) => Err(error.into()),
    };
    let _ = std::fs::remove_dir_all(&folder);
    report
}
