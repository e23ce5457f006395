//! Many at once, and two servers on one database.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use kikin_domain::plan::Stage;

use super::{Answer, Browser, Pages};
use crate::builder::Builder;
use crate::db::on_both;
use crate::people::assert_sound;
use crate::round::{all, nagaoka, states};

const UPLOAD: &str = "/years/2026/bodies/152021/upload?stage=plan";

on_both! {
    /// Double clicks, a second window, an impatient script: one draft, one submission, one receipt.
    async fn twenty_equal_uploads_at_once_make_one_submission(db: &Db) {
        let pages = Pages::enter(db).await;
        let one = pages.sign_in(&pages.cast.clerk).await;
        let two = one.elsewhere(db).await;
        let bytes = Builder::new().build();
        let drafts = at_once(&one, &two, |browser| {
            let bytes = bytes.clone();
            async move { browser.send(UPLOAD, &[], &[("file", "計画.xlsx", &bytes)]).await }
        });
        let drafts = drafts.await;
        assert_eq!(drafts.len(), 1, "{drafts:?}");
        let hand_in = format!("{}/hand-in", drafts.first().expect("one"));
        let receipts = at_once(&one, &two, |browser| {
            let hand_in = hand_in.clone();
            async move { browser.post(&hand_in, &[]).await }
        });
        let receipts = receipts.await;
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        for round in all(db, nagaoka()).await.iter().filter(|r| r.submission.stage == Stage::Plan) {
            assert_eq!(round.submission.versions.len(), 1);
        }
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_sound(db).await;
    }

    /// What one server began the other goes on with: sessions and drafts are the database's.
    async fn another_server_on_the_same_database_goes_on(db: &Db) {
        let pages = Pages::enter(db).await;
        let browser = pages.sign_in(&pages.cast.clerk).await;
        let bytes = Builder::new().build();
        let answer = browser.send(UPLOAD, &[], &[("file", "計画.xlsx", &bytes)]).await;
        let draft = answer.location().to_owned();
        assert!(draft.contains("/drafts/"), "{draft}");
        browser.elsewhere(db).await.get(&draft).await.shows(&["計画.xlsx"]);
        assert_sound(db).await;
    }
}

/// Asks ten times at each of two servers at the same time; the places that it leads to, each once.
async fn at_once<F>(one: &Browser, two: &Browser, ask: impl Fn(Browser) -> F) -> BTreeSet<String>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let mut tasks = tokio::task::JoinSet::new();
    for browser in (0..10).flat_map(|_| [one, two]) {
        tasks.spawn(ask(browser.clone()));
    }
    let mut places = BTreeSet::new();
    while let Some(answer) = tasks.join_next().await {
        let answer = answer.expect("goes on");
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        places.insert(answer.location().split('?').next().expect("a path").to_owned());
    }
    places
}
