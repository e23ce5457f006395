//! What components and leaves are known by, and the order that breaks ties.

use std::cmp::Ordering;
use std::fmt;

use crate::body::BodyCode;
use crate::category::CategoryCode;
use crate::year::FiscalYear;

/// Where a component's money comes from. New money stands first, then residuals: of no stated year, then by year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The plan year's own grant: only this money asks the State for a new A.
    New,
    /// 過年度残額 by the plan year it was granted for, where one is stated. It keeps that year's rate.
    Residual(Option<FiscalYear>),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("新規分"),
            Self::Residual(Some(year)) => write!(f, "過年度残額（{year}）"),
            Self::Residual(None) => f.write_str("過年度残額（年度の記載なし）"),
        }
    }
}

/// A component of one plan: money that is rounded once, together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentKey {
    /// 区分
    pub category: CategoryCode,
    /// New money or a residual.
    pub source: Source,
}

impl fmt::Display for ComponentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "区分{} {}", self.category, self.source)
    }
}

/// A leaf inside a component: a municipal project or one of the prefecture's own.
///
/// The order breaks ties between equal remainders: 団体コード, then No. as a number (numbers sort as numbers, other text
/// after them), then the order of reading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeafKey {
    /// The body that files the project.
    pub body: BodyCode,
    /// The project's No., NFKC text. It runs per 分.
    pub no: String,
    /// Place in reading order. An accepted file has each No. once per 分; this only keeps the preview of a rejected file
    /// deterministic.
    pub ordinal: u32,
}

impl LeafKey {
    /// The No. as a number of any length, for comparison: digits without leading zeros, shorter before longer.
    fn number(&self) -> Option<(usize, &str)> {
        let is_number = !self.no.is_empty() && self.no.bytes().all(|b| b.is_ascii_digit());
        let digits = self.no.trim_start_matches('0');
        is_number.then_some((digits.len(), digits))
    }
}

impl Ord for LeafKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_no = match (self.number(), other.number()) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.no.cmp(&other.no),
        };
        // The text comes last so that 1 and 01, equal as numbers, are still two keys.
        self.body
            .cmp(&other.body)
            .then(by_no)
            .then_with(|| self.ordinal.cmp(&other.ordinal))
            .then_with(|| self.no.cmp(&other.no))
    }
}

impl PartialOrd for LeafKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for LeafKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} No.{}", self.body, self.no)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(body: &str, no: &str, ordinal: u32) -> LeafKey {
        LeafKey { body: BodyCode::complete(body).unwrap(), no: no.to_owned(), ordinal }
    }

    #[test]
    fn numbers_sort_as_numbers_and_text_after_them() {
        let sorted = [
            key("15000", "9", 0),
            key("15201", "1", 0),
            key("15201", "01", 1),
            key("15201", "1", 2),
            key("15201", "2", 0),
            key("15201", "10", 0),
            key("15201", "99999999999999999999999", 0),
            key("15201", "", 0),
            key("15201", "1-1", 0),
            key("15201", "A", 0),
            key("15202", "1", 0),
        ];
        assert!(sorted.is_sorted());
        assert!(key("15201", "01", 0) < key("15201", "1", 0), "one order for both, whichever is read first");
    }

    #[test]
    fn components_are_named_in_japanese() {
        let named = |source| ComponentKey { category: "I-1".into(), source }.to_string();
        assert_eq!(named(Source::New), "区分I-1 新規分");
        assert_eq!(named(Source::Residual(FiscalYear::new(2024))), "区分I-1 過年度残額（令和6年度）");
        assert!(
            Source::New < Source::Residual(None) && Source::Residual(None) < Source::Residual(FiscalYear::new(2014))
        );
    }
}
