//! Amounts as people type them.

use kikin_domain::Yen;
use kikin_domain::money::AMOUNT_LIMIT;
use kikin_domain::text::nfkc_compact;

/// What was typed into a field of an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) enum Amount {
    /// Nothing.
    Blank,
    /// Whole yen; below nought only where that may be.
    Given(Yen),
    /// Something else, as it was typed.
    Wrong(String),
}

/// Reads whole yen: full width, separators and 円 are allowed.
pub(in crate::page) fn read(typed: &str) -> Amount {
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

/// The same where an amount may be below nought, with one of the usual signs before it.
pub(in crate::page) fn read_signed(typed: &str) -> Amount {
    let key = nfkc_compact(typed);
    match (key.strip_prefix(['△', '▲', '-', '−']), read(typed)) {
        (Some(rest), _) => match read(rest) {
            Amount::Given(yen) => Amount::Given(Yen::ZERO - yen),
            Amount::Blank | Amount::Wrong(_) => Amount::Wrong(typed.trim().chars().take(30).collect()),
        },
        (None, told) => told,
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
    #[test]
    fn an_amount_may_be_given_back() {
        let given = |yen| Amount::Given(Yen::new(yen));
        assert_eq!(read_signed("１，２３４"), given(1_234));
        for back in ["△1,234", "▲1,234円", "-1234", "－１２３４", "−1234"] {
            assert_eq!(read_signed(back), given(-1_234), "{back}");
        }
        assert_eq!(read_signed(" "), Amount::Blank);
        for wrong in ["△", "--1", "1-", "△x"] {
            assert_eq!(read_signed(wrong), Amount::Wrong(wrong.to_owned()), "{wrong}");
        }
    }
}
