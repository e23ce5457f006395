//! Excel numbers as exact decimals of at most 15 significant digits, which is what Excel itself shows and compares.

use rust_decimal::Decimal;

/// A number too small to be anything but the residue of a subtraction: Excel shows it as 0.
const RESIDUE: f64 = 1e-9;

/// The number rounded to 15 significant digits; `None` when it is not finite or beyond 28 digits.
#[must_use]
pub fn decimal15(number: f64) -> Option<Decimal> {
    if !number.is_finite() {
        return None;
    }
    if number.abs() < RESIDUE {
        return Some(Decimal::ZERO);
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        // The common case, without a detour through text.
        #[expect(clippy::cast_possible_truncation, reason = "an integer below 10^15 is exact in both types")]
        return Some(Decimal::from(number as i64));
    }
    Decimal::from_scientific(&format!("{number:.14e}")).ok().map(|d| d.normalize())
}

/// The number as text, as the cell would be typed.
#[must_use]
pub fn number_text(number: f64) -> String {
    decimal15(number).map_or_else(|| format!("{number:e}"), |d| d.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_digits() {
        assert_eq!(number_text(0.1 + 0.2), "0.3");
        assert_eq!(number_text(41_500.0), "41500");
        assert_eq!(number_text(-5.5e-17), "0");
        assert_eq!(number_text(1_234.567), "1234.567");
        assert_eq!(decimal15(f64::NAN), None);
        assert_eq!(decimal15(1e300), None);
    }
}
