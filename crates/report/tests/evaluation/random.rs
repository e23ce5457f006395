use kikin_domain::CategoryTable;
use kikin_domain::CellRef;
use kikin_domain::Yen;
use kikin_domain::evaluation::{Evaluated, Evaluation, evaluated};
use kikin_domain::plan::Executed;
use kikin_report::evaluation::{AuditSelection, AuditStatement, EvaluationStatement};
use proptest::prelude::*;

use crate::sample::{self, Planned, given};

const CATEGORIES: [&str; 7] = ["I-1", "I-2", "II", "III", "IV", "V", "VI"];

/// A project: 区分, 基金, 過年度残額 in percent, its year; and per year 基金, 国 in percent, whether it says なし.
type Random = (usize, i64, i64, Option<i16>, Vec<(i64, Option<i64>, bool)>);

fn projects() -> impl Strategy<Value = Vec<Random>> {
    let year = (0_i64..50_000_000, proptest::option::of(0_i64..=110), any::<bool>());
    let project = (
        0_usize..CATEGORIES.len(),
        0_i64..50_000_000,
        0_i64..=100,
        proptest::option::of(2022_i16..2026),
        proptest::collection::vec(year, 0..4),
    );
    proptest::collection::vec(project, 0..12)
}

fn row(no: &str, category: &str, (fund, national, none): (i64, Option<i64>, bool)) -> Evaluation {
    let mut row = sample::row(5, (no, category, fund));
    if let Some(percent) = national {
        row.national = given(Yen::new(fund / 100 * percent), CellRef::new(5, 8));
    }
    if none {
        row.executed = given(Executed::No, CellRef::new(5, 5));
    }
    row
}

fn gathered(projects: &[Random]) -> Evaluated {
    let numbers: Vec<String> = (1..=projects.len()).map(|no| no.to_string()).collect();
    let planned = |body: usize| {
        let own = projects.iter().zip(&numbers).enumerate().filter(move |(at, _)| at % 2 == body);
        own.map(|(_, ((category, fund, carried, from, _), no))| -> Planned<'_> {
            (no, CATEGORIES[*category], *fund, fund / 100 * carried, *from)
        })
        .collect::<Vec<_>>()
    };
    let plan = sample::plan_of(2026, &[("152021", &planned(0)), ("151009", &planned(1))]);
    let mut files = Vec::new();
    for year in 0..3_usize {
        for (body, code) in ["152021", "151009"].into_iter().enumerate() {
            let rows = projects.iter().zip(&numbers).enumerate().filter(|(at, _)| at % 2 == body);
            let rows = rows.filter_map(|(_, ((category, .., years), no))| {
                years.get(year).map(|year| row(no, CATEGORIES[*category], *year))
            });
            files.push(sample::filed(2026 + i16::try_from(year).unwrap(), code, rows.collect()));
        }
    }
    let mut all = evaluated(plan, sample::year(2028), files, CategoryTable::published());
    // Papers of this year and of those before; some money is given back.
    let grant = |(category, fund, carried, from, _): &Random| {
        let of = from.unwrap_or(2026);
        sample::grant(of, CATEGORIES[*category], *fund - 20_000_000, *carried)
    };
    all.grants = projects.iter().step_by(2).map(grant).collect();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_executed_is_proved(projects in projects(), asked in 0_usize..CATEGORIES.len()) {
        let all = [gathered(&projects), sample::earlier()];
        let statement = EvaluationStatement::among(&all[0], &all);
        prop_assert!(statement.prove().is_ok(), "{:?}", statement.prove());
        let asked = AuditSelection { categories: vec![CATEGORIES[asked].into()], ..AuditSelection::default() };
        for selection in [AuditSelection::default(), asked] {
            let audit = AuditStatement::of(&all, &selection);
            prop_assert!(audit.prove().is_ok(), "{:?}", audit.prove());
        }
    }

    #[test]
    fn a_yen_more_anywhere_is_found(projects in projects(), at in any::<prop::sample::Index>(), part in 0_usize..3) {
        let mut statement = EvaluationStatement::of(&gathered(&projects));
        let spent: Vec<_> = statement.projects.iter_mut().flat_map(|p| &mut p.years).collect();
        prop_assume!(!spent.is_empty());
        let count = spent.len();
        let row = spent.into_iter().nth(at.index(count)).unwrap();
        let funds = &mut row.spent;
        *[&mut funds.fund, &mut funds.national, &mut funds.prefectural][part] += Yen::new(1);
        prop_assert!(statement.prove().is_err());
    }
}
