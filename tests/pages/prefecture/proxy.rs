//! Files that came another way are registered, one by one and in a zip.

use std::io::{Cursor, Write as _};

use axum::http::StatusCode;
use jiff::Timestamp;
use kikin_app::jobs::{Job, JobKind, LEASE, Lane, Turn};
use kikin_app::round::proxy_register;

use crate::db::{Db, on_both};
use crate::pages::Pages;
use crate::people::{after, assert_sound, morning};
use crate::round::{SANJO, file, here, nagaoka, site, states};

const PROXY: &str = "/years/2026/proxy";
const HOW: &[(&str, &str)] = &[("how", "電子メール"), ("on", "2026-06-01"), ("note", "公印版は郵送")];

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begins");
        writer.write_all(bytes).expect("writes");
    }
    writer.finish().expect("ends").into_inner()
}

/// What the worker who registers does next.
async fn turn(db: &Db, worker: &str, now: Timestamp) -> Turn {
    crate::pages::turn(db, (Lane::Registering, worker), now).await
}

/// Whether the worker that was killed could still note what became of a file.
async fn end_file_of_the_killed(db: &Db, job: &Job) -> bool {
    let tx = db.store.write().await.expect("begins");
    kikin_store::jobs::end_file(&tx, (job, "killed"), 1, "{}").await.expect("is asked")
}

/// How many rows a table has.
async fn rows(db: &Db, table: &str) -> i64 {
    kikin_store::row_counts(db.store.connection()).await.expect("are counted")[table]
}

on_both! {
    async fn a_zip_is_told_file_by_file(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let (nagaoka_file, sanjo) = (file("長岡市.xlsx", &[]), file("三条市.xlsx", SANJO));
        let zip = zipped(&[
            ("町/長岡市.xlsx", nagaoka_file.bytes.as_slice()),
            ("壊れたもの.xlsx", b"no workbook"),
            ("三条市.xlsx", sanjo.bytes.as_slice()),
            ("三条市の写し.xlsx", sanjo.bytes.as_slice()),
            ("メモ.txt", b"memo"),
        ]);
        let sent = officer.send(PROXY, HOW, &[("file", "受領.zip", &zip)]).await;
        assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/jobs/1"), "{}", sent.text());
        let twice = officer.send(PROXY, HOW, &[("file", "受領.zip", &zip)]).await;
        assert_eq!(twice.location(), "/jobs/1", "the same while it waits");
        officer.get("/jobs/1").await.shows(&["4件のうち0件が終わりました", "順番待ち", "data-poll=\"/jobs/1\"", "メモ.txt"]);
        assert_eq!(rows(db, "job_inputs").await, 3, "equal files are kept once");
        assert_eq!(turn(db, "a", morning()).await, Turn::Done(1));
        let told = officer.get("/jobs/1").await;
        told.shows(&["4件のうち3件を登録", "長岡市.xlsx", "三条市.xlsx", "登録していません", "メモ.txt", "/years/2026/bodies/152021/receipts/", "ファイルの処理が終わりました"]);
        told.shows(&["壊れたもの.xlsxの検査の結果", "登録済みと同じファイル"]);
        assert!(!told.text().contains("data-poll"), "nothing is under way");
        assert_eq!(rows(db, "job_inputs").await, 0, "what was sent is where it was received, or nowhere");
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_eq!(states(db, site("152048")).await, ["提出済", "提出済"]);
        // Sent once more, by somebody else, nothing is there twice.
        let lead = pages.sign_in(&pages.cast.lead).await;
        let again = lead.send(PROXY, HOW, &[("file", "長岡市.xlsx", &nagaoka_file.bytes)]).await;
        assert_eq!(turn(db, "a", after(60)).await, Turn::Done(2));
        officer.get(again.location()).await.shows(&["1件のうち1件を登録", "登録済みと同じファイル"]);
        assert_eq!(rows(db, "uploads").await, 2);
        officer.get("/jobs").await.shows(&["代理登録", "終わりました"]);
        lead.get("/events").await.shows(&["代理登録するファイルの送信"]);
        assert_sound(db).await;
    }

    /// Killed after a file was registered and before that was noted: whoever comes next registers no file twice, and what was sent
    /// in time is in time.
    async fn another_worker_goes_on_where_one_was_killed(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let (one, two) = (file("長岡市.xlsx", &[]), file("三条市.xlsx", SANJO));
        let zip = zipped(&[("1.xlsx", one.bytes.as_slice()), ("2.xlsx", two.bytes.as_slice())]);
        officer.send(PROXY, HOW, &[("file", "受領.zip", &zip)]).await;
        let tx = db.store.write().await.expect("begins");
        let second = morning().as_second();
        let lease = (second, second + LEASE);
        let job = kikin_store::jobs::claim_job(&tx, &[JobKind::Register.code()], "killed", lease).await;
        let job = job.expect("is asked").expect("is free");
        tx.commit().await.expect("is kept");
        let scope = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        let key = (job.prefecture, job.year);
        let why = "電子メール、令和8年6月1日受領　公印版は郵送";
        proxy_register(&db.store, &here(), &scope, key, one, why).await.expect("is read").outcome.expect("is registered");
        assert_eq!(turn(db, "next", after(LEASE)).await, Turn::Idle, "its lease has not ended");
        assert_eq!(turn(db, "next", after(LEASE + 3_600)).await, Turn::Done(1));
        assert!(!end_file_of_the_killed(db, &job).await, "the first can note nothing any more");
        let told = officer.get("/jobs/1").await;
        told.shows(&["2件のうち2件を登録", "受付番号1（", "受付番号2（"]);
        assert!(!told.text().contains("登録済みと同じ"), "this job registered it: {}", told.text());
        assert_eq!(rows(db, "uploads").await, 2);
        let two = kikin_store::received_file(db.store.connection(), job.prefecture, 2).await.expect("is there");
        assert_eq!(two.received_at, job.asked_at, "when it was sent");
        assert_sound(db).await;
    }

    /// A post that was closed registers nothing; what of the files was not reached is told.
    async fn whoever_lost_the_post_registers_nothing(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.send(PROXY, HOW, &[("file", "長岡市.xlsx", &file("長岡市.xlsx", &[]).bytes)]).await;
        let machine = crate::people::machine(morning());
        kikin_app::people::close_post(&db.store, &machine, &pages.cast.prefecture, "異動").await.expect("is closed");
        assert_eq!(turn(db, "a", after(5)).await, Turn::Failed(1));
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get("/jobs/1").await.shows(&["登録していないファイルがあります", "依頼した職が廃止されたか", "途中で終わりました"]);
        assert_eq!((rows(db, "uploads").await, rows(db, "job_inputs").await), (0, 0));
        assert_sound(db).await;
    }

    async fn what_is_missing_is_told_and_what_was_typed_stays(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get(PROXY).await.shows(&["受け取った方法", "accept=\".xlsx,.zip\""]);
        let nothing = officer.send(PROXY, &[("on", ""), ("note", "山田様から")], &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = nothing.text();
        for id in ["how-error", "on-error", "file-error"] {
            assert!(text.contains(&format!("id=\"{id}\"")), "{id}: {text}");
        }
        assert!(text.contains("value=\"山田様から\""), "{text}");
        let damaged = officer.send(PROXY, HOW, &[("file", "a.zip", b"no zip")]).await;
        assert!(damaged.status == StatusCode::UNPROCESSABLE_ENTITY && damaged.text().contains("zipを開けません"));
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.get(PROXY).await.status, StatusCode::FORBIDDEN);
        assert_eq!(clerk.send(PROXY, HOW, &[("file", "a.xlsx", b"x")]).await.status, StatusCode::FORBIDDEN);
    }
}
