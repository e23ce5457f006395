//! From paths to files: folders are walked, what is no .xlsx there is passed over and named.

use std::path::{Path, PathBuf};

/// How many files one run takes: 179 municipalities, two halves, several stages and old versions fit many times over.
const MAX_FILES: usize = 20_000;

/// How deep folders may lie in folders.
const MAX_DEPTH: usize = 16;

/// The files to read, and those that are not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// Files in order: as given, folders by name.
    pub files: Vec<PathBuf>,
    /// What was passed over in folders.
    pub passed_over: Vec<PassedOver>,
}

/// A file in a folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Its path.
    pub path: PathBuf,
    /// Why.
    pub why: &'static str,
}

/// A path that cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The path is not there or may not be read.
    #[error("「{}」を開けません：{source}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// More files than one run takes.
    #[error("ファイルが{MAX_FILES}件を超えています。フォルダーを分けてください。")]
    TooMany,
    /// Folders in folders without end.
    #[error("「{}」はフォルダーが深すぎます（{MAX_DEPTH}段まで）。", path.display())]
    TooDeep {
        /// The path.
        path: PathBuf,
    },
}

/// Gathers the files under `paths`. A file named outright is taken whatever its ending: its content tells what it is.
///
/// # Errors
/// [`IntakeError`] when a path is missing or there are too many files.
pub fn collect_files(paths: &[PathBuf]) -> Result<Intake, IntakeError> {
    let mut intake = Intake::default();
    for path in paths {
        let meta = std::fs::metadata(path).map_err(|source| IntakeError::Unreadable { path: path.clone(), source })?;
        if meta.is_dir() {
            walk(path, 0, &mut intake)?;
        } else {
            intake.files.push(path.clone());
        }
        if intake.files.len() > MAX_FILES {
            return Err(IntakeError::TooMany);
        }
    }
    Ok(intake)
}

fn walk(folder: &Path, depth: usize, intake: &mut Intake) -> Result<(), IntakeError> {
    if depth > MAX_DEPTH {
        return Err(IntakeError::TooDeep { path: folder.to_owned() });
    }
    let unreadable = |source| IntakeError::Unreadable { path: folder.to_owned(), source };
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, depth + 1, intake)?;
        } else if let Some(why) = reason_to_pass(&path) {
            intake.passed_over.push(PassedOver { path, why });
        } else {
            intake.files.push(path);
        }
        if intake.files.len() > MAX_FILES {
            return Err(IntakeError::TooMany);
        }
    }
    Ok(())
}

fn reason_to_pass(path: &Path) -> Option<&'static str> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if name.starts_with("~$") {
        return Some("Excelが開いている間の一時ファイル");
    }
    let is_xlsx = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    (!is_xlsx).then_some(".xlsx ではないファイル")
}
