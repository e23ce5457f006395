//! What was executed of a grant, yen: the fund's part as filed, and the State's part of it by the stored split.

use crate::money::{Rate, Yen};
use crate::split::Source;

/// The fund money of a project and the State's part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// 基金 計（A+B）, yen
    pub fund: Yen,
    /// 国（A） of it, yen
    pub national: Yen,
}

impl Share {
    /// 都道府県（B）, the remainder, yen.
    #[must_use]
    pub fn prefectural(self) -> Yen {
        self.fund - self.national
    }
}

impl std::ops::Add for Share {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { fund: self.fund + other.fund, national: self.national + other.national }
    }
}

impl std::iter::Sum for Share {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |sum, next| sum + next)
    }
}

/// How the State's part of an executed amount came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// うち国費 as filed.
    Filed,
    /// By the shares that the plan's split placed on the project.
    Split,
    /// By the rate of its 区分: the plan gives it no fund money.
    Rate,
}

impl Basis {
    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Filed => "記入額",
            Self::Split => "計画の国費割合による按分（累計で1円未満切捨て）",
            Self::Rate => "区分の国費率による按分（累計で1円未満切捨て）",
        }
    }
}

/// What a project has executed: the fund's part filed for a year, and the State's part where it was filed, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    /// 執行額 基金, yen
    pub fund: Yen,
    /// うち国費, yen, where it was filed
    pub national: Option<Yen>,
}

/// The fund money that the plan gives a project from one grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which grant it is of: the plan year's own, or what was left of an earlier one.
    pub source: Source,
    /// What the plan's split placed on the project, yen
    pub planned: Share,
    /// The State's rate of its 区分 in the year of the grant
    pub rate: Rate,
}

/// Places what was executed in a year on the grants it was paid from, one share for every part.
///
/// Which grant money is of is nowhere filed: what was left of earlier grants is used up first, in the order of `parts`, and what
/// is above the plan is of the last. The State's part of each is what all years so far have of it by the plan's own split, cut off
/// below one yen (1円未満切捨て), less what the years before have: a project whose whole fund money is executed, in however many
/// years, has executed exactly the State's part that the plan placed on it. Where うち国費 was filed it holds, and what it differs
/// by is placed on the last part that has room, then on those before.
///
/// `before` is the sum of the years before, part by part. A project without fund money in the plan is one part of nothing.
#[must_use]
pub fn place(parts: &[Part], before: &[Share], filed: Filed) -> (Vec<Share>, Basis) {
    let mut left = filed.fund;
    let mut shares = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let before = before.get(index).copied().unwrap_or_default();
        let room = (part.planned.fund - before.fund).max(Yen::ZERO);
        let fund = if index + 1 == parts.len() { left } else { left.min(room) };
        left = left - fund;
        shares.push(Share { fund, national: due(*part, before, fund) });
    }
    let Some(national) = filed.national else {
        let split = parts.iter().any(|part| part.planned.fund > Yen::ZERO);
        return (shares, if split { Basis::Split } else { Basis::Rate });
    };
    let mut more = national - shares.iter().map(|share| share.national).sum::<Yen>();
    for share in shares.iter_mut().rev() {
        let moved = (share.national + more).clamp(Yen::ZERO, share.fund.max(Yen::ZERO)) - share.national;
        share.national += moved;
        more = more - moved;
    }
    // Above the fund's own money nothing has room: it stands where everybody looks for it.
    if let Some(last) = shares.last_mut() {
        last.national += more;
    }
    (shares, Basis::Filed)
}

/// The State's part of a year's money from one grant, yen.
fn due(part: Part, before: Share, fund: Yen) -> Yen {
    let (num, den) = if part.planned.fund > Yen::ZERO {
        (i128::from(part.planned.national.get()), i128::from(part.planned.fund.get()))
    } else {
        (i128::from(part.rate.num()), i128::from(part.rate.den()))
    };
    let so_far = (i128::from((before.fund + fund).get()) * num).div_euclid(den);
    let due = so_far - i128::from(before.national.get());
    // The years before may have filed more than their share: a year's part is never below nothing nor above its money.
    i64::try_from(due).map_or(fund, |due| Yen::new(due).clamp(Yen::ZERO, fund.max(Yen::ZERO)))
}

/// 執行率, b ÷ a, in hundredths of a percent cut off; none without a grant.
#[must_use]
pub fn execution_rate(granted: Yen, executed: Yen) -> Option<i64> {
    let (a, b) = (i128::from(granted.get()), i128::from(executed.get()));
    (a > 0).then(|| i64::try_from((b * 10_000).div_euclid(a)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
