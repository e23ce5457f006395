//! The limits of a reading process, and what it takes of them.

use std::fs::OpenOptions;

use kikin_domain::{Project, RuleId, Severity};
use kikin_report::plan::{PlanStatement, write_plan};

use crate::book::{book, book_of_sheet, worksheet};
use crate::process::{ONE_READER, copies, fifo, peak, run, said, scratch, start};
use crate::{checked, one_reader, report_of};

#[test]
fn the_largest_grid_is_read() {
    let row = |r: usize| format!("<row r=\"{r}\">{}</row>", "<c><v>1</v></c>".repeat(1_980));
    let rows: String = (1..=1_000).map(row).collect();
    // A process of its own: an unoptimised program of 100 MB also counts every page of code that other files made it load.
    let readers = one_reader();
    let report = report_of(&readers, &book_of_sheet(&worksheet(&rows)).bytes());
    assert!(report.findings.iter().all(|f| f.rule != RuleId::F005), "{:?}", report.findings);
    assert!(readers.peak_memory() > 60 * 1024 * 1024, "the peak is told");
}

#[test]
fn the_exported_plan_of_the_largest_prefecture_is_read() {
    let plan = crate::plan::largest_plan();
    let written = write_plan(&PlanStatement::of(&plan), jiff::civil::date(2026, 11, 21)).unwrap();
    let report = checked(&one_reader(), &written);
    let refused: Vec<&str> =
        report.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.message.as_str()).collect();
    assert_eq!(refused, [""; 0]);
    let funds = |found: &[Project]| found.iter().map(|p| p.fund.get()).collect::<Vec<_>>();
    let written: Vec<_> = plan.lines.iter().map(|line| Some(line.fund)).collect();
    assert!(funds(&report.plan.expect("is read").projects) == written, "every project in its place");
}

#[test]
fn a_process_is_bounded() {
    let folder = scratch("bounded");
    let (sample, later) = (copies(&folder, 1).remove(0), fifo(&folder));
    let running = start(&["check", &sample, &later], &[ONE_READER, ("KIKIN_DATABASE_PASSWORD", "x")]);
    let opened = OpenOptions::new().write(true).open(&later).expect("the program opens it");
    let readers = running.readers();
    assert_eq!(readers.len(), 1, "one process serves many files");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", readers[0])).expect("running");
    let soft = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{limits}"));
        line.split_whitespace().next().and_then(|n| n.parse::<u64>().ok())
    };
    assert!(soft("Max address space").is_some_and(|bytes| bytes < 400 * 1024 * 1024), "{limits}");
    assert!(soft("Max cpu time").is_some_and(|seconds| seconds <= 60), "{limits}");
    assert_eq!(soft("Max core file size"), Some(0));
    assert_eq!(soft("Max file size"), Some(0));
    let environment = std::fs::read(format!("/proc/{}/environ", readers[0])).expect("running");
    assert!(environment.is_empty(), "passwords stay with the parent");
    drop(opened);
    let mut child = running.child;
    assert_eq!(child.wait().expect("ended").code(), Some(1), "an empty file");
}

#[test]
fn an_import_stays_small() {
    const MOST: u64 = 128 * 1024 * 1024;
    let folder = scratch("small");
    let mut files = copies(&folder, 40);
    let later = fifo(&folder);
    files.push(later.clone());
    let url = format!("sqlite://{}", folder.join("kikin.db").display());
    let mut args = vec!["import", "--prefecture", "15", "--fiscal-year", "2026", "--database", &url];
    args.extend(files.iter().map(String::as_str));
    let running = start(&args, &[("KIKIN_READERS", "2")]);
    let opened = OpenOptions::new().write(true).open(&later).expect("the program opens it");
    let mut out = running.out;
    // Copies of one plan meet each other, and what counts is said between the receipts; a line cut off ends the run.
    let mut receipts = 0;
    while receipts < 40 {
        let line = crate::process::line(&mut out);
        assert!(!line.is_empty(), "the import ended after {receipts} receipts");
        receipts += usize::from(line.starts_with("受付 第"));
    }
    let readers = crate::process::children(running.child.id());
    assert_eq!(readers.len(), 2);
    let most = peak(running.child.id()) + readers.iter().map(|reader| peak(*reader)).sum::<u64>();
    assert!(most <= MOST, "{most} bytes");
    drop(opened);
    let mut child = running.child;
    child.wait().expect("ended");
}

#[test]
fn a_file_that_takes_too_much_is_stopped_and_the_next_is_read() {
    let folder = scratch("too-much");
    let files = copies(&folder, 2);
    let large = folder.join("大きい.xlsx");
    let rows: String = (1..=150).map(|r| format!("<row r=\"{r}\">{}</row>", "<c><v>1</v></c>".repeat(8_000))).collect();
    std::fs::write(&large, book(&rows).bytes()).expect("written");
    let large = large.to_string_lossy().into_owned();
    let args = ["check", "--json", &files[0], &large, &files[1]];
    let out = run(&args, &[ONE_READER, ("KIKIN_READER_MEMORY_MB", "40")]);
    assert_eq!(out.status.code(), Some(1), "{}", said(&out));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON alone on stdout");
    assert_eq!([&json[0]["verdict"], &json[1]["verdict"], &json[2]["verdict"]], ["accepted", "rejected", "accepted"]);
    let finding = &json[1]["findings"][0];
    assert_eq!(finding["rule"], "F005");
    let message = finding["message"].as_str().expect("text");
    let receipt = message.split_once("受付番号 ").and_then(|(_, rest)| rest.split_once('）')).expect("a number").0;
    let log = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(log.lines().any(|line| line.contains(receipt) && line.contains("大きい.xlsx")), "{log}");
    // The same by way of marking: a workbook of its own says so.
    let marked = folder.join("印.xlsx").to_string_lossy().into_owned();
    let out = run(&["mark", &large, "-o", &marked], &[("KIKIN_READER_MEMORY_MB", "40")]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    assert!(said(&out).contains("受付番号") && std::fs::exists(&marked).unwrap(), "{}", said(&out));
}

#[test]
fn settings_that_are_none_are_named() {
    for (name, value) in [("KIKIN_READERS", "0"), ("KIKIN_READER_MEMORY_MB", "多"), ("KIKIN_READER_CPU_SECONDS", "-1")]
    {
        let out = run(&["check", "x.xlsx"], &[(name, value)]);
        assert_eq!(out.status.code(), Some(2));
        assert!(said(&out).contains(name) && said(&out).contains(value), "{}", said(&out));
    }
}
