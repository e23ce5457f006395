use super::*;
use crate::place::{CellRef, Sourced};
use crate::plan::Executed;
use crate::rule::RuleId::{V001, V003, V006};

fn given<T>(row: u32, col: u32, value: T) -> Field<T> {
    Field::Given(Sourced { value, cell: CellRef::new(row, col), raw: String::new() })
}

fn bu_of(code: &CategoryCode) -> Option<Bu> {
    match code.as_str() {
        "III" | "V" => Some(Bu::Care),
        _ => Some(Bu::Medical),
    }
}

fn row(at: u32, no: &str, category: &str, fund: i64) -> Evaluation {
    Evaluation {
        sheet: "事業評価".into(),
        row: at,
        no: given(at, 1, no.to_owned()),
        category: given(at, 2, category.into()),
        name: given(at, 3, format!("事業{no}")),
        fund: given(at, 7, Yen::new(fund)),
        ..Evaluation::default()
    }
}

fn book(projects: Vec<Evaluation>) -> EvaluationWorkbook {
    EvaluationWorkbook {
        cover: crate::plan::Cover::default(),
        evaluation_year: Field::Absent,
        organization: None,
        judged_year: None,
        projects,
        checks: Vec::new(),
        sheets: vec!["事業評価".into()],
        unit: None,
    }
}

fn planned(bu: Bu, no: &str, fund: Option<i64>) -> Planned {
    Planned { bu, no: no.to_owned(), name: format!("事業{no}"), fund: fund.map(Yen::new) }
}

fn found(plan: &[Planned], projects: Vec<Evaluation>) -> Vec<(RuleId, String)> {
    let findings = judge_against(plan, &book(projects), bu_of);
    let first = |f: &Finding| f.cells.first().map(ToString::to_string).unwrap_or_default();
    findings.iter().map(|f| (f.rule, first(f))).collect()
}

#[test]
fn a_project_is_known_by_no_and_bu() {
    let plan = [planned(Bu::Medical, "1", Some(5_000)), planned(Bu::Care, "1", Some(2_000))];
    // ０１ is 1, and each 分 has a No.1 of its own.
    assert_eq!(found(&plan, vec![row(6, "０１", "II", 5_000), row(7, "1", "V", 2_000)]), []);
    let twice = found(&plan, vec![row(6, "1", "II", 1), row(7, "2", "V", 1)]);
    assert_eq!(twice, [(V006, "A7".to_owned()), (V001, String::new())]);
}

#[test]
fn more_than_the_plan_is_told_and_never_more_than_that() {
    let plan = [planned(Bu::Medical, "1", Some(5_000)), planned(Bu::Medical, "2", None)];
    let rows = vec![row(6, "1", "II", 5_001), row(7, "2", "II", 9_999)];
    assert_eq!(found(&plan, rows), [(V003, "G6".to_owned())]);
}

#[test]
fn what_cannot_be_read_is_neither_unknown_nor_missing() {
    let plan = [planned(Bu::Medical, "1", None), planned(Bu::Care, "1", None), planned(Bu::Care, "2", None)];
    let unread = Evaluation { category: Field::Bad(CellRef::new(6, 2)), ..row(6, "1", "II", 1) };
    assert_eq!(found(&plan, vec![unread]), [(V001, String::new())], "No.2 alone is missing");
    let nameless = Evaluation { no: Field::Bad(CellRef::new(6, 1)), ..row(6, "1", "II", 1) };
    assert_eq!(found(&plan, vec![nameless]), []);
}

#[test]
fn an_unexecuted_project_is_an_answer() {
    let plan = [planned(Bu::Medical, "1", Some(5_000))];
    let answer = Evaluation {
        executed: given(6, 5, Executed::No),
        fund: Field::Blank(CellRef::new(6, 7)),
        ..row(6, "1", "II", 0)
    };
    assert_eq!(found(&plan, vec![answer]), []);
    assert_eq!(found(&plan, Vec::new()), [(V001, String::new())]);
}
