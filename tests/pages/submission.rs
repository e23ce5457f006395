//! A submission: 庁内決裁, 該当事業なし, comments, attachments, withdrawal, the answer to 内示.

use axum::http::{StatusCode, header};
use kikin_app::round::{Decision, assess, assessed, begin_review, confirm, notify_assessment, receive};
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, Yen};

use super::town::{BODY, hand_in, send, with_deadline};
use super::{Answer, Pages};
use crate::db::on_both;
use crate::people::{assert_sound, morning};
use crate::round::{nagaoka, states};

const CARE: &str = "/years/2026/bodies/152021/plan/care";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

/// The form again, with this wrong.
fn again(answer: &Answer, wanted: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert!(answer.text().contains("<title>エラー：") && answer.text().contains(wanted), "{wanted}: {}", answer.text());
}

on_both! {
    async fn a_second_post_decides(db: &Db) {
        let pages = Pages::enter(db).await;
        with_deadline(db, &pages, "2026-06-13T17:00:00+09:00", true).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let reviewer = pages.sign_in(&pages.cast.reviewer).await;
        let draft = send(&clerk, "長岡市.xlsx", &[]).await.location().to_owned();
        let page = clerk.get(&draft).await;
        page.shows(&["庁内決裁に回せます", "庁内決裁に回す"]);
        assert!(!page.text().contains("提出に進む"));
        again(&clerk.post(&format!("{draft}/hand-in"), &[]).await, "庁内決裁が済んでいません");
        again(&reviewer.post(&format!("{draft}/approval/approve"), &[("number", "福第1号"), ("day", "2026-06-01")]).await, "庁内決裁の依頼がありません");

        clerk.get(&format!("{draft}/approval")).await.shows(&["庁内決裁に回す", "区分別の合計"]);
        let asked = clerk.post(&format!("{draft}/approval/ask"), &[]).await;
        assert_eq!(asked.location(), format!("{draft}?done=asked"), "{}", asked.text());
        again(&clerk.post(&format!("{draft}/approval/ask"), &[]).await, "庁内決裁中です");
        assert_eq!(states(db, nagaoka()).await, ["庁内決裁中", "庁内決裁中"]);
        clerk.get("/years/2026").await.shows(&["庁内決裁の状況を見る"]);
        reviewer.get("/years/2026").await.shows(&["庁内決裁をする"]);
        let form = reviewer.get(&format!("{draft}/approval")).await;
        form.shows(&["決裁する", "文書番号", "差し戻す理由", "value=\"2026-06-01\""]);

        let decide = |number: &'static str, day: &'static str| [("number", number), ("day", day)];
        again(&reviewer.post(&format!("{draft}/approval/approve"), &decide(" ", "2026-06-01")).await, "id=\"number-error\"");
        again(&reviewer.post(&format!("{draft}/approval/approve"), &decide("福第1号", "六月")).await, "id=\"day-error\"");
        let later = reviewer.post(&format!("{draft}/approval/approve"), &decide("福第1号", "2026-06-02")).await;
        again(&later, "id=\"day-error\"");
        assert!(later.text().contains("value=\"福第1号\""), "what was typed stays");
        again(&reviewer.post(&format!("{draft}/approval/decline"), &[("why", "")]).await, "差し戻す理由が空欄です");
        let by_clerk = clerk.post(&format!("{draft}/approval/approve"), &decide("福第1号", "2026-06-01")).await;
        assert_eq!(by_clerk.status, StatusCode::FORBIDDEN);

        let declined = reviewer.post(&format!("{draft}/approval/decline"), &[("why", "部長の指摘")]).await;
        assert_eq!(declined.location(), format!("{draft}?done=declined"));
        clerk.post(&format!("{draft}/approval/ask"), &[]).await;
        let approved = reviewer.post(&format!("{draft}/approval/approve"), &decide("福第12号", "2026-06-01")).await;
        assert_eq!(approved.location(), format!("{draft}?done=approved"), "{}", approved.text());
        reviewer.get(&draft).await.shows(&["提出は、担当者の職で行います"]);
        assert_eq!(reviewer.post(&format!("{draft}/hand-in"), &[]).await.status, StatusCode::FORBIDDEN);
        clerk.get("/years/2026").await.shows(&["提出に進む"]);
        assert_eq!(clerk.post(&format!("{draft}/hand-in"), &[]).await.status, StatusCode::SEE_OTHER);
        clerk.get(CARE).await.shows(&["庁内で差し戻しました", "部長の指摘", "文書番号：福第12号", "提出しました（版1、受付番号1）"]);
        // What was not handed in is the body's own.
        let seen = pages.sign_in(&pages.cast.prefecture).await.get(CARE).await;
        seen.shows(&["文書番号：福第12号", "審査の画面を開く"]);
        assert!(!seen.text().contains("部長の指摘"));
        let neighbour = pages.sign_in(&pages.cast.other_town).await;
        for path in [format!("{draft}/approval"), CARE.to_owned()] {
            assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(neighbour.post(&format!("{draft}/approval/ask"), &[]).await.status, StatusCode::NOT_FOUND);
        assert_sound(db).await;
    }

    async fn no_projects_in_one_press(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        clerk.get("/years/2026").await.shows(&["未提出"]);
        clerk.get(&format!("{BODY}/upload?stage=plan")).await.shows(&["介護分の「該当事業なし」に進む"]);
        clerk.get(CARE).await.shows(&["まだ提出されていません。", "「該当事業なし」を提出する"]);
        clerk.get(&format!("{CARE}/no-projects")).await.shows(&["該当事業なしで提出する", "計画（介護分）"]);
        let first = clerk.post(&format!("{CARE}/no-projects"), &[]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        clerk.get(first.location()).await.shows(&["なし（該当事業なし）", "この版が採用されます。"]);
        assert_eq!(clerk.post(&format!("{CARE}/no-projects"), &[]).await.location(), first.location());
        assert_eq!(states(db, nagaoka()).await, ["未提出", "提出済"]);
        let prefecture = pages.sign_in(&pages.cast.prefecture).await;
        assert_eq!(prefecture.get(&format!("{CARE}/no-projects")).await.status, StatusCode::FORBIDDEN);
        let neighbour = pages.sign_in(&pages.cast.other_town).await;
        assert_eq!(neighbour.post(&format!("{CARE}/no-projects"), &[]).await.status, StatusCode::NOT_FOUND);
        assert_sound(db).await;
    }

    async fn no_projects_tells_what_it_takes_the_place_of(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let question = format!("{CARE}/no-projects");
        assert!(!clerk.get(&question).await.text().contains("提出済みです"), "nothing is there yet");
        hand_in(&clerk, &[]).await;
        clerk.get(&question).await.shows(&[
            "介護分は提出済みです。", "「該当事業なし」に置き換わります", "受付番号1、令和8年6月1日（月）09:00に受付、ファイル「長岡市.xlsx」",
            "該当事業なしで提出する",
        ]);
        // Under review nothing gives way, and the question is not asked.
        let officer = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        begin_review(&db.store, &officer, (nagaoka(), Stage::Plan), Bu::Care).await.expect("begins");
        let refused = clerk.get(&question).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert!(refused.text().contains("審査"), "{}", refused.text());
        assert_sound(db).await;
    }

    async fn talk_attachments_and_withdrawal(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let prefecture = pages.sign_in(&pages.cast.prefecture).await;
        hand_in(&clerk, &[]).await;
        let asked = prefecture.post(&format!("{CARE}/comments"), &[("text", "根拠を\n教えてください"), ("no", "2")]).await;
        assert_eq!(asked.location(), format!("{CARE}?done=commented#comments"), "{}", asked.text());
        let page = clerk.get(CARE).await;
        page.shows(&["教えてください", "No.2", "返信する"]);
        let text = page.text();
        let id = text.split("id=\"comment-").nth(1).and_then(|rest| rest.split('"').next()).expect("a comment").to_owned();
        let empty = clerk.post(&format!("{CARE}/comments"), &[("text", " "), ("answers", &id)]).await;
        again(&empty, "コメントへの返信として書き込みます");
        let answered = clerk.post(&format!("{CARE}/comments"), &[("text", "見積書です"), ("answers", &id)]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER);
        prefecture.get(CARE).await.shows(&["見積書です", "data-answer=\"true\""]);

        let attach = |name: &'static str, bytes: &'static [u8]| {
            let (clerk, fields) = (&clerk, [("kind", "estimate"), ("attach_no", "2")]);
            async move { clerk.send(&format!("{CARE}/attachments"), &fields, &[("file", name, bytes)]).await }
        };
        again(&attach("悪.exe", b"MZ\x90\0").await, "id=\"file-error\"");
        again(&clerk.send(&format!("{CARE}/attachments"), &[("kind", "estimate")], &[]).await, "ファイルが選ばれていません");
        let attached = attach("見積書.pdf", PDF).await;
        assert_eq!(attached.location(), format!("{CARE}?done=attached#attachments"), "{}", attached.text());
        let page = prefecture.get(CARE).await.text();
        let path = page.split("href=\"").find(|rest| rest.contains("/attachments/")).and_then(|rest| rest.split('"').next());
        let path = path.expect("an attachment").to_owned();
        let taken = prefecture.get(&path).await;
        assert_eq!(taken.bytes, PDF);
        assert_eq!(taken.headers[header::CONTENT_TYPE], "application/pdf");
        assert!(taken.headers[header::CONTENT_DISPOSITION].to_str().expect("is text").starts_with("attachment;"));
        let neighbour = pages.sign_in(&pages.cast.other_town).await;
        for (who, path) in [(&neighbour, path.clone()), (&neighbour, path.replace("152021", "152048")), (&clerk, path.replace("2026", "2025"))] {
            assert_eq!(who.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        clerk.get(&format!("{path}/remove")).await.shows(&["この添付を外しますか", "見積書.pdf"]);
        assert_eq!(prefecture.post(&format!("{path}/remove"), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(clerk.post(&format!("{path}/remove"), &[]).await.location(), format!("{CARE}?done=detached#attachments"));
        assert_eq!(clerk.get(&path).await.status, StatusCode::NOT_FOUND);

        clerk.get(CARE).await.shows(&["提出を取り下げる"]);
        clerk.get(&format!("{CARE}/withdraw")).await.shows(&["取り下げる理由", "受付番号"]);
        again(&clerk.post(&format!("{CARE}/withdraw"), &[("why", "")]).await, "id=\"why-error\"");
        let done = clerk.post(&format!("{CARE}/withdraw"), &[("why", "積算の誤り")]).await;
        assert_eq!(done.location(), format!("{CARE}?done=withdrawn"), "{}", done.text());
        clerk.get(done.location()).await.shows(&["提出を取り下げました。", "取り下げました（版1、受付番号1）", "積算の誤り", "コメント"]);
        again(&clerk.post(&format!("{CARE}/withdraw"), &[("why", "もう一度")]).await, "取り下げられる受付がありません");
        assert_eq!(states(db, nagaoka()).await, ["提出済", "取下げ"]);
        assert_sound(db).await;
    }

    async fn the_decision_is_answered(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        clerk.get(&format!("{CARE}/answer")).await.shows(&["県の内示はまだありません。"]);
        assert_eq!(clerk.get(&format!("{CARE}/answer/template")).await.status, StatusCode::NOT_FOUND);
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        receive(&db.store, &lead, what, Bu::Care).await.expect("is received");
        confirm(&db.store, &lead, what, Bu::Care).await.expect("is confirmed");
        let projects = assessed(&db.store, &lead, what, Bu::Care).await.expect("reads");
        let decision = |one: &kikin_app::round::Assessed| Decision {
            no: one.project.no.text().to_owned(),
            adopted: true,
            granted: Yen::new(one.project.fund.get().expect("is given").get() - 1_000),
            why: Some("単価の見直し".to_owned()),
        };
        let decisions: Vec<Decision> = projects.iter().map(decision).collect();
        assess(&db.store, &lead, what, Bu::Care, &decisions).await.expect("is assessed");
        clerk.get(&format!("{CARE}/answer")).await.shows(&["県の内示はまだありません。"]);
        notify_assessment(&db.store, &lead, what, Bu::Care).await.expect("is sent");

        clerk.get("/years/2026").await.shows(&["県の内示に回答する"]);
        let granted = decisions[0].granted.to_string();
        clerk.get(&format!("{CARE}/answer")).await.shows(&["採択：単価の見直し", &granted, "回答を送る"]);
        assert!(clerk.get(&format!("{CARE}/answer/template")).await.bytes.starts_with(b"PK"));
        let reviewer = pages.sign_in(&pages.cast.reviewer).await;
        assert!(!reviewer.get(&format!("{CARE}/answer")).await.text().contains("回答を送る"));

        let nos: Vec<String> = decisions.iter().map(|d| d.no.clone()).collect();
        let form = |answer: &'static str, amount: &'static str| -> Vec<(&str, &str)> {
            nos.iter().flat_map(|no| [("no", no.as_str()), ("answer", answer), ("amount", amount), ("why", "人員の減")]).collect()
        };
        again(&clerk.post(&format!("{CARE}/answer"), &form("reduced", "たくさん")).await, "「たくさん」は金額ではありません");
        let too_much = clerk.post(&format!("{CARE}/answer"), &form("reduced", "９,９９９,９９９,９９９円")).await;
        again(&too_much, "額が合いません");
        assert!(too_much.text().contains("value=\"人員の減\""), "what was typed stays");
        again(&clerk.post(&format!("{CARE}/answer"), &[]).await, "回答のない事業があります");
        assert_eq!(reviewer.post(&format!("{CARE}/answer"), &form("full", "")).await.status, StatusCode::FORBIDDEN);
        let sent = clerk.post(&format!("{CARE}/answer"), &form("reduced", "１０００円")).await;
        assert_eq!(sent.location(), format!("{CARE}?done=answered"), "{}", sent.text());
        clerk.get(&format!("{CARE}/answer")).await.shows(&["内示に回答しています。"]);
        clerk.get(CARE).await.shows(&["県の内示に回答しました"]);
        let home = clerk.get("/years/2026").await.text();
        assert!(!home.contains("県の内示に回答する"));
        assert_sound(db).await;
    }
}
