//! Totals: addition of stored leaf figures, and nothing else (domain.md §2.3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::body::BodyCode;
use crate::category::{Bu, Category, CategoryCode};
use crate::consolidated::Line;
use crate::money::Yen;

/// Sums over projects, in yen. A blank adds nothing; `total_unknown` counts projects without a 総事業費.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// 件数
    pub projects: u32,
    /// 総事業費 of the projects that give one
    pub total: Yen,
    /// Projects without a 総事業費
    pub total_unknown: u32,
    /// 基金 計（A+B）
    pub fund: Yen,
    /// 国（A）
    pub national: Yen,
    /// 都道府県（B）
    pub prefectural: Yen,
    /// その他（C）
    pub other: Yen,
    /// 国費における公民の別 公
    pub public: Yen,
    /// 民
    pub private: Yen,
    /// うち受託事業等
    pub entrusted: Yen,
    /// うち過年度残額
    pub carried: Yen,
    /// Projects that give 公, 民 and うち受託事業等: a sum of none of them is no 0.
    #[serde(skip)]
    pub given: GivenShares,
}

/// How many projects give each share of 国費における公民の別.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenShares {
    /// 公
    pub public: u32,
    /// 民
    pub private: u32,
    /// うち受託事業等
    pub entrusted: u32,
}

impl Amounts {
    /// The sums of one line.
    #[must_use]
    pub fn of(line: &Line) -> Self {
        let project = &line.project;
        let given = |field: &crate::place::Field<Yen>| field.get().unwrap_or_default();
        Self {
            projects: 1,
            total: given(&project.total),
            total_unknown: u32::from(project.total.value().is_none()),
            fund: line.fund,
            national: line.national,
            prefectural: line.prefectural,
            other: given(&project.other),
            public: given(&project.public),
            private: given(&project.private),
            entrusted: given(&project.entrusted),
            carried: line.carried,
            given: GivenShares {
                public: u32::from(project.public.value().is_some()),
                private: u32::from(project.private.value().is_some()),
                entrusted: u32::from(project.entrusted.value().is_some()),
            },
        }
    }
}

impl std::ops::AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        self.projects += other.projects;
        self.total += other.total;
        self.total_unknown += other.total_unknown;
        self.fund += other.fund;
        self.national += other.national;
        self.prefectural += other.prefectural;
        self.other += other.other;
        self.public += other.public;
        self.private += other.private;
        self.entrusted += other.entrusted;
        self.carried += other.carried;
        self.given.public += other.given.public;
        self.given.private += other.given.private;
        self.given.entrusted += other.given.entrusted;
    }
}

impl std::iter::Sum for Amounts {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |mut sum, next| {
            sum += next;
            sum
        })
    }
}

/// The sums of every 区分 of the year, in the order of its table, zeros included.
#[must_use]
pub fn by_category<'a>(
    categories: &[Category],
    lines: impl IntoIterator<Item = &'a Line>,
) -> Vec<(CategoryCode, Amounts)> {
    let mut sums: Vec<(CategoryCode, Amounts)> =
        categories.iter().map(|c| (c.code.clone(), Amounts::default())).collect();
    for line in lines.into_iter().filter(|l| l.counts()) {
        if let Some((_, sum)) = sums.iter_mut().find(|(code, _)| *code == line.category) {
            *sum += Amounts::of(line);
        }
    }
    sums
}

/// The sum of a 分.
#[must_use]
pub fn of_bu(categories: &[Category], sums: &[(CategoryCode, Amounts)], bu: Bu) -> Amounts {
    sums.iter().filter(|(code, _)| categories.iter().any(|c| c.code == *code && c.bu == bu)).map(|(_, a)| *a).sum()
}

/// The sums of every body × 区分 of the year, zeros included for bodies that have a line.
#[must_use]
pub fn by_body(categories: &[Category], lines: &[Line]) -> BTreeMap<BodyCode, Vec<(CategoryCode, Amounts)>> {
    let mut bodies: BTreeMap<BodyCode, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        bodies.entry(line.body).or_default().push(line);
    }
    bodies.into_iter().map(|(body, lines)| (body, by_category(categories, lines))).collect()
}
