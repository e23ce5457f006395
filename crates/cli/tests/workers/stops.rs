//! Runs that are cut short: what is stored is whole, what is said is true, and nothing half-written stays.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::path::Path;

use crate::process::{ONE_READER, Running, copies, fifo, line, run, said, scratch, start};

fn import<'a>(url: &'a str, files: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let args = ["import", "--prefecture", "15", "--fiscal-year", "2026", "--database", url];
    args.into_iter().chain(files.map(String::as_str)).collect()
}

/// How many receipts a run told.
fn receipts(said: &str, word: &str) -> usize {
    said.lines().filter(|line| line.starts_with(word)).count()
}

fn rest(running: &mut Running) -> (Option<i32>, String) {
    let mut all = String::new();
    running.out.read_to_string(&mut all).expect("text");
    running.err.read_to_string(&mut all).expect("text");
    (running.child.wait().expect("ended").code(), all)
}

#[test]
fn an_import_that_is_killed_leaves_whole_submissions() {
    const COUNT: u16 = 110;
    let folder = scratch("killed");
    let files = copies(&folder, COUNT);
    let url = format!("sqlite://{}", folder.join("kikin.db").display());
    let mut running = start(&import(&url, files.iter()), &[("KIKIN_READERS", "2")]);
    let first = line(&mut running.out);
    assert!(first.starts_with("受付 第1号"), "{first}");
    running.signal("-KILL");
    let (code, told) = rest(&mut running);
    assert_eq!(code, None);
    let told = 1 + receipts(&told, "受付 第");

    let out = run(&["verify", "--database", &url], &[]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let out = run(&import(&url, files.iter()), &[("KIKIN_READERS", "2")]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let (before, now) = (receipts(&said(&out), "受付済み 第"), receipts(&said(&out), "受付 第"));
    assert!(before >= told, "every receipt that was told is kept: {before} of {told}");
    assert!(now > 0, "the run was cut short");
    assert_eq!(before + now, usize::from(COUNT));
    assert_eq!(run(&["verify", "--database", &url], &[]).status.code(), Some(0));
}

#[test]
fn an_interrupted_import_says_what_it_has_received() {
    let folder = scratch("interrupted");
    let mut files = copies(&folder, 3);
    let later = fifo(&folder);
    files.insert(2, later.clone());
    let url = format!("sqlite://{}", folder.join("kikin.db").display());
    let mut running = start(&import(&url, files.iter()), &[ONE_READER]);
    for _ in 0..2 {
        assert!(line(&mut running.out).starts_with("受付 第"));
    }
    running.signal("-INT");
    let told = line(&mut running.err);
    assert!(told.contains("中断します"), "{told}");
    drop(OpenOptions::new().write(true).open(&later).expect("the program has it open"));
    let (code, told) = rest(&mut running);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("4件のうち2件を受け付けました") && told.contains("これから.xlsx"), "{told}");
    assert_eq!(run(&["verify", "--database", &url], &[]).status.code(), Some(0));
}

#[test]
fn an_interrupted_consolidation_writes_nothing() {
    let folder = scratch("consolidation");
    let (sample, later) = (copies(&folder, 1).remove(0), fifo(&folder));
    let out = scratch("consolidation-out");
    let plan = out.join("県計画.xlsx").to_string_lossy().into_owned();
    let args = ["consolidate", &sample, &later, "--prefecture", "15", "--fiscal-year", "2026", "-o", &plan];
    let mut running = start(&args, &[ONE_READER]);
    let opened = OpenOptions::new().write(true).open(&later).expect("the program opens it");
    running.signal("-TERM");
    let told = line(&mut running.err);
    assert!(told.contains("中断します"), "{told}");
    drop(opened);
    let (code, told) = rest(&mut running);
    assert_eq!(code, Some(2), "{told}");
    assert_eq!(std::fs::read_dir(Path::new(&out)).expect("the folder").count(), 0);
}

#[test]
fn a_check_ends_at_once() {
    let folder = scratch("check-ends");
    let later = fifo(&folder);
    let mut running = start(&["check", &later], &[]);
    let opened = OpenOptions::new().write(true).open(&later).expect("the program opens it");
    running.signal("-INT");
    let (code, told) = rest(&mut running);
    assert_eq!(code, Some(2), "{told}");
    drop(opened);
}
