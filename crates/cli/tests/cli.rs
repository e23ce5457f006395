//! The command line as its users meet it: exit codes, stdout and stderr.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn kikin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kikin")).args(args).output().expect("the binary runs")
}

fn workbook(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks").join(path);
    path.to_string_lossy().into_owned()
}

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn exit_codes() {
    let good = workbook("accept/152021_長岡市.xlsx");
    let bad = workbook("reject/C001/01.xlsx");
    assert_eq!(kikin(&["check", &good]).status.code(), Some(0));
    assert_eq!(kikin(&["check", &good, &bad]).status.code(), Some(1));
    assert_eq!(kikin(&["check", "no-such-file.xlsx"]).status.code(), Some(2));
    assert_eq!(kikin(&["check"]).status.code(), Some(2));
    assert_eq!(kikin(&["check", &good, "--fiscal-year", "八年"]).status.code(), Some(2));
    assert_eq!(kikin(&["nonsense"]).status.code(), Some(2));
    assert_eq!(kikin(&["--help"]).status.code(), Some(0));
}

#[test]
fn a_check_says_place_value_fault_and_cure() {
    let out = kikin(&["check", &workbook("reject/C006/05.xlsx"), "--fiscal-year", "2026"]);
    let said = text(&out.stdout);
    for part in
        ["新発田市（152064）", "C006", "「事業一覧」E6", "検討中", "選択肢にありません", "新規、継続", "C008", "#REF!"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn json_stands_alone_on_stdout() {
    let out = kikin(&["check", "--json", &workbook("reject/C001/01.xlsx")]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let file = &json[0];
    assert_eq!(file["verdict"], "rejected");
    assert_eq!(file["form"], "municipal-plan");
    assert_eq!(file["organization"]["code"], "151009");
    assert_eq!(file["findings"][0]["rule"], "C001");
    assert_eq!(file["findings"][0]["cells"][0], "D6");
    assert_eq!(file["totals"].as_array().map(Vec::len), Some(7));
    assert!(file["machine_readability"].is_null());
}

#[test]
fn an_unreadable_file_has_nulls() {
    let folder = scratch("unreadable");
    let path = folder.join("計画.xlsx");
    std::fs::write(&path, b"%PDF-1.7 ...").expect("written");
    let out = kikin(&["check", "--json", &path.to_string_lossy()]);
    assert_eq!(out.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    for item in ["form", "form_version", "stage", "fiscal_year", "organization", "projects", "machine_readability"] {
        assert!(json[0][item].is_null(), "{item}");
    }
    assert_eq!(json[0]["totals"].as_array().map(Vec::len), Some(0));
    assert_eq!(json[0]["findings"][0]["rule"], "F001");
}

#[test]
fn consolidate_writes_names_what_it_passes_over_and_reports_the_rejected() {
    let folder = scratch("consolidate");
    for (from, to) in [("accept/152021_長岡市.xlsx", "a.xlsx"), ("reject/X009/11.xlsx", "b.xlsx")] {
        std::fs::copy(workbook(from), folder.join(to)).expect("copied");
    }
    std::fs::copy(folder.join("a.xlsx"), folder.join("c.xlsx")).expect("copied");
    std::fs::write(folder.join("~$a.xlsx"), b"lock").expect("written");
    std::fs::write(folder.join("送付状.docx"), b"text").expect("written");
    let (input, output) = (folder.to_string_lossy().into_owned(), scratch("consolidate-out").join("県計画.xlsx"));
    let output_text = output.to_string_lossy().into_owned();
    let args = ["consolidate", &input, "--prefecture", "15", "--fiscal-year", "2026", "-o", &output_text, "--json"];
    let out = kikin(&args);
    assert_eq!(out.status.code(), Some(1), "a rejected file");
    assert!(output.exists(), "written from the others all the same");
    let data = output.with_file_name("data.csv");
    let with_data = kikin(&[&args[..], &["--data", &data.to_string_lossy(), "--allow-rejected"]].concat());
    assert_eq!(with_data.status.code(), Some(0));
    let table = std::fs::read_to_string(&data).expect("written");
    assert!(table.starts_with("\u{feff}fiscal_year,era_year,prefecture_code,"), "{table}");
    let fund: i64 = table
        .lines()
        .map(|l| l.split(',').rev().take(3).collect::<Vec<_>>())
        .filter(|l| l.len() == 3 && l[2] == "fund")
        .filter_map(|l| l[0].trim().parse::<i64>().ok())
        .sum();
    assert_eq!(fund, 462_212_000);
    assert!(output.with_file_name("data-codes.csv").exists());
    let said = text(&out.stderr);
    assert!(said.contains("~$a.xlsx") && said.contains("送付状.docx"), "{said}");
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let counts: Vec<bool> =
        json["files"].as_array().expect("a list").iter().filter_map(|f| f["counts"].as_bool()).collect();
    assert_eq!(counts, [true, false, false]);
    assert!(json["findings"].as_array().is_some_and(Vec::is_empty), "equal bytes are no P001");
    let out = kikin(&[&args[..], &["--allow-rejected"]].concat());
    assert_eq!(out.status.code(), Some(0));
    // What was written is known for what it is.
    let again = kikin(&[
        "consolidate",
        &output_text,
        &input,
        "--prefecture",
        "15",
        "--fiscal-year",
        "2026",
        "-o",
        &output_text,
        "--allow-rejected",
    ]);
    assert_eq!(again.status.code(), Some(0));
    assert!(text(&again.stderr).contains("県計画.xlsx"), "an exported plan is passed over and named");
}

#[test]
fn rules_are_listed() {
    let out = kikin(&["rules", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert!(json.as_array().is_some_and(|r| r.len() > 40));
    assert!(text(&kikin(&["rules"]).stdout).contains("X012"));
}

#[test]
fn the_demo_runs_and_says_where_it_wrote() {
    let folder = scratch("demo");
    let out = kikin(&["demo", "--no-serve", "--dir", &folder.to_string_lossy()]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let said = text(&out.stdout);
    for part in ["長岡市", "聖籠町", "エラーあり", "総括表", "合計", "3,816,859,000", "令和8年度新潟県計画.xlsx"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(folder.join("令和8年度新潟県計画.xlsx").exists());
}

#[test]
fn readability_leaves_verdict_and_exit_status_alone() {
    for (path, code) in [("accept/152021_長岡市.xlsx", 0), ("reject/C001/01.xlsx", 1)] {
        let (plain, scored) = (
            kikin(&["check", "--json", &workbook(path)]),
            kikin(&["check", "--json", "--readability", &workbook(path)]),
        );
        assert_eq!((plain.status.code(), scored.status.code()), (Some(code), Some(code)));
        let json = |out: &Output| serde_json::from_slice::<serde_json::Value>(&out.stdout).expect("JSON")[0].clone();
        let (plain, mut scored) = (json(&plain), json(&scored));
        let found = scored["machine_readability"].take();
        assert_eq!(plain, scored, "everything else is the same");
        for level in ["L1", "L2", "L3"] {
            assert!(found["levels"][level].as_u64().is_some_and(|score| score <= 100), "{found}");
        }
        let failed = found["failed"].as_array().expect("a list");
        assert!(failed.iter().any(|f| f["rule"] == "L3-01" && f["severity"] == "FATAL" && f["sheet"] == "事業一覧"));
        let left_out = found["left_out"].as_array().expect("a list");
        assert!(left_out.iter().any(|l| l["rule"] == "L1-14" && l["reason"].is_string()));
    }
    let said = text(&kikin(&["check", "--readability", &workbook("accept/152021_長岡市.xlsx")]).stdout);
    assert!(said.contains("機械可読性：L1 ") && said.contains("L3-01"), "{said}");
}

#[test]
fn a_csv_file_is_scored_though_it_is_no_plan() {
    let path = scratch("csv").join("県計画.csv");
    std::fs::write(&path, "年度,市町村名,項目,単位,値\r\n2026,長岡市,基金,円,5\r\n2026,燕市,基金,円,6\r\n")
        .expect("written");
    let out = kikin(&["check", "--json", "--readability", &path.to_string_lossy()]);
    assert_eq!(out.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(json[0]["findings"][0]["rule"], "F001");
    assert_eq!(json[0]["machine_readability"]["levels"], serde_json::json!({"L1": 100, "L2": 100, "L3": 100}));
}

#[test]
fn a_marked_workbook_is_read_as_if_unmarked() {
    let folder = scratch("mark");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let json = |path: &str| {
        let out = kikin(&["check", "--json", "--fiscal-year", "2026", path]);
        let mut file = serde_json::from_slice::<serde_json::Value>(&out.stdout).expect("JSON")[0].take();
        for name in ["file", "sha256"] {
            file[name].take();
        }
        file
    };
    for (path, what) in [("reject/C001/01.xlsx", "エラーあり"), ("accept/152021_長岡市.xlsx", "エラーなし")]
    {
        let out = kikin(&["mark", &workbook(path), "--fiscal-year", "2026", "-o", &at("marked.xlsx")]);
        assert_eq!(out.status.code(), Some(0), "{path}: {}", text(&out.stderr));
        let said = text(&out.stdout);
        assert!(said.contains(what) && said.contains("元のブックに印を付けました"), "{said}");
        assert_ne!(std::fs::read(at("marked.xlsx")).expect("written"), std::fs::read(workbook(path)).expect("there"));
        assert_eq!(json(&at("marked.xlsx")), json(&workbook(path)));
    }
    // What is no workbook is answered with a list of its own; the sender's file is never written over.
    std::fs::write(at("計画.xlsx"), b"%PDF-1.7 ...").expect("written");
    let out = kikin(&["mark", &at("計画.xlsx"), "-o", &at("一覧.xlsx")]);
    assert_eq!(out.status.code(), Some(0));
    assert!(text(&out.stdout).contains("別のブックに一覧"), "{}", text(&out.stdout));
    assert_eq!(kikin(&["mark", &at("計画.xlsx"), "-o", &at("計画.xlsx")]).status.code(), Some(2));
    assert_eq!(std::fs::read(at("計画.xlsx")).expect("there"), b"%PDF-1.7 ...");
}
