//! The pages in a real browser: `tests/browser` drives Chromium against this binary.

use std::path::Path;
use std::process::Command;

#[test]
fn every_page_in_a_browser() {
    let modules = std::env::var("KIKIN_BROWSER").expect(
        "this test drives Chromium by Node.js: run `cargo xtask setup` and set KIKIN_BROWSER to target/xtask/browser",
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser/run.mjs");
    let mut node = Command::new("node");
    node.arg(script).args(["--kikin", env!("CARGO_BIN_EXE_kikin"), "--modules", &modules, "--work"]);
    let out = node.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser")).output().expect("node runs");
    let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{told}");
    assert!(told.contains(" passed, 0 failed"), "{told}");
}
