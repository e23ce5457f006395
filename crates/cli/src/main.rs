//! `kikin`: municipal workbooks become the prefectural plan of 地域医療介護総合確保基金.

// All that is said goes through `say`: the standard macros panic where it cannot be written.
#![deny(clippy::print_stdout, clippy::print_stderr)]

#[macro_use]
mod say;

mod advice;
mod args;
mod check;
mod consolidate;
mod database;
mod demo;
mod edition;
mod evaluation;
mod evidence;
mod export;
mod import;
mod interrupt;
mod mark;
mod output;
mod reading;
mod rules;
mod serve;
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
    // A reading process lives and dies with its parent, who hears interruptions for both.
    if !matches!(args.command, Command::Worker(_)) {
        interrupt::listen();
    }
    let code = match run(args.command) {
        Ok(Outcome::Fine) => 0,
        Ok(Outcome::InputErrors) => 1,
        Err(error) => {
            tell!("kikin: {error:#}");
            if let Some(advice) = advice::advice(&error) {
                tell!("  → {advice}");
            }
            2
        }
    };
    ExitCode::from(say::ended().map_or_else(|error| unheard(code, &error), |()| code))
}

/// The exit code when not all could be said.
fn unheard(code: u8, error: &std::io::Error) -> u8 {
    tell!("kikin: 結果を標準出力に書き切れませんでした: {error}");
    if code < 2 {
        tell!(
            "  → 処理は終わっています（ファイルとデータベースへの書き込みは有効です）。出力先の空き容量を確かめてください。"
        );
    }
    2
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
        Command::Grant(args) => evaluation::grant(&args),
        Command::Withdraw(args) => withdraw::run(&args),
        Command::Verify(args) => database::run_verify(&args),
        Command::Backup(args) => database::run_backup(&args),
        Command::Restore(args) => database::run_restore(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Worker(args) => reading::run_worker(&args),
        Command::Serve(args) => serve::run(&args),
        Command::User(args) => user::run(&args),
    }
}
