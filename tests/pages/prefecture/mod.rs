//! The prefecture at work.

mod assessing;
mod posts;
mod proxy;
mod review;
mod settings;
mod status;

use axum::http::StatusCode;

use super::{Answer, Browser, Pages};
use crate::db::Db;
use crate::people::morning;
use crate::round::{file, filed};

/// The submission of 長岡市, 計画, 医療分.
pub(super) const MEDICAL: &str = "/years/2026/bodies/152021/plan/medical";

/// A server to which 長岡市 has handed its plain file in.
pub(super) async fn with_a_file(db: &Db) -> Pages {
    let pages = Pages::enter(db).await;
    let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
    filed(db, &clerk, file("長岡市.xlsx", &[])).await.expect("is handed in");
    pages
}

/// Sends a form that is taken, and goes where it leads.
pub(super) async fn press(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
    browser.get(answer.location()).await
}
