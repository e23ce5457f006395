//! House rules that no compiler checks: what each crate tells of itself, how long files are, what must not be committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates whose README states their invariants.
const TOLD: &[&str] = &["domain", "sheet", "store", "report", "app", "web"];

/// A Rust file longer than this is two files.
const LINES: usize = 500;

/// Files that are longer, how long they may be, and why. The list may only shrink, and so may the numbers.
const LONG: &[(&str, usize, &str)] = &[];

#[test]
fn each_library_states_its_invariants() {
    for name in TOLD {
        let folder = root().join("crates").join(name);
        let Ok(library) = fs::read_to_string(folder.join("src/lib.rs")) else { continue };
        if library.trim() == "//! placeholder" {
            continue;
        }
        assert!(folder.join("README.md").is_file(), "crates/{name} has no README.md that states its invariants");
    }
    assert!(root().join("migrations/README.md").is_file(), "migrations has no README.md that states its invariants");
}

#[test]
fn rust_files_stay_short() {
    let mut long = BTreeSet::new();
    for path in files().iter().filter(|path| path.ends_with(".rs")) {
        if !["crates/", "migrations/", "tests/"].iter().any(|ours| path.starts_with(ours)) {
            continue;
        }
        let lines = fs::read_to_string(root().join(path)).expect("Rust files are UTF-8").lines().count();
        let limit = LONG.iter().find(|(long, ..)| long == path).map_or(LINES, |&(_, limit, _)| limit);
        assert!(lines <= limit, "{path} has {lines} lines; {limit} is the limit: give a part of it a file of its own");
        if lines > LINES {
            long.insert(path.clone());
        }
    }
    for (path, _, why) in LONG {
        assert!(long.contains(*path), "{path} ({why}) is short or gone: take it off the list");
    }
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    // Spelt in two parts, or this file would name them.
    let needles = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    for path in files() {
        let content = fs::read(root().join(&path)).expect("listed files can be read");
        for needle in needles {
            assert!(!names(&content, needle.as_bytes()), "{path} names a folder under {needle}");
        }
    }
}

#[test]
fn a_path_is_absolute_only_at_the_start_of_a_word() {
    let needle = concat!("/ho", "me/").as_bytes();
    let line = |before: &str| [before.as_bytes(), needle, b"somebody"].concat();
    assert!(names(&line(""), needle) && names(&line("in \""), needle) && names(&line("file://"), needle));
    assert!(!names(&line("https://example.jp"), needle) && !names(&line("$D"), needle));
}

/// Whether `needle` stands in `content` where a path begins, not in the middle of another.
fn names(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).map(|before| content[before]);
        window == needle && !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"._-~}".contains(&byte))
    })
}

/// The committed files, relative to the root, with `/`; without git, everything but what is built.
fn files() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files", "-z", "--cached"]).current_dir(root()).output();
    let files: Vec<String> = match listed {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout)
            .expect("file names are UTF-8")
            .split_terminator('\0')
            // A file that is deleted but not yet committed so.
            .filter(|path| root().join(path).is_file())
            .map(str::to_owned)
            .collect(),
        _ => walk(&root()),
    };
    assert!(files.iter().any(|path| path == "Cargo.toml"), "the listing holds the workspace");
    files
}

fn walk(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("folders can be read") {
        let path = entry.expect("entries can be read").path();
        let built = ["target", ".git"].iter().any(|name| path == root().join(name));
        if path.is_dir() && !built {
            files.extend(walk(&path));
        } else if path.is_file() {
            let relative = path.strip_prefix(root()).expect("below the root");
            files.push(relative.to_str().expect("file names are UTF-8").replace('\\', "/"));
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the package lies in crates/").to_path_buf()
}
