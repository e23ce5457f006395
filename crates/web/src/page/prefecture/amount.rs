//! Amounts as people type them.

use kikin_domain::Yen;
use kikin_domain::money::AMOUNT_LIMIT;
use kikin_domain::text::nfkc_compact;

/// What was typed into a field of an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// Nothing.
    Blank,
    /// Whole yen, none below nought.
    Given(Yen),
    /// Something else, as it was typed.
    Wrong(String),
}

/// Reads whole yen: full width, separators and 円 are allowed.
pub(super) fn read(typed: &str) -> Amount {
    let key = nfkc_compact(typed).replace([',', '、', '，'], "");
    let digits = key.strip_suffix('円').unwrap_or(&key);
    if digits.is_empty() && key.is_empty() {
        return Amount::Blank;
    }
    let number = if digits.chars().all(|c| c.is_ascii_digit()) { digits.parse::<i64>().ok() } else { None };
    match number.filter(|yen| *yen <= AMOUNT_LIMIT) {
        Some(yen) => Amount::Given(Yen::new(yen)),
        None => Amount::Wrong(typed.trim().chars().take(30).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        let given = |yen| Amount::Given(Yen::new(yen));
        assert_eq!(read(" 1,234,000円 "), given(1_234_000));
        assert_eq!(read("１，２３４"), given(1_234));
        assert_eq!(read("0"), given(0));
        assert_eq!(read("　"), Amount::Blank);
        for wrong in ["-1", "1.5", "12a", "△3", "円", "99999999999999"] {
            assert_eq!(read(wrong), Amount::Wrong(wrong.to_owned()), "{wrong}");
        }
    }
}
