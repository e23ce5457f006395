//! Dates as they are read, with the machine's form beside them.

use askama::Template;
use jiff::civil::{Date, Weekday};
use kikin_domain::year::era_date;

/// A date: 「令和8年11月21日（土）」, ISO 8601 for machines.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<time datetime="{{ iso }}">{{ text }}</time>"#, ext = "html")]
pub(crate) struct When {
    iso: String,
    text: String,
}

impl askama::filters::HtmlSafe for When {}

impl When {
    /// A day.
    #[must_use]
    pub(crate) fn day(date: Date) -> Self {
        Self { iso: date.to_string(), text: format!("{}（{}）", era_date(date), weekday(date.weekday())) }
    }
}

const fn weekday(day: Weekday) -> char {
    match day {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_in_eras_with_its_weekday() {
        let html = When::day(jiff::civil::date(2026, 11, 21)).to_string();
        assert_eq!(html, "<time datetime=\"2026-11-21\">令和8年11月21日（土）</time>");
    }
}
