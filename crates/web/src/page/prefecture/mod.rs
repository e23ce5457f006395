//! The prefecture at work: set-up of years, 提出状況一覧, 代理登録, review, 査定.

pub(super) mod amount;
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
    fn what_is_blank_is_left_out_of_a_query() {
        assert_eq!(
            query(&[("stage", "plan"), ("name", "長 岡"), ("bu", "")]),
            "?stage=plan&name=%E9%95%B7%20%E5%B2%A1"
        );
        assert_eq!(query(&[("bu", "")]), "");
    }
}
