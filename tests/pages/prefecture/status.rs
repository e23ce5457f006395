//! 提出状況一覧 and reminders.

use axum::http::StatusCode;
use kikin_app::jobs::{Lane, Turn};
use kikin_domain::permission::{Halves, Role};

use super::with_a_file;
use crate::db::{Db, on_both};
use crate::pages::Pages;
use crate::people::morning;

/// How many lines the list shows: each body's name stands in a header cell.
fn lines(text: &str) -> usize {
    text.split("<tfoot>").next().map_or(0, |body| body.matches("scope=\"row\"").count())
}

on_both! {
    async fn the_list_is_narrowed_sorted_and_taken_home(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let list = officer.get("/years/2026/status").await;
        list.shows(&["令和8年度 計画 提出状況（単位：円）", "全60件（団体×分）のうち2件が提出済み", "長岡市", "粟島浦村", "未提出の団体に督促する"]);
        assert_eq!(lines(&list.text()), 60, "30 municipalities, each with two halves");
        let narrowed = officer.get("/years/2026/status?stage=plan&state=%E6%8F%90%E5%87%BA%E6%B8%88&bu=medical").await;
        narrowed.shows(&["長岡市", "表示中の計（1件）", "絞込みを解く", "/years/2026/bodies/152021/plan/medical/review"]);
        assert_eq!(lines(&narrowed.text()), 1);
        let named = officer.get("/years/2026/status?name=15202").await;
        assert_eq!(lines(&named.text()), 2, "by the beginning of the code: {}", named.text());
        let nothing = officer.get("/years/2026/status?name=%3Cb%3E").await;
        nothing.shows(&["該当する団体はありません", "&#60;b&#62;"]);
        // The largest first, then the smallest.
        let place = |text: &str| text.find("長岡市").expect("is there") < text.find("新潟市").expect("is there");
        let largest = officer.get("/years/2026/status?sort=fund&desc=1").await.text();
        assert!(place(&largest) && largest.contains("aria-sort=\"descending\""));
        assert!(!place(&officer.get("/years/2026/status?sort=fund").await.text()));
        let csv = officer.get("/years/2026/status.csv?bu=care&sort=fund&desc=1").await;
        assert_eq!(csv.status, StatusCode::OK);
        let text = csv.text();
        assert!(text.starts_with("\u{feff}団体コード,"), "{text}");
        assert_eq!(text.lines().count(), 31, "a header and the half that is asked for");
        assert!(text.lines().nth(1).expect("a line").starts_with("152021,長岡市,介護分,計画,提出済,"), "{text}");
        // 要望 has nothing yet.
        officer.get("/years/2026/status?stage=request").await.shows(&["全60件（団体×分）のうち0件が提出済み"]);
        let elsewhere = officer.get("/years/2031/status").await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    }

    async fn who_may_see_it(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        for path in ["/years/2026/status", "/years/2026/status.csv", "/years/2026/reminders"] {
            let answer = clerk.get(path).await;
            assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&answer.status), "{path}: {}", answer.status);
        }
        let auditor = auditor(db, &pages).await;
        let browser = pages.sign_in(&auditor).await;
        let list = browser.get("/years/2026/status").await;
        list.shows(&["提出状況"]);
        assert!(!list.text().contains("督促する"), "an auditor reminds nobody");
        assert_eq!(browser.get("/years/2026/reminders").await.status, StatusCode::FORBIDDEN);
    }

    async fn who_has_not_handed_in_is_reminded(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let told = officer.get("/years/2026/reminders?stage=plan").await;
        told.shows(&["29団体への文です", "三条市", "三条市 地域医療介護総合確保基金 担当者様", "data-copy=\"letter-152048\""]);
        assert!(!told.text().contains("letter-152021"), "whoever has handed in is left in peace");
        let csv = officer.get("/years/2026/reminders.csv?stage=plan").await.text();
        assert!(csv.starts_with("\u{feff}団体コード,団体名,対象,期限,状態,本文") && csv.contains("152048,三条市,"), "{csv}");
    }
}

async fn auditor(db: &Db, pages: &Pages) -> String {
    let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
    assert_eq!(lead.role(), Role::PrefecturalLead);
    post_for_days(db, pages, Halves::Both).await
}

async fn post_for_days(db: &Db, pages: &Pages, halves: Halves) -> String {
    use crate::people::{PASSWORD, body, enter, machine, wanted};
    let day = |text: &str| text.parse().ok();
    let new = kikin_app::people::MakePost {
        halves,
        valid_from: day("2026-04-01"),
        valid_to: day("2027-03-31"),
        ..wanted(Role::Auditor, body("150002"))
    };
    let made = kikin_app::people::make_post(&db.store, &machine(morning()), new).await.expect("is made");
    enter(db, &pages.cast.security, &made.account, morning(), PASSWORD).await.expect("accepts");
    made.account
}

/// The names in a zip, and the text of one of them.
fn unzipped(bytes: &[u8], wanted: &str) -> (Vec<String>, String) {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("is a zip");
    let mut names: Vec<String> = archive.file_names().map(|name| name.expect("is text").into_owned()).collect();
    names.sort();
    let mut text = String::new();
    archive.by_name(wanted).expect("is there").read_to_string(&mut text).expect("is text");
    (names, text)
}

on_both! {
    /// Asked for by a button, made by a worker; the same files give the same bytes.
    async fn originals_and_receipts_are_taken_home_in_one_zip(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get("/years/2026/status?stage=plan").await.shows(&["value=\"originals\"", "value=\"originals-marked\""]);
        let wanted = [("kind", "originals-marked"), ("stage", "plan")];
        let zip = made(db, &officer, &wanted).await;
        let (names, receipt) = unzipped(&zip, "152021_長岡市/1_受付票.txt");
        assert_eq!(names, ["152021_長岡市/1_印付き_長岡市.xlsx", "152021_長岡市/1_原本_長岡市.xlsx", "152021_長岡市/1_受付票.txt"]);
        let sha256 = crate::round::file("長岡市.xlsx", &[]).sha256;
        assert!(receipt.contains("受付番号：1\r\n") && receipt.contains(&sha256), "{receipt}");
        assert!(receipt.contains("医療分 第1版、介護分 第1版") && receipt.ends_with("この版が採用されます。\r\n"), "{receipt}");
        assert_eq!(made(db, &officer, &wanted).await, zip, "byte for byte");
        let plain = made(db, &officer, &[("kind", "originals"), ("stage", "plan")]).await;
        let (names, _) = unzipped(&plain, "152021_長岡市/1_受付票.txt");
        assert_eq!(names, ["152021_長岡市/1_原本_長岡市.xlsx", "152021_長岡市/1_受付票.txt"]);
        let nothing = made(db, &officer, &[("kind", "originals"), ("stage", "change")]).await;
        assert_eq!(zip::ZipArchive::new(std::io::Cursor::new(nothing)).expect("is a zip").len(), 0);
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.post("/years/2026/exports", &wanted).await.status, StatusCode::FORBIDDEN);
        crate::people::assert_sound(db).await;
    }

    /// Two bodies that call their files alike, and one that sends twice: every name is there once, the files as they came.
    async fn files_of_one_name_do_not_hide_each_other(db: &Db) {
        let pages = with_a_file(db).await;
        let other = pages.cast.at(db, &pages.cast.other_town, morning()).await;
        let sanjo = crate::round::file("長岡市.xlsx", crate::round::SANJO);
        let what = (crate::round::site("152048"), kikin_domain::plan::Stage::Plan);
        let sent = kikin_app::round::upload(&db.store, &crate::round::here(), &other, what, sanjo.clone()).await;
        let draft = sent.expect("is checked").draft.expect("a draft").id;
        kikin_app::round::hand_in(&db.store, &crate::round::here(), &other, draft, None).await.expect("is handed in");
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let zip = made(db, &officer, &[("kind", "originals"), ("stage", "plan")]).await;
        let (names, _) = unzipped(&zip, "152048_三条市/2_受付票.txt");
        assert_eq!(names.len(), 4, "{names:?}");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("is a zip");
        let mut original = Vec::new();
        let mut entry = archive.by_name("152048_三条市/2_原本_長岡市.xlsx").expect("is there");
        std::io::Read::read_to_end(&mut entry, &mut original).expect("is read");
        assert_eq!(original, sanjo.bytes);
    }
}

/// A file that is asked for and made.
async fn made(db: &Db, browser: &crate::pages::Browser, wanted: &[(&str, &str)]) -> Vec<u8> {
    let asked = browser.post("/years/2026/exports", wanted).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    browser.get(asked.location()).await.shows(&["順番待ち", "件のうち0件が終わりました", "提出状況に戻る"]);
    assert!(matches!(crate::pages::turn(db, (Lane::Exports, "a"), morning()).await, Turn::Done(_)));
    browser.get(asked.location()).await.shows(&["ファイルができました", "原本と受付票_令和8年度_", "（ZIP"]);
    let file = browser.get(&format!("{}/result", asked.location())).await;
    assert_eq!(file.headers["content-type"], "application/zip");
    file.bytes
}
