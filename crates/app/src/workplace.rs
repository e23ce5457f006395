//! Where a file is made before it takes its place: whole or not at all, also when the machine stops.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};

/// A folder beside the place of a file that is being made. Its process holds a lock in it, so that what a killed process left
/// behind is told from what another is working on, and removed by whoever makes the same file next.
#[derive(Debug)]
pub struct Workplace {
    folder: PathBuf,
    to: PathBuf,
    _lock: File,
}

impl Workplace {
    /// Makes the folder for a file that is to stand at `to`, and the folder of `to` if it is not there.
    ///
    /// # Errors
    /// The system's.
    pub fn beside(to: &Path) -> io::Result<Self> {
        let parent = parent(to);
        fs::create_dir_all(parent)?;
        sweep(parent, &prefix(to)?);
        let folder = Self::folder_of(to);
        private().create(&folder)?;
        let lock = File::create(folder.join(LOCK)).and_then(|lock| lock.lock().map(|()| lock));
        match lock {
            Ok(lock) => Ok(Self { folder, to: to.to_owned(), _lock: lock }),
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                Err(error)
            }
        }
    }

    /// The folder that this process uses for a file at `to`.
    #[must_use]
    pub fn folder_of(to: &Path) -> PathBuf {
        let name = to.file_name().unwrap_or_default().to_string_lossy();
        to.with_file_name(format!(".{name}.part{}", std::process::id()))
    }

    /// The path of a file in the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Puts a file of the folder in its place, once it is durable; what stood there is replaced.
    ///
    /// # Errors
    /// The system's; the place is then as it was.
    pub fn place(self, name: &str) -> io::Result<()> {
        let made = self.file(name);
        // Some systems sync no file that is open for reading; a copy of a read-only file opens for nothing else.
        File::options().write(true).open(&made).or_else(|_| File::open(&made))?.sync_all()?;
        fs::rename(&made, &self.to)?;
        // The new name itself. Where folders cannot be opened (Windows) the system does it.
        if let Ok(folder) = File::open(parent(&self.to)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The file whose lock says that the folder's process lives.
const LOCK: &str = "lock";

fn parent(to: &Path) -> &Path {
    to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn prefix(to: &Path) -> io::Result<String> {
    let name = to.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    Ok(format!(".{}.part", name.to_string_lossy()))
}

/// Removes the folders of processes that are gone. What cannot be looked at is left alone.
fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(prefix));
        if number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) && is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether nobody works in a folder. Without a lock file its process has just made it, or was killed in that moment: then it
/// is empty, and a process that lives makes the lock next and says that it could not.
fn is_left(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound && folder.is_dir(),
    }
}

/// A folder for this user only: a copy of the database is as confidential as the database.
fn private() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("kikin-workplace-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a scratch folder");
        folder
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let folder = scratch("left");
        let to = folder.join("控え.db");
        let left = folder.join(".控え.db.part1");
        for (path, content) in [(&left, "lock"), (&left, "copy.db"), (&folder.join(".控え.db.part3"), "lock")] {
            fs::create_dir_all(path).expect("made");
            fs::write(path.join(content), "").expect("written");
        }
        for other in [".控え.db.partial", ".控え2.db.part1"] {
            fs::create_dir_all(folder.join(other)).expect("made");
        }
        let held = File::open(folder.join(".控え.db.part3/lock")).expect("there");
        held.lock().expect("locked");
        let workplace = Workplace::beside(&to).expect("made");
        fs::write(workplace.file("a"), "whole").expect("written");
        workplace.place("a").expect("placed");
        assert_eq!(fs::read_to_string(&to).expect("there"), "whole");
        let mut names: Vec<_> = fs::read_dir(&folder)
            .expect("there")
            .flatten()
            .map(|e| e.file_name().into_string().expect("text"))
            .collect();
        names.sort();
        assert_eq!(names, [".控え.db.part3", ".控え.db.partial", ".控え2.db.part1", "控え.db"]);
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_file_that_is_given_up_leaves_what_was_there() {
        let folder = scratch("given-up");
        let to = folder.join("県計画.xlsx");
        fs::write(&to, "former").expect("written");
        let workplace = Workplace::beside(&to).expect("made");
        fs::write(workplace.file("a"), "half").expect("written");
        drop(workplace);
        assert_eq!(fs::read_to_string(&to).expect("there"), "former");
        assert_eq!(fs::read_dir(&folder).expect("there").count(), 1);
        fs::remove_dir_all(folder).expect("removed");
    }
}
