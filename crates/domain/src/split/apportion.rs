//! Largest remainders on a grid of rounding units (domain.md §2 rule 2), on bare amounts.

use std::cmp::Reverse;
use std::fmt;

use crate::money::Yen;

/// A leaf's share before rounding, in yen, as the fraction that it is: `F_i × A` over `F`, not reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExactShare {
    /// The leaf's fund money times the amount that is shared.
    pub num: i128,
    /// The fund money of all that share; 1 where there is none, or for a kept figure.
    pub den: i128,
}

impl ExactShare {
    /// A share that is known to the yen.
    pub(super) fn whole(yen: Yen) -> Self {
        Self { num: yen.get().into(), den: 1 }
    }

    /// The share of `fund` in `amount`, given to `all`.
    fn of(fund: Yen, amount: Yen, all: Yen) -> Self {
        if all == Yen::ZERO {
            return Self::whole(Yen::ZERO);
        }
        Self { num: i128::from(fund.get()) * i128::from(amount.get()), den: all.get().into() }
    }

    /// The share cut down to a multiple of `unit`, and what is cut off, as a numerator over [`Self::den`].
    fn cut(self, unit: Yen) -> (Yen, i128) {
        let floor = down_to(unit, self.num, self.den);
        (floor, self.num - i128::from(floor.get()) * self.den)
    }
}

/// A mixed number in lowest terms: `666,666 2/3`.
impl fmt::Display for ExactShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.num.checked_div(self.den).and_then(|whole| i64::try_from(whole).ok());
        let Some(whole) = whole else { return write!(f, "{}/{}", self.num, self.den) };
        let rest = self.num % self.den;
        let divisor = greatest_common_divisor(rest, self.den);
        match rest {
            0 => f.pad(&Yen::new(whole).to_string()),
            _ => f.pad(&format!("{} {}/{}", Yen::new(whole), rest / divisor, self.den / divisor)),
        }
    }
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// The largest multiple of `unit` that is not above `num / den`; neither is negative, and `num / den` is an amount.
pub(super) fn down_to(unit: Yen, num: i128, den: i128) -> Yen {
    let unit = i128::from(unit.get());
    #[expect(clippy::expect_used, reason = "a part of an amount is an amount; a wrong one is worse than a stop")]
    Yen::new(i64::try_from(num / (den * unit) * unit).expect("a part of an amount fits where the amount does"))
}

/// What one leaf receives, and how: the sum of `floor`, `units` and `yen`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portion {
    fund: Yen,
    remainder: i128,
    pub(super) exact: ExactShare,
    pub(super) floor: Yen,
    pub(super) units: Yen,
    pub(super) yen: Yen,
    pub(super) rank: Option<u32>,
}

impl Portion {
    fn floor_of(fund: Yen, exact: ExactShare, unit: Yen) -> Self {
        let (floor, remainder) = exact.cut(unit);
        Self { fund, remainder, exact, floor, units: Yen::ZERO, yen: Yen::ZERO, rank: None }
    }

    /// A stored figure that stays as it is.
    pub(super) fn kept(yen: Yen) -> Self {
        Self::floor_of(yen, ExactShare::whole(yen), Yen::new(1))
    }

    /// What is placed so far.
    pub(super) fn placed(&self) -> Yen {
        self.floor + self.units + self.yen
    }

    /// What a leaf with a remainder may still receive: up to its ceiling, never above its fund.
    fn room(&self, unit: Yen) -> Yen {
        (self.floor + unit).min(self.fund) - self.placed()
    }
}

/// Shares `amount` over `funds`, which stand in the order that breaks ties; `amount` is between 0 and their sum.
///
/// Each is first given its exact share cut down to the unit. What is left goes out in the order of remainders, largest
/// first: whole units to those with room for one; then what that leaves, in yen, to those still below their ceiling. The
/// exact shares lie below all ceilings and funds, so there is room for everything.
pub(super) fn apportion(amount: Yen, funds: &[Yen], unit: Yen) -> Vec<Portion> {
    let all: Yen = funds.iter().copied().sum();
    // Where everything is given nothing is rounded: the grid is the yen itself.
    let unit = if amount == all { Yen::new(1) } else { unit };
    let mut portions: Vec<Portion> =
        funds.iter().map(|&fund| Portion::floor_of(fund, ExactShare::of(fund, amount, all), unit)).collect();
    let mut left = amount - portions.iter().map(Portion::placed).sum();

    let mut order: Vec<&mut Portion> = portions.iter_mut().filter(|p| p.remainder > 0).collect();
    order.sort_by_key(|p| Reverse(p.remainder)); // stable: equal remainders stay in the order of funds
    for (rank, portion) in (1..).zip(&mut order) {
        portion.rank = Some(rank);
        if left >= unit && portion.room(unit) == unit {
            portion.units = unit;
            left = left - unit;
        }
    }
    for portion in order {
        portion.yen = portion.room(unit).min(left);
        left = left - portion.yen;
    }
    assert!(left == Yen::ZERO, "an amount not above the funds is placed in full");
    portions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(amount: i64, funds: &[i64]) -> Vec<(i64, i64, i64, Option<u32>)> {
        let funds: Vec<Yen> = funds.iter().copied().map(Yen::new).collect();
        let portions = apportion(Yen::new(amount), &funds, Yen::new(1_000));
        portions.iter().map(|p| (p.floor.get(), p.units.get(), p.yen.get(), p.rank)).collect()
    }

    #[test]
    fn leftover_units_go_to_the_largest_remainders_and_ties_to_the_first() {
        // 2/3 of 1,000, 2,000 and 3,000 yen: remainders 666 2/3, 333 1/3 and none.
        assert_eq!(
            placed(4_000, &[2_000, 1_000, 3_000]),
            [(1_000, 0, 0, Some(2)), (0, 1_000, 0, Some(1)), (2_000, 0, 0, None)]
        );
        assert_eq!(
            placed(2_000, &[1_000, 1_000, 1_000]),
            [(0, 1_000, 0, Some(1)), (0, 1_000, 0, Some(2)), (0, 0, 0, Some(3))]
        );
    }

    #[test]
    fn a_unit_passes_over_a_leaf_that_it_would_lift_above_its_fund() {
        // 900 yen has the largest remainder (551 yen, before 224) but no room for a unit: the next takes it.
        assert_eq!(
            placed(3_000, &[900, 2_000, 2_000]),
            [(0, 0, 0, Some(1)), (1_000, 1_000, 0, Some(2)), (1_000, 0, 0, Some(3))]
        );
        // Nobody has room for a unit: the yen go out in the same order.
        assert_eq!(placed(1_000, &[700, 400, 400]), [(0, 0, 700, Some(1)), (0, 0, 300, Some(2)), (0, 0, 0, Some(3))]);
    }

    #[test]
    fn an_amount_off_the_grid_ends_in_yen() {
        assert_eq!(placed(2_500, &[2_000, 2_000]), [(1_000, 0, 500, Some(1)), (1_000, 0, 0, Some(2))]);
    }

    #[test]
    fn all_is_all_and_nothing_is_nothing() {
        assert_eq!(placed(1_999, &[999, 1_000]), [(999, 0, 0, None), (1_000, 0, 0, None)]);
        assert_eq!(placed(0, &[999, 0]), [(0, 0, 0, None), (0, 0, 0, None)]);
        assert_eq!(placed(0, &[0, 0]), [(0, 0, 0, None), (0, 0, 0, None)]);
        assert_eq!(placed(0, &[]), []);
    }

    #[test]
    fn exact_shares_are_written_as_mixed_numbers() {
        let exact = |num, den| ExactShare { num, den }.to_string();
        assert_eq!(exact(4_000_000, 6), "666,666 2/3");
        assert_eq!(exact(12, 6), "2");
        assert_eq!(exact(1, 3), "0 1/3");
        assert_eq!(exact(1, 0), "1/0");
    }
}
