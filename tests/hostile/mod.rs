//! Hostile files through the whole check, the marking and the readability score: each is answered with a finding that says
//! in Japanese what it is and what to do, and with a list that stays short.

mod big;
mod package;
mod parts;

use kikin_app::CheckRequest;
use kikin_domain::category::CategoryTable;
use kikin_domain::listing::MOST_LISTED;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;
use kikin_domain::{FileReport, RuleId, Verdict};

use crate::check::{asked_year, report_on};

/// The report on a hostile file, with what holds of all of them proved.
#[track_caller]
fn judged(bytes: &[u8]) -> FileReport {
    let report = report_on(bytes, Some(asked_year()));
    for finding in &report.findings {
        let text = format!("{}{}", finding.message, finding.hint);
        assert!(!text.contains("内部エラー"), "a panic was caught");
        assert!(!finding.message.is_empty() && !finding.hint.is_empty(), "{finding:?}");
        assert!(text.contains(|c| matches!(c, 'ぁ'..='ん')), "{text}");
        assert!(finding.sentence().chars().count() < 4_000, "{}", finding.sentence());
    }
    assert!(report.findings.len() <= 20 * MOST_LISTED, "{}", report.findings.len());
    report
}

/// Refused with this rule only, in a sentence that holds these words.
#[track_caller]
fn refused(bytes: &[u8], rule: RuleId, words: &str) {
    let report = judged(bytes);
    assert_eq!(report.verdict, Verdict::Rejected);
    let errors: Vec<_> = report.findings.iter().filter(|f| f.severity == kikin_domain::Severity::Error).collect();
    assert_eq!(errors.iter().map(|f| f.rule).collect::<Vec<_>>(), [rule], "{errors:#?}");
    assert!(errors[0].message.contains(words), "{}", errors[0].message);
    assert!(report.plan.is_none() && report.totals.is_empty(), "what is refused has no figures");
}

/// Also the score and the marked workbook are made of a hostile file, or a workbook that says why not.
#[track_caller]
fn scored_and_marked(bytes: &[u8]) {
    let _ = kikin_app::score_of_export("plan.xlsx", bytes);
    let request = CheckRequest {
        fiscal_year: Some(asked_year()),
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: kikin_domain::Bodies::published(),
        severities: &Severities::default(),
        awaited: Awaited::Any,
    };
    let marked = kikin_app::mark("plan.xlsx", bytes, request).expect("a workbook is written");
    assert!(marked.bytes.starts_with(b"PK\x03\x04"));
}

#[test]
fn other_kinds_of_file_say_what_they_are() {
    let sound = package::sound();
    let zip_of_books = package::zip(&[("a.xlsx", &sound), ("b.xlsx", &sound)]);
    let mut old = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    old.resize(4_096, 0xff);
    for (bytes, rule, words) in [
        (&b""[..], RuleId::F001, "空"),
        (b"%PDF-1.7\n", RuleId::F001, "PDF"),
        (b"<html><table></table></html>", RuleId::F001, "HTML"),
        ("No.,区分\r\n1,Ⅱ\r\n".as_bytes(), RuleId::F001, "CSV"),
        (&zip_of_books, RuleId::F001, "中に .xlsx が2件"),
        (&old, RuleId::F001, "複合ファイル"),
        (&sound[..sound.len() / 2], RuleId::F005, "途中で切れています"),
        (&sound[..sound.len() - 1], RuleId::F005, "途中で切れています"),
    ] {
        refused(bytes, rule, words);
        scored_and_marked(bytes);
    }
}

#[test]
fn a_sound_workbook_is_sound() {
    let report = judged(&package::sound());
    assert_eq!(report.verdict, Verdict::Accepted, "{:#?}", report.findings);
    assert_eq!(report.plan.map(|p| p.projects.len()), Some(1));
}
