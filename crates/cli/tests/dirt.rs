//! Invented workbooks with mixtures of every kind of dirt and fault, each with its answer, made by a program that is not
//! ours (tests/dirt/generate.py, openpyxl).

use std::process::Command;

#[test]
fn invented_dirt_is_read_and_invented_faults_are_found() {
    let python = std::env::var("KIKIN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/dirt/compare.py");
    let run = Command::new(&python)
        .args([script, "--seeds", "0:80"])
        .env("KIKIN_BIN", env!("CARGO_BIN_EXE_kikin"))
        .output()
        .unwrap_or_else(|e| panic!("{python} does not start ({e}): run `cargo xtask test`, or set KIKIN_PYTHON"));
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{said}");
}
