//! `cargo xtask bench-peers`: kikin beside its floors and beside a Python pipeline, on a made-up nation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::python::PROBE;
use crate::step::{Step, output, run};

const REQUIREMENTS: &str = "tests/peers/requirements.txt";

/// Builds what is measured, makes the peers' environment, and measures. `options` go to the measuring script.
pub(crate) fn steps(options: Vec<String>) -> Vec<Step> {
    vec![
        Step::new("release build", build),
        Step::new("peers' environment", environment),
        Step::new("measure", move |root| measure(root, &options)),
    ]
}

/// `cargo xtask bench-hostile`: what files cost that are made to be slow or large.
pub(crate) fn hostile_steps(options: Vec<String>) -> Vec<Step> {
    vec![
        Step::new("release build", program),
        Step::new("measure", move |root| {
            let Some(python) = output(Command::new("sh").args(["-c", PROBE])) else {
                bail!("no python3; on Debian: sudo apt-get install python3-venv");
            };
            let mut measure = Command::new(python);
            measure.arg(root.join("tests/hostile/slow.py")).arg("--kikin").arg(built(root).join("kikin"));
            run(measure.arg("--work").arg(root.join("target/xtask/hostile")).args(&options))
        }),
    ]
}

/// `cargo xtask bench-load`: what pages cost the server with the largest prefecture.
pub(crate) fn load_steps(options: Vec<String>) -> Vec<Step> {
    vec![
        Step::new("release build", program),
        Step::new("peers' environment", environment),
        Step::new("measure", move |root| {
            let mut measure = Command::new(work(root).join("venv/bin/python"));
            measure.arg(root.join("tests/peers/load.py")).arg("--kikin").arg(built(root).join("kikin"));
            run(measure.arg("--work").arg(work(root)).args(&options))
        }),
    ]
}

fn work(root: &Path) -> PathBuf {
    root.join("target").join("xtask").join("peers")
}

/// Where release builds lie.
fn built(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("release")
}

fn program(root: &Path) -> Result<()> {
    // The features of the whole workspace, as in every other build of the program.
    let program = ["build", "--release", "--locked", "--workspace", "--bin", "kikin"];
    run(Command::new("cargo").current_dir(root).args(program))
}

fn build(root: &Path) -> Result<()> {
    program(root)?;
    let floor = ["build", "--release", "--locked", "--package", "kikin-sheet", "--example", "floor"];
    run(Command::new("cargo").current_dir(root).args(floor))
}

fn environment(root: &Path) -> Result<()> {
    let wanted = fs::read_to_string(root.join(REQUIREMENTS)).context("reading the peers' requirements")?;
    let stamp = work(root).join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    let Some(python) = output(Command::new("sh").args(["-c", PROBE])) else {
        bail!("no python3 with the modules venv and ensurepip; on Debian: sudo apt-get install python3-venv");
    };
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(work(root).join("venv")))?;
    run(Command::new(work(root).join("venv/bin/python")).current_dir(root).args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        REQUIREMENTS,
    ]))?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}

fn measure(root: &Path, options: &[String]) -> Result<()> {
    let built = built(root);
    run(Command::new(work(root).join("venv/bin/python"))
        .arg(root.join("tests/peers/run.py"))
        .arg("--kikin")
        .arg(built.join("kikin"))
        .arg("--floor")
        .arg(built.join("examples").join("floor"))
        .arg("--work")
        .arg(work(root))
        .args(options))
}
