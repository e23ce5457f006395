//! Quantities, surcharges and subsidy rates as exact fractions.

use jiff::civil::Date;
use kikin_domain::plan::Ratio;
use kikin_domain::text;
use rust_decimal::Decimal;

/// A decimal as a fraction in lowest terms; `None` when it is negative or too large.
#[must_use]
pub fn of_decimal(value: Decimal) -> Option<Ratio> {
    let value = value.normalize();
    let num = i64::try_from(value.mantissa()).ok().filter(|n| (0..=1_000_000_000_000).contains(n))?;
    let den = 10_i64.checked_pow(value.scale()).filter(|d| *d <= 1_000_000_000_000)?;
    Some(reduced(num, den))
}

fn reduced(num: i64, den: i64) -> Ratio {
    let (mut a, mut b) = (num, den);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = a.max(1);
    Ratio { num: num / divisor, den: den / divisor }
}

/// A number in text with an optional counter of up to six characters: 「3施設」, 「１，２００人/月」.
#[must_use]
pub fn quantity(raw: &str) -> Option<Ratio> {
    let compact = text::nfkc_compact(raw);
    let end = compact.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(compact.len());
    let (number, counter) = compact.split_at(end);
    if number.is_empty() || counter.chars().count() > 6 || counter.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    if matches!(counter.chars().next(), Some('%' | '-' | '~' | '千' | '万' | '億')) {
        return None;
    }
    of_decimal(Decimal::from_str_exact(&number.replace(',', "")).ok()?)
}

/// A surcharge as a factor: 1.05, 105%, 5% and 0.05 mean the same.
#[must_use]
pub fn premium(value: Ratio) -> Ratio {
    if value.num >= value.den { value } else { reduced(value.num + value.den, value.den) }
}

/// A share in text: a percentage, a fraction or a decimal.
#[must_use]
pub fn share(raw: &str) -> Option<Ratio> {
    let compact = text::nfkc_compact(raw).replace(['⁄', '∕', '÷'], "/");
    if let Some(percent) = compact.strip_suffix('%') {
        return of_decimal(Decimal::from_str_exact(percent).ok()?.checked_div(Decimal::ONE_HUNDRED)?);
    }
    if let Some((num, den)) = compact.split_once('/') {
        return fraction(num, den);
    }
    if let Some((den, num)) = compact.split_once("分の") {
        return fraction(num, den);
    }
    of_decimal(Decimal::from_str_exact(&compact).ok()?)
}

fn fraction(num: &str, den: &str) -> Option<Ratio> {
    let (num, den): (i64, i64) = (num.parse().ok()?, den.parse().ok()?);
    (num >= 0 && den > 0 && num <= 1_000_000 && den <= 1_000_000).then(|| reduced(num, den))
}

/// A subsidy rate in text: between 0 and 1, 定額 meaning the whole.
#[must_use]
pub fn rate(raw: &str) -> Option<Ratio> {
    if matches!(text::choice_key(raw).as_str(), "定額" | "全額" | "満額") {
        return Some(Ratio::ONE);
    }
    share(raw).filter(|r| is_rate(*r))
}

/// Whether a fraction can be a rate: above 0, at most 1.
#[must_use]
pub const fn is_rate(value: Ratio) -> bool {
    value.num > 0 && value.num <= value.den
}

/// What Excel makes of a typed 2/3 or 10/10: the date 3 February or 10 October. The month and the day are the fraction.
#[must_use]
pub fn rate_of_date(date: Date) -> Option<Ratio> {
    let value = reduced(i64::from(date.month()), i64::from(date.day()));
    is_rate(value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surcharges_mean_the_same() {
        let want = Ratio { num: 21, den: 20 };
        for raw in ["1.05", "105%", "5%", "0.05", "１０５％"] {
            assert_eq!(share(raw).map(premium), Some(want), "{raw}");
        }
        assert_eq!(share("1").map(premium), Some(Ratio::ONE));
        assert_eq!(share("0").map(premium), Some(Ratio::ONE));
    }

    #[test]
    fn rates_and_quantities() {
        for raw in ["10/10", "1", "100%", "定額", "１０／１０", "10分の10"] {
            assert_eq!(rate(raw), Some(Ratio::ONE), "{raw}");
        }
        assert_eq!(rate("2/3"), Some(Ratio { num: 2, den: 3 }));
        for raw in ["100", "0", "3/2", "半分", ""] {
            assert_eq!(rate(raw), None, "{raw}");
        }
        assert_eq!(quantity("３施設"), Some(Ratio { num: 3, den: 1 }));
        assert_eq!(quantity("1,200人/月"), Some(Ratio { num: 1200, den: 1 }));
        assert_eq!(quantity("29.5"), Some(Ratio { num: 59, den: 2 }));
        for raw in ["", "施設", "-3", "3%", "2～3"] {
            assert_eq!(quantity(raw), None, "{raw}");
        }
        assert_eq!(rate_of_date(jiff::civil::date(2026, 2, 3)), Some(Ratio { num: 2, den: 3 }));
        assert_eq!(rate_of_date(jiff::civil::date(2026, 10, 10)), Some(Ratio::ONE));
    }
}
