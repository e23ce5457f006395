//! What became of files that were registered for municipalities: a line for each, and what the check of a refused one found.

use askama::Template;
use kikin_app::jobs::{Outcome, Receipt, Registration};
use kikin_app::round::Site as RoundSite;
use kikin_domain::{FiscalYear, Severity, Verdict};

use crate::component::{Cell, Column, Table, Word};
use crate::page::town::findings;
use crate::place::of_body;

/// The files of a registration.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/outcomes.html")]
pub(crate) struct Outcomes {
    table: Table,
    /// Of each refused file what was found.
    found: Vec<(String, Table)>,
    passed_over: Vec<String>,
}

impl askama::filters::HtmlSafe for Outcomes {}

impl Outcomes {
    /// `over` says that no file is registered any more.
    pub(crate) fn new(registration: &Registration, year: FiscalYear, over: bool) -> Self {
        let files = &registration.files;
        let is_registered = |one: &&(String, Option<Outcome>)| one.1.as_ref().is_some_and(|o| o.registered.is_ok());
        let registered = files.iter().filter(is_registered).count();
        let found = files.iter().filter_map(|(file, outcome)| {
            let outcome = outcome.as_ref().filter(|outcome| !outcome.findings.is_empty())?;
            Some((file.clone(), found(file, outcome)))
        });
        Self {
            table: Table {
                caption: format!("登録の結果（{}件のうち{registered}件を登録）", files.len()),
                columns: vec![
                    Column::text("ファイル"),
                    Column::text("登録"),
                    Column::text("検査"),
                    Column::number("エラー（件）"),
                    Column::number("要確認（件）"),
                ],
                rows: files.iter().map(|(file, outcome)| row(file, outcome.as_ref(), (year, over))).collect(),
                foot: None,
                empty: "zipに.xlsxのファイルがありません。中身を確かめて、もう一度送ってください。".to_owned(),
            },
            found: found.collect(),
            passed_over: registration.passed_over.clone(),
        }
    }
}

fn row(file: &str, outcome: Option<&Outcome>, (year, over): (FiscalYear, bool)) -> Vec<Cell> {
    let Some(outcome) = outcome else {
        let told = if over { "登録していません：途中で終わりました。" } else { "順番待ち" };
        return vec![Cell::text(file), Cell::text(told), Cell::text("—"), Cell::text("—"), Cell::text("—")];
    };
    let registered = match &outcome.registered {
        Ok(receipt) => Cell::Link { label: told(receipt), href: address(receipt, year) },
        Err(why) => Cell::text(format!("登録していません：{why}")),
    };
    let word = match outcome.verdict {
        Verdict::Accepted => Word::NoErrors,
        Verdict::AcceptedWithWarnings => Word::ToCheck,
        Verdict::Rejected => Word::HasErrors,
    };
    let (errors, warnings) = (outcome.errors.to_string(), outcome.warnings.to_string());
    vec![Cell::text(file), registered, Cell::word(word), Cell::text(errors), Cell::text(warnings)]
}

fn told(receipt: &Receipt) -> String {
    let halves: Vec<&str> = receipt.halves.iter().map(|bu| bu.label()).collect();
    let again = if receipt.repeated { "（登録済みと同じファイル）" } else { "" };
    format!("受付番号{}（{}）{again}", receipt.number, halves.join("、"))
}

fn address(receipt: &Receipt, year: FiscalYear) -> String {
    let site = RoundSite { prefecture: receipt.body.prefecture(), year, body: receipt.body };
    format!("{}/receipts/{}", of_body(site), receipt.upload)
}

fn found(file: &str, outcome: &Outcome) -> Table {
    let all = outcome.findings.len();
    let first = if all < outcome.errors + outcome.warnings { format!("、初めの{all}件") } else { String::new() };
    let (error, warning) = (Severity::Error.label(), Severity::Warning.label());
    Table {
        caption: format!("{file}（{error}{}件、{warning}{}件{first}）", outcome.errors, outcome.warnings),
        columns: findings::COLUMNS.map(Column::text).to_vec(),
        rows: outcome.findings.iter().map(findings::row).collect(),
        foot: None,
        empty: String::new(),
    }
}

/// Files in every state, for samples.
pub(crate) fn example() -> Registration {
    let outcome = |registered: Result<Receipt, String>| {
        let findings = if registered.is_ok() { Vec::new() } else { findings::examples() };
        let verdict = if registered.is_ok() { Verdict::AcceptedWithWarnings } else { Verdict::Rejected };
        Some(Outcome { verdict, errors: findings.len(), warnings: 2, registered, findings })
    };
    let receipt = kikin_domain::BodyCode::parse("152021").map(|body| {
        let halves = vec![kikin_domain::Bu::Medical];
        Receipt { upload: 1, number: 12, body, halves, repeated: true }
    });
    let file = |name: &str, outcome| (name.to_owned(), outcome);
    Registration {
        files: vec![
            file("長岡市.xlsx", receipt.and_then(|receipt| outcome(Ok(receipt)))),
            file("三条市.xlsx", outcome(Err("エラーがあります。".to_owned()))),
            file("燕市.xlsx", None),
        ],
        passed_over: vec!["メモ.txt".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_told_with_what_was_found() {
        let year = FiscalYear::new(2026).expect("a year");
        let html = |over| Outcomes::new(&example(), year, over).to_string();
        let text = html(false);
        for told in [
            "3件のうち1件を登録",
            "受付番号12（医療分）（登録済みと同じファイル）",
            "順番待ち",
            "エラー4件、要確認2件、初めの4件",
            "メモ.txt",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(html(true).contains("途中で終わりました"), "what was not reached is told");
    }
}
