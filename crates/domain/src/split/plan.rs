//! A whole plan: projects into components, and the components' shares back to the projects (domain.md §2 rules 1, 3).

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::component::{ComponentSplit, LeafPart, LeafShare, Rounding, split_component};
use super::error::SplitError;
use super::key::{ComponentKey, LeafKey, Source};
use crate::category::{CategoryCode, CategoryTable};
use crate::money::{Rate, Yen};
use crate::year::FiscalYear;

/// A project of a plan as the split sees it. Amounts in yen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Whose it is. A key occurs once in a 区分.
    pub key: LeafKey,
    /// Its 区分.
    pub category: CategoryCode,
    /// Fund money, 計（A+B）.
    pub fund: Yen,
    /// 過年度残額, inside `fund`.
    pub carried: Yen,
    /// The year the residual was granted for, where stated.
    pub carried_from: Option<FiscalYear>,
    /// The stored A, if a change of plan does not touch the project.
    pub kept: Option<Kept>,
}

/// The stored A of a project by component, in yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Of new money.
    pub new: Yen,
    /// Of the past residual.
    pub carried: Yen,
}

impl Leaf {
    /// The leaf's parts: new money and residual. One without money has an empty part of new money.
    fn parts(&self) -> impl Iterator<Item = (Source, LeafPart)> {
        let part = |fund, kept| LeafPart { key: self.key.clone(), fund, kept };
        let new = part(self.fund - self.carried, self.kept.map(|k| k.new));
        let carried = part(self.carried, self.kept.map(|k| k.carried));
        // A kept amount without money behind it is passed on, to be refused by name.
        let holds = |part: &LeafPart| part.fund != Yen::ZERO || part.kept.is_some_and(|kept| kept != Yen::ZERO);
        let residual = holds(&carried).then_some((Source::Residual(self.carried_from), carried));
        let new = (holds(&new) || residual.is_none()).then_some((Source::New, new));
        new.into_iter().chain(residual)
    }
}

/// A and B of something, in yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// A, the State's.
    pub national: Yen,
    /// B, the prefecture's.
    pub prefectural: Yen,
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.national += other.national;
        self.prefectural += other.prefectural;
    }
}

/// A plan with every yen placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSplit {
    /// The components in the year's order of 区分, then new money before residuals. A 区分 that does not stand in the
    /// year comes after those that do.
    pub components: Vec<ComponentSplit>,
    shares: BTreeMap<CategoryCode, BTreeMap<LeafKey, Share>>,
}

impl PlanSplit {
    /// The plan of these components: a leaf's share is the sum over them.
    #[must_use]
    pub fn of(components: Vec<ComponentSplit>) -> Self {
        let mut shares: BTreeMap<CategoryCode, BTreeMap<LeafKey, Share>> = BTreeMap::new();
        for component in &components {
            let of_category = shares.entry(component.key.category.clone()).or_default();
            for LeafShare { key, national, prefectural, .. } in &component.leaves {
                let share = Share { national: *national, prefectural: *prefectural };
                *of_category.entry(key.clone()).or_default() += share;
            }
        }
        Self { components, shares }
    }

    /// A leaf's A and B: the sum over its components.
    #[must_use]
    pub fn share(&self, category: &CategoryCode, key: &LeafKey) -> Option<Share> {
        self.shares.get(category)?.get(key).copied()
    }
}

/// Splits a plan: per 区分 one component of new money, and one of past residual per source year (none stated: one more).
/// A residual has the rate of its source year, or of the plan year if none is stated. The answer does not depend on the
/// order of `leaves`.
///
/// # Errors
/// [`SplitError`] as for [`split_component`]; also if a residual does not lie inside its leaf's fund money, a key occurs
/// twice in a 区分, or the table does not know a 区分 in any year.
pub fn split_plan(
    leaves: &[Leaf],
    table: &CategoryTable,
    year: FiscalYear,
    rounding: Rounding,
) -> Result<PlanSplit, SplitError> {
    let mut components = Vec::new();
    for (key, parts) in components_of(leaves)? {
        let rate = rate(&key, table, year)?;
        components.push(split_component(key, rate, parts, None, rounding)?);
    }
    let order: Vec<&CategoryCode> = table.of_year(year).map(|c| &c.code).collect();
    // Stable: inside a 区分 the order of keys stays.
    components.sort_by_key(|c| order.iter().position(|code| **code == c.key.category).unwrap_or(order.len()));
    Ok(PlanSplit::of(components))
}

/// Sorts the leaves' parts into components.
fn components_of(leaves: &[Leaf]) -> Result<BTreeMap<ComponentKey, Vec<LeafPart>>, SplitError> {
    let mut leaves: Vec<&Leaf> = leaves.iter().collect();
    leaves.sort_by(|a, b| (&a.category, &a.key).cmp(&(&b.category, &b.key)));
    if let Some(pair) = leaves.windows(2).find(|p| p[0].category == p[1].category && p[0].key == p[1].key) {
        return Err(SplitError::duplicate(&pair[0].category, &pair[0].key));
    }
    let mut components: BTreeMap<ComponentKey, Vec<LeafPart>> = BTreeMap::new();
    for leaf in leaves {
        // Fund money below zero is refused where it is split, by its own name.
        if !(Yen::ZERO..=leaf.fund.max(Yen::ZERO)).contains(&leaf.carried) {
            return Err(SplitError::carried(&leaf.category, &leaf.key, leaf.carried, leaf.fund));
        }
        for (source, part) in leaf.parts() {
            components.entry(ComponentKey { category: leaf.category.clone(), source }).or_default().push(part);
        }
    }
    Ok(components)
}

/// The State's rate for a component of the plan of `year`.
fn rate(key: &ComponentKey, table: &CategoryTable, year: FiscalYear) -> Result<Rate, SplitError> {
    let granted = match key.source {
        Source::New | Source::Residual(None) => year,
        Source::Residual(Some(source)) => source,
    };
    table.rate(&key.category, granted).ok_or_else(|| SplitError::category(&key.category, year))
}
