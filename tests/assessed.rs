//! After 県の内示: a plan goes back with 査定額 beside each project, and comes home with an answer.

use kikin_app::{NoTemplate, TemplateWanted, make_template};
use kikin_domain::assessment::{Assessment, AssessmentError, from_csv};
use kikin_domain::body::BodyCode;
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{Answer, FormId, PlanWorkbook, Stage};
use kikin_domain::{Bu, CellRef, FiscalYear, Yen};
use kikin_sheet::form::PROJECTS;

use crate::check::{asked_year, report_on};
use crate::fill::{Book, Input};
use crate::samples::{checked, workbooks};

fn plan() -> PlanWorkbook {
    checked(&workbooks("accept")[1]).plan.expect("read")
}

fn read(csv: &str, plan: &PlanWorkbook) -> Result<Vec<Assessment>, AssessmentError> {
    from_csv(csv, plan, CategoryTable::published(), asked_year())
}

fn bu(project: &kikin_domain::Project) -> Bu {
    let category = project.category.value().expect("a category");
    CategoryTable::published().get(category, asked_year()).expect("in force").bu
}

/// Every project but the last, at three quarters of what was asked for, in whole 千円.
fn csv(plan: &PlanWorkbook) -> (String, Vec<Yen>) {
    let mut csv = "\u{feff}分,No.,事業名,査定額（千円）\r\n".to_owned();
    let mut granted = Vec::new();
    for project in &plan.projects[..plan.projects.len() - 1] {
        let thousands = project.fund.get().expect("a fund").get() * 3 / 4 / 1_000;
        csv += &format!("{},{},\"{}\",{thousands}\r\n", bu(project).label(), project.no.text(), project.name.text());
        granted.push(Yen::new(thousands * 1_000));
    }
    (csv, granted)
}

fn made(plan: &PlanWorkbook, year: FiscalYear, assessments: &[Assessment], code: &str) -> Result<Vec<u8>, NoTemplate> {
    let (form, categories) = (FormId::MunicipalPlan, CategoryTable::published());
    let body = BodyCode::parse(code).expect("a code");
    make_template(TemplateWanted {
        form,
        body,
        bodies: kikin_domain::Bodies::published(),
        year,
        stage: Stage::Plan,
        categories,
        copy_from: Some(plan),
        assessments,
    })
}

#[test]
fn the_answer_is_chosen_beside_what_was_granted_and_kept() {
    let source = plan();
    let (csv, granted) = csv(&source);
    let assessments = read(&csv, &source).expect("a list");
    assert_eq!(assessments.iter().map(|a| a.granted).collect::<Vec<_>>(), granted);
    let bytes = made(&source, asked_year(), &assessments, "152021").expect("a template");
    let mut book = Book::of(&bytes);
    let place = book.table("事業一覧", &PROJECTS);
    let (granted_at, answer_at) = (place.columns["granted"], place.columns["answer"]);
    let sent = report_on(&bytes, Some(asked_year()));
    assert!(!sent.has_errors(), "{:#?}", sent.findings);
    let sent = sent.plan.expect("read");
    // A drop-down with the three answers, over the whole column.
    let letters = kikin_domain::place::column_letters(answer_at);
    let xml = book.xml(place.sheet);
    let rule = xml.split("<dataValidation ").find(|r| r.contains("満額,減額,取下げ")).expect("a drop-down");
    assert!(rule.contains("type=\"list\""), "{rule}");
    let last = sent.projects.last().expect("projects").row;
    let range = crate::fill::between(rule, "sqref=\"", "\"");
    let (from, to) = range.split_once(':').expect("a range");
    let (from, to) = (CellRef::parse(from).expect("a cell"), CellRef::parse(to).expect("a cell"));
    assert!(from == CellRef::new(place.first, answer_at) && to.row >= last && to.col == answer_at, "{letters} {range}");

    let answers: Vec<Answer> = Answer::ALL.iter().copied().cycle().take(granted.len()).collect();
    for (project, answer) in sent.projects.iter().zip(&answers) {
        assert!(book.is_locked(place.sheet, CellRef::new(project.row, granted_at)), "査定額 is the prefecture's");
        book.type_into(place.sheet, CellRef::new(project.row, answer_at), &Input::Text(answer.label().to_owned()));
    }
    let report = report_on(&book.save(), Some(asked_year()));
    assert_eq!(
        report.findings,
        checked(&workbooks("accept")[1]).findings,
        "nothing is found that was not there before"
    );
    let returned = report.plan.expect("read");
    for ((project, answer), granted) in returned.projects.iter().zip(&answers).zip(&granted) {
        assert_eq!((project.granted.get(), project.answer.get()), (Some(*granted), Some(*answer)));
    }
    let unassessed = returned.projects.last().expect("projects");
    assert!(unassessed.granted.is_blank() && unassessed.answer.is_blank());
    let funds = |p: &PlanWorkbook| p.projects.iter().map(|p| p.fund.get()).collect::<Vec<_>>();
    assert_eq!(funds(&returned), funds(&source), "what was asked for stands beside what was granted");
}

#[test]
fn what_is_assessed_is_this_bodys_plan_of_this_year() {
    let source = plan();
    let assessments = read(&csv(&source).0, &source).expect("a list");
    for (year, code) in [(asked_year(), "151009"), (FiscalYear::new(2027).expect("a year"), "152021")] {
        let refused = made(&source, year, &assessments, code).expect_err("refused").to_string();
        assert!(refused.contains("指定されたのは長岡市 令和8年度の計画です"), "{refused}");
    }
}

#[test]
fn a_wrong_list_names_its_line() {
    let source = plan();
    let first = &source.projects[0];
    let (part, no) = (bu(first).label(), first.no.text());
    let said = |csv: &str| read(csv, &source).expect_err("refused").to_string();
    assert!(said("分,No.\n").contains("査定額"), "a header that lacks a column");
    assert!(said("分,No.,査定額\n\"医療分,1,5\n").contains("2行目から始まる引用符"));
    assert!(said(&format!("分,No.,査定額\n{part},9999,5\n")).contains("2行目の事業"));
    assert!(said(&format!("分,No.,査定額\n{part},{no},5\n{part},{no},6\n")).contains("2行目にもあります"));
    assert!(said(&format!("分,No.,査定額\n療養分,{no},5\n")).contains("「療養分」"));
    for amount in ["△5", "五", "5.5", "調整中", "5千円"] {
        let said = said(&format!("分,No.,査定額\n{part},{no},{amount}\n"));
        assert!(said.contains("2行目の査定額") && said.contains(amount), "{said}");
    }
    assert!(said(&format!("分,No.,査定額（千ドル）\n{part},{no},5\n")).contains("1行目の見出し"));
    // Blank is not assessed yet; separators, full width and the column's own unit are amounts.
    assert_eq!(read(&format!("分,No.,査定額\n{part},{no},\n"), &source), Ok(Vec::new()));
    let read = read(&format!("査定額（千円）,番号\n\"１２,３４５千円\",{no}\n"), &source);
    let no_is_unique = source.projects.iter().filter(|p| p.no.text() == no).count() == 1;
    assert_eq!(read.map(|a| a[0].granted).is_ok_and(|y| y == Yen::new(12_345_000)), no_is_unique);
}
