//! `kikin`: municipal workbooks become the prefectural plan of 地域医療介護総合確保基金.

mod args;
mod check;
mod consolidate;
mod database;
mod demo;
mod edition;
mod export;
mod mark;
mod output;
mod rules;
mod template;
mod user;
mod withdraw;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};

/// How a run ends (forms.md §5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Fine; warnings allowed.
    Fine,
    /// The input has errors.
    InputErrors,
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version go to stdout and are fine; everything else is wrong usage.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match run(args.command) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::InputErrors) => ExitCode::from(1),
        Err(error) => {
            eprintln!("kikin: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Check(args) => check::run(&args),
        Command::Mark(args) => mark::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Consolidate(args) => consolidate::run(&args),
        Command::Template(args) => template::run(&args),
        Command::Migrate(args) => database::run_migrate(&args),
        Command::Import(args) => database::run_import(&args),
        Command::Export(args) => export::run(&args),
        Command::Withdraw(args) => withdraw::run(&args),
        Command::Verify(args) => database::run_verify(&args),
        Command::Backup(args) => database::run_backup(&args),
        Command::Restore(args) => database::run_restore(&args),
        Command::Demo(args) => demo::run(&args),
        Command::User(args) => user::run(&args),
    }
}
