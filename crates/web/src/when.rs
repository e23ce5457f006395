//! Dates as they are read, with the machine's form beside them.

use askama::Template;
use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use kikin_app::round::Moment;
use kikin_domain::year::era_date;

/// A date or a moment: 「令和8年11月21日（土）」, 「令和8年11月21日（土）17:00」, ISO 8601 for machines.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<time datetime="{{ iso }}">{{ text }}</time>"#, ext = "html")]
pub struct When {
    iso: String,
    text: String,
}

impl askama::filters::HtmlSafe for When {}

impl When {
    /// A day.
    #[must_use]
    pub(crate) fn day(date: Date) -> Self {
        Self { iso: date.to_string(), text: told(date) }
    }

    /// A moment by the clock of Japan.
    #[must_use]
    pub(crate) fn moment(moment: Moment) -> Self {
        let zoned = moment.instant().to_zoned(TimeZone::fixed(JAPAN));
        let text = format!("{}{:02}:{:02}", told(zoned.date()), zoned.hour(), zoned.minute());
        Self { iso: moment.to_string(), text }
    }

    /// A moment as it is stored; what is none is shown as it is.
    #[must_use]
    pub(crate) fn stored(text: &str) -> Self {
        Moment::parse(text).map_or_else(|| Self { iso: text.to_owned(), text: text.to_owned() }, Self::moment)
    }

    /// The same without the year, for a table whose caption has it: 「7月10日（金）17:00」.
    #[must_use]
    pub(crate) fn short(mut self) -> Self {
        if let Some((_, rest)) = self.text.split_once('年') {
            self.text = rest.to_owned();
        }
        self
    }

    /// The text without its frame, for sentences.
    #[must_use]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

const JAPAN: Offset = jiff::tz::offset(9);

fn told(date: Date) -> String {
    format!("{}（{}）", era_date(date), weekday(date.weekday()))
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

    #[test]
    fn a_moment_is_told_by_the_clock_of_japan() {
        let html = When::stored("2026-11-21T08:05:59+00:00").to_string();
        assert_eq!(html, "<time datetime=\"2026-11-21T08:05:59+00:00\">令和8年11月21日（土）17:05</time>");
        assert_eq!(When::stored("いつか").text(), "いつか");
        let short = When::stored("2026-07-10T17:00:00+09:00").short().to_string();
        assert_eq!(short, "<time datetime=\"2026-07-10T17:00:00+09:00\">7月10日（金）17:00</time>");
    }
}
