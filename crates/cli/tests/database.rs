//! The commands on an embedded database, from import to a restored copy.

mod run;

use std::path::Path;
use std::process::{Command, Stdio};

use run::{kikin, said, scratch};

fn sample(name: &str) -> String {
    let accepted = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks/accept");
    accepted.join(name).to_string_lossy().into_owned()
}

#[test]
fn imported_exported_verified_copied_and_restored() {
    let folder = scratch("database");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let url = format!("sqlite://{}", at("kikin.db"));
    let samples = sample("");
    let import = ["import", &samples, "--prefecture", "15", "--fiscal-year", "2026", "--database", &url];

    let out = kikin(&["export", "plan", "-o", &at("none.xlsx"), "--database", &url]);
    assert_eq!(out.status.code(), Some(2), "no database yet: {}", said(&out));

    let out = kikin(&import);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let again = kikin(&import);
    assert!(said(&again).contains("受付済み"), "equal bytes are answered with their receipt: {}", said(&again));

    // What the database says is what the files say.
    let args = ["--prefecture", "15", "--fiscal-year", "2026", "-o", &at("files.xlsx"), "--data", &at("files.csv")];
    assert_eq!(kikin(&[&["consolidate", &samples][..], &args].concat()).status.code(), Some(0));
    let out = kikin(&["export", "plan", "-o", &at("plan.xlsx"), "--data", &at("plan.csv"), "--database", &url]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let data = |name: &str| std::fs::read_to_string(at(name)).expect("written");
    assert_eq!(data("plan.csv"), data("files.csv"));

    let out = kikin(&["verify", "--database", &url]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));

    let out = kikin(&["backup", "-o", &at("copy.db"), "--database", &url]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let out = kikin(&["restore", &at("copy.db"), "--rehearse"]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let restored = format!("sqlite://{}", at("restored.db"));
    let out = kikin(&["restore", &at("copy.db"), "--database", &restored]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let out = kikin(&["restore", &at("copy.db"), "--database", &restored]);
    assert_eq!(out.status.code(), Some(2), "nothing is written over");
    assert_eq!(kikin(&["verify", "--database", &restored]).status.code(), Some(0));

    // A damaged copy is refused.
    let mut bytes = std::fs::read(at("copy.db")).expect("written");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xAA);
    std::fs::write(at("damaged.db"), bytes).expect("written");
    let out = kikin(&["restore", &at("damaged.db"), "--rehearse"]);
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
}

#[test]
fn several_years_are_named() {
    let folder = scratch("years");
    let url = format!("sqlite://{}", folder.join("kikin.db").to_string_lossy());
    let sample = sample("152021_長岡市.xlsx");
    for year in ["2026", "2027"] {
        kikin(&["import", &sample, "--prefecture", "15", "--fiscal-year", year, "--database", &url]);
    }
    let plan = folder.join("plan.xlsx").to_string_lossy().into_owned();
    let out = kikin(&["export", "plan", "-o", &plan, "--database", &url]);
    assert_eq!(out.status.code(), Some(2));
    for year in ["令和8年度", "令和9年度"] {
        assert!(said(&out).contains(year), "{}", said(&out));
    }
}

#[test]
fn the_demo_runs_on_a_database_of_its_own_and_runs_again() {
    let folder = scratch("demo-database");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let demo = ["demo", "--no-serve", "--dir", &folder.to_string_lossy()];
    let url = format!("sqlite://{}", at("kikin.db"));
    let data = |name: &str| std::fs::read_to_string(at(name)).expect("written");

    let out = kikin(&demo);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    for part in ["受付 第1号", "受付 第12号", "エラーあり", "下書き（第1版）", "kikin.db"] {
        assert!(said(&out).contains(part), "{part} in {}", said(&out));
    }
    // What the database gives is what the files give.
    let samples = at("市町村計画");
    let args = ["--prefecture", "15", "--fiscal-year", "2026", "-o", &at("files.xlsx"), "--data", &at("files.csv")];
    let out = kikin(&[&["consolidate", &samples][..], &args].concat());
    assert_eq!(out.status.code(), Some(1), "two samples have errors");
    assert_eq!(data("令和8年度新潟県計画.csv"), data("files.csv"));
    assert!(folder.join("令和8年度新潟県計画.xlsx").exists() && folder.join("令和8年度新潟県計画-codes.csv").exists());
    assert_eq!(kikin(&["verify", "--database", &url]).status.code(), Some(0));

    let again = kikin(&demo);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    for part in ["前回の見本のデータベース", "受付済み 第12号", "下書き（第2版）"] {
        assert!(said(&again).contains(part), "{part} in {}", said(&again));
    }
    assert_eq!(data("令和8年度新潟県計画.csv"), data("files.csv"));
    assert_eq!(kikin(&["verify", "--database", &url]).status.code(), Some(0));
}

#[test]
fn the_demo_leaves_a_database_of_somebody_alone() {
    let folder = scratch("demo-refused");
    let file = folder.join("kikin.db");
    let url = format!("sqlite://{}", file.to_string_lossy());
    let sample = sample("152021_長岡市.xlsx");
    let out = kikin(&["import", &sample, "--prefecture", "15", "--fiscal-year", "2026", "--database", &url]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let before = std::fs::read(&file).expect("made");
    let out = kikin(&["demo", "--no-serve", "--dir", &folder.to_string_lossy()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(said(&out).contains("--dir"), "{}", said(&out));
    assert_eq!(std::fs::read(&file).expect("still there"), before);
    assert!(!folder.join("市町村計画").exists(), "nothing is laid out either");
}

#[test]
fn what_counts_is_said_when_received_exported_and_withdrawn() {
    let folder = scratch("counts");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let url = format!("sqlite://{}", at("kikin.db"));
    let of_year = ["--prefecture", "15", "--fiscal-year", "2026", "--database", &url];
    let import = |path: &str| kikin(&[&["import", path][..], &of_year].concat());
    let first = sample("152021_長岡市.xlsx");
    assert_eq!(import(&first).status.code(), Some(0));

    // The same content in other bytes, with the same 提出日: the later receipt counts.
    assert_eq!(kikin(&["mark", &first, "-o", &at("再提出.xlsx")]).status.code(), Some(0));
    let met = "長岡市の医療分・介護分（計画）の受付が2件あります。";
    let out = import(&at("再提出.xlsx"));
    assert_eq!(out.status.code(), Some(0), "a warning only: {}", said(&out));
    for part in ["[要確認] P001", met, "（基金の計 462,212,000円）を採り", "受付番号1", "受付番号2"]
    {
        assert!(said(&out).contains(part), "{part} in {}", said(&out));
    }
    let export = || kikin(&["export", "plan", "-o", &at("plan.xlsx"), "--database", &url]);
    let out = export();
    assert_eq!(out.status.code(), Some(0));
    assert!(said(&out).contains("P001") && said(&out).contains(met), "{}", said(&out));
    assert!(said(&out).contains("462,212,000"), "{}", said(&out));

    // The same bytes again are answered with their receipt.
    let out = import(&first);
    assert!(said(&out).contains("受付済み 第1号"), "{}", said(&out));

    // A rejected file leaves the one before it in force.
    let rejected = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks/reject/C002/02.xlsx");
    let out = import(&rejected.to_string_lossy());
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("受付 第2号") && said(&out).contains("引き続き採ります"), "{}", said(&out));

    let body = ["withdraw", "--municipality", "152021"];
    let out = kikin(&[&body[..], &of_year].concat());
    assert_eq!(out.status.code(), Some(2), "a reason is asked for: {}", said(&out));
    let withdraw = || kikin(&[&body[..], &["--reason", "二重提出のため"], &of_year].concat());
    let out = withdraw();
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    assert!(said(&out).contains("現在採るもの：第1版（受付 第1号"), "{}", said(&out));
    assert!(!said(&export()).contains("P001"), "nobody is met any more");
    let out = withdraw();
    assert_eq!(out.status.code(), Some(0));
    assert!(said(&out).contains("ありません"), "{}", said(&out));
    let out = withdraw();
    assert_eq!(out.status.code(), Some(2));
    assert!(said(&out).contains("長岡市の令和8年度計画（医療分・介護分）"), "{}", said(&out));
    assert_eq!(kikin(&["verify", "--database", &url]).status.code(), Some(0));
}

#[test]
fn processes_that_migrate_at_once_all_succeed() {
    let url = format!("sqlite://{}", scratch("migrate").join("kikin.db").to_string_lossy());
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kikin"));
        command.args(["migrate", "--database", &url]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the binary runs")
    };
    let running: Vec<_> = (0..4).map(|_| start()).collect();
    for one in running {
        let out = one.wait_with_output().expect("ends");
        assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    }
    assert_eq!(kikin(&["verify", "--database", &url]).status.code(), Some(0));
}
