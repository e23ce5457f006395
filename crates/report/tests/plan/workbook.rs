use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::{Date, date};
use kikin_domain::grouping::propose;
use kikin_report::plan::{Edition, PlanStatement, write_plan};

use crate::sample;

const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracles/plan_totals.py");
const PRINTED: Date = date(2026, 11, 21);

fn written(name: &str, statement: &PlanStatement) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, write_plan(statement, PRINTED).unwrap()).unwrap();
    path
}

/// Reads the workbook a second time, in another language, from its cells alone.
fn ask_oracle(workbook: &Path, texts: &[&str]) {
    let python = std::env::var("KIKIN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let with_openpyxl = Command::new(&python).args(["-c", "import openpyxl"]).output();
    assert!(
        with_openpyxl.is_ok_and(|o| o.status.success()),
        "this test needs Python with openpyxl; `{python}` is none. Run `cargo xtask setup` and set KIKIN_PYTHON to \
         target/xtask/venv/bin/python"
    );
    let answer = Command::new(&python).arg(ORACLE).arg(workbook).args(texts).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
    assert!(answer.status.success(), "{}:\n{out}{err}", workbook.display());
    assert!(out.contains("sums compared"), "{out}");
}

#[test]
fn every_sum_is_found_again_in_the_cells() {
    let small = PlanStatement::of(&sample::small());
    ask_oracle(&written("plan-small.xlsx", &small), &[sample::FORMULA, sample::COMMAND]);
    let large = PlanStatement::of(&sample::large());
    ask_oracle(&written("plan-large.xlsx", &large), &[]);
}

#[test]
fn grouped_projects_are_found_again_on_their_cards() {
    for (name, plan) in [("plan-small-grouped.xlsx", sample::small()), ("plan-large-grouped.xlsx", sample::large())] {
        let groups = propose(&plan.categories, &plan.lines);
        assert!(groups.len() < plan.lines.len());
        ask_oracle(&written(name, &PlanStatement::with(&plan, &groups, Edition::Full)), &[]);
    }
}

#[test]
fn personal_names_stand_in_the_full_edition_alone() {
    let plan = sample::small();
    let groups = propose(&plan.categories, &plan.lines);
    let told = |edition| format!("{:?}", PlanStatement::with(&plan, &groups, edition)).contains(sample::OFFICER);
    assert!(told(Edition::Full) && !told(Edition::Public));
}

#[test]
fn the_same_statement_gives_the_same_bytes() {
    let statement = PlanStatement::of(&sample::small());
    let first = write_plan(&statement, PRINTED).unwrap();
    assert_eq!(first, write_plan(&statement, PRINTED).unwrap());
    assert_ne!(first, write_plan(&statement, date(2026, 11, 22)).unwrap(), "the date is on the cover");
}

#[test]
fn text_that_a_workbook_cannot_hold_is_fitted() {
    let mut statement = PlanStatement::of(&sample::small());
    statement.projects[0].name = "\u{0}制御\u{b}文字\u{ffff}と長文".to_owned() + &"長".repeat(40_000);
    statement.projects[1].area = "_x000D_ & <b> \"'".to_owned();
    let path = written("plan-text.xlsx", &statement);
    ask_oracle(&path, &["_x000D_ & <b> \"'"]);
}

#[test]
fn a_plan_of_more_cards_than_a_sheet_has_page_breaks_is_written() {
    let plan = sample::large_of(36);
    assert!(plan.lines.len() > 1_023);
    let written = write_plan(&PlanStatement::of(&plan), PRINTED).expect("is written");
    assert!(kikin_sheet::open(&written).is_ok(), "and can be opened again");
}

#[test]
fn a_plan_without_projects_is_written() {
    let mut plan = sample::small();
    plan.lines.clear();
    plan.split.components.clear();
    plan.sources.clear();
    ask_oracle(&written("plan-empty.xlsx", &PlanStatement::of(&plan)), &[]);
}
