//! Work that takes long: how far it is, with and without script.

use askama::Template;

use super::is_html;

/// How far some work is. The page that holds it sets `Shell::refresh`, so that without script the browser loads it anew.
#[derive(Clone, Debug, Template)]
#[template(path = "component/progress.html")]
pub struct Progress {
    /// What is worked on.
    pub label: String,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// What is counted, 「件」.
    pub unit: String,
    /// The address from which the script takes this component again; empty when the work is over.
    pub poll: String,
}

is_html!(Progress);

impl Progress {
    /// One under way, and one that is over.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let of = |done| Self {
            label: "市町村計画の検査".to_owned(),
            done,
            total: 179,
            unit: "件".to_owned(),
            poll: String::new(),
        };
        vec![of(42), of(179)]
    }
}
