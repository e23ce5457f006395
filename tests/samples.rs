//! Workbooks whose folder is the verdict, and the figures they must yield.

use std::path::{Path, PathBuf};

use kikin_app::{CheckRequest, ConsolidateRequest, check, consolidate};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{Awaited, Stage};
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_domain::{FileReport, FiscalYear, PrefectureCode, Severity};
use serde_json::Value;

pub(crate) fn workbooks(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

pub(crate) fn checked(path: &Path) -> FileReport {
    let severities = Severities::default();
    let request = CheckRequest {
        fiscal_year: FiscalYear::new(2026),
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: kikin_domain::Bodies::published(),
        severities: &severities,
        awaited: Awaited::Plan,
    };
    check(&name(path), &std::fs::read(path).expect("readable"), request)
}

fn expected() -> Value {
    serde_json::from_str(include_str!("data/expected.json")).expect("JSON")
}

fn yen(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

#[test]
fn every_accepted_workbook_is_read_to_the_yen() {
    let expected = expected();
    let accepted = expected["accepted"].as_array().expect("a list");
    let files = workbooks("accept");
    assert_eq!(files.len(), accepted.len());
    for (path, want) in files.iter().zip(accepted) {
        let report = checked(path);
        assert!(want["file"].as_str().is_some_and(|f| f.ends_with(&name(path))), "{path:?}");
        assert!(!report.has_errors(), "{path:?} {:#?}", report.findings);
        let json: Value =
            serde_json::from_str(&kikin_report::json::check(std::slice::from_ref(&report)).expect("JSON"))
                .expect("JSON");
        rows_agree(path, &json[0]["rows"], &want["rows"]);
        for sum in json[0]["totals"].as_array().expect("a list") {
            let want = &want["totals"][sum["category"].as_str().expect("a code")];
            for item in ["projects", "total", "fund", "other"] {
                assert_eq!(yen(&sum[item]), yen(&want[item]), "{path:?} {} {item}", sum["category"]);
            }
        }
        let mut warnings: Vec<(String, String)> = report
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Warning)
            .map(|f| (f.rule.to_string(), f.sheet.as_deref().unwrap_or_default().to_owned()))
            .collect();
        warnings.sort();
        let mut want: Vec<(String, String)> = want["warnings"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|w| (w[0].as_str().unwrap_or_default().to_owned(), w[1].as_str().unwrap_or_default().to_owned()))
            .collect();
        want.sort();
        assert_eq!(warnings, want, "{path:?}");
    }
}

/// Rows by No., each with the items that the expectation names.
fn rows_agree(path: &Path, rows: &Value, want: &Value) {
    let by_no = |rows: &Value| -> Vec<Value> {
        let mut rows = rows.as_array().expect("a list").clone();
        rows.sort_by_key(|r| r["no"].as_str().and_then(|n| n.parse::<u32>().ok()));
        rows
    };
    let (rows, want) = (by_no(rows), by_no(want));
    assert_eq!(rows.len(), want.len(), "{path:?}");
    for (row, want) in rows.iter().zip(&want) {
        for (item, value) in want.as_object().expect("an object") {
            assert_eq!(&row[item], value, "{path:?} No.{} {item}", want["no"]);
        }
    }
}

#[test]
fn every_rejected_workbook_shows_its_faults_and_no_others() {
    let expected = expected();
    let rejected = expected["rejected"].as_array().expect("a list");
    let files = workbooks("reject");
    let mut met = 0;
    for want in rejected {
        let file = want["file"].as_str().and_then(|f| f.rsplit('/').next()).expect("a name");
        let number = &file[..2];
        let path = files.iter().find(|p| name(p) == format!("{number}.xlsx")).expect("the workbook is here");
        let folder = path.parent().map(name).expect("a folder");
        let report = checked(path);
        assert!(report.has_errors(), "{path:?}");
        let mut found: Vec<_> = report.findings.iter().filter(|f| f.severity != Severity::Advice).collect();
        for fault in want["expected"].as_array().expect("a list") {
            let rule = fault["rule"].as_str().expect("an id");
            assert!(folder == "many" || want["faults"][0].as_str().is_some_and(|f| f.starts_with(&folder)), "{path:?}");
            let index = found.iter().position(|f| {
                f.rule.as_str() == rule
                    && f.sheet.as_deref() == fault["sheet"].as_str()
                    && fault["cell"].as_str().is_none_or(|c| f.cells.iter().any(|x| x.to_string() == c))
            });
            let index = index.unwrap_or_else(|| panic!("{path:?}: {fault} not found in {found:#?}"));
            found.remove(index);
        }
        assert!(found.is_empty(), "{path:?}: false findings {found:#?}");
        met += 1;
    }
    assert_eq!(met, files.len());
}

#[test]
fn the_consolidated_plan_agrees_to_the_yen_whatever_the_order() {
    let expected = expected();
    let severities = Severities::default();
    let request = ConsolidateRequest {
        prefecture: PrefectureCode::new(15).expect("新潟県"),
        fiscal_year: FiscalYear::new(2026).expect("a year"),
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        severities: &severities,
        rounding: Rounding::default(),
    };
    let mut files: Vec<(String, Vec<u8>)> =
        workbooks("accept").iter().map(|p| (name(p), std::fs::read(p).expect("readable"))).collect();
    for _ in 0..2 {
        let result = consolidate(files.clone(), request, |_| {}).expect("splits");
        assert!(!result.has_errors());
        let json: Value =
            serde_json::from_str(&kikin_report::json::consolidate(&result.plan).expect("JSON")).expect("JSON");
        for sum in json["totals"].as_array().expect("a list") {
            let want = &expected["consolidated"][sum["category"].as_str().expect("a code")];
            for item in ["fund", "national", "prefectural"] {
                assert_eq!(yen(&sum[item]), yen(&want[item]), "{} {item}", sum["category"]);
            }
        }
        let sums = json["by_municipality"].as_array().expect("a list");
        let want = expected["by_municipality"].as_array().expect("a list");
        assert_eq!(sums.len(), want.len());
        for want in want {
            let sum = sums
                .iter()
                .find(|s| s["code"] == want["code"] && s["category"] == want["category"])
                .unwrap_or_else(|| panic!("{want}"));
            for (item, value) in want.as_object().expect("an object") {
                assert_eq!(&sum[item], value, "{want} {item}");
            }
        }
        for component in &result.plan.split.components {
            component.verify().expect("the proof holds");
        }
        files.reverse();
    }
}
