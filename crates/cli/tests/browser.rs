//! The pages in a real browser: `tests/browser` drives Chromium against this binary.

use std::path::Path;
use std::process::Command;

#[test]
fn every_page_in_a_browser() -> Result<(), String> {
    let modules = std::env::var("KIKIN_BROWSER").expect(
        "this test drives Chromium by Node.js: run `cargo xtask setup` and set KIKIN_BROWSER to target/xtask/browser",
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser/run.mjs");
    let mut node = Command::new("node");
    node.arg(script).args(["--kikin", env!("CARGO_BIN_EXE_kikin"), "--modules", &modules, "--work"]);
    // It takes minutes: each check is told when it ends, so that one sees where it stands.
    let ended = node.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser")).status().expect("node runs");
    // No panic: its trace would stand where one looks for what failed.
    if ended.success() { Ok(()) } else { Err("what failed stands above".to_owned()) }
}
