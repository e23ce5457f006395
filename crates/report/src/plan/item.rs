//! The amounts of a plan, and their sums over 区分 and 分.

use kikin_domain::consolidated::Line;
use kikin_domain::totals::{Amounts, by_category, of_bu};
use kikin_domain::{Bu, Category, CategoryCode, Field, Yen};
use kikin_sheet::form::{Label, PROJECTS};

/// An amount that a project has and every table adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// 総事業費（A+B+C）
    Total,
    /// 基金充当額 計（A+B）
    Fund,
    /// 国（A）
    National,
    /// 都道府県（B）
    Prefectural,
    /// その他（C）
    Other,
    /// 国費における公民の別 公
    Public,
    /// 民
    Private,
    /// うち受託事業等（再掲）
    Entrusted,
    /// うち過年度残額
    Carried,
}

impl Item {
    /// All, in the order of every table.
    pub const ALL: [Self; 9] = [
        Self::Total,
        Self::Fund,
        Self::National,
        Self::Prefectural,
        Self::Other,
        Self::Public,
        Self::Private,
        Self::Entrusted,
        Self::Carried,
    ];

    /// Its code in data, which is the key of its column in the municipal form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Fund => "fund",
            Self::National => "national",
            Self::Prefectural => "prefectural",
            Self::Other => "other",
            Self::Public => "public",
            Self::Private => "private",
            Self::Entrusted => "entrusted",
            Self::Carried => "carried",
        }
    }

    /// Its labels in the municipal form, of which the first is printed.
    fn printed(self) -> Option<Label> {
        PROJECTS.column(self.code()).and_then(|column| column.labels.first()).copied()
    }

    /// The label that several items share, if they do.
    #[must_use]
    pub fn group(self) -> Option<&'static str> {
        self.printed().and_then(|label| label.group)
    }

    /// The label, below that of the group.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.printed().map_or(self.code(), |label| label.leaf)
    }

    /// Group and label.
    #[must_use]
    pub fn title(self) -> String {
        self.group().map_or_else(String::new, |group| format!("{group} ")) + self.label()
    }

    /// The item of sums.
    #[must_use]
    pub const fn of(self, amounts: &Amounts) -> Yen {
        match self {
            Self::Total => amounts.total,
            Self::Fund => amounts.fund,
            Self::National => amounts.national,
            Self::Prefectural => amounts.prefectural,
            Self::Other => amounts.other,
            Self::Public => amounts.public,
            Self::Private => amounts.private,
            Self::Entrusted => amounts.entrusted,
            Self::Carried => amounts.carried,
        }
    }

    /// The item of sums as it is shown: nothing where every addend of a share of 国費における公民の別 is blank.
    #[must_use]
    pub const fn shown(self, amounts: &Amounts) -> Option<Yen> {
        match self {
            Self::Public if amounts.given.public == 0 => None,
            Self::Private if amounts.given.private == 0 => None,
            Self::Entrusted if amounts.given.entrusted == 0 => None,
            Self::Public
            | Self::Private
            | Self::Entrusted
            | Self::Total
            | Self::Fund
            | Self::National
            | Self::Prefectural
            | Self::Other
            | Self::Carried => Some(self.of(amounts)),
        }
    }

    /// The cell of a line that the item was filed in.
    #[must_use]
    pub fn field(self, line: &Line) -> &Field<Yen> {
        let project = &line.project;
        match self {
            Self::Total => &project.total,
            Self::Fund => &project.fund,
            Self::National => &project.national,
            Self::Prefectural => &project.prefectural,
            Self::Other => &project.other,
            Self::Public => &project.public,
            Self::Private => &project.private,
            Self::Entrusted => &project.entrusted,
            Self::Carried => &project.carried,
        }
    }

    /// Whether the figure is placed by the split, and not the one filed.
    #[must_use]
    pub const fn is_placed(self) -> bool {
        matches!(self, Self::National | Self::Prefectural)
    }
}

/// Sums by 区分, by 分 and in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Every 区分 of the year, zeros included.
    pub by_category: Vec<(CategoryCode, Amounts)>,
    /// 医療分計 and 介護分計.
    pub by_bu: Vec<(Bu, Amounts)>,
    /// 合計
    pub all: Amounts,
}

impl Totals {
    /// The sums of `lines`: 区分 from lines, 分 from 区分, 合計 from 分.
    #[must_use]
    pub fn of<'a>(categories: &[Category], lines: impl IntoIterator<Item = &'a Line>) -> Self {
        let by_category = by_category(categories, lines);
        let by_bu: Vec<(Bu, Amounts)> = Bu::ALL.map(|bu| (bu, of_bu(categories, &by_category, bu))).to_vec();
        let all = by_bu.iter().map(|(_, amounts)| *amounts).sum();
        Self { by_category, by_bu, all }
    }

    /// The sums of a 区分.
    #[must_use]
    pub fn category(&self, code: &CategoryCode) -> Amounts {
        self.by_category.iter().find(|(c, _)| c == code).map(|(_, amounts)| *amounts).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_nobody_gave_is_no_zero() {
        let mut amounts = Amounts { projects: 2, fund: Yen::new(3_000), ..Amounts::default() };
        assert_eq!(Item::Fund.shown(&amounts), Some(Yen::new(3_000)));
        assert_eq!([Item::Public, Item::Private, Item::Entrusted].map(|item| item.shown(&amounts)), [None; 3]);
        amounts.given.private = 1;
        assert_eq!(Item::Private.shown(&amounts), Some(Yen::ZERO), "somebody wrote 0");
        assert_eq!(Item::Other.shown(&amounts), Some(Yen::ZERO));
    }
}
