//! 国の内示 beside the plan: what the State allots to a 区分, and what of it the plan asks for (P002).

use std::collections::BTreeMap;

use crate::category::CategoryCode;
use crate::finding::Finding;
use crate::money::Yen;
use crate::rule::RuleId;
use crate::split::{PlanSplit, Source};

/// What all rounds of 国の内示 allot to a 区分.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noticed {
    /// How many rounds have named the 区分.
    pub rounds: u32,
    /// 国費（A）, yen.
    pub national: Yen,
    /// 基金の規模（A+B）, yen.
    pub fund: Yen,
}

/// A 区分 of the plan beside its 国の内示. 過年度残額 is not of this year's 内示, so only new money stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BesideNotice {
    /// The 区分.
    pub category: CategoryCode,
    /// 国（A） of the plan's new money, yen.
    pub national: Yen,
    /// 基金 計（A+B） of the plan's new money, yen.
    pub fund: Yen,
    /// What the State allots: 0 yen where no round has named the 区分; nothing known before the year's first round.
    pub noticed: Option<Noticed>,
}

impl BesideNotice {
    /// The 区分 in their order, each with the new money of the split. Once a round is entered, a 区分 that none has named is
    /// allotted nothing.
    pub fn of(
        split: &PlanSplit,
        categories: impl IntoIterator<Item = CategoryCode>,
        noticed: &BTreeMap<CategoryCode, Noticed>,
    ) -> Vec<Self> {
        let of = |category: CategoryCode| {
            let noticed = (!noticed.is_empty()).then(|| noticed.get(&category).copied().unwrap_or_default());
            let own = split.components.iter().filter(|c| c.key.category == category && c.key.source == Source::New);
            let (national, fund) = own.fold((Yen::ZERO, Yen::ZERO), |(a, f), c| (a + c.national, f + c.fund));
            Self { category, national, fund, noticed }
        };
        categories.into_iter().map(of).collect()
    }

    /// All 区分 together, under the word `all`; the rounds are not counted.
    #[must_use]
    pub fn whole(all: &[Self]) -> Self {
        let noticed = all.iter().filter_map(|one| one.noticed).reduce(|sum, one| Noticed {
            rounds: 0,
            national: sum.national + one.national,
            fund: sum.fund + one.fund,
        });
        Self {
            category: "all".into(),
            national: all.iter().map(|one| one.national).sum(),
            fund: all.iter().map(|one| one.fund).sum(),
            noticed,
        }
    }

    /// What of the State's allotment is left; negative where the plan asks for more.
    #[must_use]
    pub fn left(&self) -> Option<Yen> {
        self.noticed.map(|n| n.national - self.national)
    }

    /// What of the fund's size under the State's allotment is left; negative where the plan is larger.
    #[must_use]
    pub fn left_of_fund(&self) -> Option<Yen> {
        self.noticed.map(|n| n.fund - self.fund)
    }

    /// P002 where the plan asks for more than was allotted. `number` is the 区分 on papers.
    #[must_use]
    pub fn above(&self, number: &str) -> Option<Finding> {
        let noticed = self.noticed?;
        let over = self.national - noticed.national;
        let (planned, allotted) = (self.national.to_string(), noticed.national.to_string());
        (over > Yen::ZERO).then(|| {
            let over = over.to_string();
            let args = [("category", number), ("planned", &planned), ("noticed", &allotted), ("over", &over)];
            Finding::new(RuleId::P002, "", &args).value(planned.clone()).expected(allotted.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(national: i64, noticed: Option<i64>) -> BesideNotice {
        let noticed =
            noticed.map(|yen| Noticed { rounds: 2, national: Yen::new(yen), fund: Yen::new(yen) + Yen::new(yen) });
        BesideNotice { category: "II".into(), national: Yen::new(national), fund: Yen::new(national), noticed }
    }

    #[test]
    fn a_category_that_no_round_names_is_allotted_nothing() {
        let none = beside(1_000, Some(0)).above("Ⅱ").expect("is above");
        assert!(none.message.contains("計画額1,000円が国の内示額0円を1,000円上回っています"), "{}", none.message);
        let all = [beside(1_000, Some(0)), beside(500, Some(2_000))];
        let whole = BesideNotice::whole(&all);
        assert_eq!(
            (whole.national, whole.left(), whole.left_of_fund()),
            (Yen::new(1_500), Some(Yen::new(500)), Some(Yen::new(2_500)))
        );
        assert_eq!(BesideNotice::whole(&[beside(1_000, None)]).left(), None);
    }

    #[test]
    fn only_more_than_was_allotted_is_told() {
        assert_eq!(beside(1_000, Some(1_000)).above("Ⅱ"), None);
        assert_eq!(beside(1_000, None).above("Ⅱ"), None);
        assert_eq!((beside(1_000, None).left(), beside(1_000, Some(900)).left()), (None, Some(Yen::new(-100))));
        let told = beside(1_200_000, Some(1_000_000)).above("Ⅱ").expect("is above");
        assert_eq!(told.rule, RuleId::P002);
        assert!(told.message.starts_with(
            "区分Ⅱの国（A）は、新規分の計画額1,200,000円が国の内示額1,000,000円を200,000円上回っています。"
        ));
    }
}
