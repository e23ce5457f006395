//! The manuals are true: commands are run in order and print what is shown, words in 「」 stand in the program, and pictures
//! are there.

use std::path::{Path, PathBuf};
use std::process::Command;

const MANUAL: &str = include_str!("../../../docs/manual/municipality.md");
const PREFECTURE: &str = include_str!("../../../docs/manual/prefecture.md");

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

/// What stands behind each `](` of a manual.
fn targets(manual: &str) -> impl Iterator<Item = &str> {
    manual.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|target| !target.starts_with('#'))
}

#[test]
fn what_the_manuals_point_to_is_there_and_small() {
    for manual in [MANUAL, PREFECTURE] {
        let mut pictures = 0;
        for target in targets(manual) {
            let path = folder().join(target);
            let found = std::fs::metadata(&path).unwrap_or_else(|e| panic!("{target}: {e}"));
            if target.ends_with(".png") {
                pictures += 1;
                assert!(found.len() <= 150 * 1024, "{target} has {} bytes", found.len());
            }
        }
        assert!(pictures >= 3, "only {pictures} pictures");
    }
}

#[test]
fn every_picture_stands_in_a_manual() {
    for picture in std::fs::read_dir(folder().join("images")).expect("pictures") {
        let name = picture.expect("readable").file_name();
        let target = format!("images/{}", name.to_string_lossy());
        assert!(
            [MANUAL, PREFECTURE].iter().any(|manual| targets(manual).any(|t| t == target)),
            "{target} is in no manual"
        );
    }
}

/// Words in 「」 that stand on no page as they are: made of a name and a word, or said by people.
const MADE: &[&str] = &[
    "燕市への文をコピーする",
    "計画の様式（Excel、団体名・コード・年度を記入済み）",
    "このファイルは三条市のものです。",
    "提出できない",
];

/// The outermost 「」 of a text.
fn quoted(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut words) = (Vec::new(), 0_usize, String::new());
    for c in text.chars() {
        if c == '」' {
            depth = depth.saturating_sub(1);
            if depth == 0 && !words.is_empty() {
                found.push(std::mem::take(&mut words));
            }
        }
        if depth > 0 {
            words.push(c);
        }
        if c == '「' {
            depth += 1;
        }
    }
    found
}

/// Every file of the program in which words for people stand.
fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("sources") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ["rs", "html", "csv"].iter().any(|known| ending == *known)) {
            text.push_str(&std::fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

#[test]
fn what_the_manuals_quote_stands_in_the_program() {
    let mut text = String::new();
    for part in ["web/src", "web/templates", "app/src", "domain/src", "sheet/src", "cli/src"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(part), &mut text);
    }
    let mut count = 0;
    for words in [MANUAL, PREFECTURE].iter().flat_map(|manual| quoted(manual)) {
        assert!(text.contains(&words) || MADE.contains(&words.as_str()), "「{words}」 is nowhere in the program");
        count += 1;
    }
    assert!(count > 150, "only {count} words");
}
