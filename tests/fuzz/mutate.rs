//! The whole mutation run: `mutate COUNT SEED [NUMBER]` checks mutated workbooks and ends with 1 where one is answered
//! wrongly; with a NUMBER it writes that file to `mutation-NUMBER.xlsx` instead.

#[path = "../../crates/app/src/check.rs"]
mod check;
#[path = "../mutation/mod.rs"]
mod mutation;

use std::process::ExitCode;

use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;

fn main() -> ExitCode {
    let args: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let (count, seed) = (args.first().copied().unwrap_or(5_000), args.get(1).copied().unwrap_or(20_260_401));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../workbooks/accept");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("the workbooks").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let originals: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).expect("a workbook")).collect();
    if let Some(number) = args.get(2) {
        let name = format!("mutation-{number}.xlsx");
        std::fs::write(&name, mutation::mutated(&originals, seed, *number)).expect("written");
        println!("{name}");
        return ExitCode::SUCCESS;
    }
    let severities = Severities::default();
    let request = check::CheckRequest {
        fiscal_year: kikin_domain::FiscalYear::new(2026),
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: kikin_domain::Bodies::published(),
        severities: &severities,
        awaited: Awaited::Any,
    };
    let begun = std::time::Instant::now();
    let tally = mutation::run(&originals, seed, 0..count, |bytes| {
        let report = check::check("plan.xlsx", bytes, request);
        let _ = check::readability("plan.xlsx", bytes);
        report
    });
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or("VmHWM: unknown");
    println!("{count} files of seed {seed} in {:.0?}, slowest check {:.0?}, {memory}", begun.elapsed(), tally.slowest);
    println!("{:?}; {} cells compared, {} sums computed again", tally.verdicts, tally.cells, tally.sums);
    for wrong in &tally.wrong {
        println!("WRONG {wrong}");
    }
    if tally.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
