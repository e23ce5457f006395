use kikin_domain::consolidated::Consolidated;
use kikin_domain::{CategoryCode, Yen};
use kikin_report::plan::{Figure, Item, PlanStatement, ReportError, write_plan};

use crate::sample;

fn statement() -> PlanStatement {
    PlanStatement::of(&sample::small())
}

/// What the refusal says; the statement must not be written either.
fn refused(statement: &PlanStatement) -> String {
    let written = write_plan(statement, jiff::civil::date(2026, 11, 21));
    assert!(matches!(written, Err(ReportError::Proof(_))), "a plan that does not hold was written");
    statement.prove().unwrap_err().to_string()
}

fn one_yen_more(amount: &mut Yen) {
    *amount += Yen::new(1);
}

#[test]
fn a_plan_as_placed_holds() {
    for plan in [sample::small(), sample::large()] {
        let checks = PlanStatement::of(&plan).prove().unwrap();
        assert!(checks.iter().any(|c| c.claim == "医療分計＋介護分計＝合計"), "{checks:?}");
    }
    let checks = statement().prove().unwrap();
    let rounded = checks.iter().find(|c| c.figures.contains("千円単位")).expect("one project is off by 1,000 yen");
    assert!(rounded.figures.starts_with("10件。うち1件"), "{rounded}");
}

#[test]
fn figures_are_those_of_the_lines() {
    let (plan, statement) = (sample::small(), statement());
    let fund: Yen = plan.lines.iter().map(|l| l.fund).sum();
    assert_eq!(statement.summary.all.fund, fund);
    assert_eq!(statement.summary.all.projects, 12);
    assert_eq!(statement.summary.all.total_unknown, 1);
    assert_eq!(statement.summary.category(&CategoryCode::from("I-2")).prefectural, Yen::ZERO);
    let open = statement.open_projects().next().expect("one project is open");
    assert_eq!(open.figure(Item::Total), Figure::Outside(Yen::new(4_000_000)));
    assert_eq!((open.figure(Item::Fund), open.figure(Item::Other)), (Figure::Open, Figure::Blank));
    assert_eq!(statement.bodies.len(), 4, "the body that answers 該当事業なし is listed with zeros");
}

#[test]
fn a_line_that_was_altered_is_refused() {
    let altered = |alter: fn(&mut Consolidated)| {
        let mut plan = sample::small();
        alter(&mut plan);
        refused(&PlanStatement::of(&plan))
    };
    let message = altered(|p| one_yen_more(&mut p.lines[0].national));
    assert!(message.contains("国（A）＋都道府県（B）＝計（A+B）"), "{message}");
    // Rows that hold in themselves, but not against the split.
    let message = altered(|p| {
        one_yen_more(&mut p.lines[0].national);
        p.lines[0].prefectural = p.lines[0].fund - p.lines[0].national;
    });
    assert!(message.contains("端数処理の事業ごとの額の計＝事業一覧"), "{message}");
    let message = altered(|p| one_yen_more(&mut p.split.components[0].leaves[0].units));
    assert!(message.contains("端数処理の各事項"), "{message}");
    let message = altered(|p| {
        p.split.components.remove(0);
    });
    assert!(message.contains("端数処理の事業ごとの額の計＝事業一覧"), "{message}");
    let message = altered(|p| {
        p.lines.pop();
    });
    assert!(message.contains("事業一覧にありません"), "{message}");
}

#[test]
fn a_table_that_was_altered_is_refused() {
    let altered = |alter: fn(&mut PlanStatement)| {
        let mut statement = statement();
        alter(&mut statement);
        refused(&statement)
    };
    let message = altered(|s| one_yen_more(&mut s.summary.by_category[0].1.total));
    assert!(message.contains("事業一覧の合計＝総括表") && message.contains("区分Ⅰ-1"), "{message}");
    let message = altered(|s| one_yen_more(&mut s.summary.all.carried));
    assert!(message.contains("合計 うち過年度残額"), "{message}");
    let message = altered(|s| one_yen_more(&mut s.bodies[0].totals.by_bu[0].1.other));
    assert!(message.contains("団体ごとに"), "{message}");
    let message = altered(|s| one_yen_more(&mut s.cards[0].amounts.fund));
    assert!(message.contains("構成する事業の額の計＝個票の額"), "{message}");
    let message = altered(|s| s.cards[0].members.push(1));
    assert!(message.contains("ちょうど一つの個票") && message.contains("2枚"), "{message}");
    let message = altered(|s| {
        s.cards.pop();
    });
    assert!(message.contains("0枚"), "{message}");
    let message = altered(|s| s.cards[1].number = 1);
    assert!(message.contains("No.1（医療分）の個票が2枚"), "{message}");
    let message = altered(|s| s.cards[0].category = "II".into());
    assert!(message.contains("の区分"), "{message}");
    let message = altered(|s| s.bodies[1].totals.all.projects += 1);
    assert!(message.contains("団体ごとに"), "{message}");
    let message = altered(|s| {
        s.bodies.remove(0);
    });
    assert!(message.contains("市町村別にありません"), "{message}");
    let message = altered(|s| s.projects[0].figures[Item::Other as usize] = Figure::Added(Yen::new(5)));
    assert!(message.contains("事業ごと"), "{message}");
    let message = altered(|s| s.projects.iter_mut().for_each(|p| p.in_thousands = false));
    assert!(message.contains("総事業費"), "{message}");
}
