//! One component: the State's part by the rule or as decided, shared over its leaves (domain.md §2 rules 1, 2, 4, 5).

use super::apportion::{ExactShare, Portion, apportion, down_to};
use super::error::SplitError;
use super::key::{ComponentKey, LeafKey};
use crate::money::{AMOUNT_LIMIT, Rate, Yen};

/// How the State's part is rounded: down to a multiple of `unit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rounding {
    /// The unit, 1 yen or more.
    pub unit: Yen,
}

/// 1,000 yen, as published build-ups show.
impl Default for Rounding {
    fn default() -> Self {
        Self { unit: Yen::new(1_000) }
    }
}

/// What one leaf brings to a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafPart {
    /// Whose it is.
    pub key: LeafKey,
    /// Fund money (A+B) of this component, in yen.
    pub fund: Yen,
    /// The stored A of a leaf that a change of plan does not touch: it stays.
    pub kept: Option<Yen>,
}

/// An amount of the State that was decided (交付決定) otherwise than by the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// A as decided, in yen.
    pub national: Yen,
    /// Why, as recorded.
    pub reason: String,
}

/// A component with every yen placed. [`ComponentSplit::verify`] proves it from these figures alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentSplit {
    /// Which component.
    pub key: ComponentKey,
    /// The State's rate.
    pub rate: Rate,
    /// The rounding in force.
    pub rounding: Rounding,
    /// F, the sum of the leaves' fund money.
    pub fund: Yen,
    /// A by the rule: `F × rate` cut down to the unit; F where the rate is the whole.
    pub rule_national: Yen,
    /// The amount decided instead, if any.
    pub decided: Option<Decided>,
    /// A: as decided, else by the rule.
    pub national: Yen,
    /// B, the remainder.
    pub prefectural: Yen,
    /// The leaves by key.
    pub leaves: Vec<LeafShare>,
}

/// A leaf's share of a component, and how it came about: `national = floor + units + yen`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafShare {
    /// Whose it is.
    pub key: LeafKey,
    /// F_i, its fund money in this component.
    pub fund: Yen,
    /// The share before rounding: `F_i × A / F`, over those who share (without kept leaves and what they keep).
    pub exact: ExactShare,
    /// The exact share cut down to the unit; not cut where all of F is the State's.
    pub floor: Yen,
    /// Leftover unit received: nothing or one unit.
    pub units: Yen,
    /// Yen received of what could not be placed in units.
    pub yen: Yen,
    /// Whether the stored A was kept; then it stands as exact share and floor.
    pub kept: bool,
    /// Place in the order of remainders, from 1; none where nothing is cut off.
    pub rank: Option<u32>,
    /// A_i
    pub national: Yen,
    /// B_i, the remainder of F_i.
    pub prefectural: Yen,
}

impl LeafShare {
    fn new(part: LeafPart, portion: Portion) -> Self {
        let national = portion.placed();
        Self {
            prefectural: part.fund - national,
            national,
            key: part.key,
            fund: part.fund,
            exact: portion.exact,
            floor: portion.floor,
            units: portion.units,
            yen: portion.yen,
            kept: part.kept.is_some(),
            rank: portion.rank,
        }
    }
}

/// Splits a component: A by `rate` and `rounding`, or as `decided`; shared over `leaves` by largest remainders. The
/// answer does not depend on the order of `leaves`.
///
/// Leaves with a kept A keep it, and the others share the rest of A in proportion to their own fund money.
///
/// # Errors
/// [`SplitError`] if the rounding unit, a leaf's fund money, a kept or the decided amount lies out of its bounds; if a
/// leaf occurs twice; or if what the kept leaves leave of A is negative or more than the other leaves' fund money.
pub fn split_component(
    key: ComponentKey,
    rate: Rate,
    mut leaves: Vec<LeafPart>,
    decided: Option<Decided>,
    rounding: Rounding,
) -> Result<ComponentSplit, SplitError> {
    leaves.sort_by(|a, b| a.key.cmp(&b.key));
    check_leaves(&key, &leaves, rounding)?;
    let fund: Yen = leaves.iter().map(|l| l.fund).sum();
    let rule_national = by_rule(fund, rate, rounding);
    let national = decided.as_ref().map_or(rule_national, |d| d.national);
    if !(Yen::ZERO..=fund).contains(&national) {
        return Err(SplitError::decided(&key, national, fund));
    }
    let leaves = share(&key, national, leaves, rounding)?;
    Ok(ComponentSplit {
        prefectural: fund - national,
        key,
        rate,
        rounding,
        fund,
        rule_national,
        decided,
        national,
        leaves,
    })
}

/// A by the rule: `fund × rate`, cut down to the unit unless the State bears all.
fn by_rule(fund: Yen, rate: Rate, rounding: Rounding) -> Yen {
    if rate.is_whole() {
        return fund;
    }
    down_to(rounding.unit, i128::from(fund.get()) * i128::from(rate.num()), rate.den().into())
}

/// Holds unit, funds and kept amounts to their bounds, and the keys, which are sorted, to be distinct.
fn check_leaves(key: &ComponentKey, leaves: &[LeafPart], rounding: Rounding) -> Result<(), SplitError> {
    let limit = Yen::new(AMOUNT_LIMIT);
    if !(Yen::new(1)..=limit).contains(&rounding.unit) {
        return Err(SplitError::unit(rounding.unit));
    }
    for leaf in leaves {
        if !(Yen::ZERO..=limit).contains(&leaf.fund) {
            return Err(SplitError::fund(key, &leaf.key, leaf.fund));
        }
        if let Some(kept) = leaf.kept.filter(|kept| !(Yen::ZERO..=leaf.fund).contains(kept)) {
            return Err(SplitError::kept(key, &leaf.key, kept, leaf.fund));
        }
    }
    match leaves.windows(2).find(|pair| pair[0].key == pair[1].key) {
        Some(pair) => Err(SplitError::duplicate(&key.category, &pair[0].key)),
        None => Ok(()),
    }
}

/// Shares `national` over `leaves`, which are sorted: kept leaves first keep what they have.
fn share(
    key: &ComponentKey,
    national: Yen,
    leaves: Vec<LeafPart>,
    rounding: Rounding,
) -> Result<Vec<LeafShare>, SplitError> {
    let kept: Yen = leaves.iter().filter_map(|l| l.kept).sum();
    // A kept leaf takes no part in the sharing: there it counts as one without money.
    let funds: Vec<Yen> = leaves.iter().map(|l| if l.kept.is_some() { Yen::ZERO } else { l.fund }).collect();
    let (rest, room) = (national - kept, funds.iter().copied().sum());
    if !(Yen::ZERO..=room).contains(&rest) {
        return Err(SplitError::infeasible(key, rest, room));
    }
    let portions = apportion(rest, &funds, rounding.unit);
    let shares = leaves.into_iter().zip(portions).map(|(leaf, portion)| {
        let portion = leaf.kept.map_or(portion, Portion::kept);
        LeafShare::new(leaf, portion)
    });
    Ok(shares.collect())
}
