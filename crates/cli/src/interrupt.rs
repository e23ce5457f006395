//! Ctrl-C, and the system's wish that the program end: work in batches ends in order, everything else ends at once and leaves
//! no half-written file.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// How many pieces of work are under way that look at [`INTERRUPTED`] themselves.
static ORDERLY: AtomicUsize = AtomicUsize::new(0);
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sees to it that interruptions are heard. Where the system lets nobody hear them, they end the program as ever.
pub(crate) fn listen() {
    let _ = ctrlc::set_handler(|| {
        let first = !INTERRUPTED.swap(true, Ordering::SeqCst);
        if first && ORDERLY.load(Ordering::SeqCst) > 0 {
            crate::output::log("中断します。お待ちください（もう一度 Ctrl-C を押すと、直ちに終わります）。");
            return;
        }
        for path in unfinished().iter() {
            let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
        crate::output::log("中断しました。");
        std::process::exit(2);
    });
}

/// Whether the user wants the program to end.
pub(crate) fn flag() -> Arc<AtomicBool> {
    Arc::clone(&INTERRUPTED)
}

/// Work that looks at the flag and ends in order by itself, for as long as this lives.
pub(crate) struct Orderly(());

impl Orderly {
    pub(crate) fn begin() -> Self {
        ORDERLY.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Orderly {
    fn drop(&mut self) {
        ORDERLY.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Files and folders that are removed if the program is interrupted while this lives.
pub(crate) struct Unfinished(Vec<PathBuf>);

impl Unfinished {
    pub(crate) fn at(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        let paths: Vec<PathBuf> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        unfinished().extend(paths.iter().cloned());
        Self(paths)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| !self.0.contains(path));
    }
}
