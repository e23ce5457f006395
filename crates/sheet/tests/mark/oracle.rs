//! Before and after through other programs: openpyxl compares, LibreOffice opens and prints.

use std::path::{Path, PathBuf};
use std::process::Command;

use kikin_domain::{Finding, Severity};

use crate::{SAMPLES, finding, mark, said};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracles/mark_compare.py");

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mark-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[track_caller]
fn python(arguments: &[&str]) {
    let interpreter = std::env::var("KIKIN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&interpreter)
        .arg(SCRIPT)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{interpreter}: {e}"));
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = path(folder, name);
    std::fs::write(&path, bytes).unwrap();
    path
}

const RICH: &str = "事業'一覧 案";

fn findings_of_rich() -> Vec<Finding> {
    vec![
        finding(Severity::Error, RICH, &["B3", "B4", "B5", "D5", "C3"]),
        finding(Severity::Warning, RICH, &["B3", "C9", "D4", "AB30", "XFD1048576"]),
        finding(Severity::Advice, RICH, &["A1"]),
        finding(Severity::Error, "最後", &["Z50", "B2"]),
        finding(Severity::Warning, "控え", &["A1"]),
        finding(Severity::Warning, "表紙", &[]),
    ]
}

#[test]
fn nothing_but_marks_changes() {
    let folder = folder("compare");
    for (name, bytes) in SAMPLES {
        let cells = finding(Severity::Error, "事業一覧", &["A6", "D7", "AA5", "AF6", "B40"]);
        let before = written(&folder, &format!("{name}.xlsx"), bytes);
        let after = written(&folder, &format!("{name}-marked.xlsx"), &mark(bytes, &[cells]));
        python(&["compare", &before, &after]);
    }
    python(&["make", folder.to_str().unwrap()]);
    for (name, findings) in
        [("rich", findings_of_rich()), ("plain", vec![finding(Severity::Error, "一枚", &["B2", "A1"])])]
    {
        let before = path(&folder, &format!("{name}.xlsx"));
        let bytes = std::fs::read(&before).unwrap();
        let marked = mark(&bytes, &findings);
        let after = written(&folder, &format!("{name}-marked.xlsx"), &marked);
        python(&["compare", &before, &after]);
        let again = mark(&marked, &findings);
        written(&folder, &format!("{name}-again.xlsx"), &again);
        assert!(again == marked, "{name}: marking again gives other bytes");
        // Marks come off: what is left is the sender's.
        let clean = written(&folder, &format!("{name}-clean.xlsx"), &mark(&marked, &[]));
        python(&["compare", &before, &clean]);
        python(&["unmarked", &before, &clean]);
        // Also when another program has saved the workbook in the meantime.
        let saved = path(&folder, &format!("{name}-saved.xlsx"));
        python(&["resave", &after, &saved]);
        let saved = std::fs::read(saved).unwrap();
        assert_eq!(said(&bytes), said(&saved));
        let clean = written(&folder, &format!("{name}-saved-clean.xlsx"), &mark(&saved, &[]));
        python(&["unmarked", &before, &clean]);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn libreoffice_opens_and_prints_it() {
    let folder = folder("print");
    python(&["make", folder.to_str().unwrap()]);
    let rich = std::fs::read(folder.join("rich.xlsx")).unwrap();
    // A cell at the far corner would print for days.
    let mut findings = findings_of_rich();
    findings[1] = finding(Severity::Warning, RICH, &["B3", "C9", "D4", "AB30"]);
    written(&folder, "marked.xlsx", &mark(&rich, &findings));
    let profile = format!("-env:UserInstallation=file://{}", path(&folder, "profile"));
    for target in ["pdf", "xlsx:Calc MS Excel 2007 XML"] {
        let output = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", target, "--outdir", &path(&folder, "out")])
            .arg(path(&folder, "marked.xlsx"))
            .output()
            .expect("LibreOffice (soffice) must be installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(std::fs::read(folder.join("out/marked.pdf")).unwrap().starts_with(b"%PDF-"));
    // LibreOffice forgets who wrote a comment; the marks still come off.
    let saved = std::fs::read(folder.join("out/marked.xlsx")).unwrap();
    let clean = mark(&saved, &[]);
    let again = mark(&clean, &[]);
    assert!(mark(&again, &[]) == again, "marking again gives other bytes");
    let clean_path = written(&folder, "clean.xlsx", &clean);
    python(&["comments", &path(&folder, "rich.xlsx"), &clean_path]);
    let sheets = kikin_sheet::open(&clean).unwrap().sheets;
    assert_eq!(sheets.iter().filter(|s| s.name.contains("要修正箇所一覧")).count(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}

/// The words of each page of a PDF and where each begins. Where it ends depends on how the fonts were packed.
fn words(pdf: &str) -> Vec<Vec<String>> {
    let output = Command::new("pdftotext").args(["-bbox", pdf, "-"]).output().expect("poppler-utils must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let word = |line: &str| {
        let line = line.trim().strip_prefix("<word ")?;
        let (place, rest) = line.split_once(" xMax=")?;
        let (_, word) = rest.split_once('>')?;
        Some(format!("{place} {word}"))
    };
    text.split("<page ").skip(1).map(|page| page.lines().filter_map(word).collect()).collect()
}

#[test]
fn printed_pages_are_the_same_but_for_the_list() {
    let folder = folder("same-print");
    python(&["make", folder.to_str().unwrap()]);
    let rich = std::fs::read(folder.join("rich.xlsx")).unwrap();
    let (_, sample) = SAMPLES[0];
    let of_sample = [finding(Severity::Error, "事業一覧", &["B6", "V7"]), finding(Severity::Warning, "表紙", &["B4"])];
    let mut of_rich = findings_of_rich();
    // A blank cell away from a table, once coloured, is printed on a page of its own: none of them here.
    of_rich[1] = finding(Severity::Warning, RICH, &["B3", "C9", "D4"]);
    of_rich.drain(3..5);
    for (name, bytes, findings) in [("rich", rich.as_slice(), of_rich.as_slice()), ("sample", sample, &of_sample)] {
        let before = written(&folder, &format!("{name}-before.xlsx"), bytes);
        let after = written(&folder, &format!("{name}-after.xlsx"), &mark(bytes, findings));
        let out = path(&folder, "out");
        let profile = format!("-env:UserInstallation=file://{}", path(&folder, "profile"));
        let status = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", "pdf", "--outdir", &out, &before, &after])
            .output()
            .expect("LibreOffice (soffice) must be installed")
            .status;
        assert!(status.success());
        let (before, after) = (words(&format!("{out}/{name}-before.pdf")), words(&format!("{out}/{name}-after.pdf")));
        assert!(before.iter().any(|page| page.len() > 20), "{name}: something is printed");
        assert!(after.len() > before.len(), "{} and {} pages", before.len(), after.len());
        let own = &after[after.len() - before.len()..];
        for (page, (was, is)) in before.iter().zip(own).enumerate() {
            assert_eq!(was, is, "{name}, page {}", page + 1);
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}
