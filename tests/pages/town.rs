//! The municipality at work: home, form, upload, findings, handing in, receipt.

use axum::http::{StatusCode, header};
use kikin_app::PlanYear;
use kikin_app::round::{Deadline, Expected, Moment, begin_review, request_correction, set_up_year};
use kikin_domain::Bu;
use kikin_domain::permission::Halves;
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};

use super::{Answer, Browser, Pages};
use crate::db::{Db, on_both};
use crate::people::{assert_sound, morning};
use crate::round::{SANJO, file, nagaoka, states, year};

pub(super) const BODY: &str = "/years/2026/bodies/152021";
const FAULTY: &[Edit] = &[Edit::Cell(Table::Projects, 0, "name", Input::Blank)];

/// Sends a file by the page's form.
pub(super) async fn send(browser: &Browser, name: &str, edits: &[Edit]) -> Answer {
    let bytes = file(name, edits).bytes;
    browser.send(&format!("{BODY}/upload?stage=plan"), &[], &[("file", name, &bytes)]).await
}

/// Uploads and hands in; the address of the receipt.
pub(super) async fn hand_in(browser: &Browser, edits: &[Edit]) -> String {
    let draft = send(browser, "長岡市.xlsx", edits).await.location().to_owned();
    let answer = browser.post(&format!("{draft}/hand-in"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().to_owned()
}

fn is_workbook(answer: &Answer, name: &str) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let disposition = answer.headers[header::CONTENT_DISPOSITION].to_str().expect("is text");
    let told = percent_encoding::percent_decode_str(disposition).decode_utf8_lossy().into_owned();
    assert!(told.starts_with("attachment;") && told.contains(name), "{told}");
    assert!(answer.bytes.starts_with(b"PK"));
}

/// The year with a deadline for 計画, and 庁内決裁 where it is wanted.
pub(super) async fn with_deadline(db: &Db, pages: &Pages, at: &str, approval: bool) {
    let deadline = |bu| Deadline { bu, stage: Stage::Plan, round: 1, at: Moment::parse(at).expect("a moment") };
    let own = Expected { body: nagaoka().body, halves: Halves::Both, approval };
    let set_up = PlanYear { deadlines: Bu::ALL.map(deadline).to_vec(), expected: vec![own], ..year() };
    let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
    set_up_year(&db.store, &lead, &set_up).await.expect("is set up");
}

/// Sends 介護分 back as the prefecture.
pub(super) async fn send_back(db: &Db, pages: &Pages, reopened: Reopened) {
    let clerk = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
    let what = (nagaoka(), Stage::Plan);
    begin_review(&db.store, &clerk, what, Bu::Care).await.expect("begins");
    request_correction(&db.store, &clerk, what, Bu::Care, "積算の根拠が\n足りません", reopened)
        .await
        .expect("is sent back");
}

on_both! {
    async fn from_home_to_the_receipt(db: &Db) {
        let pages = Pages::enter(db).await;
        with_deadline(db, &pages, "2026-06-13T17:00:00+09:00", false).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        clerk.get("/years/2026").await.shows(&[
            "長岡市の提出", "未提出", "令和8年6月13日（土）17:00", "あと12日", "ファイルをアップロードする",
            "/years/2026/bodies/152021/template?stage=plan",
        ]);
        is_workbook(&clerk.get(&format!("{BODY}/template?stage=plan")).await, "152021_長岡市_令和8年度_計画_様式.xlsx");
        clerk.get(&format!("{BODY}/upload?stage=plan")).await.shows(&["アップロードして検査する", "type=\"file\"", "検査中"]);

        let answer = send(&clerk, "長岡市.xlsx", &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let draft = answer.location().to_owned();
        assert!(draft.starts_with(&format!("{BODY}/drafts/")), "{draft}");
        clerk.get(&draft).await.shows(&["提出できます。", "まだ提出していません", "エラーなし", "提出に進む", "合計"]);
        is_workbook(&clerk.get(&format!("{draft}/marked")).await, "長岡市_検査結果.xlsx");
        assert_eq!(clerk.get(&format!("{draft}/file")).await.bytes, file("長岡市.xlsx", &[]).bytes);
        clerk.get("/years/2026").await.shows(&["作成中", "下書きの検査結果を見る"]);
        // The same bytes again are the draft that is there.
        assert_eq!(send(&clerk, "長岡市.xlsx", &[]).await.location(), draft);
        // Under another name they are known by it.
        let named = send(&clerk, "長岡市_確定.xlsx", &[]).await.location().to_owned();
        assert_ne!(named, draft);
        clerk.get(&named).await.shows(&["長岡市_確定.xlsx"]);
        let draft = send(&clerk, "長岡市.xlsx", &[]).await.location().to_owned();

        clerk.get(&format!("{draft}/hand-in")).await.shows(&["提出する", "医療分・介護分", "区分別の合計"]);
        let first = clerk.post(&format!("{draft}/hand-in"), &[]).await;
        let second = clerk.post(&format!("{draft}/hand-in"), &[]).await;
        assert_eq!((first.status, first.location()), (StatusCode::SEE_OTHER, second.location()));
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        let receipt = first.location().to_owned();
        let sha256 = file("長岡市.xlsx", &[]).sha256;
        let told = ["提出しました。", "受付番号", "この版が採用されます。", &sha256, "長岡市.xlsx", "令和8年6月1日（月）09:00"];
        clerk.get(&receipt).await.shows(&told);
        clerk.get(&draft).await.shows(&["このファイルは提出済みです。", "受付票を見る"]);
        assert_eq!(clerk.get(&format!("{draft}/hand-in")).await.location(), receipt.split('?').next().expect("a path"));
        clerk.get("/years/2026").await.shows(&["提出済", "県の審査を待っています。", "受付番号 1"]);
        is_workbook(&clerk.get(&format!("{BODY}/plan/care/versions/1/marked")).await, "長岡市_検査結果.xlsx");

        // The prefecture sees the receipt and the file, and no draft.
        let prefecture = pages.sign_in(&pages.cast.prefecture).await;
        prefecture.get(&receipt).await.shows(&["この版が採用されます。"]);
        assert_eq!(prefecture.get(&format!("{BODY}/plan/care/versions/1/file")).await.status, StatusCode::OK);
        assert_eq!(prefecture.get(&draft).await.status, StatusCode::NOT_FOUND);
        assert_eq!(prefecture.get("/years/2026").await.location(), "/years/2026/status");
        assert_eq!(prefecture.get(&format!("{BODY}/upload")).await.status, StatusCode::FORBIDDEN);
        // To the neighbour there is none of it.
        let neighbour = pages.sign_in(&pages.cast.other_town).await;
        let marked = format!("{draft}/marked");
        let version = format!("{BODY}/plan/care/versions/1/file");
        let template = format!("{BODY}/template?stage=plan");
        for path in [&receipt, &draft, &marked, &version, &template, &format!("{BODY}/upload")] {
            assert_eq!(neighbour.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(send(&neighbour, "三条市.xlsx", SANJO).await.status, StatusCode::NOT_FOUND);
        assert_eq!(neighbour.post(&format!("{draft}/hand-in"), &[]).await.status, StatusCode::NOT_FOUND);
        // Under another body's or year's address there is nothing of it either.
        let elsewhere = draft.replace("152021", "152048");
        assert_eq!(neighbour.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&draft.replace("2026", "2025")).await.status, StatusCode::NOT_FOUND);
        assert_sound(db).await;
    }

    async fn what_cannot_be_handed_in_says_why(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let upload = format!("{BODY}/upload?stage=plan");
        let nothing = clerk.send(&upload, &[], &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("<title>エラー：") && nothing.text().contains("ファイルが選ばれていません"));

        let draft = send(&clerk, "長岡市.xlsx", FAULTY).await.location().to_owned();
        let page = clerk.get(&draft).await;
        page.shows(&["このままでは提出できません。", "エラーあり", "もう一度アップロードする", "シート「", "href=\"/rules#"]);
        assert!(!page.text().contains("提出に進む"));
        let refused = clerk.post(&format!("{draft}/hand-in"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("エラーが"), "{}", refused.text());

        let others = send(&clerk, "三条市.xlsx", SANJO).await;
        assert_eq!(others.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(others.text().contains("このファイルは三条市のものです"), "{}", others.text());
        let no_book = clerk.send(&upload, &[], &[("file", "計画.xlsx", b"%PDF-1.7")]).await;
        assert!(no_book.status == StatusCode::SEE_OTHER || no_book.status == StatusCode::UNPROCESSABLE_ENTITY);
        // Over the limit of the file: the finding tells it. Over the limit of the form: the page of the failure.
        let zeros = vec![0; 20 * 1024 * 1024 + 1];
        let large = clerk.send(&upload, &[], &[("file", "大.xlsx", &zeros)]).await;
        assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(large.text().contains("ファイルが大きすぎる"), "{}", large.text());
        let larger = vec![0; 22 * 1024 * 1024];
        assert_eq!(clerk.send(&upload, &[], &[("file", "大.xlsx", &larger)]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(clerk.get(&format!("{BODY}/template?stage=none")).await.status, StatusCode::NOT_FOUND);
        let none = clerk.get(&format!("{BODY}/template?stage=plan&filled=last-year")).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("前年度に提出された計画がありません"));
        assert_sound(db).await;
    }

    async fn what_came_back_is_told_first(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        send_back(db, &pages, Reopened::Whole).await;
        let home = clerk.get("/years/2026").await;
        home.shows(&["修正の依頼が来ています", "積算の根拠が", "すべての事業", "直したファイルをアップロードする", "修正依頼（差戻し）"]);
        assert!(home.text().find("積算の根拠が") < home.text().find("未提出"));

        // Unchanged it is asked why; with a reason it is taken.
        let draft = send(&clerk, "長岡市.xlsx", &[]).await.location().to_owned();
        clerk.get(&format!("{draft}/hand-in")).await.shows(&["変更していない場合の理由", "再提出する"]);
        let refused = clerk.post(&format!("{draft}/hand-in"), &[("why", " ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("P004") && refused.text().contains("id=\"why-error\""), "{}", refused.text());
        let taken = clerk.post(&format!("{draft}/hand-in"), &[("why", "見積書のとおりです")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        clerk.get(taken.location()).await.shows(&["この版が採用されます。"]);
        assert_sound(db).await;
    }
}
