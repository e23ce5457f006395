//! Fiscal years and Japanese eras. A fiscal year runs from 1 April to 31 March and is named by its first calendar year.

use std::fmt;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::text;

/// A Japanese era: the names it goes by and the year before its first.
struct Era {
    name: &'static str,
    short: &'static str,
    letter: char,
    base: i16,
}

/// Newest first. 明治 and 大正 do not occur in this fund.
const ERAS: [Era; 3] = [
    Era { name: "令和", short: "令", letter: 'r', base: 2018 },
    Era { name: "平成", short: "平", letter: 'h', base: 1988 },
    Era { name: "昭和", short: "昭", letter: 's', base: 1925 },
];

/// The years a plan, a residual or a date can sensibly name; outside it a number is no year.
const YEARS: std::ops::RangeInclusive<i16> = 1926..=2199;

/// A fiscal year (会計年度), named by the calendar year in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i16", into = "i16")]
pub struct FiscalYear(i16);

impl From<FiscalYear> for i16 {
    fn from(year: FiscalYear) -> Self {
        year.0
    }
}

impl TryFrom<i16> for FiscalYear {
    type Error = &'static str;

    fn try_from(year: i16) -> Result<Self, Self::Error> {
        Self::new(year).ok_or("no year")
    }
}

impl FiscalYear {
    /// 平成26年度, the first year of the fund.
    pub const EARLIEST: Self = Self(2014);

    /// The fiscal year that begins in April of `year`.
    #[must_use]
    pub fn new(year: i16) -> Option<Self> {
        YEARS.contains(&year).then_some(Self(year))
    }

    /// The fiscal year in which `date` lies.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        Self::new(if date.month() >= 4 { date.year() } else { date.year() - 1 })
    }

    /// Calendar year of its first day.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }

    /// 1 April.
    #[must_use]
    pub fn first_day(self) -> Date {
        date(self.0, 4, 1)
    }

    /// 31 March of the following calendar year.
    #[must_use]
    pub fn last_day(self) -> Date {
        date(self.0 + 1, 3, 31)
    }

    /// Reads 令和8年度, R8, 令8, 2026, 2026年度, 平成31年度 (= 令和元年度), with full-width digits and stray blanks.
    /// What follows the year (以降, 版) is not accepted here.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let key = text::label_key(raw);
        let (year, rest) = era_year(&key)?;
        matches!(rest, "" | "年度" | "年" | "fy" | "年度分").then(|| Self::new(year)).flatten()
    }

    /// The era form, 「令和8年度」 (first year 「令和元年度」).
    #[must_use]
    pub fn era(self) -> String {
        let era = ERAS.iter().find(|e| self.0 > e.base).unwrap_or(&ERAS[2]);
        match self.0 - era.base {
            1 => format!("{}元年度", era.name),
            n => format!("{}{n}年度", era.name),
        }
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.era())
    }
}

/// Reads a leading year in era or western form from a key ([`text::key`]); returns the western year and what follows.
/// A western year has four digits.
#[must_use]
pub fn era_year(key: &str) -> Option<(i16, &str)> {
    for era in &ERAS {
        let rest = key.strip_prefix(era.name).or_else(|| key.strip_prefix(era.short)).or_else(|| {
            key.strip_prefix(era.letter)
                .filter(|r| r.starts_with(|c: char| c.is_ascii_digit() || c == '元' || c == '.'))
        });
        let Some(rest) = rest else { continue };
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        if let Some(rest) = rest.strip_prefix('元') {
            return Some((era.base + 1, rest));
        }
        let (number, rest) = leading_number(rest)?;
        let number = i16::try_from(number).ok().filter(|n| (1..=99).contains(n))?;
        return Some((era.base + number, rest));
    }
    let key = key.strip_prefix("西暦").unwrap_or(key);
    let key = key.strip_prefix("fy").unwrap_or(key);
    let (number, rest) = leading_number(key)?;
    let year = i16::try_from(number).ok()?;
    YEARS.contains(&year).then_some((year, rest))
}

/// A leading run of at most nine ASCII digits, and the rest.
fn leading_number(key: &str) -> Option<(u32, &str)> {
    let end = key.find(|c: char| !c.is_ascii_digit()).unwrap_or(key.len());
    if end == 0 || end > 9 {
        return None;
    }
    Some((key[..end].parse().ok()?, &key[end..]))
}

/// The date in era form, 「令和8年4月1日」.
#[must_use]
pub fn era_date(date: Date) -> String {
    let era = ERAS.iter().find(|e| date.year() > e.base).unwrap_or(&ERAS[2]);
    let year = date.year() - era.base;
    let year = if year == 1 { "元".to_owned() } else { year.to_string() };
    format!("{}{year}年{}月{}日", era.name, date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_every_form() {
        for text in [
            "令和8年度",
            "R8",
            "2026",
            "2026年度",
            "令和８年度",
            "令 和 8 年 度",
            "㋿8年度",
            "令8",
            "R8年度",
            "平成38年度",
        ] {
            assert_eq!(FiscalYear::parse(text).map(FiscalYear::get), Some(2026), "{text}");
        }
        assert_eq!(FiscalYear::parse("令和 元年度"), FiscalYear::parse("平成31年度"));
        assert_eq!(FiscalYear::parse("令和元年度").map(FiscalYear::get), Some(2019));
        for text in ["", "8", "令和", "年度", "令和8年4月", "26", "令和8年度以降"] {
            assert_eq!(FiscalYear::parse(text), None, "{text}");
        }
    }

    #[test]
    fn eras_are_written() {
        assert_eq!(FiscalYear(2026).era(), "令和8年度");
        assert_eq!(FiscalYear(2019).era(), "令和元年度");
        assert_eq!(FiscalYear(2014).era(), "平成26年度");
        assert_eq!(era_date(date(2026, 11, 21)), "令和8年11月21日");
    }

    #[test]
    fn a_year_runs_from_april_to_march() {
        let year = FiscalYear(2026);
        assert_eq!(FiscalYear::of(year.first_day()), Some(year));
        assert_eq!(FiscalYear::of(year.last_day()), Some(year));
    }
}
