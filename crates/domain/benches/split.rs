//! Splitting a prefecture's plan, beside the addition of its amounts. Every run is held against the sum of what was to be
//! split.

use divan::Bencher;
use kikin_domain::category::CategoryTable;
use kikin_domain::split::{Leaf, LeafKey, Rounding, split_plan};
use kikin_domain::{FiscalYear, Yen};

const PROJECTS: [u32; 2] = [1_000, 16_000];

fn main() {
    divan::main();
}

/// Projects of a hundred bodies over all 区分, some with money of former years; and their sum in yen.
fn leaves(projects: u32) -> (Vec<Leaf>, i64) {
    let bodies = kikin_domain::body::local_governments().all();
    let leaf = |number: u32| {
        let fund = Yen::new(i64::from(number % 89_993) * 1_000 + 300_777);
        Leaf {
            key: LeafKey {
                body: bodies[number as usize % 100].code,
                no: (number / 100 + 1).to_string(),
                ordinal: number,
            },
            category: ["I-1", "I-2", "II", "III", "IV", "V", "VI"][number as usize % 7].into(),
            fund,
            carried: if number.is_multiple_of(4) { Yen::new(fund.get() / 10) } else { Yen::ZERO },
            carried_from: FiscalYear::new(2025),
            kept: None,
        }
    };
    let leaves: Vec<Leaf> = (0..projects).map(leaf).collect();
    let sum = leaves.iter().map(|leaf| leaf.fund.get()).sum();
    (leaves, sum)
}

#[divan::bench(args = PROJECTS)]
fn floor_sum(bencher: Bencher, projects: u32) {
    let (leaves, sum) = leaves(projects);
    bencher.bench(|| {
        let funds = divan::black_box(&leaves).iter().map(|leaf| leaf.fund.get()).sum::<i64>();
        assert_eq!(funds, sum);
        funds
    });
}

#[divan::bench(args = PROJECTS)]
fn split(bencher: Bencher, projects: u32) {
    let (leaves, sum) = leaves(projects);
    let year = FiscalYear::new(2026).expect("a year");
    bencher.bench(|| {
        let split = split_plan(&leaves, CategoryTable::published(), year, Rounding::default()).expect("a split");
        let placed: Yen = split.components.iter().map(|c| c.national + c.prefectural).sum();
        assert_eq!(placed.get(), sum);
        split
    });
}
