//! The published build-ups of the fund, row by row (domain.md §2).

use kikin_domain::Yen;
use kikin_domain::split::{ComponentSplit, LeafPart};

use crate::cases::{decided, parts, rate};

struct Published {
    label: String,
    fund: i64,
    national: i64,
    kind: String,
}

fn published() -> Vec<Published> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let [_, year, prefecture, categories, label, fund, national, kind] = fields[..] else {
            panic!("eight fields expected: {line}");
        };
        Published {
            label: format!("{prefecture} {year} {categories} {label}"),
            fund: fund.parse().unwrap(),
            national: national.parse().unwrap(),
            kind: kind.to_owned(),
        }
    };
    include_str!("../data/split-golden.csv").lines().skip(1).map(row).collect()
}

fn of_kind(kind: &str) -> Vec<Published> {
    published().into_iter().filter(|row| row.kind == kind).collect()
}

/// Leaves of very different size, with nothing, with less than a unit and with odd yen among them, that sum to `fund`.
fn made_up(fund: i64) -> Vec<LeafPart> {
    let mut funds = vec![0, 999, 1, fund / 2, fund / 7, fund / 7, fund / 1_000];
    funds.push(fund - funds.iter().sum::<i64>());
    parts(&funds)
}

fn split(fund: i64, national: Option<i64>) -> ComponentSplit {
    let split = crate::split(rate(2, 3), made_up(fund), national.and_then(decided)).unwrap();
    split.verify().unwrap();
    assert_eq!(split.leaves.iter().map(|l| l.national).sum::<Yen>(), split.national);
    split
}

#[test]
fn every_row_is_of_a_known_kind() {
    assert_eq!(published().len(), 16);
    assert_eq!([of_kind("floor").len(), of_kind("parts").len(), of_kind("decided").len()], [9, 4, 3]);
}

#[test]
fn floors_follow_from_the_rule() {
    for row in of_kind("floor") {
        let split = split(row.fund, None);
        assert_eq!(
            (split.national.get(), split.prefectural.get()),
            (row.national, row.fund - row.national),
            "{}",
            row.label
        );
    }
}

#[test]
fn parts_are_sums_of_components_and_of_no_single_one() {
    for row in of_kind("parts") {
        assert_eq!(split(row.fund, None).national.get(), row.national + 1_000, "{}: one component", row.label);
        let half = row.fund / 2 / 1_000 * 1_000;
        let (first, second) = (0..3)
            .map(|step| half - step * 1_000)
            .map(|first| (split(first, None), split(row.fund - first, None)))
            .find(|(first, second)| (first.national + second.national).get() == row.national)
            .unwrap_or_else(|| panic!("{}: no two components reach {}", row.label, row.national));
        assert_eq!((first.fund + second.fund).get(), row.fund);
        assert_eq!((first.prefectural + second.prefectural).get(), row.fund - row.national, "{}", row.label);
    }
}

#[test]
fn decided_amounts_stand_beside_the_rule_and_are_redistributed() {
    for row in of_kind("decided") {
        let split = split(row.fund, Some(row.national));
        assert_eq!(split.rule_national.get(), row.national - 1_000, "{}", row.label);
        assert_eq!(split.national.get(), row.national, "{}", row.label);
        assert_eq!(split.decided.as_ref().map(|d| d.reason.as_str()), Some("交付決定"));
        assert_eq!(
            split.leaves.iter().map(|l| l.prefectural.get()).sum::<i64>(),
            row.fund - row.national,
            "{}",
            row.label
        );
    }
}
