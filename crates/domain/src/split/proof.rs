//! The proof of a split: every claim of the rule, checked again on the stored figures alone.
//!
//! Nothing here rounds or places: a figure is proved by the inequality that makes it the only one possible, so an error of
//! the computation cannot hide behind the same error here.

use std::fmt;

use super::component::{ComponentSplit, LeafShare};
use super::key::{ComponentKey, LeafKey};
use crate::money::{AMOUNT_LIMIT, Yen};

/// What the figures of a component are held to. The label is the sentence of the printed proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// The unit is 1 yen or more, and A by the rule is the multiple of it next below `F × rate`, or F at the whole rate.
    Rule,
    /// A is the decided amount, else the rule's, and lies between 0 and F.
    National,
    /// `A + B = F`.
    Grand,
    /// Each leaf stands once, in the order of keys.
    Keys,
    /// `A_i + B_i = F_i`, none negative.
    Rows,
    /// `Σ F_i = F`, `Σ A_i = A`, `Σ B_i = B`.
    Columns,
    /// A kept figure stands as it was stored.
    Kept,
    /// The exact share is `F_i × A / F`.
    Exact,
    /// The floor is the multiple of the unit next below the exact share.
    Floor,
    /// `A_i` is its floor, leftover unit and yen together, and not above its ceiling.
    Ceiling,
    /// The order of leftovers is that of remainders, then of keys.
    Order,
    /// Leftover units went out in that order to all with room for one, as far as they reached.
    Units,
    /// What units could not place went out in yen, in that order, to leaves below their ceiling.
    Yen,
}

impl Claim {
    /// All, in the order in which they are checked.
    pub const ALL: [Self; 13] = [
        Self::Rule,
        Self::National,
        Self::Grand,
        Self::Keys,
        Self::Rows,
        Self::Columns,
        Self::Kept,
        Self::Exact,
        Self::Floor,
        Self::Ceiling,
        Self::Order,
        Self::Units,
        Self::Yen,
    ];

    /// The claim as printed.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Rule => {
                "規則による国の額は、基金の額に負担割合を乗じ、端数処理の単位未満を切り捨てた額である（10/10は全額）"
            }
            Self::National => "国の額は、決定額（なければ規則による額）であり、0円以上、基金の額以下である",
            Self::Grand => "全体で、国＋都道府県＝基金の額である",
            Self::Keys => "事業は団体コード、No.の順に1回ずつ並ぶ",
            Self::Rows => "どの事業も、国＋都道府県＝基金充当額であり、負の額がない",
            Self::Columns => "事業の基金充当額、国、都道府県の各合計は、それぞれ全体の額に等しい",
            Self::Kept => "変更しない事業の国の額は、据え置かれている",
            Self::Exact => "端数処理前の額は、基金充当額に応じた按分額である",
            Self::Floor => "切捨て額は、按分額の単位未満を切り捨てた額である",
            Self::Ceiling => "国の額は、切捨て額に端数の配分を加えた額であり、切上げ額と基金充当額を超えない",
            Self::Order => "端数の配分順は、端数の大きい順（同じときは団体コード、No.の順）である",
            Self::Units => "端数の単位額は、配分順に、受け入れられる事業へ1単位ずつ配分されている",
            Self::Yen => "単位額で配分できない残りは、同じ順に、円単位で配分されている",
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// A claim that stored figures do not bear out: they were altered, or the computation has a defect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{component}{}の検算が合いません：{claim}", at(leaf.as_ref()))]
pub struct ProofError {
    /// Which component.
    pub component: ComponentKey,
    /// Which leaf, where the claim is about one.
    pub leaf: Option<LeafKey>,
    /// The claim that fails.
    pub claim: Claim,
}

fn at(leaf: Option<&LeafKey>) -> String {
    leaf.map_or_else(String::new, |leaf| format!("、{leaf}"))
}

impl ComponentSplit {
    /// Proves the split from its stored figures: rule, sums, and for every leaf how its yen were placed. Kept figures can
    /// only be held to their bounds and sums.
    ///
    /// # Errors
    /// [`ProofError`] with the first of [`Claim::ALL`] that fails.
    pub fn verify(&self) -> Result<(), ProofError> {
        self.verify_amounts()?;
        self.verify_sums()?;
        let shared = Shared::of(self);
        for leaf in &self.leaves {
            if let Some(claim) = if leaf.kept { broken_when_kept(leaf) } else { shared.broken(leaf) } {
                return Err(self.disproved(claim, Some(leaf)));
            }
        }
        self.verify_order(&shared)
    }

    fn hold(&self, holds: bool, claim: Claim, leaf: Option<&LeafShare>) -> Result<(), ProofError> {
        if holds { Ok(()) } else { Err(self.disproved(claim, leaf)) }
    }

    fn disproved(&self, claim: Claim, leaf: Option<&LeafShare>) -> ProofError {
        ProofError { component: self.key.clone(), leaf: leaf.map(|l| l.key.clone()), claim }
    }

    fn verify_amounts(&self) -> Result<(), ProofError> {
        let (fund, rule, unit) = (int(self.fund), int(self.rule_national), int(self.rounding.unit));
        let (num, den) = (i128::from(self.rate.num()), i128::from(self.rate.den()));
        let by_rule = if self.rate.is_whole() { rule == fund } else { is_next_below(rule, unit, fund * num, den) };
        self.hold((1..=i128::from(AMOUNT_LIMIT)).contains(&unit) && by_rule, Claim::Rule, None)?;
        let said = self.decided.as_ref().map_or(self.rule_national, |d| d.national);
        self.hold(self.national == said && (Yen::ZERO..=self.fund).contains(&said), Claim::National, None)?;
        self.hold(int(self.national) + int(self.prefectural) == fund, Claim::Grand, None)
    }

    fn verify_sums(&self) -> Result<(), ProofError> {
        self.hold(self.leaves.is_sorted_by(|a, b| a.key < b.key), Claim::Keys, None)?;
        for leaf in &self.leaves {
            let none_negative = leaf.national >= Yen::ZERO && leaf.prefectural >= Yen::ZERO;
            let row = int(leaf.national) + int(leaf.prefectural) == int(leaf.fund);
            self.hold(row && none_negative, Claim::Rows, Some(leaf))?;
        }
        let column = |of: fn(&LeafShare) -> Yen| self.leaves.iter().map(|l| int(of(l))).sum::<i128>();
        let columns = column(|l| l.fund) == int(self.fund)
            && column(|l| l.national) == int(self.national)
            && column(|l| l.prefectural) == int(self.prefectural);
        self.hold(columns, Claim::Columns, None)
    }

    /// The order of leftovers, and that units and then yen went out in it.
    fn verify_order(&self, shared: &Shared) -> Result<(), ProofError> {
        let mut ranked: Vec<&LeafShare> = self.leaves.iter().filter(|l| l.rank.is_some()).collect();
        ranked.sort_by_key(|l| l.rank);
        for (place, leaf) in (1..).zip(&ranked) {
            self.hold(leaf.rank == Some(place), Claim::Order, Some(leaf))?;
        }
        for pair in ranked.windows(2) {
            let (before, after) = (shared.remainder(pair[0]), shared.remainder(pair[1]));
            let in_order = before > after || (before == after && pair[0].key < pair[1].key);
            self.hold(in_order, Claim::Order, Some(pair[1]))?;
        }
        let in_yen: i128 = ranked.iter().map(|l| int(l.yen)).sum();
        let mut units_ended = false;
        for leaf in ranked.iter().filter(|l| shared.has_room_for_unit(l)) {
            let has_unit = leaf.units != Yen::ZERO;
            self.hold(!(has_unit && units_ended), Claim::Units, Some(leaf))?;
            units_ended |= !has_unit;
        }
        self.hold(!units_ended || in_yen < shared.unit, Claim::Units, None)?;
        let mut yen_ended = false;
        for leaf in &ranked {
            self.hold(!(leaf.yen != Yen::ZERO && yen_ended), Claim::Yen, Some(leaf))?;
            yen_ended |= int(leaf.national) < shared.limit(leaf);
        }
        Ok(())
    }
}

/// What the leaves that are not kept share, and the grid it is placed on.
struct Shared {
    amount: i128,
    fund: i128,
    unit: i128,
}

impl Shared {
    fn of(split: &ComponentSplit) -> Self {
        let touched = || split.leaves.iter().filter(|l| !l.kept);
        let amount = touched().map(|l| int(l.national)).sum();
        let fund = touched().map(|l| int(l.fund)).sum();
        Self { amount, fund, unit: if amount == fund { 1 } else { int(split.rounding.unit) } }
    }

    /// What the floor cuts off, as a numerator over the common denominator.
    fn remainder(&self, leaf: &LeafShare) -> i128 {
        leaf.exact.num - int(leaf.floor) * leaf.exact.den
    }

    fn has_room_for_unit(&self, leaf: &LeafShare) -> bool {
        int(leaf.floor) + self.unit <= int(leaf.fund)
    }

    /// The ceiling, but not above the fund.
    fn limit(&self, leaf: &LeafShare) -> i128 {
        let step = if self.remainder(leaf) == 0 { 0 } else { self.unit };
        (int(leaf.floor) + step).min(int(leaf.fund))
    }

    /// The first claim about a leaf by itself that does not hold.
    fn broken(&self, leaf: &LeafShare) -> Option<Claim> {
        let exact = if self.fund == 0 { (0, 1) } else { (int(leaf.fund) * self.amount, self.fund) };
        if (leaf.exact.num, leaf.exact.den) != exact {
            return Some(Claim::Exact);
        }
        if !is_next_below(int(leaf.floor), self.unit, exact.0, exact.1) {
            return Some(Claim::Floor);
        }
        let unit_or_none = int(leaf.units) == 0 || int(leaf.units) == self.unit;
        let placed = int(leaf.floor) + int(leaf.units) + int(leaf.yen);
        let adds_up = unit_or_none && leaf.yen >= Yen::ZERO && placed == int(leaf.national);
        if !adds_up || int(leaf.national) > self.limit(leaf) {
            return Some(Claim::Ceiling);
        }
        (leaf.rank.is_some() != (self.remainder(leaf) > 0)).then_some(Claim::Order)
    }
}

/// A kept leaf has received nothing: its A is its floor and its exact share.
fn broken_when_kept(leaf: &LeafShare) -> Option<Claim> {
    let stands = (leaf.exact.num, leaf.exact.den, leaf.floor) == (int(leaf.national), 1, leaf.national);
    let nothing_received = (leaf.units, leaf.yen, leaf.rank) == (Yen::ZERO, Yen::ZERO, None);
    (!(stands && nothing_received)).then_some(Claim::Kept)
}

/// Whether `floor` is the multiple of `unit` with `floor <= num / den < floor + unit`. An amount times a sum of amounts
/// fits in 128 bits; where a tampered figure does not, nothing is proved.
fn is_next_below(floor: i128, unit: i128, num: i128, den: i128) -> bool {
    let above = floor.checked_add(unit).and_then(|next| next.checked_mul(den));
    unit > 0 && floor % unit == 0 && floor * den <= num && above.is_some_and(|above| num < above)
}

fn int(yen: Yen) -> i128 {
    yen.get().into()
}
