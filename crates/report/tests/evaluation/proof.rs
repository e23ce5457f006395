use jiff::civil::date;
use kikin_domain::Yen;
use kikin_domain::evaluation::Standing;
use kikin_report::evaluation::{EvaluationStatement, ExecutionStatement, write_evaluation};
use kikin_report::plan::ReportError;

use crate::sample;

fn statement() -> EvaluationStatement {
    EvaluationStatement::of(&sample::small())
}

/// What the refusal says; the statement must not be written either.
fn refused(alter: fn(&mut EvaluationStatement)) -> String {
    let mut statement = statement();
    alter(&mut statement);
    let written = write_evaluation(&statement, date(2027, 11, 22));
    assert!(matches!(written, Err(ReportError::Proof(_))), "an evaluation that does not hold was written");
    statement.prove().unwrap_err().to_string()
}

fn one_yen_more(amount: &mut Yen) {
    *amount += Yen::new(1);
}

#[test]
fn an_evaluation_as_gathered_holds() {
    for evaluated in [sample::small(), sample::first_year(), sample::earlier()] {
        let checks = EvaluationStatement::of(&evaluated).prove().unwrap();
        assert!(checks.len() >= 10, "{checks:?}");
    }
    let all = [sample::earlier(), sample::small()];
    EvaluationStatement::among(&all[1], &all).prove().unwrap();
    // What is told of a later year is no part of an earlier evaluation.
    let first = sample::first_year();
    let among = EvaluationStatement::among(&first, &all);
    among.prove().unwrap();
    assert_eq!(among.execution.evaluated, Some(first.year));
}

#[test]
fn every_project_stands_somewhere() {
    let first = EvaluationStatement::of(&sample::first_year());
    let all = &first.summary.all;
    let counts = [all.projects, all.evaluated(), all.reached, all.missed, all.explained, all.officer];
    assert_eq!(counts, [9, 6, 3, 2, 1, 1]);
    assert_eq!([all.unobserved, all.unexecuted, all.not_evaluated, all.total_unknown], [1, 1, 2, 1]);
    assert_eq!(all.spent, all.cumulative, "it is the first year");
    let second = statement();
    assert_eq!(second.summary.all.not_evaluated, 7);
    let cumulative: Yen = second.by_year.iter().map(|year| year.spent.fund).sum();
    assert_eq!(cumulative, second.summary.all.cumulative.fund);
    let unplanned = second.projects.iter().find(|p| !p.in_plan).expect("one stands in no plan");
    assert_eq!((unplanned.no.as_str(), unplanned.standing), ("99", Standing::NotEvaluated));
}

#[test]
fn what_was_altered_is_refused() {
    for (claim, alter) in [
        (
            "事業と年度ごとに",
            (|s| one_yen_more(&mut s.projects[0].years[0].spent.national)) as fn(&mut EvaluationStatement),
        ),
        ("財源ごとの額の計", |s| {
            one_yen_more(&mut s.projects[0].years[0].spent.national);
            one_yen_more(&mut s.projects[0].years[0].spent.fund);
        }),
        ("財源ごとの計画額", |s| {
            one_yen_more(&mut s.projects[0].parts[0].1.fund);
            one_yen_more(&mut s.projects[0].parts[0].1.national);
        }),
        ("ファイルが表紙にある", |s| s.files.clear()),
        ("事業一覧の合計＝総括表", |s| one_yen_more(&mut s.summary.by_category[0].1.total)),
        ("事業一覧の合計＝総括表", |s| s.summary.all.missed += 1),
        ("総括表で、区分の計", |s| one_yen_more(&mut s.summary.by_bu[0].1.spent.fund)),
        ("事業一覧の合計＝総括表", |s| {
            s.projects.pop();
        }),
        ("年度ごとの執行額", |s| one_yen_more(&mut s.by_year[0].spent.fund)),
        ("年度ごとの執行額", |s| {
            s.by_year.pop();
        }),
        ("執行状況の行ごと", |s| one_yen_more(&mut s.execution.rows[0].figures.granted.fund)),
        ("交付年度の計", |s| one_yen_more(&mut s.execution.by_year[0].1.cumulative.fund)),
        ("交付年度の計", |s| s.execution.all.papers += 1),
        ("各計画の事業の額", |s| one_yen_more(&mut s.execution.plans[0].planned.national)),
        ("この計画の額＝総括表", |s| s.execution = ExecutionStatement::of([&sample::earlier()])),
    ] {
        let message = refused(alter);
        assert!(message.contains(claim) && message.starts_with("検算が合わない"), "{claim}: {message}");
    }
}

#[test]
fn grants_are_told_by_their_year() {
    let told = |statement: &ExecutionStatement| {
        let row = |row: &kikin_report::evaluation::ExecutionRow| {
            let f = &row.figures;
            let year = row.year.map_or(0, |y| y.get());
            let amounts =
                [f.granted, f.planned, f.spent, f.cumulative].map(|a| format!("{}（{}）", a.fund, a.national));
            format!("{year} {} {} {:?}", row.number, amounts.join(" "), f.rate())
        };
        statement.rows.iter().map(row).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("one_plan", told(&ExecutionStatement::of([&sample::small()])));
    let two = ExecutionStatement::of(&[sample::earlier(), sample::small()]);
    insta::assert_snapshot!("two_plans", told(&two));
    two.prove().unwrap();
    let again = ExecutionStatement::of(&[sample::small(), sample::first_year(), sample::earlier()]);
    assert_eq!(again, two, "the latest evaluation of a plan has the years before");
}
