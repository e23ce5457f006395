//! A named step, announced before and timed after, and the commands it is made of.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// What a step does in the repository's root.
type Action = dyn FnOnce(&Path) -> Result<()>;

/// One step of a task; the first that fails ends the task.
pub(crate) struct Step {
    name: &'static str,
    run: Box<Action>,
}

impl Step {
    /// A step that does `run` in the repository's root.
    pub(crate) fn new(name: &'static str, run: impl FnOnce(&Path) -> Result<()> + 'static) -> Self {
        Self { name, run: Box::new(run) }
    }
}

/// Runs the steps in order, each announced with its name and closed with the time it took.
pub(crate) fn run_all(root: &Path, steps: Vec<Step>) -> Result<()> {
    let count = steps.len();
    let first = Instant::now();
    for (index, step) in steps.into_iter().enumerate() {
        println!("\n==> [{}/{count}] {} (after {})", index + 1, step.name, elapsed(first));
        let begun = Instant::now();
        (step.run)(root).with_context(|| format!("step \"{}\" failed after {}", step.name, elapsed(begun)))?;
        println!("<== [{}/{count}] {}: {}", index + 1, step.name, elapsed(begun));
    }
    Ok(())
}

/// Runs a command with the terminal's streams, so that its closing lines stay visible.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = spell(command);
    println!("    $ {line}");
    // What cargo told this program about its own package: build scripts that watch these would build everything anew each
    // time the same command is given by hand.
    for (key, _) in std::env::vars_os() {
        if key.to_str().is_some_and(|key| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| key.starts_with(own))) {
            command.env_remove(key);
        }
    }
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// What a command prints if it succeeds and prints anything.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Time since `begun`, for people.
pub(crate) fn elapsed(begun: Instant) -> String {
    let seconds = begun.elapsed().as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:02.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

fn spell(command: &Command) -> String {
    let mut line = String::new();
    for (key, value) in command.get_envs() {
        if let Some(value) = value {
            let _ = write!(line, "{}={:?} ", key.display(), value);
        }
    }
    line.push_str(&command.get_program().to_string_lossy());
    for arg in command.get_args() {
        let _ = write!(line, " {}", arg.display());
    }
    line
}
