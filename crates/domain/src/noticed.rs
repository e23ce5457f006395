//! 国の内示 beside the plan: what the State allots to a 区分, and what of it the plan asks for (P002).

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
    /// What the State allots; nothing where no round has named the 区分.
    pub noticed: Option<Noticed>,
}

impl BesideNotice {
    /// The 区分 in the order of `notices`, each with the new money of the split.
    #[must_use]
    pub fn of(split: &PlanSplit, notices: Vec<(CategoryCode, Option<Noticed>)>) -> Vec<Self> {
        let of = |(category, noticed): (CategoryCode, Option<Noticed>)| {
            let own = split.components.iter().filter(|c| c.key.category == category && c.key.source == Source::New);
            let (national, fund) = own.fold((Yen::ZERO, Yen::ZERO), |(a, f), c| (a + c.national, f + c.fund));
            Self { category, national, fund, noticed }
        };
        notices.into_iter().map(of).collect()
    }

    /// What of the State's allotment is left; negative where the plan asks for more.
    #[must_use]
    pub fn left(&self) -> Option<Yen> {
        self.noticed.map(|n| n.national - self.national)
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
