//! Why a split is refused, in the words of the prefectural officer who reads it.

use super::key::{ComponentKey, LeafKey};
use crate::category::CategoryCode;
use crate::money::Yen;
use crate::year::FiscalYear;

/// A split that cannot be made. All amounts are in yen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// The rounding unit is below 1 yen, or above any amount.
    #[error("端数処理の単位{unit}円は使えません。1円以上の金額を設定してください")]
    Unit {
        /// The unit given.
        unit: Yen,
    },
    /// No year's table has the 区分.
    #[error("区分{category}は{year}の区分の表にも他の年度の表にもありません。区分の表を確認してください")]
    Category {
        /// The 区分 given.
        category: CategoryCode,
        /// The plan year.
        year: FiscalYear,
    },
    /// A leaf's fund money is negative, or above what a cell may hold.
    #[error("{component}、{leaf}の基金充当額{fund}円は範囲外です。0円以上10兆円以下の額にしてください")]
    Fund {
        /// Where.
        component: ComponentKey,
        /// Whose.
        leaf: LeafKey,
        /// The fund money given.
        fund: Yen,
    },
    /// A leaf's past residual does not lie inside its fund money.
    #[error(
        "区分{category}、{leaf}の過年度残額{carried}円は、基金充当額{fund}円の内数になっていません。どちらかの額を訂正してください"
    )]
    Carried {
        /// Where.
        category: CategoryCode,
        /// Whose.
        leaf: LeafKey,
        /// The past residual given.
        carried: Yen,
        /// The fund money it should lie in.
        fund: Yen,
    },
    /// A leaf occurs twice.
    #[error("区分{category}、{leaf}が2回あります。事業ごとに1行にしてください")]
    Duplicate {
        /// Where.
        category: CategoryCode,
        /// Which.
        leaf: LeafKey,
    },
    /// A decided amount is negative or above the component's fund money.
    #[error(
        "{component}の決定額{national}円は、0円以上、基金の額{fund}円以下でなければなりません。決定額を確認してください"
    )]
    Decided {
        /// Where.
        component: ComponentKey,
        /// The amount decided.
        national: Yen,
        /// The component's fund money.
        fund: Yen,
    },
    /// A kept amount is negative or above the leaf's fund money.
    #[error(
        "{component}、{leaf}の据え置く国の額{kept}円が、基金充当額{fund}円の範囲にありません。この事業も変更の対象にしてください"
    )]
    Kept {
        /// Where.
        component: ComponentKey,
        /// Whose.
        leaf: LeafKey,
        /// The stored A.
        kept: Yen,
        /// The leaf's fund money.
        fund: Yen,
    },
    /// What the kept leaves leave of A does not fit into the leaves that a change touches.
    #[error(
        "{component}では、据え置く事業を除いた国の額が{rest}円となり、変更する事業の基金充当額{room}円に割り振れません。\
         変更する事業を増やすか、決定額を確認してください"
    )]
    Infeasible {
        /// Where.
        component: ComponentKey,
        /// A without what is kept.
        rest: Yen,
        /// The touched leaves' fund money.
        room: Yen,
    },
}

impl SplitError {
    pub(super) const fn unit(unit: Yen) -> Self {
        Self::Unit { unit }
    }

    pub(super) fn category(category: &CategoryCode, year: FiscalYear) -> Self {
        Self::Category { category: category.clone(), year }
    }

    pub(super) fn fund(component: &ComponentKey, leaf: &LeafKey, fund: Yen) -> Self {
        Self::Fund { component: component.clone(), leaf: leaf.clone(), fund }
    }

    pub(super) fn carried(category: &CategoryCode, leaf: &LeafKey, carried: Yen, fund: Yen) -> Self {
        Self::Carried { category: category.clone(), leaf: leaf.clone(), carried, fund }
    }

    pub(super) fn duplicate(category: &CategoryCode, leaf: &LeafKey) -> Self {
        Self::Duplicate { category: category.clone(), leaf: leaf.clone() }
    }

    pub(super) fn decided(component: &ComponentKey, national: Yen, fund: Yen) -> Self {
        Self::Decided { component: component.clone(), national, fund }
    }

    pub(super) fn kept(component: &ComponentKey, leaf: &LeafKey, kept: Yen, fund: Yen) -> Self {
        Self::Kept { component: component.clone(), leaf: leaf.clone(), kept, fund }
    }

    pub(super) fn infeasible(component: &ComponentKey, rest: Yen, room: Yen) -> Self {
        Self::Infeasible { component: component.clone(), rest, room }
    }
}
