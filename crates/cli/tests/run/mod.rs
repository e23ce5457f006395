//! The binary, a folder of a test's own, and what the binary said.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the binary to its end.
pub(crate) fn kikin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kikin")).args(args).output().expect("the binary runs")
}

/// An empty folder.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

/// Both streams.
pub(crate) fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}
