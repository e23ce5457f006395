//! Two plan years and two evaluated years of five municipalities on the command line, from the templates to what an auditor is
//! given; all of it reckoned again by a program of another language.

#[path = "run/place.rs"]
mod place;
mod run;

use std::path::Path;

use place::{Place, fine, python};
use run::{kikin, said};

const STORY: &str = "evaluation_story.py";
const YEARS: [&str; 2] = ["2026", "2027"];
const CODES: [&str; 5] = ["152021", "152048", "152056", "152064", "152111"];

/// The workbooks under `folder` whose names begin so, in order.
fn found(folder: &str, begins: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(begins));
    let mut paths: Vec<String> = named.map(|entry| entry.path().to_string_lossy().into_owned()).collect();
    paths.sort();
    paths
}

fn folder(place: &Place, name: &str) -> String {
    let folder = place.at(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Answers the templates of a plan year for every year in which it is evaluated.
fn evaluated(place: &Place, plans: &str, filed: &str, year: &str) {
    for code in CODES {
        let plan = found(plans, &format!("{year}_{code}")).remove(0);
        let (template, stem) = (place.at("template.xlsx"), Path::new(&plan).file_stem().expect("a name").to_owned());
        let of_body = ["template", "evaluation", "--municipality", code, "--fiscal-year", year];
        fine(&[&of_body[..], &["--copy-from", &plan, "-o", &template]].concat());
        for evaluated in YEARS.iter().filter(|evaluated| **evaluated >= year) {
            let answered = format!("{filed}/{}_in{evaluated}.xlsx", stem.to_string_lossy());
            python(STORY, &["fill", &template, &answered, evaluated]);
        }
    }
}

fn import(paths: &[String], year: &str, url: &str) {
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let told =
        fine(&[&["import"], &paths[..], &["--prefecture", "15", "--fiscal-year", year, "--database", url]].concat());
    assert_eq!(told.matches("受付 第").count(), paths.len(), "{told}");
}

fn story(on_server: bool) {
    let mut place = Place::new("evaluation_story", on_server);
    let url = place.database("one");
    let [plans, filed, out] = ["plans", "filed", "out"].map(|name| folder(&place, name));
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/demo");
    python(STORY, &["plans", samples, &plans]);
    for year in YEARS {
        import(&found(&plans, year), year, &url);
        evaluated(&place, &plans, &filed, year);
        import(&found(&filed, year), year, &url);
        let paper =
            ["--national", "400000000", "--prefectural", "200000000", "--date", "2026-08-01", "--source", "第1号"];
        fine(&[&["grant", "--fiscal-year", year, "--category", "II", "--database", &url], &paper[..]].concat());
        for what in ["plan", "evaluation"] {
            let of_year = ["export", what, "--fiscal-year", year, "--database", &url];
            let [book, data] = ["xlsx", "csv"].map(|ending| format!("{out}/{what}-{year}.{ending}"));
            fine(&[&of_year[..], &["-o", &book, "--data", &data]].concat());
        }
    }
    let audit = format!("{out}/audit.xlsx");
    fine(&["export", "audit", "-o", &audit, "--database", &url]);
    let reckoned: serde_json::Value = serde_json::from_str(&python(STORY, &["reckon", &filed, &out])).expect("JSON");
    // 66 projects of a plan, evaluated once or twice.
    assert_eq!((reckoned["lines"].as_i64(), reckoned["categories"].as_i64()), (Some(198), Some(7)), "{reckoned}");

    let told = fine(&["verify", "--database", &url]);
    assert!(told.contains("すべて記録のとおりです"), "{told}");
    let bundle = place.at("bundle.zip");
    fine(&["export", "audit", "--bundle", &bundle, "--database", &url]);
    fine(&["verify", &bundle]);
    python("bundle.py", &[&bundle]);

    // A paper of ours is no form that somebody hands in.
    let paper = format!("{out}/evaluation-2026.xlsx");
    let refused = kikin(&["check", &paper, "--fiscal-year", "2026"]);
    assert_eq!(refused.status.code(), Some(1));
    let told = said(&refused);
    assert!(
        told.contains("このブックは、書き出した「都道府県計画に関する事後評価」です") && told.contains("エラー 1、"),
        "{told}"
    );
    let again = kikin(&["export", "audit", "--municipality", "152021", "-o", &audit, "--database", &url]);
    assert!(said(&again).contains("33行") && said(&again).contains("指定に合わない行 165行"), "{}", said(&again));
}

#[test]
fn two_plan_years_and_two_evaluated_years_are_right_to_the_yen() {
    story(false);
}

#[test]
fn two_plan_years_and_two_evaluated_years_are_right_to_the_yen_on_postgres() {
    story(true);
}
