//! 都道府県事業: proposed, edited, used, and on a database kept.

mod run;

use std::io::Read as _;
use std::path::Path;

use run::{kikin, said, scratch};

/// What an officer calls a group.
const TITLE: &str = "県で束ねた在宅の事業";

fn fine(args: &[&str]) -> String {
    let out = kikin(args);
    assert_eq!(out.status.code(), Some(0), "{args:?}: {}", said(&out));
    said(&out)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).expect("written")
}

/// A part of a workbook.
fn part(path: &str, name: &str) -> String {
    let file = std::fs::File::open(path).expect("written");
    let mut archive = zip::ZipArchive::new(file).expect("a workbook");
    let mut text = String::new();
    archive.by_name(name).expect("the part is there").read_to_string(&mut text).expect("UTF-8");
    text
}

fn groups(csv: &str) -> std::collections::BTreeSet<(String, String)> {
    let rows = csv.trim_start_matches('\u{feff}').lines().skip(1);
    rows.map(|row| row.split(',').map(str::to_owned)).filter_map(|mut row| Some((row.next()?, row.next()?))).collect()
}

/// The proposal with the title of its largest group changed.
fn edited(csv: &str) -> String {
    let mut sizes = std::collections::BTreeMap::<&str, usize>::new();
    for row in csv.lines().skip(1) {
        *sizes.entry(row.split(',').nth(2).expect("a title")).or_default() += 1;
    }
    let (title, size) = sizes.into_iter().max_by_key(|(_, size)| *size).expect("a group");
    assert!(size > 1, "the samples have a menu that several municipalities follow");
    csv.replace(title, TITLE)
}

#[test]
fn a_grouping_is_proposed_edited_and_used() {
    let folder = scratch("groups-files");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks/accept");
    let samples = samples.to_string_lossy().into_owned();
    let url = format!("sqlite://{}", at("kikin.db"));
    let of_year = ["--prefecture", "15", "--fiscal-year", "2026"];
    let (plan, csv, data) = (at("plan.xlsx"), at("groups.csv"), at("plan.csv"));
    let consolidate =
        |more: &[&str]| fine(&[&["consolidate", &samples, "-o", &plan, "--data", &data][..], &of_year, more].concat());

    // Files.
    consolidate(&["--write-groups", &csv]);
    let proposal = read(&csv);
    assert!(proposal.starts_with("\u{feff}bu,number,title,municipality_code,category,no\r\n"), "{proposal}");
    let projects = proposal.lines().count() - 1;
    assert!(groups(&proposal).len() < projects, "some municipal projects stand under one menu");
    assert!(!part(&plan, "xl/workbook.xml").contains("連絡先"), "no contact in the public edition");
    let ungrouped = read(&data);
    let edit = edited(&proposal);
    std::fs::write(&csv, &edit).expect("written");
    consolidate(&["--groups", &csv, "--write-groups", &at("same.csv"), "--full"]);
    assert_eq!(read(&at("same.csv")), edit, "what was given is what is written");
    assert!(part(&plan, "xl/sharedStrings.xml").contains(TITLE));
    assert!(part(&plan, "xl/workbook.xml").contains("連絡先"), "the full edition names whom to ask");
    assert_eq!(read(&data), ungrouped, "grouping adds and moves no yen");

    // The database: given once, kept with the year.
    fine(&[&["import", &samples, "--database", &url][..], &of_year].concat());
    let export = |more: &[&str]| fine(&[&["export", "plan", "-o", &plan, "--database", &url], more].concat());
    export(&["--write-groups", &at("proposed.csv")]);
    assert_eq!(read(&at("proposed.csv")), proposal, "the same proposal from the database");
    assert!(!part(&plan, "xl/sharedStrings.xml").contains(TITLE));
    let told = export(&["--groups", &csv, "--full"]);
    assert!(told.contains("保存しました"), "{told}");
    assert!(part(&plan, "xl/sharedStrings.xml").contains(TITLE));
    assert!(part(&plan, "xl/workbook.xml").contains("連絡先"));
    let told = export(&["--write-groups", &at("kept.csv")]);
    assert!(!told.contains("保存しました"), "used, not set again: {told}");
    assert!(part(&plan, "xl/sharedStrings.xml").contains(TITLE));
    assert_eq!(read(&at("kept.csv")), edit);
    fine(&["verify", "--database", &url]);

    // A project that goes leaves its group; the officer is told.
    let gone = ["withdraw", "--municipality", "152021", "--reason", "誤り", "--database", &url];
    fine(&[&gone[..], &of_year].concat());
    let told = export(&["--write-groups", &at("left.csv")]);
    assert!(told.contains("計画にない事業 ") && told.contains("束ね方にない事業 0件"), "{told}");
    assert!(!read(&at("left.csv")).contains("152021") && read(&at("left.csv")).contains(TITLE));

    // A grouping that does not fit is refused, and what is kept stays.
    std::fs::write(&csv, edit.lines().take(2).collect::<Vec<_>>().join("\r\n")).expect("written");
    let out = kikin(&["export", "plan", "-o", &plan, "--database", &url, "--groups", &csv]);
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    export(&["--write-groups", &at("still.csv")]);
    assert_eq!(read(&at("still.csv")), read(&at("left.csv")));
}
