//! What is said on stdout and stderr. Saying it may fail (a full disk, a reader like `head` that has read enough): the work goes
//! on, since its files and its database are worth more than their report, and the program's exit code tells of it.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write as _};
use std::sync::{Mutex, PoisonError};

/// The first failure to write to stdout; nothing is written after it.
static FAILED: Mutex<Option<io::Error>> = Mutex::new(None);

/// A line on stdout.
macro_rules! say {
    () => { $crate::say::out(format_args!("\n")) };
    ($($told:tt)*) => { $crate::say::out(format_args!("{}\n", format_args!($($told)*))) };
}

/// Text on stdout that ends with no line.
macro_rules! say_on {
    ($($told:tt)*) => { $crate::say::out(format_args!($($told)*)) };
}

/// A line on stderr.
macro_rules! tell {
    ($($told:tt)*) => { $crate::say::err(format_args!($($told)*)) };
}

/// Writes to stdout, unless that has failed before.
pub(crate) fn out(told: Arguments<'_>) {
    let mut failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
    if failed.is_none() {
        *failed = io::stdout().write_fmt(told).err();
    }
}

/// Writes a line to stderr. If that fails there is nobody left to tell.
pub(crate) fn err(told: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{told}");
}

/// Whether everything was said; who stops reading has heard what they wanted.
///
/// # Errors
/// Why it was not.
pub(crate) fn ended() -> io::Result<()> {
    let failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner).take();
    match failed.map_or_else(|| io::stdout().flush(), Err) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
