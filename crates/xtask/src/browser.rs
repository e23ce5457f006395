//! What drives the browser in the tests of the pages: two packages of npm, by the lock file of `tests/browser`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{Step, run};

/// Where the tests look for the packages.
pub(crate) const VARIABLE: &str = "KIKIN_BROWSER";

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

/// Prints the browser's program.
pub(crate) const CHROMIUM: &str = "command -v chromium";

/// Prints the version of Node.js if it and npm are there.
pub(crate) const NODE: &str = "command -v npm >/dev/null && node --version";

/// The step that makes sure of the packages; quick if they are there already.
pub(crate) fn steps() -> Vec<Step> {
    vec![Step::new("browser packages", ensure)]
}

/// The folder of the packages.
pub(crate) fn modules(root: &Path) -> PathBuf {
    root.join("target").join("xtask").join("browser")
}

fn ensure(root: &Path) -> Result<()> {
    let folder = modules(root);
    let wanted = |name: &str| fs::read_to_string(root.join("tests").join("browser").join(name));
    // npm writes this file last.
    let whole = folder.join("node_modules").join(".package-lock.json").is_file();
    let same =
        |name: &&str| wanted(name).is_ok_and(|text| fs::read_to_string(folder.join(name)).is_ok_and(|is| is == text));
    if whole && MANIFESTS.iter().all(same) {
        println!("    {} is up to date", folder.display());
        return Ok(());
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for name in MANIFESTS {
        let text = wanted(name).with_context(|| format!("reading tests/browser/{name}"))?;
        fs::write(folder.join(name), text).with_context(|| format!("writing {}", folder.join(name).display()))?;
    }
    // No package runs a program of its own here.
    run(Command::new("npm").current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
}
