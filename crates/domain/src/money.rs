//! Money in whole yen, units in which amounts are written, and exact rates.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// The largest amount a single cell may hold: 10 兆円. The whole fund of a year is about 0.18 兆円, so more is a slip;
/// the cap is what makes every sum of a workbook or a plan fit in 64 bits.
pub const AMOUNT_LIMIT: i64 = 10_000_000_000_000;

/// An amount in whole yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Yen(i64);

impl Yen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `yen` whole yen.
    #[must_use]
    pub const fn new(yen: i64) -> Self {
        Self(yen)
    }

    /// The number of yen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The distance between two amounts.
    #[must_use]
    pub fn abs_diff(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

/// Overflow cannot follow from input: cells are capped at [`AMOUNT_LIMIT`] and the number of cells by the gate. It would
/// be a defect of ours, and a wrong total is worse than a stop.
const OVERFLOW: &str = "amounts are capped when read, so sums fit";

impl Add for Yen {
    type Output = Self;
    #[expect(clippy::expect_used, reason = "checked arithmetic: a wrong total is worse than a stop")]
    fn add(self, other: Self) -> Self {
        Self(self.0.checked_add(other.0).expect(OVERFLOW))
    }
}

impl Sub for Yen {
    type Output = Self;
    #[expect(clippy::expect_used, reason = "checked arithmetic: a wrong total is worse than a stop")]
    fn sub(self, other: Self) -> Self {
        Self(self.0.checked_sub(other.0).expect(OVERFLOW))
    }
}

impl AddAssign for Yen {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for Yen {
    type Output = Self;
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

impl Sum for Yen {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// Digits in groups of three; a negative amount carries △, as administrative papers write it.
impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 3);
        if self.0 < 0 {
            out.push('△');
        }
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        f.pad(&out)
    }
}

/// The unit in which a workbook writes amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// 円
    Yen,
    /// 千円
    Thousand,
    /// 万円
    TenThousand,
    /// 百万円
    Million,
    /// 億円
    HundredMillion,
}

impl Unit {
    /// All units, smallest first.
    pub const ALL: [Self; 5] = [Self::Yen, Self::Thousand, Self::TenThousand, Self::Million, Self::HundredMillion];

    /// Yen in one of the unit.
    #[must_use]
    pub const fn yen(self) -> i64 {
        match self {
            Self::Yen => 1,
            Self::Thousand => 1_000,
            Self::TenThousand => 10_000,
            Self::Million => 1_000_000,
            Self::HundredMillion => 100_000_000,
        }
    }

    /// The unit as written on papers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yen => "円",
            Self::Thousand => "千円",
            Self::TenThousand => "万円",
            Self::Million => "百万円",
            Self::HundredMillion => "億円",
        }
    }

    /// Reads a unit from text such as 「千円」 or 「（単位：千円）」.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key: String = crate::text::nfkc_compact(text);
        let key = key.trim_matches(|c: char| "()[]:：【】<>".contains(c));
        let key = key.strip_prefix("金額の単位").or_else(|| key.strip_prefix("単位")).unwrap_or(key);
        let key = key.trim_matches(|c: char| "()[]:：".contains(c));
        match key {
            "円" => Some(Self::Yen),
            "千円" => Some(Self::Thousand),
            "万円" => Some(Self::TenThousand),
            "百万円" => Some(Self::Million),
            "億円" => Some(Self::HundredMillion),
            _ => None,
        }
    }
}

/// An exact rate, numerator over denominator, between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct Rate {
    num: u32,
    den: u32,
}

/// A rate outside 0..=1 or with a zero denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rate {num}/{den} is not between 0 and 1")]
pub struct InvalidRate {
    num: u32,
    den: u32,
}

impl From<Rate> for (u32, u32) {
    fn from(rate: Rate) -> Self {
        (rate.num, rate.den)
    }
}

impl TryFrom<(u32, u32)> for Rate {
    type Error = InvalidRate;

    fn try_from((num, den): (u32, u32)) -> Result<Self, Self::Error> {
        Self::new(num, den)
    }
}

impl Rate {
    /// The whole: 10/10.
    pub const WHOLE: Self = Self { num: 1, den: 1 };

    /// `num / den`.
    ///
    /// # Errors
    /// [`InvalidRate`] unless `0 <= num <= den` and `den > 0`.
    pub const fn new(num: u32, den: u32) -> Result<Self, InvalidRate> {
        if den == 0 || num > den {
            return Err(InvalidRate { num, den });
        }
        Ok(Self { num, den })
    }

    /// Reads `2/3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (num, den) = text.split_once('/')?;
        Self::new(num.trim().parse().ok()?, den.trim().parse().ok()?).ok()
    }

    /// Numerator.
    #[must_use]
    pub const fn num(self) -> u32 {
        self.num
    }

    /// Denominator.
    #[must_use]
    pub const fn den(self) -> u32 {
        self.den
    }

    /// Whether the rate is the whole, so that nothing is rounded.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.num == self.den
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole() { f.write_str("10/10") } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yen_is_written_in_groups_with_a_triangle() {
        assert_eq!(Yen::new(1_234_567).to_string(), "1,234,567");
        assert_eq!(Yen::new(-500).to_string(), "△500");
        assert_eq!(Yen::ZERO.to_string(), "0");
    }

    #[test]
    fn units_are_read_from_brackets() {
        assert_eq!(Unit::parse("（単位：千円）"), Some(Unit::Thousand));
        assert_eq!(Unit::parse("円"), Some(Unit::Yen));
        assert_eq!(Unit::parse("ドル"), None);
    }
}
