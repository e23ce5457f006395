//! The proof finds every figure that is not the rule's.

use kikin_domain::Yen;
use kikin_domain::split::{Claim, ComponentSplit, LeafPart};
use proptest::prelude::*;

use crate::cases::{decided, parts, rate};
use crate::properties::components;
use crate::{keep, split};

const UNIT: i64 = 1_000;

proptest! {
    #[test]
    fn any_tampered_figure_is_found(
        (rate, leaves, decided) in components(),
        which in any::<prop::sample::Index>(),
        by in prop_oneof![Just(1_i64), Just(-1), Just(UNIT), Just(-UNIT), -5_000_000..-1_i64, 1..5_000_000_i64],
        kept in any::<bool>(),
    ) {
        let mut placed = split(rate, leaves, decided.clone()).unwrap();
        if kept {
            placed = split(rate, placed.leaves.iter().map(keep).collect(), decided).unwrap();
        }
        let mut figures = figures(&mut placed);
        let which = which.index(figures.len());
        figures[which](by);
        drop(figures);
        prop_assert!(placed.verify().is_err(), "figure {} by {}", which, by);
    }

    #[test]
    fn money_moved_between_leaves_is_found(
        (rate, leaves, decided) in components(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        by in prop_oneof![Just(1_i64), Just(UNIT), 1..100_000_i64],
        in_units in any::<bool>(),
    ) {
        let mut split = split(rate, leaves, decided).unwrap();
        let count = split.leaves.len();
        if count < 2 {
            return Ok(());
        }
        let from = from.index(count);
        let to = (from + 1 + to.index(count - 1)) % count;
        for (leaf, by) in [(from, -by), (to, by)] {
            let (leaf, by) = (&mut split.leaves[leaf], Yen::new(by));
            leaf.national += by;
            leaf.prefectural += -by;
            *(if in_units { &mut leaf.units } else { &mut leaf.yen }) += by;
        }
        prop_assert!(split.verify().is_err());
    }
}

/// Every stored figure, as a function that changes it by so much.
fn figures(split: &mut ComponentSplit) -> Vec<Box<dyn FnMut(i64) + '_>> {
    fn yen(figure: &mut Yen) -> Box<dyn FnMut(i64) + '_> {
        Box::new(|by| *figure += Yen::new(by))
    }
    let mut all = vec![
        yen(&mut split.fund),
        yen(&mut split.rule_national),
        yen(&mut split.national),
        yen(&mut split.prefectural),
    ];
    all.extend(split.decided.as_mut().map(|d| yen(&mut d.national)));
    for leaf in &mut split.leaves {
        all.extend([
            yen(&mut leaf.fund),
            yen(&mut leaf.floor),
            yen(&mut leaf.units),
            yen(&mut leaf.yen),
            yen(&mut leaf.national),
            yen(&mut leaf.prefectural),
        ]);
        let (exact, rank) = (&mut leaf.exact, &mut leaf.rank);
        let (num, den) = (&mut exact.num, &mut exact.den);
        all.push(Box::new(|by| *num += i128::from(by)));
        all.push(Box::new(|by| *den += i128::from(by)));
        all.push(Box::new(|by| *rank = Some(rank.unwrap_or(0).wrapping_add_signed(i32::try_from(by).unwrap()))));
    }
    all
}

/// Four leaves of 1,000 yen, A decided as 2,000: the last keeps 500; of the others the first has the unit, the next 500 yen.
fn placed() -> ComponentSplit {
    let mut leaves: Vec<LeafPart> = parts(&[1_000; 4]);
    leaves.sort_by(|a, b| a.key.cmp(&b.key));
    leaves[3].kept = Some(Yen::new(500));
    split(rate(2, 3), leaves, decided(2_000)).unwrap()
}

/// An alteration that breaks this claim and none that is checked before it.
fn alter(split: &mut ComponentSplit, claim: Claim) {
    let yen = Yen::new;
    match claim {
        Claim::Rule => split.rule_national += yen(UNIT),
        Claim::National => split.national += yen(1),
        Claim::Grand => split.prefectural += yen(1),
        Claim::Keys => split.leaves.swap(0, 1),
        Claim::Rows => split.leaves[0].prefectural += yen(1),
        Claim::Columns => {
            split.leaves[0].fund += yen(1);
            split.leaves[0].prefectural += yen(1);
        }
        Claim::Kept => split.leaves[3].floor += yen(1),
        Claim::Exact => split.leaves[0].exact.num += 1,
        Claim::Floor => split.leaves[1].floor += yen(UNIT),
        Claim::Ceiling => split.leaves[1].yen += yen(1),
        Claim::Order => (split.leaves[1].rank, split.leaves[2].rank) = (Some(3), Some(2)),
        Claim::Units => (split.leaves[0].units, split.leaves[0].yen) = (Yen::ZERO, yen(UNIT)),
        Claim::Yen => {
            for (leaf, by) in [(1, -500), (2, 500)] {
                split.leaves[leaf].yen += yen(by);
                split.leaves[leaf].national += yen(by);
                split.leaves[leaf].prefectural += yen(-by);
            }
        }
    }
}

#[test]
fn every_claim_can_fail() {
    assert_eq!(placed().verify(), Ok(()));
    for claim in Claim::ALL {
        let mut split = placed();
        alter(&mut split, claim);
        assert_eq!(split.verify().map_err(|e| e.claim), Err(claim));
    }
}

#[test]
fn a_proof_names_leaf_and_claim() {
    let mut split = split(rate(2, 3), parts(&[5_000, 4_000]), None).unwrap();
    split.leaves[0].floor += Yen::new(UNIT);
    let error = split.verify().unwrap_err();
    assert_eq!((error.claim, error.leaf.as_ref()), (Claim::Floor, Some(&split.leaves[0].key)));
    assert_eq!(
        error.to_string(),
        "区分I-1 新規分、150002 No.5の検算が合いません：切捨て額は、按分額の単位未満を切り捨てた額である"
    );
}
