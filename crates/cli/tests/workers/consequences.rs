//! What comes of reading side by side: the order of what is answered.

use crate::process::{copies, copy_of_sample, run, said, scratch};

#[test]
fn answers_keep_the_order_of_the_arguments() {
    let folder = scratch("order");
    let mut files = copies(&folder, 6);
    // The first takes longest: it is the last to be ready.
    let long = folder.join("長い.xlsx");
    let nested = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    std::fs::write(&long, crate::book::book(&nested).bytes()).expect("written");
    files.insert(0, long.to_string_lossy().into_owned());
    let args: Vec<&str> = ["check", "--json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let out = run(&args, &[("KIKIN_READERS", "3")]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let named: Vec<_> = json.as_array().expect("a list").iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert_eq!(named, files);
    let one = run(&args, &[("KIKIN_READERS", "1")]);
    assert_eq!(one.stdout, out.stdout, "however many read");
}

#[test]
fn of_a_file_over_the_limit_only_the_head_is_read() {
    let folder = scratch("over");
    let path = folder.join("大きい.xlsx");
    let mut bytes = copy_of_sample(0);
    bytes.resize(60 * 1024 * 1024, 0);
    std::fs::write(&path, &bytes).expect("written");
    let text = path.to_string_lossy().into_owned();
    let out = run(&["check", "--json", &text], &[]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(json[0]["findings"][0]["rule"], "F004");
    assert!(json[0]["findings"][0]["message"].as_str().is_some_and(|m| m.contains("60.0 MB")), "{json}");
    let url = format!("sqlite://{}", folder.join("kikin.db").display());
    let args = ["import", &text, "--prefecture", "15", "--fiscal-year", "2026", "--database", &url];
    let out = run(&args, &[]);
    assert_eq!(out.status.code(), Some(1), "{}", said(&out));
    assert!(said(&out).contains("受付不可"), "{}", said(&out));
}
