//! Dates and periods in text (forms.md §1.6).

use jiff::civil::Date;
use kikin_domain::FiscalYear;
use kikin_domain::text;
use kikin_domain::year::era_year;

use super::LONGEST_ENTRY;

/// Which day a month or a fiscal year stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first day.
    First,
    /// The last day.
    Last,
}

/// One end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A day.
    Day(Date),
    /// Not settled yet (交付決定日 …).
    Open,
}

/// Words that stand where a date is not settled yet.
const UNSETTLED: &[&str] = &["交付決定", "内示", "契約", "着手", "着工", "竣工", "完了", "採択"];

/// Reads one day; a month or a fiscal year gives its first or last day.
#[must_use]
pub fn day(raw: &str, end: End) -> Option<Date> {
    if raw.len() > LONGEST_ENTRY {
        return None;
    }
    day_of_key(&text::key(&without_time(raw)), end)
}

/// Whether the text says that the day is not settled yet: 「交付決定日」, 「令和8年10月～」.
#[must_use]
pub fn is_open(raw: &str) -> bool {
    if raw.len() > LONGEST_ENTRY {
        return false;
    }
    let key = text::key(raw);
    let core = key.trim_matches('~');
    (core.len() < key.len() && (core.is_empty() || day_of_key(core, End::First).is_some() || is_unsettled(core)))
        || is_unsettled(core)
}

fn is_unsettled(key: &str) -> bool {
    key.chars().count() <= 16 && UNSETTLED.iter().any(|w| key.contains(w)) && !key.chars().any(|c| c.is_ascii_digit())
}

/// Reads 「…～…」 in one cell; a single month or fiscal year stands for the whole of it.
#[must_use]
pub fn period(raw: &str) -> Option<(Bound, Bound)> {
    if raw.len() > LONGEST_ENTRY {
        return None;
    }
    let key = text::key(&without_time(raw));
    if let Some((left, right)) = split_range(&key) {
        return ends(left, right);
    }
    // A month or a fiscal year alone is a period of its own; a single day is not.
    let (first, last) = (day_of_key(&key, End::First)?, day_of_key(&key, End::Last)?);
    if first != last {
        return Some((Bound::Day(first), Bound::Day(last)));
    }
    None
}

fn split_range(key: &str) -> Option<(&str, &str)> {
    if let Some((left, right)) = key.split_once('~') {
        return Some((left, right.trim_start_matches('~')));
    }
    if let Some((left, right)) = key.split_once("から") {
        return Some((left, right));
    }
    key.match_indices('-').map(|(i, dash)| (&key[..i], &key[i + dash.len()..])).find(|(l, r)| {
        day_of_key(l, End::First).is_some() && matches!(ends(l, r), Some((Bound::Day(a), Bound::Day(b))) if a <= b)
    })
}

fn ends(left: &str, right: &str) -> Option<(Bound, Bound)> {
    let start = if left.is_empty() || is_unsettled(left) {
        Bound::Open
    } else {
        Bound::Day(day_of_key(left, End::First).or_else(|| day_of_key(&format!("{left}年度"), End::First))?)
    };
    let end = if right.is_empty() || is_unsettled(right) { Bound::Open } else { Bound::Day(right_day(left, right)?) };
    Some((start, end))
}

/// The right end may leave out what the left end has said: 「令和8年4月1日～9年3月31日」, 「…～同年9月30日」.
fn right_day(left: &str, right: &str) -> Option<Date> {
    if let Some(date) = day_of_key(right, End::Last) {
        return Some(date);
    }
    let (year, _) = era_year(left)?;
    let rest =
        right.strip_prefix("同年").map(|r| (year, r)).or_else(|| right.strip_prefix("翌年").map(|r| (year + 1, r)));
    if let Some((year, rest)) = rest {
        return day_of_key(&format!("{year}年{rest}"), End::Last);
    }
    let era_end = left.find(|c: char| c.is_ascii_digit() || c == '元').unwrap_or(0);
    let era = &left[..era_end];
    [format!("{era}{right}"), format!("{year}年{right}"), format!("{year}/{right}")]
        .iter()
        .find_map(|candidate| day_of_key(candidate, End::Last))
}

/// A time of day after the date says nothing about it.
fn without_time(raw: &str) -> String {
    let trimmed = text::nfkc_trim(raw);
    match trimmed.split_once([' ', 'T']) {
        Some((date, time))
            if !time.is_empty()
                && time.contains(':')
                && time.chars().all(|c| c.is_ascii_digit() || ":.Z".contains(c)) =>
        {
            date.to_owned()
        }
        _ => trimmed,
    }
}

fn day_of_key(key: &str, end: End) -> Option<Date> {
    let key = strip_weekday(key);
    let key = ["から", "まで", "より", "付け", "付"].iter().fold(key, |k, suffix| k.strip_suffix(suffix).unwrap_or(k));
    if key.len() == 8 && key.bytes().all(|b| b.is_ascii_digit()) {
        // A year that can be written otherwise as well: 33311111 is a number.
        let (year, _) = era_year(&key[..4])?;
        return date(year, &key[4..6], &key[6..]);
    }
    let (year, rest) = era_year(key)?;
    if let Some(rest) = rest.strip_prefix("年度") {
        let year = FiscalYear::new(year)?;
        return match (rest, end) {
            ("" | "当初" | "中", End::First) | ("当初", End::Last) => Some(year.first_day()),
            ("" | "末" | "中", End::Last) | ("末", End::First) => Some(year.last_day()),
            _ => None,
        };
    }
    let rest = rest.strip_prefix(['年', '.', '/', '-'])?;
    let rest = rest.strip_suffix('日').unwrap_or(rest);
    let (month, day) = match rest.split_once(['月', '.', '/', '-']) {
        Some((month, day)) => (month, day),
        None => (rest, ""),
    };
    match day {
        "" | "末" | "初" | "中" => {
            let first = date(year, month, "1")?;
            Some(match (day, end) {
                ("末", _) | ("" | "中", End::Last) => first.last_of_month(),
                _ => first,
            })
        }
        day => date(year, month, day),
    }
}

/// 「令和8年4月1日(水)」
fn strip_weekday(key: &str) -> &str {
    key.strip_suffix(')')
        .and_then(|k| k.rsplit_once('('))
        .filter(|(_, day)| {
            matches!(
                day.trim_end_matches("曜日").trim_end_matches('曜'),
                "月" | "火" | "水" | "木" | "金" | "土" | "日" | "祝"
            )
        })
        .map_or(key, |(date, _)| date)
}

fn date(year: i16, month: &str, day: &str) -> Option<Date> {
    let number = |s: &str| {
        (!s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i8>().ok()).flatten()
    };
    Date::new(year, number(month)?, number(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    #[test]
    fn days_in_every_form() {
        for raw in [
            "令和8年4月1日",
            "R8.4.1",
            "令8.4.1",
            "㋿8年4月1日",
            "2026/4/1",
            "2026-04-01",
            "２０２６／４／１",
            "令和 8 年 4 月 1 日",
            "R8/4/1",
            "2026年4月1日",
            "2026.4.1",
            "令和8年4月1日（水）",
            "2026-04-01 00:00:00",
            "2026-04-01T00:00:00",
            "20260401",
            "平成38年4月1日",
            "r８．４．１",
            "令和8年4月1日から",
            "令和８年　４月　１日",
        ] {
            assert_eq!(day(raw, End::First), Some(d(2026, 4, 1)), "{raw}");
        }
        assert_eq!(day("令和元年5月1日", End::First), Some(d(2019, 5, 1)));
        assert_eq!(day("平成31年4月1日", End::First), Some(d(2019, 4, 1)));
    }

    #[test]
    fn months_and_years_stand_for_an_end() {
        for (raw, first, last) in [
            ("令和8年4月", d(2026, 4, 1), d(2026, 4, 30)),
            ("R9.2", d(2027, 2, 1), d(2027, 2, 28)),
            ("令和8年度", d(2026, 4, 1), d(2027, 3, 31)),
            ("令和 元年度", d(2019, 4, 1), d(2020, 3, 31)),
            ("平成31年度", d(2019, 4, 1), d(2020, 3, 31)),
        ] {
            assert_eq!((day(raw, End::First), day(raw, End::Last)), (Some(first), Some(last)), "{raw}");
        }
    }

    #[test]
    fn no_dates() {
        for raw in [
            "令和8年13月1日",
            "令和9年2月29日",
            "8",
            "4月1日",
            "令和8年",
            "未定",
            "",
            "年度",
            "令和8年4月31日",
            "R8.4.1.1",
            "2026/4/1頃",
            "33311111",
            "00010101",
        ] {
            assert_eq!(day(raw, End::First), None, "{raw}");
        }
    }

    #[test]
    fn periods() {
        let year = Some((Bound::Day(d(2026, 4, 1)), Bound::Day(d(2027, 3, 31))));
        for raw in [
            "令和8年4月1日～令和9年3月31日",
            "令和8年4月1日〜令和9年3月31日",
            "R8.4.1~R9.3.31",
            "R8.4.1-R9.3.31",
            "2026-04-01－2027-03-31",
            "令和8年4月1日～9年3月31日",
            "令和8年4月～令和9年3月",
            "令和8年度",
            "令和8年4月1日から令和9年3月31日まで",
            "令和8年4月1日～翌年3月31日",
            "令和8年4月1日\n～令和9年3月31日",
        ] {
            assert_eq!(period(raw), year, "{raw}");
        }
        assert_eq!(period("令和8～9年度"), Some((Bound::Day(d(2026, 4, 1)), Bound::Day(d(2028, 3, 31)))));
        assert_eq!(period("2026/4/1～9/30"), Some((Bound::Day(d(2026, 4, 1)), Bound::Day(d(2026, 9, 30)))));
        assert_eq!(period("令和8年10月～"), Some((Bound::Day(d(2026, 10, 1)), Bound::Open)));
        assert_eq!(period("交付決定日～"), Some((Bound::Open, Bound::Open)));
        assert_eq!(period("交付決定日～令和9年3月31日"), Some((Bound::Open, Bound::Day(d(2027, 3, 31)))));
        for raw in ["令和8年4月1日", "通年", "～～", "令和8年13月～令和9年3月"] {
            assert!(matches!(period(raw), None | Some((Bound::Open, Bound::Open))), "{raw}");
        }
    }

    #[test]
    fn open_days() {
        for raw in ["令和8年10月～", "交付決定日～", "交付決定日", "交付決定後"] {
            assert!(is_open(raw), "{raw}");
        }
        for raw in ["令和8年10月1日", "未定", "令和8年13月～"] {
            assert!(!is_open(raw), "{raw}");
        }
    }
}
