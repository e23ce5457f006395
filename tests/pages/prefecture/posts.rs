//! Posts: made, invited, handed over, closed.

use axum::http::StatusCode;
use kikin_domain::permission::{Halves, Role};

use super::press;
use crate::db::on_both;
use crate::pages::Pages;
use crate::people::{assert_sound, body, enter, machine, morning, wanted};
use crate::round::post;

fn account_of(location: &str) -> String {
    location.trim_start_matches("/posts/").split('?').next().expect("an account").to_owned()
}

on_both! {
    async fn a_post_is_made_invited_handed_over_and_closed(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get("/posts").await.shows(&["職の一覧（5件）", "長岡市", "市町村確認者", "職を追加する"]);
        lead.get("/posts?name=%E4%B8%89%E6%9D%A1&state=%E5%88%A9%E7%94%A8%E4%B8%AD").await.shows(&["職の一覧（1件）", "三条市"]);
        lead.get("/posts/new").await.shows(&["新潟県（150002）", "粟島浦村"]);
        let new = [("organisation", "155861"), ("role", "市町村担当"), ("halves", "両方"), ("name", "保健福祉課 担当"), ("holder", "本間 一郎")];
        let wrong: Vec<(&str, &str)> = new.iter().map(|(n, v)| (*n, if *n == "holder" { "" } else { *v })).collect();
        let blank = lead.post("/posts", &wrong).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text().contains("id=\"holder-error\"") && blank.text().contains("value=\"保健福祉課 担当\""), "{}", blank.text());
        let made = lead.post("/posts", &new).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let account = account_of(made.location());
        lead.get(made.location()).await.shows(&["職を追加しました", "招待待ち", "本間 一郎", "粟島浦村"]);
        let at = |rest: &str| format!("/posts/{account}{rest}");
        let link = lead.post(&at("/invite"), &[]).await;
        link.shows(&["今だけ表示されます", "readonly=\"readonly\">http://kikin.test/invitation/", "令和8年6月1日（月）09:00</time>"]);
        let path = link.text().split("/invitation/").nth(1).and_then(|rest| rest.split('<').next()).map(|t| format!("/invitation/{t}")).expect("a link");
        assert_eq!(lead.get(&path).await.status, StatusCode::OK, "the link can be opened");
        assert!(!lead.get(&at("")).await.text().contains("/invitation/"), "it is shown once");
        let day = lead.post(&at("/holder"), &[("holder", "渡辺 二郎"), ("starts", "あす")]).await;
        assert!(day.status == StatusCode::UNPROCESSABLE_ENTITY && day.text().contains("「あす」は日付ではありません") && day.text().contains("渡辺 二郎"));
        let early = lead.post(&at("/holder"), &[("holder", "渡辺 二郎"), ("starts", "2026-05-01")]).await;
        assert!(early.text().contains("始まりの日"), "{}", early.text());
        press(&lead, &at("/holder"), &[("holder", "渡辺 二郎"), ("starts", "2026-07-01")]).await.shows(&["担当者の交代を登録しました", "令和8年7月1日（水）</time>から：渡辺 二郎"]);
        let no_code = lead.post(&at("/reset"), &[]).await;
        assert_eq!(no_code.status, StatusCode::CONFLICT, "there is no code to take away");
        press(&lead, &at("/signout"), &[]).await.shows(&["すべての端末でサインアウトしました"]);
        let why = lead.post(&at("/close"), &[("why", "")]).await;
        assert!(why.status == StatusCode::UNPROCESSABLE_ENTITY && why.text().contains("id=\"why-error\""));
        press(&lead, &at("/close"), &[("why", "課の統合")]).await.shows(&["職を廃止しました", "廃止の理由", "課の統合"]);
        assert_eq!(lead.post(&at("/close"), &[("why", "二度")]).await.status, StatusCode::CONFLICT);
        assert_sound(db).await;
    }

    async fn who_may_manage_posts(db: &Db) {
        let pages = Pages::enter(db).await;
        for account in [&pages.cast.clerk, &pages.cast.prefecture] {
            let browser = pages.sign_in(account).await;
            for path in ["/posts", "/posts/new", &format!("/posts/{}", pages.cast.reviewer)] {
                assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{account} {path}");
            }
            let closed = browser.post(&format!("/posts/{}/close", pages.cast.other_town), &[("why", "x")]).await;
            assert_eq!(closed.status, StatusCode::FORBIDDEN);
        }
        // Of another prefecture there is nothing.
        let elsewhere = post(db, &pages.cast.security, Role::PrefecturalClerk, "160008", Halves::Both).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        assert_eq!(lead.get(&format!("/posts/{elsewhere}")).await.status, StatusCode::NOT_FOUND);
        for step in ["invite", "close", "holder", "reset", "signout"] {
            let fields = [("why", "x"), ("holder", "x"), ("starts", "2026-07-01")];
            let answer = lead.post(&format!("/posts/{elsewhere}/{step}"), &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{step}");
        }
    }

    async fn the_operator_of_all_manages_every_prefecture(db: &Db) {
        let pages = Pages::enter(db).await;
        let mut new = wanted(Role::Operator, body("150002"));
        new.seat = kikin_domain::permission::Seat::Installation;
        let made = kikin_app::people::make_post(&db.store, &machine(morning()), new).await.expect("is made");
        enter(db, &pages.cast.security, &made.account, morning(), crate::people::PASSWORD).await.expect("accepts");
        let operator = pages.sign_in(&made.account).await;
        operator.get("/").await.shows(&["利用者"]);
        operator.get("/posts").await.shows(&["長岡市", "kikin（全体）"]);
        let fields = [("organisation", "160008"), ("role", "県総括"), ("halves", "両方"), ("name", "総括"), ("holder", "林 三郎")];
        press(&operator, "/posts", &fields).await.shows(&["職を追加しました", "富山県"]);
        assert_eq!(operator.get("/years/2026/status").await.status, StatusCode::NOT_FOUND, "there is no round of all");
    }
}
