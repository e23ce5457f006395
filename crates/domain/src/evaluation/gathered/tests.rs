use super::*;
use crate::money::Unit;
use crate::place::{CellRef, Field, Sourced};
use crate::plan::{Executed, FormId, PlanWorkbook, Project};
use crate::split::Rounding;

fn given<T>(value: T) -> Field<T> {
    Field::Given(Sourced { value, cell: CellRef::new(1, 1), raw: String::new() })
}

fn year(of: i16) -> FiscalYear {
    FiscalYear::new(of).unwrap_or(FiscalYear::EARLIEST)
}

fn body() -> BodyCode {
    BodyCode::parse("152021").unwrap_or_else(|| unreachable!("a code"))
}

fn file() -> SourceFile {
    SourceFile {
        file: "評価.xlsx".to_owned(),
        sha256: String::new(),
        form: Some(FormId::Evaluation),
        code: None,
        name: None,
        verdict: None,
        counts: true,
        halves: Bu::ALL.to_vec(),
        reason: None,
        submitted: None,
        document_number: None,
    }
}

/// One project of Ⅱ, 1,000,000 yen of which 300,000 are left of 令和7年度, and one of Ⅰ-2.
fn plan() -> Consolidated {
    let mut book = PlanWorkbook::empty(FormId::MunicipalPlan);
    let project = |no: &str, category: &str, fund: i64, carried: i64| Project {
        no: given(no.to_owned()),
        category: given(category.into()),
        name: given(format!("事業{no}")),
        total: given(Yen::new(fund)),
        fund: given(Yen::new(fund)),
        carried: given(Yen::new(carried)),
        carried_from: given(year(2025)),
        unit: Some(Unit::Yen),
        ..Project::default()
    };
    book.projects = vec![project("1", "II", 1_000_000, 300_000), project("2", "I-2", 50_001, 0)];
    let table = CategoryTable::published();
    let mut lines = crate::consolidated::lines_of(&book, 0, (body(), "長岡市"), &Bu::ALL, table, year(2026), 0);
    let split = crate::consolidated::place(&mut lines, table, year(2026), Rounding::default());
    Consolidated {
        prefecture: body().prefecture(),
        year: year(2026),
        stage: crate::plan::Stage::Plan,
        categories: table.of_year(year(2026)).cloned().collect(),
        sources: Vec::new(),
        lines,
        texts: Vec::new(),
        split: split.unwrap_or_else(|e| unreachable!("{e}")),
        findings: Vec::new(),
    }
}

fn row(no: &str, category: &str, fund: i64) -> Arc<Evaluation> {
    Arc::new(Evaluation {
        no: given(no.to_owned()),
        category: given(category.into()),
        name: given(format!("事業{no}")),
        total: given(Yen::new(fund)),
        fund: given(Yen::new(fund)),
        ..Evaluation::default()
    })
}

fn of(of: i16, projects: Vec<Arc<Evaluation>>) -> EvaluationFile {
    EvaluationFile { year: year(of), body: body(), body_name: "長岡市".to_owned(), file: file(), projects }
}

#[test]
fn years_are_placed_on_the_grants_one_after_the_other() {
    let files = vec![of(2028, vec![row("1", "II", 100_000)]), of(2027, vec![row("1", "II", 400_000)])];
    let all = evaluated(plan(), year(2028), files, CategoryTable::published());
    let project = &all.projects.iter().find(|p| p.no == "1").expect("No.1");
    let share = |fund: i64, national: i64| Share { fund: Yen::new(fund), national: Yen::new(national) };
    let placed: Vec<Vec<Share>> =
        project.years.iter().map(|one| one.shares.iter().map(|(_, share)| *share).collect()).collect();
    // 700,000 of the new grant has 466,000 of the State, so that 100,000 of it have 66,571 and 200,000 133,142.
    assert_eq!(placed, [[share(300_000, 200_000), share(100_000, 66_571)], [share(0, 0), share(100_000, 66_571)]]);
    assert_eq!(project.years[0].shares[0].0, Source::Residual(Some(year(2025))));
    assert_eq!(project.spent(), share(500_000, 333_142));
}

#[test]
fn a_later_year_is_none_of_an_earlier_evaluation() {
    let files = vec![of(2028, vec![row("1", "II", 100_000)])];
    let all = evaluated(plan(), year(2027), files, CategoryTable::published());
    assert_eq!(all.files.len(), 0);
    assert!(all.projects.iter().all(|p| p.years.is_empty()));
    assert_eq!(all.projects.len(), 2);
}

#[test]
fn nothing_executed_is_nothing_whatever_stands_beside_it() {
    let mut none = Evaluation::clone(&row("2", "I-2", 50_000));
    none.executed = given(Executed::No);
    let files = vec![of(2027, vec![Arc::new(none), row("9", "IV", 10)])];
    let all = evaluated(plan(), year(2027), files, CategoryTable::published());
    let find = |no: &str| all.projects.iter().find(|p| p.no == no).expect(no);
    assert_eq!(find("2").years[0].total, Some(Yen::ZERO));
    assert_eq!(find("2").spent(), Share::default());
    // It stands in no plan; its rate is that of its 区分.
    assert_eq!((find("9").line, find("9").years[0].basis), (None, Basis::Rate));
    assert_eq!(find("9").spent().national, Yen::new(6));
}
