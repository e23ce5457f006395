//! Checks files one after the other and tells of each the verdict, what it took, and the most memory so far (VmHWM).
//! A process of its own for a single file shows that file's memory.

#[path = "../../crates/app/src/check.rs"]
mod check;

use std::time::Instant;

use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;

fn main() {
    let severities = Severities::default();
    let request = check::CheckRequest {
        fiscal_year: kikin_domain::FiscalYear::new(2026),
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: kikin_domain::Bodies::published(),
        severities: &severities,
        awaited: Awaited::Any,
    };
    let readability = std::env::var_os("READABILITY").is_some();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let begun = Instant::now();
        let report = check::check(&path, &bytes, request);
        let checked = begun.elapsed();
        let reports = [report];
        let json = kikin_report::json::check(&reports).expect("JSON");
        let [report] = &reports;
        let said = begun.elapsed();
        if readability {
            let _ = check::readability(&path, &bytes);
        }
        let mut rules: Vec<&str> = report.findings.iter().map(|f| f.rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        println!(
            "{} {} check {:.3} s, json {:.3} s {:.1} MB, all {:.3} s, VmHWM {} MB, {} findings {}, {} rows, first: {}",
            path.rsplit('/').next().unwrap_or(&path),
            report.verdict.code(),
            checked.as_secs_f64(),
            (said - checked).as_secs_f64(),
            json.len() as f64 / 1e6,
            begun.elapsed().as_secs_f64(),
            most_memory() / 1024,
            report.findings.len(),
            rules.join(","),
            report.plan.as_ref().map_or(0, |p| p.projects.len()),
            report.findings.first().map_or("", |f| f.message.as_str()).chars().take(80).collect::<String>(),
        );
    }
}

/// The most resident memory of this process so far, in KiB; 0 where the system does not tell.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:"));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0)
}
