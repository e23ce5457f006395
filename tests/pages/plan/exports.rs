//! Exports are asked for, done by workers that may die, and taken home.

use jiff::Timestamp;
use kikin_app::jobs::{JobKind, LEASE, Turn};

use super::{see, turn, two_towns};
use crate::db::on_both;
use crate::pages::Pages;
use crate::people::{after, assert_sound, morning};

on_both! {
    /// Asked for in a page, done by a worker, taken from the page; the same as the live plan.
    async fn an_export_is_asked_for_done_and_taken(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.prefecture).await;
        see(&browser, "/jobs").await.shows(&["書き出しは、まだありません"]);
        let wanted = [("kind", "plan-workbook"), ("stage", "plan")];
        let asked = browser.post("/years/2026/exports", &wanted).await;
        assert_eq!((asked.status.as_u16(), asked.location()), (303, "/jobs/1"));
        assert_eq!(browser.post("/years/2026/exports", &wanted).await.location(), "/jobs/1", "the same while it waits");
        see(&browser, "/jobs/1").await.shows(&["順番待ち", "data-poll=\"/jobs/1\"", "http-equiv=\"refresh\""]);
        assert_eq!(browser.get("/jobs/1/result").await.status, 404, "nothing is there yet");
        assert_eq!(turn(db, "a", after(5)).await, Turn::Done(1));
        assert_eq!(turn(db, "a", after(6)).await, Turn::Idle);
        let done = see(&browser, "/jobs/1").await;
        done.shows(&["ファイルができました", "令和8年度_新潟県計画_20260601.xlsx", "/jobs/1/result"]);
        assert!(!done.text().contains("data-poll"), "nothing is under way");
        let file = see(&browser, "/jobs/1/result").await;
        assert!(file.bytes.starts_with(b"PK"), "a workbook");
        assert!(done.text().contains(&kikin_store::sha256(&file.bytes)), "by its SHA-256");
        see(&browser, "/jobs").await.shows(&["1番", "県計画のブック", "できました"]);
        for (kind, begins) in [("plan-data", "fiscal_year,era_year"), ("plan-codes", "prefecture_code,prefecture,column")] {
            let job = browser.post("/years/2026/exports", &[("kind", kind), ("stage", "plan")]).await;
            assert!(matches!(turn(db, "a", after(9)).await, Turn::Done(_)));
            let csv = see(&browser, &format!("{}/result", job.location())).await.text();
            assert!(csv.trim_start_matches('\u{feff}').starts_with(begins), "{kind}");
        }
        assert_eq!(browser.post("/years/2026/exports", &[("kind", "nothing")]).await.status, 422);
        assert_eq!(browser.post("/years/2027/exports", &wanted).await.status, 404);
        let town = pages.sign_in(&pages.cast.clerk).await;
        for path in ["/jobs", "/jobs/1", "/jobs/1/result"] {
            assert_eq!(town.get(path).await.status, 403, "{path}");
        }
        assert_eq!(town.post("/years/2026/exports", &wanted).await.status, 403);
        assert_sound(db).await;
    }

    /// A worker that is killed leaves nothing but its lease; another takes the job over, and the first can no longer end it.
    async fn a_job_outlives_its_worker(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        browser.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        let claimed = |worker: &'static str, now: Timestamp| async move {
            let tx = db.store.write().await.expect("begins");
            let second = now.as_second();
            let kinds = [JobKind::PlanData.code()];
            let job = kikin_store::jobs::claim_job(&tx, &kinds, worker, (second, second + LEASE)).await;
            let job = job.expect("is asked");
            tx.commit().await.expect("is kept");
            job
        };
        let job = claimed("killed", morning()).await.expect("is free");
        see(&browser, "/jobs/1").await.shows(&["作成中"]);
        assert_eq!(turn(db, "other", after(LEASE)).await, Turn::Idle, "its lease has not ended");
        assert_eq!(turn(db, "other", after(LEASE + 1)).await, Turn::Done(1));
        // The first comes back from wherever it was.
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let late = kikin_store::Content::of(b"late");
        let tx = db.store.write().await.expect("begins");
        assert!(!kikin_store::jobs::beat_job(&tx, 1, "killed", i64::MAX, 1).await.expect("is asked"));
        let ended = kikin_store::jobs::finish_job(&tx, lead.act(), (&job, "killed"), ("late.csv", &late)).await;
        assert!(!ended.expect("is asked"), "the job is not its own");
        tx.rollback().await.expect("leaves nothing");
        let result = see(&browser, "/jobs/1/result").await;
        assert_ne!(result.bytes, b"late");
        assert_sound(db).await;
    }

    /// Many at once: each job is done once.
    async fn of_several_workers_one_has_a_job(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        for kind in ["plan-data", "plan-codes"] {
            browser.post("/years/2026/exports", &[("kind", kind), ("stage", "plan")]).await;
        }
        let turns = tokio::join!(
            turn(db, "a", morning()), turn(db, "b", morning()), turn(db, "c", morning()), turn(db, "d", morning())
        );
        let mut turns = [turns.0, turns.1, turns.2, turns.3];
        turns.sort_by_key(|turn| format!("{turn:?}"));
        assert_eq!(turns, [Turn::Done(1), Turn::Done(2), Turn::Idle, Turn::Idle]);
    }

    /// Whoever has lost the post gets nothing made.
    async fn a_job_of_a_closed_post_comes_to_nothing(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.prefecture).await;
        browser.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        let machine = crate::people::machine(morning());
        kikin_app::people::close_post(&db.store, &machine, &pages.cast.prefecture, "異動").await.expect("is closed");
        assert_eq!(turn(db, "a", after(5)).await, Turn::Failed(1));
        let lead = pages.sign_in(&pages.cast.lead).await;
        see(&lead, "/jobs/1").await.shows(&["書き出せませんでした", "依頼した職が廃止されたか"]);
    }
}
