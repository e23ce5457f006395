//! 事後評価: workbooks whose folder is the verdict, the form that waits for what it asks for, and the template.

use std::collections::BTreeMap;
use std::path::Path;

use kikin_app::{CheckRequest, TemplateWanted, make_template, mark};
use kikin_domain::category::CategoryTable;
use kikin_domain::evaluation::{Attainment, EvaluationWorkbook, Output};
use kikin_domain::plan::{Awaited, FormId, PlanWorkbook, Stage};
use kikin_domain::rule::{Edit, Severities, Table};
use kikin_domain::{CellRef, FileReport, Finding, RuleId, Severity, Verdict};
use kikin_sheet::form::EVALUATIONS;
use serde_json::Value;

use crate::builder::Builder;
use crate::check::{asked_year, report_on_form};
use crate::fill::{Book, Input, Place};
use crate::samples::{checked, workbooks};
use crate::variants::{by_libreoffice, by_openpyxl, folder};

fn answers() -> Vec<Value> {
    serde_json::from_str(include_str!("data/evaluations.json")).expect("JSON")
}

fn bytes_of(answer: &Value) -> Vec<u8> {
    let file = answer["file"].as_str().expect("a path");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/evaluation").join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn read(bytes: &[u8]) -> FileReport {
    report_on_form(bytes, Some(asked_year()), Awaited::Any)
}

/// Rule, weight, sheet and first cell of what is more than advice.
fn told(findings: &[Finding]) -> Vec<Value> {
    let one = |f: &Finding| {
        let cell = f.cells.first().map(ToString::to_string);
        serde_json::json!([f.rule.as_str(), f.severity.code(), f.sheet.as_deref(), cell])
    };
    let mut told: Vec<Value> = findings.iter().filter(|f| f.severity != Severity::Advice).map(one).collect();
    told.sort_by_key(Value::to_string);
    told
}

#[test]
fn every_workbook_is_judged_as_its_folder_says() {
    let answers = answers();
    assert_eq!(answers.len(), workbooks("evaluation").len(), "every workbook has an answer");
    for answer in &answers {
        let file = answer["file"].as_str().expect("a path");
        let report = read(&bytes_of(answer));
        let mut wanted = answer["findings"].as_array().expect("a list").clone();
        wanted.sort_by_key(Value::to_string);
        assert_eq!(told(&report.findings), wanted, "{file} {:#?}", report.findings);
        assert_eq!(report.form, Some(FormId::Evaluation), "{file}");
        assert_eq!(report.has_errors(), file.starts_with("reject"), "{file}");
        if !report.has_errors() {
            rows_agree(file, &report, answer);
        }
        if let Some(rule) = file.strip_prefix("reject/").and_then(|f| f.split('/').next()) {
            assert!(report.findings.iter().any(|f| f.rule.as_str() == rule), "{file}: the folder names its rule");
        }
    }
}

fn rows_agree(file: &str, report: &FileReport, answer: &Value) {
    let json = kikin_report::json::check(std::slice::from_ref(report)).expect("JSON");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let (json, wanted) = (&json[0], answer["rows"].as_array().expect("a list"));
    assert_eq!(json["form"], "evaluation", "{file}");
    assert_eq!((&json["stage"], &json["evaluation_year"]), (&Value::Null, &Value::from(2026)), "{file}");
    assert_eq!(json["projects"], wanted.len(), "{file}");
    let rows = json["rows"].as_array().expect("a list");
    for (row, wanted) in rows.iter().zip(wanted) {
        for item in ["category", "total", "fund"] {
            assert_eq!(row[item], wanted[item], "{file} {row}");
        }
        assert!(row["prefectural"].is_null() && row["start"].is_null(), "{file}: the form does not ask for it");
    }
    let sum = |item: &str| wanted.iter().filter_map(|row| row[item].as_i64()).sum::<i64>();
    for item in ["total", "fund"] {
        let totals = json["totals"].as_array().expect("a list");
        assert_eq!(totals.iter().filter_map(|t| t[item].as_i64()).sum::<i64>(), sum(item), "{file} {item}");
    }
    if let Some(judged) = answer["judged"].as_array() {
        let read = report.evaluation.as_ref().expect("read");
        assert_eq!(judged_of(read).map(Value::from).as_slice(), judged.as_slice(), "{file}");
    }
}

/// How many outputs of executed projects reached their target, missed it, and are left to an officer.
fn judged_of(read: &EvaluationWorkbook) -> [usize; 3] {
    let executed = read.projects.iter().filter(|p| !p.is_unexecuted());
    let judged: Vec<Attainment> = executed.flat_map(|p| &p.outputs).map(Output::attainment).collect();
    let count = |wanted: &[Attainment]| judged.iter().filter(|a| wanted.contains(a)).count();
    let missed = [Attainment::Missed, Attainment::PresumedMissed];
    [count(&[Attainment::Reached]), count(&missed), count(&[Attainment::Officer])]
}

#[test]
fn who_waits_for_one_form_is_given_no_other() {
    let plan = std::fs::read(&workbooks("accept")[0]).expect("readable");
    for answer in answers().iter().filter(|a| a["file"].as_str().is_some_and(|f| f.starts_with("accept"))) {
        let report = report_on_form(&bytes_of(answer), Some(asked_year()), Awaited::Plan);
        assert!(report.plan.is_none() && report.evaluation.is_none() && report.totals.is_empty(), "{answer}");
        assert_eq!(told(&report.findings), [serde_json::json!(["T006", "error", null, null])], "{answer}");
        assert!(report.findings[0].message.contains("事後評価様式"), "{}", report.findings[0].message);
    }
    let report = report_on_form(&plan, Some(asked_year()), Awaited::Evaluation);
    assert_eq!(report.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [RuleId::T006]);
    let message = &report.findings[0].message;
    assert!(message.contains("「市町村計画様式」のようです（「事業一覧」のシートがあります）"), "{message}");
    // What looks like no form at all is judged as the one that is awaited.
    let sheets = ["事業一覧", "区域・目標", "施設整備内訳"].map(Edit::DropSheet);
    let report = report_on_form(&Builder::new().edits(&sheets).build(), Some(asked_year()), Awaited::Evaluation);
    let missing = report.findings.iter().filter(|f| f.rule == RuleId::T001);
    assert_eq!(missing.filter_map(|f| f.expected.as_deref()).collect::<Vec<_>>(), ["事業評価"]);
}

#[test]
fn a_workbook_without_header_or_projects_says_what_it_lacks() {
    let edits = [Edit::DropHeader(Table::Evaluations)];
    let report = read(&Builder::evaluation().edits(&edits).build());
    assert_eq!(told(&report.findings), [serde_json::json!(["T002", "error", "事業評価", null])]);
    let edits = [Edit::DropRows(Table::Evaluations)];
    let report = read(&Builder::evaluation().edits(&edits).build());
    assert_eq!(told(&report.findings), [serde_json::json!(["C001", "error", "事業評価", null])]);
}

#[test]
fn a_marked_evaluation_is_read_as_if_unmarked() {
    let categories = CategoryTable::published();
    for answer in answers() {
        let (bytes, severities) = (bytes_of(&answer), Severities::default());
        let request = CheckRequest {
            fiscal_year: Some(asked_year()),
            prefecture: None,
            categories,
            bodies: kikin_domain::Bodies::published(),
            severities: &severities,
            awaited: Awaited::Any,
        };
        let marked = mark("evaluation.xlsx", &bytes, request).expect("marked");
        assert_eq!(marked.separate, None, "{answer}: the sender's own workbook");
        let workbook = kikin_sheet::open(&marked.bytes).expect("opens");
        assert_eq!(&*workbook.sheets[0].name, "要修正箇所一覧");
        let about = workbook.sheets[0].cell(CellRef::new(3, 1)).map(|c| format!("{:?}", c.value)).unwrap_or_default();
        let year = answer["file"].as_str().is_some_and(|f| !f.contains("C001/01"));
        assert_eq!(about.contains("事後評価（令和8年度）"), year, "{answer} {about}");
        let (before, after) = (read(&bytes), read(&marked.bytes));
        assert_eq!(told(&after.findings), told(&before.findings), "{answer}");
        assert_eq!(after.evaluation, before.evaluation, "{answer}");
    }
}

fn template_of(plan: Option<&PlanWorkbook>, code: &str) -> Vec<u8> {
    let wanted = TemplateWanted {
        form: FormId::Evaluation,
        body: kikin_domain::BodyCode::parse(code).expect("a code"),
        bodies: kikin_domain::Bodies::published(),
        year: asked_year(),
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        copy_from: plan,
        assessments: &[],
    };
    make_template(wanted).expect("a template")
}

#[test]
fn an_unfilled_template_lacks_what_it_asks_for_and_nothing_else() {
    for path in workbooks("accept") {
        let plan = checked(&path).plan.expect("read");
        let code = plan.organization.as_ref().expect("a body").0.to_string();
        let report = read(&template_of(Some(&plan), &code));
        let (cover, rows): (Vec<&Finding>, Vec<&Finding>) =
            report.findings.iter().partition(|f| f.sheet.as_deref() == Some("表紙"));
        assert_eq!(
            cover.iter().map(|f| (f.rule, &*f.message)).collect::<Vec<_>>(),
            [(RuleId::C001, "「評価年度」が空欄です。")]
        );
        assert!(rows.iter().all(|f| f.rule == RuleId::V001), "{path:?} {rows:#?}");
        assert_eq!(rows.len(), plan.projects.len(), "{path:?}");
        same_projects(&report.evaluation.expect("read"), &plan);
    }
    let empty = read(&template_of(None, "152021"));
    let rules: Vec<RuleId> = empty.findings.iter().map(|f| f.rule).collect();
    assert_eq!(rules, [RuleId::C001, RuleId::C001], "評価年度 and the projects: {:#?}", empty.findings);
}

/// What the plan says of its projects is what the evaluation is asked about.
fn same_projects(read: &EvaluationWorkbook, plan: &PlanWorkbook) {
    assert_eq!(read.projects.len(), plan.projects.len());
    for (row, project) in read.projects.iter().zip(&plan.projects) {
        assert_eq!(
            (row.no.text(), row.category.value(), row.name.text()),
            (project.no.text(), project.category.value(), project.name.text())
        );
        let texts = |name: &str, target: &str| (name.to_owned(), target.to_owned());
        let outputs: Vec<_> =
            row.outputs.iter().map(|o| (texts(o.name.text(), o.target.text()), o.unit.text())).collect();
        let planned = project.outputs.iter().map(|o| (texts(o.name.text(), o.target.text()), o.unit.text()));
        assert_eq!(outputs, planned.collect::<Vec<_>>(), "No.{}", project.no.text());
        let outcomes: Vec<_> = row.outcomes.iter().map(|o| texts(o.name.text(), o.target.text())).collect();
        let planned = project.outcomes.iter().map(|o| texts(o.name.text(), o.target.text()));
        assert_eq!(outcomes, planned.collect::<Vec<_>>(), "No.{}", project.no.text());
    }
}

/// How another program saves a workbook.
type Save = fn(&[u8], &Path) -> Vec<u8>;

/// Types an answer for every project into a template: the first was not executed, the others reached their targets.
fn filled(template: &[u8], read: &EvaluationWorkbook) -> Vec<u8> {
    let mut book = Book::of(template);
    let place = book.table("事業評価", &EVALUATIONS);
    let text = |t: &str| Input::Text(t.to_owned());
    for (n, row) in read.projects.iter().enumerate() {
        if n == 0 {
            put(&mut book, &place, row.row, &[("executed", text("なし"))]);
            continue;
        }
        let own = [
            ("goes_on", text("継続")),
            ("executed", text("あり")),
            ("ex_total", Input::Number("1200".to_owned())),
            ("ex_fund", Input::Number("1000".to_owned())),
            ("effectiveness", text("効果があった。")),
            ("efficiency", text("経費を抑えた。")),
            ("onward", text("見直し")),
        ];
        put(&mut book, &place, row.row, &own);
        for (at, output) in (row.row..).zip(&row.outputs) {
            put(&mut book, &place, at, &[("op_achieved", text(output.target.text()))]);
        }
        for at in (row.row..).take(row.outcomes.len()) {
            put(&mut book, &place, at, &[("oc_observed", text("できなかった"))]);
        }
    }
    let (number, sheet) = book.sheet("表紙");
    let is_year = |c: &kikin_sheet::Cell| matches!(&c.value, kikin_sheet::CellValue::Text(t) if &**t == "評価年度");
    let row = sheet.rows.iter().find(|r| r.cells.iter().any(is_year)).map(|r| r.index).expect("the label");
    book.type_into(number, CellRef::new(row, 2), &text("令和8年度"));
    book.save()
}

fn put(book: &mut Book, place: &Place, row: u32, cells: &[(&str, Input)]) {
    let columns: &BTreeMap<String, u32> = &place.columns;
    for (key, input) in cells {
        book.type_into(place.sheet, CellRef::new(row, columns[*key]), input);
    }
}

#[test]
fn a_filled_template_is_accepted_whatever_program_saved_it() {
    for (n, path) in workbooks("accept").iter().enumerate() {
        let plan = checked(path).plan.expect("read");
        let code = plan.organization.as_ref().expect("a body").0.to_string();
        let template = template_of(Some(&plan), &code);
        let unfilled = read(&template).evaluation.expect("read");
        let bytes = filled(&template, &unfilled);
        let own = read(&bytes);
        assert!(own.findings.is_empty(), "{path:?} {:#?}", own.findings);
        assert_eq!(own.verdict, Verdict::Accepted);
        let own = own.evaluation.expect("read");
        assert_eq!(own.projects.iter().filter(|p| p.is_unexecuted()).count(), 1);
        same_projects(&own, &plan);
        // Two of them are enough for what other programs do to a workbook.
        let saves: [(&str, Save); 2] = [("openpyxl", by_openpyxl), ("libreoffice", by_libreoffice)];
        for (name, save) in saves {
            if n < 2 {
                let other = read(&save(&bytes, &folder(&format!("evaluation-{n}-{name}"))));
                assert!(other.findings.is_empty(), "{name} {path:?} {:#?}", other.findings);
                assert_eq!(other.evaluation.as_ref().map(|e| &e.projects), Some(&own.projects), "{name} {path:?}");
            }
        }
    }
}

#[test]
fn another_bodys_plan_is_not_evaluated() {
    let plan = checked(&workbooks("accept")[0]).plan.expect("read");
    let wanted = TemplateWanted {
        form: FormId::Evaluation,
        body: kikin_domain::BodyCode::parse("152021").expect("a code"),
        bodies: kikin_domain::Bodies::published(),
        year: asked_year(),
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        copy_from: Some(&plan),
        assessments: &[],
    };
    let told = make_template(wanted).expect_err("is refused").to_string();
    assert!(told.contains("長岡市 令和8年度の計画") && told.contains("新潟市 令和8年度の計画"), "{told}");
}
