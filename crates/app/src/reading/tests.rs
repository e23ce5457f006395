//! The pool against processes that misbehave: shell scripts stand for them.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;
use kikin_domain::{Bodies, RuleId, Verdict};

use super::message::{Greeting, Head};
use super::pool::{Readers, ReadersError, Stopped};
use super::{Document, ReaderLimits};
use crate::check::CheckRequest;

/// A program of our own making, and what the operator heard.
struct Stage {
    program: PathBuf,
    readers: Readers,
    heard: Arc<Mutex<Vec<Stopped>>>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        // There is none where none was made.
        let _ = std::fs::remove_file(&self.program);
    }
}

/// Bytes as `printf` takes them.
fn printed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:03o}")).collect()
}

fn frame(content: &[u8]) -> String {
    let length = u32::try_from(content.len()).expect("short");
    printed(&[&length.to_le_bytes(), content].concat())
}

/// A process that greets as ours does, takes a byte of the question, and then does as it is told.
fn greeting_then(name: &str, act: &str) -> Stage {
    let greeting = postcard::to_stdvec(&Greeting::ours()).expect("encoded");
    stage(name, &format!("printf '{}'\nhead -c 1 >/dev/null\n{act}", frame(&greeting)))
}

fn stage(name: &str, script: &str) -> Stage {
    let program: PathBuf = std::env::temp_dir().join(format!("kikin-reader-{name}-{}", std::process::id()));
    std::fs::write(&program, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("set");
    let heard: Arc<Mutex<Vec<Stopped>>> = Arc::default();
    let ears = Arc::clone(&heard);
    let limits = ReaderLimits { memory_mb: 1, plan_memory_mb: 1, cpu_seconds: 1 };
    let readers = Readers::new(1, limits, program.clone(), "R8")
        .telling(move |stopped| ears.lock().expect("no panic").push(stopped.clone()));
    Stage { program, readers, heard }
}

fn check(stage: &Stage) -> Result<super::Read, ReadersError> {
    let document = Document::read("a.xlsx", &b"PK"[..]).expect("read");
    let severities = Severities::default();
    let categories = CategoryTable::published();
    let request = CheckRequest {
        fiscal_year: None,
        prefecture: None,
        categories,
        bodies: Bodies::published(),
        severities: &severities,
        awaited: Awaited::Any,
    };
    stage.readers.check(&document, request, true)
}

/// One finding with its receipt number, which the operator hears with the reason; the next file gets its own.
#[track_caller]
fn assert_stopped(stage: &Stage, reason: &str) {
    assert_stopped_times(stage, reason, 2);
}

#[track_caller]
fn assert_stopped_times(stage: &Stage, reason: &str, times: usize) {
    for number in 1..=times {
        let read = check(stage).expect("an answer");
        let receipt = format!("R8-{number}");
        assert_eq!(read.report.verdict, Verdict::Rejected);
        assert_eq!(read.report.findings.len(), 1);
        assert_eq!(read.report.findings[0].rule, RuleId::F005);
        assert!(read.report.findings[0].message.contains(&receipt), "{}", read.report.findings[0].message);
        assert_eq!(read.score.map(|score| score.scores()), Some([0; 3]));
        let heard = stage.heard.lock().expect("no panic");
        assert_eq!(heard.len(), number);
        assert_eq!(heard[number - 1].receipt, receipt);
        assert!(heard[number - 1].reason.contains(reason), "{}", heard[number - 1]);
    }
}

#[test]
fn killed_while_it_reads() {
    assert_stopped(&greeting_then("killed", "kill -9 $$"), "シグナル 9");
}

#[test]
fn ended_with_last_words() {
    assert_stopped(&greeting_then("words", "echo 'memory  allocation failed' >&2; exit 3"), "memory allocation failed");
}

#[test]
fn hanging() {
    // The system's limit does not hold for one that sleeps; the parent's patience does.
    assert_stopped_times(&greeting_then("hanging", "exec sleep 600"), "4秒以内に終わりませんでした", 1);
}

#[test]
fn nonsense() {
    let head = postcard::to_stdvec(&Head { worn: false, peak: 1 }).expect("encoded");
    let three = |answer: &[u8]| format!("printf '{}{}{}'\ncat >/dev/null", frame(&head), frame(answer), frame(b""));
    assert_stopped(&greeting_then("nonsense", &three(b"\xff\xff\xff\xff")), "読み取れません");
    assert_stopped(&greeting_then("cut", &format!("printf '{}'", frame(&head))), "終わりました");
    assert_stopped(&greeting_then("long", "printf '\\377\\377\\377\\377'; cat >/dev/null"), "長すぎます");
}

#[test]
fn another_program_is_no_files_fault() {
    for (name, script) in [("silent", "exit 0"), ("other", "printf '\\003\\000\\000\\000abc'; cat >/dev/null")] {
        let stage = stage(name, script);
        assert!(matches!(check(&stage), Err(ReadersError::Start(_))), "{name}");
        assert!(stage.heard.lock().expect("no panic").is_empty());
    }
    let readers = Readers::new(1, ReaderLimits::default(), PathBuf::from("/does/not/exist"), "R8");
    let stage = Stage { program: PathBuf::new(), readers, heard: Arc::default() };
    assert!(matches!(check(&stage), Err(ReadersError::Start(_))));
}
