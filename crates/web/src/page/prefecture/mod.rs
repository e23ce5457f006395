//! The prefecture at work: set-up of years, 提出状況一覧, 代理登録, review, 査定.

mod amount;
pub(crate) mod assessment;
pub(crate) mod posts;
pub(crate) mod proxy;
pub(crate) mod reminders;
pub(crate) mod review;
mod rows;
pub(crate) mod settings;
pub(crate) mod status;
mod status_list;
mod typed;
pub(crate) mod years;

use kikin_app::round::Moment;
use kikin_domain::year::era_date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::rendered;

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    [
        rendered::<status::StatusPage>(),
        rendered::<reminders::RemindersPage>(),
        rendered::<review::ReviewPage>(),
        rendered::<assessment::AssessmentPage>(),
        rendered::<proxy::ProxyPage>(),
        rendered::<years::YearsPage>(),
        settings::samples(),
        posts::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// 「令和8年7月10日 17:00」
fn clock(moment: Moment) -> String {
    let text = moment.to_string();
    format!("{} {}", era_date(moment.date()), text.get(11..16).unwrap_or_default())
}

/// 「7月10日 17:00」, where the year is known.
fn short_clock(moment: Moment) -> String {
    let (date, text) = (moment.date(), moment.to_string());
    format!("{}月{}日 {}", date.month(), date.day(), text.get(11..16).unwrap_or_default())
}

/// A moment as it is stored, with its year.
fn clock_of(text: &str) -> String {
    Moment::parse(text).map_or_else(|| text.to_owned(), clock)
}

/// A moment as it is stored, where the year is known.
fn short_clock_of(text: &str) -> String {
    Moment::parse(text).map_or_else(|| text.to_owned(), short_clock)
}

/// A query of an address; what is blank is left out.
fn query(parts: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
    let told: Vec<String> = parts.iter().filter(|(_, value)| !value.is_empty()).map(part).collect();
    if told.is_empty() { String::new() } else { format!("?{}", told.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_queries_are_told() {
        assert_eq!(clock_of("2026-07-10T17:00:00+09:00"), "令和8年7月10日 17:00");
        assert_eq!(short_clock_of("2026-07-10T17:00:00+09:00"), "7月10日 17:00");
        assert_eq!(
            query(&[("stage", "plan"), ("name", "長 岡"), ("bu", "")]),
            "?stage=plan&name=%E9%95%B7%20%E5%B2%A1"
        );
        assert_eq!(query(&[("bu", "")]), "");
    }
}
