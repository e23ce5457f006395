//! What holds for any input.

use kikin_domain::split::{ComponentSplit, Decided, Leaf, LeafPart, Source, SplitError};
use kikin_domain::{FiscalYear, Rate, Yen};
use proptest::prelude::*;

use crate::cases::{decided, key, parts, rate};
use crate::{keep, plan, split};

const UNIT: i64 = 1_000;

fn funds() -> impl Strategy<Value = Vec<i64>> {
    let fund = prop_oneof![
        1 => Just(0_i64),
        3 => 1..1_000_i64,
        2 => 1_000..4_000_i64,
        3 => (1..1_000_000_i64).prop_map(|k| k * UNIT),
        2 => 1..10_000_000_000_000_i64,
        1 => Just(1_500_000_i64),
    ];
    prop::collection::vec(fund, 0..25)
}

fn rates() -> impl Strategy<Value = Rate> {
    prop_oneof![4 => Just(rate(2, 3)), 1 => Just(Rate::WHOLE), 1 => Just(rate(1, 2)), 1 => Just(rate(0, 1))]
}

/// Any component without kept leaves; the decided amount, if there is one, lies anywhere between 0 and F.
pub(crate) fn components() -> impl Strategy<Value = (Rate, Vec<LeafPart>, Option<Decided>)> {
    (rates(), funds(), prop::option::of(0..=1_000_000_i64)).prop_map(|(rate, funds, millionths)| {
        let fund: i64 = funds.iter().sum();
        let part = |p: i64| i64::try_from(i128::from(fund) * i128::from(p) / 1_000_000).unwrap();
        (rate, parts(&funds), millionths.and_then(|p| decided(part(p))))
    })
}

fn plans() -> impl Strategy<Value = Vec<Leaf>> {
    let year = prop::option::of((2019..2026_i16).prop_map(|y| FiscalYear::new(y).unwrap()));
    let leaf = (0..4_usize, 0..50_000_000_i64, 0..4_i64, year);
    prop::collection::vec(leaf, 0..30).prop_map(|leaves| {
        let leaf = |(n, (category, fund, thirds, carried_from)): (usize, (usize, i64, i64, Option<FiscalYear>))| Leaf {
            key: key(n),
            category: ["VI", "I-2", "III", "I-1"][category].into(),
            fund: Yen::new(fund),
            carried: Yen::new(fund / 3 * thirds),
            carried_from,
            kept: None,
        };
        leaves.into_iter().enumerate().map(leaf).collect()
    })
}

proptest! {
    #[test]
    fn sums_hold_and_every_share_is_near_its_exact_one((rate, leaves, decided) in components()) {
        let split = split(rate, leaves, decided).unwrap();
        prop_assert_eq!(split.verify(), Ok(()));
        prop_assert_eq!(split.national + split.prefectural, split.fund);
        prop_assert_eq!(split.leaves.iter().map(|l| l.national).sum::<Yen>(), split.national);
        prop_assert_eq!(split.leaves.iter().map(|l| l.prefectural).sum::<Yen>(), split.prefectural);
        for leaf in &split.leaves {
            prop_assert!((Yen::ZERO..=leaf.fund).contains(&leaf.national));
            prop_assert_eq!(leaf.national + leaf.prefectural, leaf.fund);
            let away = i128::from(leaf.national.get()) * leaf.exact.den - leaf.exact.num;
            prop_assert!(away.abs() < i128::from(UNIT) * leaf.exact.den, "{:?}", leaf);
        }
    }

    #[test]
    fn the_order_of_input_never_matters(
        ((rate, leaves, decided), shuffled) in
            components().prop_flat_map(|c| (Just(c.clone()), Just(c.1).prop_shuffle()))
    ) {
        prop_assert_eq!(split(rate, leaves, decided.clone()), split(rate, shuffled, decided));
    }

    #[test]
    fn at_the_whole_rate_nothing_is_rounded(funds in funds()) {
        let split = split(Rate::WHOLE, parts(&funds), None).unwrap();
        prop_assert_eq!(split.prefectural, Yen::ZERO);
        prop_assert!(split.leaves.iter().all(|l| l.national == l.fund && l.floor == l.fund && l.rank.is_none()));
    }

    #[test]
    fn keeping_all_changes_nothing((rate, leaves, decided) in components()) {
        let first = split(rate, leaves.clone(), decided.clone()).unwrap();
        prop_assert_eq!(&first, &split(rate, leaves, decided.clone()).unwrap());
        let again = split(rate, first.leaves.iter().map(keep).collect(), decided).unwrap();
        prop_assert_eq!(again.verify(), Ok(()));
        let shares = |s: &ComponentSplit| s.leaves.iter().map(|l| (l.key.clone(), l.national)).collect::<Vec<_>>();
        prop_assert_eq!(shares(&again), shares(&first));
    }

    #[test]
    fn untouched_leaves_keep_their_share((rate, leaves, _) in components(), changes in funds()) {
        let before = split(rate, leaves, None).unwrap();
        let mut leaves: Vec<LeafPart> = before.leaves.iter().map(keep).collect();
        for (leaf, change) in leaves.iter_mut().step_by(2).zip(changes) {
            *leaf = LeafPart { fund: Yen::new(change), kept: None, key: leaf.key.clone() };
        }
        match split(rate, leaves.clone(), None) {
            Ok(after) => {
                prop_assert_eq!(after.verify(), Ok(()));
                for (leaf, share) in leaves.iter().zip(&after.leaves) {
                    prop_assert_eq!(leaf.kept.is_some(), share.kept);
                    prop_assert!(leaf.kept.is_none_or(|kept| kept == share.national));
                }
            }
            Err(e) => prop_assert!(matches!(e, SplitError::Infeasible { .. }), "{}", e),
        }
    }

    #[test]
    fn a_plan_is_the_sum_of_its_components(
        (leaves, shuffled) in plans().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle()))
    ) {
        let split = plan(&leaves);
        prop_assert_eq!(&split, &plan(&shuffled));
        let mut national = Yen::ZERO;
        for leaf in &leaves {
            let share = split.share(&leaf.category, &leaf.key).unwrap();
            prop_assert_eq!(share.national + share.prefectural, leaf.fund);
            national += share.national;
        }
        prop_assert_eq!(national, split.components.iter().map(|c| c.national).sum::<Yen>());
        prop_assert!(split.components.iter().all(|c| c.verify().is_ok()));
        let new: Yen = split.components.iter().filter(|c| c.key.source == Source::New).map(|c| c.fund).sum();
        prop_assert_eq!(new, leaves.iter().map(|l| l.fund - l.carried).sum::<Yen>());
    }
}
