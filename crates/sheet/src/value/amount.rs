//! Amounts in text: full-width digits, separators, 円 to 億円, mixed, negative in every way that papers use.

use kikin_domain::text;
use rust_decimal::Decimal;

use super::LONGEST_ENTRY;

/// What the text of an amount says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountText {
    /// A lone dash or なし.
    Blank,
    /// 調整中, 未定, 精査中 and the like.
    Pending,
    /// A number without unit of its own: it is in the column's.
    Plain(Decimal),
    /// A number with its own unit, in yen.
    Yen(Decimal),
    /// Not an amount.
    Bad,
}

const PENDING: &[&str] =
    &["調整中", "未定", "精査中", "検討中", "協議中", "確認中", "算定中", "積算中", "照会中", "見積中"];

/// Reads the text of an amount.
#[must_use]
pub fn parse(raw: &str) -> AmountText {
    if raw.len() > LONGEST_ENTRY {
        return AmountText::Bad;
    }
    let compact = text::nfkc_compact(raw);
    let folded = text::key(raw);
    if matches!(folded.as_str(), "-" | "--" | "・" | "なし" | "無し" | "無" | "_") {
        return AmountText::Blank;
    }
    if PENDING.contains(&text::choice_key(raw).as_str()) {
        return AmountText::Pending;
    }
    let (negative, body) = strip_sign(&compact);
    let (marked, body) = strip_currency(body);
    let (negative, body) = match strip_sign(body) {
        (true, rest) if !negative => (true, rest),
        (true, _) => return AmountText::Bad,
        (false, rest) => (negative, rest),
    };
    let Some((value, unit)) = numeral(body) else { return AmountText::Bad };
    let value = if negative && !value.is_zero() { -value } else { value };
    if unit || marked { AmountText::Yen(value) } else { AmountText::Plain(value) }
}

/// A sign before the number, or brackets around it.
fn strip_sign(body: &str) -> (bool, &str) {
    if let Some(inner) = body.strip_prefix('(').and_then(|b| b.strip_suffix(')')) {
        return (true, inner);
    }
    let minus = |c: char| matches!(c, '△' | '▲' | '-' | '−' | '‐' | '‑' | '–' | '—' | '―' | 'ー');
    match body.strip_prefix(minus) {
        Some(rest) => (true, rest),
        None => (false, body.strip_prefix('+').unwrap_or(body)),
    }
}

/// A currency mark before (¥, 金) or after (也) the number; ¥ makes the unit 円.
fn strip_currency(body: &str) -> (bool, &str) {
    let body = body.strip_prefix('金').unwrap_or(body);
    let body = body.strip_suffix('也').unwrap_or(body);
    match body.strip_prefix(['¥', '\\']) {
        Some(rest) => (true, rest),
        None => (false, body),
    }
}

/// A number with scales: 「38億5,015万3千円」. Returns the value and whether it bore a unit of its own.
fn numeral(body: &str) -> Option<(Decimal, bool)> {
    let mut rest = body;
    let mut total = Decimal::ZERO;
    let mut section = Decimal::ZERO;
    let mut unit = false;
    let mut last_big = i64::MAX;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('円') {
            return (after.is_empty() && rest.len() < body.len()).then_some((total.checked_add(section)?, true));
        }
        let (number, after) = digits(rest)?;
        rest = after;
        let mut small = 1_i64;
        while let Some((scale, after)) = scale_of(rest, &[('十', 10), ('百', 100), ('千', 1_000)]) {
            small = small.checked_mul(scale).filter(|s| *s <= 1_000_000)?;
            unit = true;
            rest = after;
        }
        section = section.checked_add(number.checked_mul(Decimal::from(small))?)?;
        if let Some((big, after)) = scale_of(rest, &[('万', 10_000), ('億', 100_000_000), ('兆', 1_000_000_000_000)])
        {
            if big >= last_big {
                return None;
            }
            last_big = big;
            unit = true;
            total = total.checked_add(section.checked_mul(Decimal::from(big))?)?;
            section = Decimal::ZERO;
            rest = after;
        } else if small == 1 && !rest.is_empty() && !rest.starts_with('円') {
            return None;
        }
    }
    (!body.is_empty()).then_some((total.checked_add(section)?, unit))
}

fn scale_of<'a>(rest: &'a str, scales: &[(char, i64)]) -> Option<(i64, &'a str)> {
    let c = rest.chars().next()?;
    scales.iter().find(|(s, _)| *s == c).map(|(_, v)| (*v, &rest[c.len_utf8()..]))
}

/// Digits with an optional fraction; separators must stand at thousands, so that a slipped comma is not guessed away.
fn digits(body: &str) -> Option<(Decimal, &str)> {
    let end = body.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '、'))).unwrap_or(body.len());
    let (number, rest) = body.split_at(end);
    let number = number.replace('、', ",");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3));
    let plain = groups.iter().all(|g| !g.is_empty()) && fraction.chars().all(|c| c.is_ascii_digit());
    if !grouped || !plain || number.ends_with('.') || whole.len() > 30 {
        return None;
    }
    let digits = groups.concat();
    let text = if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") };
    Some((Decimal::from_str_exact(&text).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yen(n: i64) -> AmountText {
        AmountText::Yen(Decimal::from(n))
    }

    fn plain(n: i64) -> AmountText {
        AmountText::Plain(Decimal::from(n))
    }

    #[test]
    fn amounts_as_officers_type_them() {
        for (raw, read) in [
            ("1200", plain(1200)),
            ("１，２００", plain(1200)),
            ("1,200", plain(1200)),
            (" 1 200 ", plain(1200)),
            ("△500", plain(-500)),
            ("▲ 500", plain(-500)),
            ("-500", plain(-500)),
            ("－500", plain(-500)),
            ("−500", plain(-500)),
            ("(500)", plain(-500)),
            ("（500）", plain(-500)),
            ("△0", plain(0)),
            ("57,742千円", yen(57_742_000)),
            ("89,082,000円", yen(89_082_000)),
            ("¥1,200", yen(1_200)),
            ("￥1,200", yen(1_200)),
            ("△1,200千円", yen(-1_200_000)),
            ("2,745万1千円", yen(27_451_000)),
            ("38億5,015万3千円", yen(3_850_153_000)),
            ("1億円", yen(100_000_000)),
            ("1.5百万円", yen(1_500_000)),
            ("５百万円", yen(5_000_000)),
            ("3千万円", yen(30_000_000)),
            ("1億2千3百万円", yen(123_000_000)),
            ("0円", yen(0)),
            ("金1,200円也", yen(1_200)),
            ("5千円", yen(5_000)),
        ] {
            assert_eq!(parse(raw), read, "{raw}");
        }
    }

    #[test]
    fn blanks_open_amounts_and_nonsense() {
        for raw in ["－", "―", "‐", "—", "-", "・", "なし", " ー "] {
            assert_eq!(parse(raw), AmountText::Blank, "{raw}");
        }
        for raw in ["調整中", "未 定", "精査中", "（調整中）"] {
            assert_eq!(parse(raw), AmountText::Pending, "{raw}");
        }
        for raw in [
            "約1,200",
            "1,20",
            "12,34",
            "1,2345",
            "千円",
            "円",
            "",
            "abc",
            "1万2億円",
            "1.2.3",
            "1200円程度",
            "--5",
            "10%",
            "1,200-",
            "1億1億円",
        ] {
            assert_eq!(parse(raw), AmountText::Bad, "{raw}");
        }
    }
}
