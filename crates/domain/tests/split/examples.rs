//! Worked examples, and what is refused.

use kikin_domain::split::{
    ComponentSplit, Kept, Leaf, LeafPart, Rounding, Source, SplitError, split_component, split_plan,
};
use kikin_domain::{CategoryTable, FiscalYear, Yen};

use crate::cases::{decided, key, new_money, parts, rate};
use crate::{keep, plan, split};

/// A by the order in which `funds` were given.
fn nationals(split: &ComponentSplit, leaves: usize) -> Vec<i64> {
    let of = |n| split.leaves.iter().find(|l| l.key == key(n)).unwrap().national.get();
    (0..leaves).map(of).collect()
}

#[test]
fn decided_amounts_are_redistributed_to_the_yen() {
    let funds = [3_000, 3_000, 3_000];
    let by_rule = split(rate(2, 3), parts(&funds), None).unwrap();
    assert_eq!(nationals(&by_rule, 3), [2_000, 2_000, 2_000]);
    // Keys 1 (新潟県, No.5), 0 (長岡市) and 2 (三条市) stand in this order.
    for (amount, expected) in
        [(7_000, [2_000, 3_000, 2_000]), (7_500, [2_500, 3_000, 2_000]), (8_999, [3_000, 3_000, 2_999])]
    {
        let split = split(rate(2, 3), parts(&funds), decided(amount)).unwrap();
        assert_eq!((split.rule_national.get(), split.national.get()), (6_000, amount));
        assert_eq!(nationals(&split, 3), expected);
        assert_eq!(split.verify(), Ok(()));
    }
}

#[test]
fn a_change_of_plan_moves_touched_leaves_only() {
    let before = split(rate(2, 3), parts(&[1_000, 1_000, 1_000]), None).unwrap();
    assert_eq!(nationals(&before, 3), [1_000, 1_000, 0]);
    let mut leaves: Vec<LeafPart> = before.leaves.iter().map(keep).collect();
    let last = leaves.iter_mut().find(|l| l.key == key(2)).unwrap();
    (last.fund, last.kept) = (Yen::new(10_000), None);
    let after = split(rate(2, 3), leaves, None).unwrap();
    assert_eq!((after.national.get(), nationals(&after, 3)), (8_000, vec![1_000, 1_000, 6_000]));
    assert_eq!(after.verify(), Ok(()));
}

#[test]
fn what_cannot_be_split_is_refused_by_name() {
    let two_thirds = |leaves, decided| split(rate(2, 3), leaves, decided).unwrap_err();
    let kept = |fund, kept| vec![LeafPart { key: key(0), fund: Yen::new(fund), kept: Some(Yen::new(kept)) }];
    assert!(matches!(two_thirds(parts(&[3_000]), decided(3_001)), SplitError::Decided { .. }));
    assert!(matches!(two_thirds(parts(&[3_000]), decided(-1)), SplitError::Decided { .. }));
    assert!(matches!(two_thirds(parts(&[-1]), None), SplitError::Fund { .. }));
    assert!(matches!(two_thirds(parts(&[i64::MAX]), None), SplitError::Fund { .. }));
    assert!(matches!(two_thirds([parts(&[1]), parts(&[2])].concat(), None), SplitError::Duplicate { .. }));
    assert!(matches!(two_thirds(kept(3_000, 3_001), None), SplitError::Kept { .. }));
    assert!(matches!(two_thirds(kept(3_000, -1), None), SplitError::Kept { .. }));
    assert_eq!(
        two_thirds(kept(3_000, 1_000), None).to_string(),
        "区分I-1 新規分では、据え置く事業を除いた国の額が1,000円となり、変更する事業の基金充当額0円に割り振れません。\
         変更する事業を増やすか、決定額を確認してください"
    );
    let free = Rounding { unit: Yen::ZERO };
    let refused = split_component(new_money("I-1"), rate(2, 3), parts(&[1]), None, free);
    assert_eq!(refused, Err(SplitError::Unit { unit: Yen::ZERO }));
}

#[test]
fn residuals_are_components_of_their_own_at_the_rate_of_their_year() {
    let year = FiscalYear::new;
    let leaf = |n, category: &str, fund, carried, carried_from| Leaf {
        key: key(n),
        category: category.into(),
        fund: Yen::new(fund),
        carried: Yen::new(carried),
        carried_from,
        kept: None,
    };
    let leaves = [
        leaf(0, "VI", 1_000, 1_000, None),
        leaf(1, "I-2", 5_555, 0, None),
        leaf(2, "I-1", 10_000, 4_000, year(2024)),
        leaf(3, "I-1", 10_000, 5_000, None),
        leaf(4, "I-1", 0, 0, None),
    ];
    let split = plan(&leaves);
    let found: Vec<_> = split
        .components
        .iter()
        .map(|c| (c.key.category.as_str(), c.key.source, c.fund.get(), c.national.get()))
        .collect();
    assert_eq!(
        found,
        [
            ("I-1", Source::New, 11_000, 7_000),
            ("I-1", Source::Residual(None), 5_000, 3_000),
            ("I-1", Source::Residual(year(2024)), 4_000, 2_000),
            ("I-2", Source::New, 5_555, 5_555),
            ("VI", Source::Residual(None), 1_000, 0),
        ]
    );
    let share =
        |n: usize| split.share(&leaves[n].category, &leaves[n].key).map(|s| (s.national.get(), s.prefectural.get()));
    assert_eq!(share(1), Some((5_555, 0)));
    assert_eq!(share(4), Some((0, 0)));
    assert_eq!(share(3).zip(share(2)).map(|(a, b)| a.0 + b.0), Some(12_000));
    assert_eq!(split.share(&"I-2".into(), &key(0)), None);

    // The rate of the source year, from the table.
    let table =
        "c,n,names,bu,pool,rate,from,to\nX,Ⅹ,古い,医療分,medical,1/2,2020,2024\nX,Ⅹ,新しい,医療分,medical,3/4,2025,\n";
    let table = CategoryTable::parse(table).unwrap();
    let leaves = [leaf(0, "X", 8_000, 4_000, year(2024)), leaf(1, "X", 4_000, 4_000, None)];
    let split = split_plan(&leaves, &table, FiscalYear::new(2026).unwrap(), Rounding::default()).unwrap();
    let nationals: Vec<i64> = split.components.iter().map(|c| c.national.get()).collect();
    assert_eq!(nationals, [3_000, 3_000, 2_000]);
}

#[test]
fn plans_refuse_what_has_no_place() {
    let leaf = Leaf {
        key: key(0),
        category: "I-1".into(),
        fund: Yen::new(3_000),
        carried: Yen::ZERO,
        carried_from: None,
        kept: None,
    };
    let refused = |leaves: &[Leaf]| {
        let year = FiscalYear::new(2026).unwrap();
        split_plan(leaves, CategoryTable::published(), year, Rounding::default()).unwrap_err()
    };
    assert!(matches!(refused(&[leaf.clone(), leaf.clone()]), SplitError::Duplicate { .. }));
    assert!(matches!(refused(&[Leaf { category: "XX".into(), ..leaf.clone() }]), SplitError::Category { .. }));
    assert!(matches!(refused(&[Leaf { carried: Yen::new(3_001), ..leaf.clone() }]), SplitError::Carried { .. }));
    assert!(matches!(refused(&[Leaf { carried: Yen::new(-1), ..leaf.clone() }]), SplitError::Carried { .. }));
    assert!(matches!(refused(&[Leaf { fund: Yen::new(-1), ..leaf.clone() }]), SplitError::Fund { .. }));
    // A kept amount of a residual that is gone is refused, not lost.
    let kept = Some(Kept { new: Yen::new(2_000), carried: Yen::new(1) });
    assert!(matches!(refused(&[Leaf { kept, ..leaf }]), SplitError::Kept { .. }));
}
