//! The municipality's manual is true: its commands are run in order, and what it shows is what is printed.

use std::path::{Path, PathBuf};
use std::process::Command;

const MANUAL: &str = include_str!("../../../docs/manual/municipality.md");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual")
}

/// The fenced blocks in order: what stands behind the fence, and the lines without their indentation in a list.
fn blocks() -> Vec<(String, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String, Vec<String>)> = None;
    for line in MANUAL.lines() {
        let indent = line.len() - line.trim_start().len();
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(info), None) => open = Some((indent, info.to_owned(), Vec::new())),
            (Some(_), Some((_, info, lines))) => blocks.push((info, lines)),
            (None, Some((indent, info, mut lines))) => {
                lines.push(line.get(indent..).unwrap_or_default().to_owned());
                open = Some((indent, info, lines));
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Whether a printed line is the one shown, where … stands for anything.
fn agrees(shown: &str, printed: &str) -> bool {
    match shown.split_once('…') {
        Some((start, end)) => printed.starts_with(start) && printed.ends_with(end),
        None => shown.trim_end() == printed.trim_end(),
    }
}

#[test]
fn every_command_of_the_manual_does_what_it_shows() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual");
    let _ = std::fs::remove_dir_all(&scratch);
    std::fs::create_dir_all(&scratch).expect("a scratch folder");
    for sample in std::fs::read_dir(folder().join("samples")).expect("samples") {
        let sample = sample.expect("readable");
        std::fs::copy(sample.path(), scratch.join(sample.file_name())).expect("copied");
    }
    let mut run = 0;
    for (info, lines) in blocks() {
        if let Some(name) = info.strip_prefix("csv ") {
            std::fs::write(scratch.join(name), lines.join("\r\n")).expect("written");
        }
        if info != "console" {
            continue;
        }
        let mut lines = lines.iter().peekable();
        while let Some(line) = lines.next() {
            let command = line.strip_prefix("$ kikin ").unwrap_or_else(|| panic!("a command: {line}"));
            let out = Command::new(env!("CARGO_BIN_EXE_kikin"))
                .args(command.split_whitespace())
                .current_dir(&scratch)
                .output()
                .expect("the binary runs");
            let said = [&out.stdout, &out.stderr].map(|s| String::from_utf8_lossy(s).into_owned()).concat();
            assert!(matches!(out.status.code(), Some(0 | 1)), "{command}: {said}");
            let mut printed = said.lines();
            while let Some(shown) = lines.next_if(|l| !l.starts_with("$ ")) {
                assert!(printed.any(|p| agrees(shown, p)), "{command}\ndoes not print\n{shown}\nbut\n{said}");
            }
            run += 1;
        }
    }
    assert!(run >= 7, "only {run} commands");
}

#[test]
fn what_the_manual_points_to_is_there_and_small() {
    let mut pictures = 0;
    for target in MANUAL.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if target.starts_with('#') {
            continue;
        }
        let path = folder().join(target);
        let found = std::fs::metadata(&path).unwrap_or_else(|e| panic!("{target}: {e}"));
        if target.ends_with(".png") {
            pictures += 1;
            assert!(found.len() <= 200 * 1024, "{target} has {} bytes", found.len());
        }
    }
    assert!(pictures >= 3, "only {pictures} pictures");
}
